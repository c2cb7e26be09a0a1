import AuditLog
import GRDB
import Statechart
import WorkflowEngine

/// What was read or written through a connection and still holds: the next decision need not ask the
/// file again.
///
/// The writing connection keeps it from one transaction to the next. `SQLiteTransaction` keeps it in
/// step with its own changes; when changes are undone, or somebody else has written, the `Writer`
/// begins a new one. A reader's lasts as long as the one state that it sees.
final class Recollection {
  /// How many answers of one kind are kept.
  static let limit = KeptAnswers<Identifier, Bool>.limit

  /// The writing connection's statements, which GRDB prepares and keeps, too. Whoever closes the
  /// connection lets go of them first.
  var statements = KeptAnswers<StatementText, Statement>()
  var info: StoreInfo?
  /// The tree over every leaf so far.
  var tree: MerkleTree?
  /// Whether the tree has leaves that its row does not count yet.
  var isTreeAhead = false
  /// The latest time of all entries, once it was asked for; then nil where there are none.
  var latestTime: Instant??
  var batches = KeptAnswers<BatchKey, Batch>()
  /// Whether the queue is known to be empty.
  var isOutboxEmpty = false
  /// The instance that was read last, as it was read.
  var lastInstance: ReadInstance?
  /// Instances that are not there.
  var absent: Set<InstanceID> = []

  // What changes with the organisation and with the orders of minutes only.
  var organisation = OrganisationMemory()
  /// Every unit with a calendar of its own, unless they are too many.
  var unitsWithCalendar: Set<UnitCode>?
  /// Whether any order is about deadlines of a programme.
  var programmesWithDeadlines = KeptAnswers<ProgrammeName, Bool>()

  /// The text of a statement. Each decision runs some twenty, and to hash all of their letters costs
  /// as much as SQLite's work for the shorter ones: length and ending tell nearly all of them apart.
  struct StatementText: Hashable {
    var sql: String

    func hash(into hasher: inout Hasher) {
      let bytes = sql.utf8.span
      var ending: UInt64 = 0
      for index in max(0, bytes.count - 8)..<bytes.count {
        ending = ending << 8 | UInt64(bytes[index])
      }
      hasher.combine(bytes.count)
      hasher.combine(ending)
    }
  }

  /// Takes over what only the memory knows; the rest can be asked for again.
  func keepTree(of other: Recollection) {
    tree = other.tree
    isTreeAhead = other.isTreeAhead
  }

  struct BatchKey: Hashable {
    var programme: ProgrammeName
    var number: Int
  }

  /// Forgets what a change makes doubtful, or notes what it makes known.
  func heed(_ change: Change) {
    switch change {
    case .batch(let batch):
      batches.keep(batch, for: BatchKey(programme: batch.programme, number: batch.number))
    case .instance(let instance, _): absent.remove(instance.id)
    case .outbox: isOutboxEmpty = false
    case .unit, .assignment, .removeAssignment: organisation = OrganisationMemory()
    case .calendar:
      organisation = OrganisationMemory()
      unitsWithCalendar = nil
    case .order: programmesWithDeadlines = KeptAnswers()
    case .workflow, .unitVersion, .person, .members, .timer, .removeTimer, .removeTimers,
      .evidence, .answer, .undo, .removeUndo, .removeOutbox, .notice, .minutes, .decision,
      .removeDecisions, .orderUnits, .source:
      break
    }
  }
}
