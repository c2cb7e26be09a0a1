public import AuditLog
public import Statechart

public typealias InstanceID = Identifier
public typealias ProgrammeName = Identifier

/// A version of a workflow, as it was registered. Immutable.
public struct WorkflowReference: Hashable, Sendable, CustomStringConvertible {
  public var name: Identifier
  public var version: String
  /// SHA-256 of the document's bytes.
  public var digest: Digest

  public init(name: Identifier, version: String, digest: Digest) {
    self.name = name
    self.version = version
    self.digest = digest
  }

  /// What was invoked and not registered has no version, and need not have a name.
  public var description: String {
    guard version.isEmpty else { return "\(name) \(version)" }
    return name.text.isEmpty ? "an invoked document" : "\(name) (invoked)"
  }
}

/// One unit's run of a workflow in a programme, or one item of such a run's ledger.
public struct Instance: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case running, suspended
    /// A top-level final state was entered.
    case ended
    case cancelled, exempted

    /// Nothing can happen to the instance any more.
    public var isClosed: Bool { self == .ended || self == .cancelled || self == .exempted }
  }

  /// When a state was entered last.
  public struct Entry: Hashable, Sendable {
    /// The revision that the entering step made.
    public var revision: Int
    public var at: Instant
    /// When its deadline passes, if it has one: computed on entry, changed only by an entry of the
    /// log.
    public var due: Instant?
    /// Whether the deadline is meant "by and large".
    public var isSoft: Bool

    public init(revision: Int, at: Instant, due: Instant? = nil, isSoft: Bool = false) {
      self.revision = revision
      self.at = at
      self.due = due
      self.isSoft = isSoft
    }
  }

  /// Who sent an event that was accepted, for the four-eyes rule.
  public struct Acceptance: Hashable, Sendable {
    public var actor: PersonID
    /// Whom the actor stood in for: the rule takes both for one person.
    public var onBehalfOf: PersonID?
    public var revision: Int

    public init(actor: PersonID, onBehalfOf: PersonID? = nil, revision: Int) {
      self.actor = actor
      self.onBehalfOf = onBehalfOf
      self.revision = revision
    }
  }

  /// `PROGRAMME/UNIT`, or `PROGRAMME/UNIT/LEDGER/NUMBER` for an item.
  public var id: InstanceID
  public var programme: ProgrammeName
  /// Batches of a programme count from 1.
  public var batch: Int
  public var unit: UnitCode
  public var workflow: WorkflowReference
  /// The instance whose ledger holds this item, or which has invoked this session.
  public var parent: InstanceID?
  /// The ledger that holds this item.
  public var ledger: Identifier?
  /// For a session that was invoked, the id by which its parent knows it.
  public var invokeID: String?
  /// The sessions that it has invoked and not cancelled, by the ids of the invocations.
  public var invoked: [Identifier: InstanceID] = [:]
  /// How many sessions it has invoked; numbers are not used twice.
  public var invokedMade = 0
  /// How many changes were accepted. A commit names the revision it was decided on.
  public var revision: Int
  public var status: Status
  public var snapshot: StoredSnapshot
  /// Every active state.
  public var entered: [Identifier: Entry]
  /// By event name, the last time each was accepted.
  public var accepted: [Identifier: Acceptance]
  /// How many pieces of evidence and items were ever added; numbers are not used twice.
  public var evidenceMade: Int
  public var itemsMade: Int
  /// The states that were left after their deadline had passed, each once, in the order of their
  /// ids' bytes: what was late once is never told as in time.
  public var late: [Identifier]
  /// The day by which an item is promised to be put right.
  public var deadline: CalendarDate?
  /// The instance that took over the open work of this one when its unit left the tree.
  public var successor: InstanceID?
  public var startedAt: Instant
  /// The time of the last change. It never runs backwards.
  public var at: Instant

  public init(
    id: InstanceID, programme: ProgrammeName, batch: Int, unit: UnitCode,
    workflow: WorkflowReference, parent: InstanceID? = nil, ledger: Identifier? = nil,
    revision: Int = 0, status: Status = .running, snapshot: StoredSnapshot = StoredSnapshot(),
    entered: [Identifier: Entry] = [:], accepted: [Identifier: Acceptance] = [:],
    evidenceMade: Int = 0, itemsMade: Int = 0, late: [Identifier] = [],
    deadline: CalendarDate? = nil, successor: InstanceID? = nil, startedAt: Instant, at: Instant
  ) {
    self.id = id
    self.programme = programme
    self.batch = batch
    self.unit = unit
    self.workflow = workflow
    self.parent = parent
    self.ledger = ledger
    self.revision = revision
    self.status = status
    self.snapshot = snapshot
    self.entered = entered
    self.accepted = accepted
    self.evidenceMade = evidenceMade
    self.itemsMade = itemsMade
    self.late = late
    self.deadline = deadline
    self.successor = successor
    self.startedAt = startedAt
    self.at = at
  }
}

extension Instance {
  /// Whether it was invoked by another instance (section 6.4 of the standard).
  public var isInvoked: Bool { invokeID != nil }

  /// The id of the next session that it invokes: its own with `/@NUMBER` behind it, which is no name
  /// that a ledger can have.
  var nextInvokedID: InstanceID { Identifier("\(id)/@\(invokedMade + 1)") }

  /// The instance at the top of the sessions that have invoked each other: a unit's, or an item.
  static func root(of id: InstanceID) -> InstanceID {
    let parts = id.text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.indices.dropFirst(2).first(where: { parts[$0].hasPrefix("@") }) else {
      return id
    }
    return Identifier(parts[..<first].joined(separator: "/"))
  }
}

/// A snapshot in the terms of its document, state ids instead of positions: what is stored.
public struct StoredSnapshot: Hashable, Sendable {
  /// An `<invoke>` that runs, by the state that it stands in.
  public struct Invocation: Hashable, Sendable {
    public var id: String
    public var state: Identifier
    /// Which of the state's `<invoke>` elements it is, from 0.
    public var position: Int

    public init(id: String, state: Identifier, position: Int) {
      self.id = id
      self.state = state
      self.position = position
    }
  }

  /// The active atomic states in document order; their ancestors follow from the document.
  public var active: [Identifier]
  /// The active states that are stages, in document order.
  public var stages: [Identifier]
  public var history: [Identifier: [Identifier]]
  public var visited: [Identifier]
  /// The data model's text; empty where there is none.
  public var data: String
  public var idsMade: Int
  /// What was invoked and not cancelled, in the order in which it was started.
  public var invocations: [Invocation] = []
  /// The done data of an instance that has ended.
  public var result: JSON?

  public init(
    active: [Identifier] = [], stages: [Identifier] = [],
    history: [Identifier: [Identifier]] = [:], visited: [Identifier] = [], data: String = "",
    idsMade: Int = 0, result: JSON? = nil
  ) {
    self.active = active
    self.stages = stages
    self.history = history
    self.visited = visited
    self.data = data
    self.idsMade = idsMade
    self.result = result
  }
}
