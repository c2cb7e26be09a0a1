import AuditLog
import Statechart
import WorkflowEngine

/// All that a memory store holds: a value, so that a transaction is a copy.
struct MemoryTables: Sendable {
  var info: StoreInfo?
  var entries: [LoggedEntry] = []
  var stored: [StoredEntry] = []
  /// When the last entry about each instance was recorded.
  var lastTimes: [InstanceID: Instant] = [:]
  var latestTime: Instant?
  var tree = MerkleTree()
  /// By size.
  var checkpoints: [Int: KeptCheckpoint] = [:]

  var workflows = MemoryTable<WorkflowRecord> {
    [.text($0.reference.name), .text(Identifier($0.reference.version))]
  }
  /// The references in the order of their registration.
  var registered: [WorkflowReference] = []

  var units = MemoryTable<Unit> { [.text($0.code)] }
  var unitVersions = MemoryTable<UnitVersion> { [.text($0.unit.code), .number($0.number)] }
  /// How many versions each unit has.
  var versionsMade: [UnitCode: Int] = [:]
  var people = MemoryTable<Person> { [.text($0.id)] }
  var assignments = MemoryTable<Assignment> {
    [
      .text($0.person), .text($0.role), .text($0.unit),
      .text(Identifier($0.from?.description ?? "")),
      .text(Identifier($0.until?.description ?? "")), .text($0.onBehalfOf ?? ""),
    ]
  }
  var calendars = MemoryTable<WorkCalendar> { [.text($0.unit)] }
  var batches = MemoryTable<Batch> { [.text($0.programme), .number($0.number)] }
  var members = MemoryTable<Member> { [.text($0.programme), .text($0.unit)] }
  var instances = MemoryTable<Instance> { [.text($0.id)] }
  var board = MemoryTable<BoardGroup> { [.text($0.programme), .number($0.batch), $0.look.key] }
  var timers = MemoryTable<Timer>(isGrouped: true) { [.text($0.instance), .text($0.id)] }
  var evidence = MemoryTable<Evidence>(isGrouped: true) {
    [.text($0.instance), .number($0.number)]
  }
  var answers = MemoryTable<RecordedAnswer> { [.text($0.instance), .text($0.eventID)] }
  var undo = MemoryTable<Undo> { [.text($0.instance.id)] }
  var outbox = MemoryTable<OutboxMessage> { [.text($0.id)] }
  var notices = MemoryTable<Notice> { [.number($0.sequence)] }

  var minutes = MemoryTable<MinutesRecord> { [.text($0.id)] }
  var decisions = MemoryTable<DecisionRecord> { [.text($0.minutes), .text($0.decision.id)] }
  var orders = MemoryTable<OrderRecord> { [.text($0.minutes), .number($0.number)] }
  var orderUnits = MemoryTable<OrderUnit> {
    [.text($0.minutes), .number($0.order), .number($0.position)]
  }

  var sources = MemoryTable<SourceRecord> { [.text(Identifier($0.digest.hex))] }

  var contents: [Digest: Content] = [:]

  struct Content: Sendable {
    var chunks: [Int: [UInt8]] = [:]
    /// Set when all chunks are there.
    var size: Int?
  }
}

extension MemoryTables {
  /// Adds so many instances to those that look like this one.
  mutating func count(_ instance: Instance, _ change: Int) {
    guard let look = BoardLook(instance) else { return }
    let key: RowKey = [.text(instance.programme), .number(instance.batch), look.key]
    var group =
      board[key]
      ?? BoardGroup(programme: instance.programme, batch: instance.batch, look: look, count: 0)
    group.count += change
    if group.count == 0 { board.remove(key) } else { board.put(group) }
  }
}
