import AuditLog
import Statechart

/// What the entries replayed so far have made: in memory what decisions read and change again and
/// again, the rest in the scratch store.
///
/// A value, so that several threads can decide on copies of it. Its size is bounded by how many
/// instances are held and by what is on its way in the outbox, whatever the length of the log.
struct ReplayState: Sendable {
  /// The tree over the leaves so far.
  var tree = MerkleTree()
  /// Which entries are refusals.
  var refusals = Bits()
  /// The entries that an erasure is about, while it is replayed.
  var erased: [Int: LoggedEntry] = [:]
  var instances: [InstanceID: InstanceRows] = [:]
  /// By parent, the items that the scratch store does not have as they are.
  var changedItems: [InstanceID: Set<InstanceID>] = [:]
  var batches: [BatchKey: Held<Batch?>] = [:]
  /// In the order of the queue.
  var outbox: [OutboxMessage] = []
  var world = World()

  struct BatchKey: Hashable {
    var programme: ProgrammeName
    var number: Int
  }
}

/// A bit for every entry: a million of them take 125 kB.
struct Bits: Sendable {
  private var words: [UInt64] = []
  private(set) var count = 0

  mutating func append(_ bit: Bool) {
    if count % 64 == 0 { words.append(0) }
    if bit { words[count / 64] |= 1 << UInt64(count % 64) }
    count += 1
  }

  /// Nil past the end.
  subscript(index: Int) -> Bool? {
    guard 0..<count ~= index else { return nil }
    return words[index / 64] >> UInt64(index % 64) & 1 == 1
  }
}

/// Rows that are read from the scratch store once, and written to it when they must make room.
enum Held<Rows: Sendable>: Sendable {
  case unread
  /// As the scratch store has them.
  case stored(Rows)
  /// Changed since.
  case changed(Rows)

  var rows: Rows? {
    switch self {
    case .unread: nil
    case .stored(let rows), .changed(let rows): rows
    }
  }

  /// The rows, if the scratch store does not have them yet.
  var changes: Rows? {
    if case .changed(let rows) = self { rows } else { nil }
  }
}

/// The rows of one instance.
struct InstanceRows: Sendable {
  var instance: Held<Instance?> = .unread
  /// The revision that the scratch store has; nil where it has no such instance.
  var storedRevision: Int?
  /// By due, order and id.
  var timers: Held<[Timer]> = .unread
  /// By number.
  var evidence: Held<[Evidence]> = .unread
  var undo: Held<Undo?> = .unread
}

/// What changes seldom and is read by every decision. Forgotten as a whole when any of it changes.
struct World: Sendable {
  var info: StoreInfo?
  var units: [UnitCode: Unit?] = [:]
  var children: [UnitCode: [Unit]] = [:]
  var calendars: [UnitCode: WorkCalendar?] = [:]
  var assignmentsOfPeople: [PersonID: [Assignment]] = [:]
  var assignmentsAtUnits: [UnitCode: [Assignment]] = [:]
  var members: [MemberKey: Member?] = [:]
  var workflows: [WorkflowKey: WorkflowRecord?] = [:]

  var decisions: [DecisionKey: DecisionRecord?] = [:]
  var deadlineOrders: [MemberKey: [OrderRecord]] = [:]

  struct DecisionKey: Hashable {
    var minutes: MinutesID
    var decision: Identifier
  }

  struct MemberKey: Hashable {
    var programme: ProgrammeName
    var unit: UnitCode
  }

  struct WorkflowKey: Hashable {
    var name: Identifier
    /// An identifier, because versions compare by their bytes.
    var version: Identifier?
  }

  /// Forgets all of it where it has become large.
  mutating func bound(to limit: Int) {
    let count =
      units.count + children.count + calendars.count + assignmentsOfPeople.count
      + assignmentsAtUnits.count + members.count + decisions.count + deadlineOrders.count
    if count > limit { self = World() }
  }
}

extension Timer {
  /// The order in which timers of an instance are delivered.
  static func precedes(_ a: Timer, _ b: Timer) -> Bool {
    (a.due, a.order, a.id) < (b.due, b.order, b.id)
  }
}
