public import AuditLog
public import Statechart

/// Where the log and its projections live.
///
/// The engine reads and writes through closures, so that a decision and what it rests on are one
/// transaction. What every store promises is written down in `StoreContract` of `WorkflowTesting`.
public protocol Store: Sendable {
  /// Runs `body` on one consistent state of the store.
  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer

  /// Runs `body` as one transaction: when it returns and this returns, all of it is durable; when
  /// either throws, nothing of it is there, but for `StoreError.unknownOutcome`.
  ///
  /// A store may run `body` again after a conflict, so it must change nothing but the transaction.
  func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer

  /// The state as it is now, for reading it more than once.
  func view() async throws -> any StoreView

  /// Makes sure that nothing is left of what was erased or removed: not in pages that are free, nor
  /// in a log of the database.
  func purge() async throws
}

extension Store {
  /// A store that overwrites what is removed has nothing to do.
  public func purge() async throws {}
}

/// The disk, the network or the database failed, or somebody else was first.
public enum StoreError: Error, Hashable, Sendable {
  /// There is no store at this address; `docket init` makes one.
  case missing(String)
  /// There is something at this address already.
  case exists(String)
  /// The address names a kind of store that this program does not have.
  case unknownAddress(String)
  /// The store cannot be opened, read or written; nothing was changed.
  case unavailable(String)
  /// Written by a newer program: format `found`, where this one knows `known`.
  case newerFormat(found: Int, known: Int)
  /// Another process holds the store and did not let go in time; nothing was changed.
  case busy
  /// The instance has moved on since the decision; nothing was changed.
  case revisionConflict(InstanceID, expected: Int, found: Int)
  /// The transaction may or may not be durable. Ask again by the event's id.
  case unknownOutcome(String)
  /// What is stored cannot be read as what it should be.
  case corrupt(String)
}

/// What the store is, fixed when it was made.
public struct StoreInfo: Hashable, Sendable {
  /// The name of this log, unique in the world: later the origin of its checkpoints.
  public var origin: String
  /// The format of the tables that this store keeps.
  public var format: Int
  /// A store for rehearsals, whose clock may be set.
  public var isRehearsal: Bool
  /// Whether the login must map to the person who acts.
  public var hasStrictIdentity: Bool
  /// The IANA time zone where no calendar says otherwise.
  public var zone: String
  public var madeAt: Instant

  /// The format that this program makes.
  public static let newestFormat = 2

  public init(
    origin: String, format: Int = newestFormat, isRehearsal: Bool, hasStrictIdentity: Bool,
    zone: String,
    madeAt: Instant
  ) {
    self.origin = origin
    self.format = format
    self.isRehearsal = isRehearsal
    self.hasStrictIdentity = hasStrictIdentity
    self.zone = zone
    self.madeAt = madeAt
  }
}

/// An entry and its place in the log.
public struct LoggedEntry: Hashable, Sendable {
  /// From 0.
  public var index: Int
  public var entry: Entry

  public init(index: Int, entry: Entry) {
    self.index = index
    self.entry = entry
  }
}

/// What the store holds of an entry, byte by byte, for the one who checks it.
public struct StoredEntry: Hashable, Sendable {
  public var index: Int
  /// The canonical JSON of the leaf.
  public var leaf: [UInt8]
  /// The leaf hash that was kept beside it.
  public var leafHash: Digest
  /// The canonical JSON of the payload.
  public var payload: [UInt8]
  /// What queries find it by: those of its leaf, unless somebody has changed them.
  public var keys: EntryKeys

  public init(
    index: Int, leaf: [UInt8], leafHash: Digest, payload: [UInt8], keys: EntryKeys
  ) {
    self.index = index
    self.leaf = leaf
    self.leafHash = leafHash
    self.payload = payload
    self.keys = keys
  }
}

/// The text of a workflow as it was registered.
public struct WorkflowRecord: Hashable, Sendable {
  public var reference: WorkflowReference
  public var titles: LocalizedText
  /// The bytes of the SCXML document.
  public var text: [UInt8]
  /// The files that it can name, by path below its folder; their bytes are sources of the store.
  public var files: [Identifier: Digest]
  public var registeredAt: Instant

  public init(
    reference: WorkflowReference, titles: LocalizedText, text: [UInt8],
    files: [Identifier: Digest] = [:], registeredAt: Instant
  ) {
    self.reference = reference
    self.titles = titles
    self.text = text
    self.files = files
    self.registeredAt = registeredAt
  }
}

/// The first answer to an external event, kept so that a repeat gets the same one.
public struct RecordedAnswer: Hashable, Sendable {
  public var instance: InstanceID
  public var eventID: Identifier
  /// The digest of what was asked; the same id with other content is a conflict.
  public var content: Digest
  /// The entry that holds the verdict.
  public var index: Int

  public init(instance: InstanceID, eventID: Identifier, content: Digest, index: Int) {
    self.instance = instance
    self.eventID = eventID
    self.content = content
    self.index = index
  }
}

/// What an instance and its timers were before its last accepted event, so that it can be
/// withdrawn.
public struct Undo: Hashable, Sendable {
  public var instance: Instance
  public var timers: [Timer]
  /// The event that can be withdrawn, and who sent it.
  public var eventID: Identifier
  public var actor: PersonID

  public init(instance: Instance, timers: [Timer], eventID: Identifier, actor: PersonID) {
    self.instance = instance
    self.timers = timers
    self.eventID = eventID
    self.actor = actor
  }
}

/// Which entries `history` wants. Every condition that is set must hold.
public struct EntryQuery: Hashable, Sendable {
  public var instance: InstanceID?
  /// Entries about the unit itself and about its instances.
  public var unit: UnitCode?
  /// Also about every unit below it, as the tree is now, retired ones too.
  public var includesBelow = false
  public var programme: ProgrammeName?
  public var batch: Int?
  public var actor: PersonID?
  /// The role that was used.
  public var role: RoleID?
  public var authority: String?
  /// The event's name, or the words that it begins with: `deadline` finds `deadline.study`.
  public var event: Identifier?
  public var kinds: Set<String>
  /// Only refusals, or none of them.
  public var isRefused: Bool?
  public var from: Instant?
  public var until: Instant?
  /// Only entries after this index: the key of the next page.
  public var after: Int?
  public var limit: Int
  /// Newest first.
  public var isDescending: Bool

  public init(
    instance: InstanceID? = nil, unit: UnitCode? = nil, programme: ProgrammeName? = nil,
    actor: PersonID? = nil, authority: String? = nil, kinds: Set<String> = [],
    from: Instant? = nil, until: Instant? = nil, after: Int? = nil, limit: Int = 1_000,
    isDescending: Bool = false
  ) {
    self.instance = instance
    self.unit = unit
    self.programme = programme
    self.actor = actor
    self.authority = authority
    self.kinds = kinds
    self.from = from
    self.until = until
    self.after = after
    self.limit = limit
    self.isDescending = isDescending
  }
}

/// Which instances a list wants, in the order of their ids' bytes.
public struct InstanceQuery: Hashable, Sendable {
  public var programme: ProgrammeName?
  public var batch: Int?
  public var unit: UnitCode?
  /// Instances of this unit and of all units below it, retired ones and what is below them left
  /// out.
  public var subtree: UnitCode?
  /// Items of this instance's ledgers.
  public var parent: InstanceID?
  public var ledger: Identifier?
  /// Instances in this state, atomic or not, of their workflow.
  public var state: Identifier?
  public var statuses: Set<Instance.Status>
  /// Items of ledgers, too.
  public var includesItems: Bool
  public var after: InstanceID?
  public var limit: Int

  public init(
    programme: ProgrammeName? = nil, batch: Int? = nil, unit: UnitCode? = nil,
    subtree: UnitCode? = nil, parent: InstanceID? = nil, ledger: Identifier? = nil,
    state: Identifier? = nil, statuses: Set<Instance.Status> = [], includesItems: Bool = false,
    after: InstanceID? = nil,
    limit: Int = 1_000
  ) {
    self.programme = programme
    self.batch = batch
    self.unit = unit
    self.subtree = subtree
    self.parent = parent
    self.ledger = ledger
    self.state = state
    self.statuses = statuses
    self.includesItems = includesItems
    self.after = after
    self.limit = limit
  }
}
