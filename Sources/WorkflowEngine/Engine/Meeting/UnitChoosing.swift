import AuditLog
public import Statechart

/// The units that an order passed over, by the reason.
public struct LeftOut: Hashable, Sendable {
  public enum Reason: Hashable, Sendable, Comparable {
    /// The predicate does not hold.
    case notSelected
    case retired
    /// The unit is in another batch of the programme already.
    case inBatch(Int)
    case notInProgramme
  }

  /// How many there are, and the first of them.
  public struct Group: Hashable, Sendable {
    public var count = 0
    public var first: [UnitCode] = []
  }

  /// How many units a group names.
  public static let named = 5

  public private(set) var groups: [Reason: Group] = [:]

  mutating func add(_ unit: UnitCode, _ reason: Reason) {
    groups[reason, default: Group()].count += 1
    if groups[reason]?.first.count ?? 0 < Self.named { groups[reason]?.first.append(unit) }
  }
}

/// Chooses units one by one, as they come from the store: what is kept are the codes of those that
/// were chosen.
struct UnitChoosing {
  private let source: Source
  private let reader: any StoreReader
  private(set) var chosen: [UnitCode] = []
  private(set) var leftOut = LeftOut()

  private enum Source {
    case selected(UnitSelector)
    case unit(Unit)
  }

  init(_ predicate: String, in reader: any StoreReader) throws {
    self.reader = reader
    do {
      source = .selected(try UnitSelector(predicate))
    } catch {
      throw RequestError.invalid("the predicate \(predicate): \(error.message)")
    }
  }

  init(only unit: Unit, in reader: any StoreReader) {
    self.reader = reader
    source = .unit(unit)
  }

  /// - Parameter exclude: Why a unit that is meant cannot be chosen all the same.
  mutating func choose(except exclude: (Unit) throws -> LeftOut.Reason?) throws {
    var (chosen, leftOut) = (chosen, leftOut)
    func consider(_ unit: Unit) throws {
      if unit.retiredAt != nil {
        leftOut.add(unit.code, .retired)
      } else if let reason = try exclude(unit) {
        leftOut.add(unit.code, reason)
      } else {
        chosen.append(unit.code)
      }
    }
    switch source {
    case .unit(let unit): try consider(unit)
    case .selected(let selector):
      try reader.eachLine { line in
        if try selector.selects(line) {
          try consider(line[0])
        } else if line[0].retiredAt == nil {
          leftOut.add(line[0].code, .notSelected)
        }
      }
    }
    (self.chosen, self.leftOut) = (chosen, leftOut)
  }
}

extension StoreReader {
  /// Every unit with its ancestors, nearest first, in the order of `units()`; in constant memory,
  /// for siblings mostly come together.
  func eachLine(_ body: ([Unit]) throws -> Void) throws {
    var parent: UnitCode?
    var above: [Unit] = []
    try eachUnit { unit in
      if unit.parent != parent || above.isEmpty {
        above = try ancestors(of: unit.code)
        parent = unit.parent
      }
      try body([unit] + (unit.parent == nil ? [] : above))
    }
  }
}

extension [UnitCode] {
  /// A plan as text: one code a line.
  var lines: String {
    var text = ""
    for code in self {
      text += code.text
      text += "\n"
    }
    return text
  }

  /// The digest that a plan is frozen under.
  var plan: Digest {
    var hasher = SHA256()
    for code in self {
      hasher.update([UInt8](code.text.utf8))
      hasher.update([0x0A])
    }
    return hasher.finalize()
  }
}
