public import AuditLog
public import Statechart

/// Whose or which values are to be erased.
public enum ErasureSubject: Hashable, Sendable {
  /// What the registrations of a person say of her; all of it, or only these fields.
  ///
  /// With texts, also the words that she wrote about instances: reasons, names of files, fields of
  /// items.
  case person(PersonID, fields: Set<String>?, includesTexts: Bool)
  /// The bytes of a file, its name and its digest, wherever it was given.
  case evidence(Digest)
}

/// What somebody asks to have erased, and by what right.
public struct ErasureRequest: Hashable, Sendable {
  public var subject: ErasureSubject
  public var identity: Identity
  /// The decision it rests on, `minutes-id#decision-id`.
  public var authority: String
  /// In words; kept where it can be erased.
  public var reason: String

  public init(
    _ subject: ErasureSubject, identity: Identity, authority: String, reason: String
  ) {
    self.subject = subject
    self.identity = identity
    self.authority = authority
    self.reason = reason
  }
}

/// What was erased: fields of entries, never their values.
public struct Erasure: Hashable, Sendable {
  /// By field, the entries it was erased from, in order.
  public internal(set) var entries: [String: [Int]] = [:]
  /// How many files were removed.
  public internal(set) var files = 0
  /// The entries that say so; empty if there was nothing to erase.
  public internal(set) var records: [Int] = []

  init() {}

  /// How many values.
  public var count: Int { entries.values.reduce(0) { $0 + $1.count } }

  mutating func add(_ fields: some Sequence<String>, of index: Int) {
    for field in fields { entries[field, default: []].append(index) }
  }

  /// In parts, so that each fits into a leaf.
  func parts(of size: Int) -> [Erasure] {
    var parts: [Erasure] = []
    var part = Erasure()
    for (field, indexes) in entries.sorted(by: { $0.key < $1.key }) {
      for index in indexes {
        part.add([field], of: index)
        guard part.count == size else { continue }
        parts.append(part)
        part = Erasure()
      }
    }
    if part.count > 0 { parts.append(part) }
    return parts
  }
}

/// What the leaf of an `erased` entry says.
extension Erasure {
  private static let detail = "erased"

  func write(to leaf: inout Leaf) {
    let fields = entries.sorted { $0.key < $1.key }.map { field, indexes -> JSON in
      ["field": .string(field), "entries": .array(indexes.map { JSON($0) })]
    }
    leaf.details[Self.detail] = .array(fields)
    leaf.details["values"] = JSON(count)
    if files > 0 { leaf.details["files"] = JSON(files) }
  }

  /// Reads what `write` wrote; nothing for other leaves.
  init(_ leaf: Leaf) {
    guard leaf.kind == .erased else { return }
    for part in leaf.details[Self.detail]?.array ?? [] {
      guard let field = part["field"]?.string else { continue }
      entries[field, default: []] += part["entries"]?.array?.compactMap(\.int) ?? []
    }
    files = leaf.details["files"]?.int ?? 0
  }
}
