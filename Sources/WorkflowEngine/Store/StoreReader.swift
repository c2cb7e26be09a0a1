public import AuditLog
public import Statechart

/// One consistent state of a store. Used by one thread, inside the closure it was given to.
///
/// Lists are sorted by the bytes of their keys, so that every store gives the same order.
public protocol StoreReader: AnyObject {
  func info() throws -> StoreInfo

  // The log.
  /// The tree over every leaf so far: size, root and frontier.
  func tree() throws -> MerkleTree
  func entry(at index: Int) throws -> LoggedEntry?
  func entries(_ query: EntryQuery) throws -> [LoggedEntry]
  /// Whether the entry is a refusal; nil where there is no such entry.
  func isRefusal(at index: Int) throws -> Bool?
  /// When the last entry about the instance was recorded; nil where there is none.
  func lastTime(of instance: InstanceID) throws -> Instant?
  /// The latest time that any entry tells; nil for an empty log.
  func latestTime() throws -> Instant?
  /// The bytes of up to `limit` entries from `index` on.
  func storedEntries(from index: Int, limit: Int) throws -> [StoredEntry]
  /// The kept hashes of up to `limit` leaves from `index` on; whether they are those of the bytes is
  /// for `audit verify` to find out.
  func leafHashes(from index: Int, limit: Int) throws -> [Digest]
  /// The checkpoints that were signed and kept, by size. They are beside the log, not of it: a tree
  /// cannot hold its own signature.
  func checkpoints() throws -> [KeptCheckpoint]

  // Definitions.
  /// The version that was asked for, or the one registered last.
  func workflow(_ name: Identifier, version: String?) throws -> WorkflowRecord?
  func workflows() throws -> [WorkflowRecord]
  /// A file of a workflow, or a document that was invoked.
  func source(_ digest: Digest) throws -> SourceRecord?

  // The organisation.
  /// What was asked before about the organisation as it is now.
  var organisation: OrganisationMemory { get }
  func unit(_ code: UnitCode) throws -> Unit?
  /// The unit above; nil at the top, and for a unit that is not known.
  func parent(of code: UnitCode) throws -> UnitCode?
  /// Every unit, parents before children (by level, then code), retired ones too.
  func units() throws -> [Unit]
  /// The same one by one, in constant memory. `body` may read from the store.
  func eachUnit(_ body: (Unit) throws -> Void) throws
  /// The units directly below, retired ones left out.
  func children(of code: UnitCode) throws -> [Unit]
  /// Every unit below, each before its own children and those by their codes; retired ones and
  /// what is below them left out.
  func descendants(of code: UnitCode) throws -> [Unit]
  /// The unit's parent, its parent, and so on to the top.
  func ancestors(of code: UnitCode) throws -> [Unit]
  /// Every version of a unit, by number.
  func versions(of code: UnitCode) throws -> [UnitVersion]
  /// Every unit that was known at a time, as it was then, parents before children (by level, then
  /// code), retired ones too.
  func units(at time: Instant) throws -> [Unit]
  /// The units that were directly below at a time, retired ones left out.
  func children(of code: UnitCode, at time: Instant) throws -> [Unit]
  func person(_ id: PersonID) throws -> Person?
  func people() throws -> [Person]
  func assignments(of person: PersonID) throws -> [Assignment]
  /// The assignments whose subtree root is exactly this unit.
  func assignments(at unit: UnitCode) throws -> [Assignment]
  func assignments() throws -> [Assignment]
  func calendar(of unit: UnitCode) throws -> WorkCalendar?
  func calendars() throws -> [WorkCalendar]

  // Programmes.
  func batch(_ programme: ProgrammeName, _ number: Int) throws -> Batch?
  /// All batches, by programme and number.
  func batches() throws -> [Batch]
  func member(_ programme: ProgrammeName, _ unit: UnitCode) throws -> Member?
  /// The batch's plan from `position` on, in its order.
  func members(_ programme: ProgrammeName, batch: Int, from position: Int, limit: Int) throws
    -> [Member]

  /// The programme's members below a unit, in the order of `children(of:)` or `descendants(of:)`,
  /// and whether each is in one of the states: all that a gate asks, in one query.
  func standings(
    in programme: ProgrammeName, below unit: UnitCode, _ scope: Requirement.Scope,
    in states: [Identifier]
  ) throws -> [MemberStanding]

  // Minutes.
  func minutes(_ id: MinutesID) throws -> MinutesRecord?
  func minutes() throws -> [MinutesRecord]
  func decision(_ authority: Authority) throws -> DecisionRecord?
  /// In the order of the minutes.
  func decisions(of minutes: MinutesID) throws -> [DecisionRecord]
  /// The orders of enacted minutes, by number.
  func orders(of minutes: MinutesID) throws -> [OrderRecord]
  /// Orders without an outcome, by minutes and number.
  func pendingOrders() throws -> [OrderRecord]
  /// Orders about deadlines whose plan has the unit, by the time of enacting, minutes and number.
  func deadlineOrders(_ programme: ProgrammeName, _ unit: UnitCode) throws -> [OrderRecord]
  /// The order's plan from `position` on.
  func orderUnits(_ minutes: MinutesID, order: Int, from position: Int, limit: Int) throws
    -> [OrderUnit]
  /// How many entries rest on the decision, by kind.
  func entryCounts(under authority: Authority) throws -> [String: Int]

  // Instances.
  func instance(_ id: InstanceID) throws -> Instance?
  func instances(_ query: InstanceQuery) throws -> [Instance]
  /// How many of the units' own instances look how, by programme, batch and the bytes of the look:
  /// boards without reading any instance.
  func board(_ programme: ProgrammeName?, batch: Int?) throws -> [BoardGroup]
  /// How many items of ledgers stand how, in no order.
  func itemStandings(_ programme: ProgrammeName?, batch: Int?) throws -> [ItemStanding]
  /// The instance's timers, by due and order.
  func timers(of instance: InstanceID) throws -> [Timer]
  /// How many timers `timers(dueBy:limit:)` would find without a limit.
  func timerCount(dueBy time: Instant) throws -> Int
  /// Timers due by `time` of instances that are running and whose batch is open, by due, instance
  /// and order.
  func timers(dueBy time: Instant, limit: Int) throws -> [Timer]
  /// By number.
  func evidence(of instance: InstanceID) throws -> [Evidence]
  /// Every piece that has these bytes, by instance and number.
  func evidence(withDigest digest: Digest) throws -> [Evidence]
  /// What a unit has given in any of its instances, by instance and number.
  func evidence(givenBy unit: UnitCode) throws -> [Evidence]
  /// The pieces whose bytes more than one unit has given, by digest, instance and number.
  func evidenceOfSeveralUnits(in programme: ProgrammeName?) throws -> [Evidence]
  func undo(of instance: InstanceID) throws -> Undo?
  func answer(to eventID: Identifier, of instance: InstanceID) throws -> RecordedAnswer?
  /// Answers whose event id is `id` or begins with `id` and a slash: one event, or a whole job.
  func answers(toJob id: Identifier) throws -> [RecordedAnswer]
  /// Messages in the order of their sequence.
  func outbox(limit: Int) throws -> [OutboxMessage]
  /// Messages for one instance, in the order of their sequence.
  func outbox(to receiver: InstanceID) throws -> [OutboxMessage]
  /// What people are to be told, and were.
  func notices(_ query: NoticeQuery) throws -> [Notice]

  // Evidence bytes.
  /// The size of the content, if all of its chunks are there.
  func contentSize(_ digest: Digest) throws -> Int?
  /// One chunk (1 MiB but for the last), from 0; nil past the end.
  func contentChunk(_ digest: Digest, _ number: Int) throws -> [UInt8]?

  /// The rows of a projection behind a key, or the first ones, in the order of their keys: for
  /// comparing what is stored with what the log says.
  func rows(of projection: Projection, after: RowKey?, limit: Int) throws -> [ProjectedRow]
}

/// The tables that follow from the log.
public enum Projection: String, Hashable, Sendable, CaseIterable {
  case workflows, units, people, assignments, calendars, batches, members, instances, timers
  case evidence, answers, undo, outbox, notices, minutes, decisions, orders, orderUnits
  case sources, board
  case unitVersions
}

/// How a member of a programme stands to a gate.
public struct MemberStanding: Hashable, Sendable {
  public var unit: UnitCode
  /// Nil while its instance is not made.
  public var status: Instance.Status?
  /// Whether it is in one of the states that were asked for.
  public var isThere: Bool

  public init(unit: UnitCode, status: Instance.Status?, isThere: Bool) {
    self.unit = unit
    self.status = status
    self.isThere = isThere
  }
}

/// A transaction that can still be undone.
public protocol StoreTransaction: StoreReader {
  /// Fixes what the store is; once.
  func initialize(_ info: StoreInfo) throws
  /// Adds an entry at the end of the log and answers its index.
  func append(_ entry: Entry) throws -> Int
  /// Removes values and salts from an entry's payload; fields that are not there are no fault.
  func erase(_ fields: [String], ofEntry index: Int) throws
  /// Removes a content with all of its chunks; it is no fault if it is not there.
  func removeContent(_ digest: Digest) throws
  /// Keeps a checkpoint; one of the same size is replaced.
  func keep(_ checkpoint: KeptCheckpoint) throws
  func apply(_ change: Change) throws
  /// Keeps one chunk of content. Chunks already there stay as they are.
  func stage(_ digest: Digest, chunk: Int, _ bytes: [UInt8]) throws
  /// Declares that all chunks of a content are there.
  func finishStaging(_ digest: Digest, size: Int) throws
}

/// One change of a projection. Every change follows from an entry of the same transaction.
///
/// Indirect: one is handed on several times, and an instance has many parts to be copied.
public indirect enum Change: Hashable, Sendable {
  case workflow(WorkflowRecord)
  case unit(Unit)
  /// Adds a version of a unit, with the next number.
  case unitVersion(Unit, since: Instant)
  case person(Person)
  case assignment(Assignment)
  case removeAssignment(Assignment)
  case calendar(WorkCalendar)
  case batch(Batch)
  case members([Member])
  /// Makes the instance, or replaces the one with the revision `after`; another revision is
  /// `StoreError.revisionConflict`. Nil means that there must be none.
  case instance(Instance, after: Int?)
  case timer(Timer)
  case removeTimer(InstanceID, Identifier)
  case removeTimers(InstanceID)
  case evidence(Evidence)
  case answer(RecordedAnswer)
  case undo(Undo)
  case removeUndo(InstanceID)
  case outbox(OutboxMessage)
  case removeOutbox(Identifier)
  /// Adds a notice, or replaces the one with the same sequence.
  case notice(Notice)
  case minutes(MinutesRecord)
  case decision(DecisionRecord)
  /// Forgets the decisions of a draft that another one replaces.
  case removeDecisions(MinutesID)
  case order(OrderRecord)
  case orderUnits([OrderUnit])
  /// Keeps a source; one that is there stays as it is.
  case source(SourceRecord)
}
