public import Statechart

/// A workflow that can run: its document compiled, and what `urn:docket:workflow:1` says about it.
///
/// Immutable and shared by all of its instances.
public struct Workflow: Sendable {
  public var reference: WorkflowReference
  /// The files that the document can name, and its folder among them; its text is left out.
  public var source = WorkflowSource([])
  public var titles: LocalizedText
  public var chart: Chart
  public var interpreter: Interpreter
  public var roles: [RoleDeclaration]
  public var evidenceKinds: [EvidenceDeclaration]
  public var ledgers: [LedgerDeclaration]
  /// The roles that may withdraw what somebody else sent (`d:withdraw`).
  public var withdrawingRoles: [RoleID]
  /// The stages, in document order.
  public var stages: [Stage]
  public var deadlines: [DeadlineRule]
  public var reminders: [ReminderRule]
  /// What is asked of a transition beside its condition, for the transitions that ask anything.
  public var judgements: [TransitionIndex: Judgement]

  // What its instances have in common.
  let beginning = Beginning()
  let snapshots = SnapshotMemory()

  public init(
    reference: WorkflowReference, titles: LocalizedText, chart: Chart, interpreter: Interpreter,
    roles: [RoleDeclaration], evidenceKinds: [EvidenceDeclaration],
    ledgers: [LedgerDeclaration], withdrawingRoles: [RoleID], stages: [Stage],
    deadlines: [DeadlineRule], reminders: [ReminderRule],
    judgements: [TransitionIndex: Judgement]
  ) {
    self.reference = reference
    self.titles = titles
    self.chart = chart
    self.interpreter = interpreter
    self.roles = roles
    self.evidenceKinds = evidenceKinds
    self.ledgers = ledgers
    self.withdrawingRoles = withdrawingRoles
    self.stages = stages
    self.deadlines = deadlines
    self.reminders = reminders
    self.judgements = judgements
  }
}

/// `d:role`.
public struct RoleDeclaration: Hashable, Sendable {
  public var id: RoleID
  public var titles: LocalizedText
  /// Whether its holders may suspend, resume and cancel instances (`manages="true"`).
  public var manages: Bool
  /// What its holders may read of what others wrote and gave (`reads`).
  public var reads: Set<ReadingRight>

  public init(
    id: RoleID, titles: LocalizedText, manages: Bool = false, reads: Set<ReadingRight> = []
  ) {
    self.id = id
    self.titles = titles
    self.manages = manages
    self.reads = reads
  }
}

/// `d:evidence`.
public struct EvidenceDeclaration: Hashable, Sendable {
  public var id: Identifier
  public var titles: LocalizedText
  /// The most bytes that one piece may have (`max-bytes`).
  public var maxBytes: Int
  /// The extensions of file names that are taken, in lower case without the dot (`kinds`); empty
  /// for all.
  public var fileKinds: [String]

  public init(id: Identifier, titles: LocalizedText, maxBytes: Int, fileKinds: [String] = []) {
    self.id = id
    self.titles = titles
    self.maxBytes = maxBytes
    self.fileKinds = fileKinds
  }
}

/// `d:ledger`.
public struct LedgerDeclaration: Hashable, Sendable {
  public var id: Identifier
  public var titles: LocalizedText
  /// The name of the workflow that its items run.
  public var workflow: Identifier
  /// States of that workflow in which an item counts as closed (`closed`); an item whose instance
  /// has ended is closed in any case.
  public var closed: [Identifier]
  /// Whether items may be open when the instance ends, and go on without it (`continues="true"`).
  public var continues: Bool

  public init(
    id: Identifier, titles: LocalizedText, workflow: Identifier, closed: [Identifier],
    continues: Bool = false
  ) {
    self.id = id
    self.titles = titles
    self.workflow = workflow
    self.closed = closed
    self.continues = continues
  }
}

/// `d:stage`: a state that people report on.
public struct Stage: Hashable, Sendable {
  public var state: StateIndex
  public var id: Identifier
  public var titles: LocalizedText

  public init(state: StateIndex, id: Identifier, titles: LocalizedText) {
    self.state = state
    self.id = id
    self.titles = titles
  }
}

/// `d:deadline`: when the event `deadline.STATE` comes, unless the state was left.
public struct DeadlineRule: Hashable, Sendable {
  public enum Due: Hashable, Sendable {
    /// A duration counted from the entry of the state.
    case after(CalendarDuration)
    /// Working days of the unit's calendar; the end of the last one.
    case workingDays(Int)
    /// The end of a day, or a time.
    case at(DueDate)
    /// An expression that yields a date or a time.
    case expression(ExpressionID)
  }

  public var state: StateIndex
  public var due: Due
  /// Meant "by and large".
  public var isSoft: Bool
  /// How long before it the state counts as near due (`near`).
  public var near: CalendarDuration?
  /// The role whose nearest holders are told when it has passed (`escalate`).
  public var escalation: RoleID?
  public var location: SourceLocation

  public init(
    state: StateIndex, due: Due, isSoft: Bool, near: CalendarDuration? = nil,
    escalation: RoleID? = nil, location: SourceLocation
  ) {
    self.state = state
    self.due = due
    self.isSoft = isSoft
    self.near = near
    self.escalation = escalation
    self.location = location
  }
}

/// `d:reminder`: when the event `reminder.STATE` comes, before the state's deadline.
public struct ReminderRule: Hashable, Sendable {
  public var state: StateIndex
  public var before: CalendarDuration
  public var location: SourceLocation

  public init(state: StateIndex, before: CalendarDuration, location: SourceLocation) {
    self.state = state
    self.before = before
    self.location = location
  }
}

/// What judges a transition: it does not choose among transitions, it refuses the whole event.
public struct Judgement: Hashable, Sendable {
  /// Any one of them suffices; none means that anybody may.
  public var allows: [Allow]
  /// All of them must hold.
  public var requirements: [Requirement]
  public var needsAuthority: Bool
  public var needsReason: Bool
  /// The sender must say which evidence was seen, and it must be all there is (`d:seen`).
  public var needsSeen: Bool

  public init(
    allows: [Allow] = [], requirements: [Requirement] = [], needsAuthority: Bool = false,
    needsReason: Bool = false, needsSeen: Bool = false
  ) {
    self.allows = allows
    self.requirements = requirements
    self.needsAuthority = needsAuthority
    self.needsReason = needsReason
    self.needsSeen = needsSeen
  }
}

/// `d:allow`.
public struct Allow: Hashable, Sendable {
  public var role: RoleID
  /// The event whose last sender must be somebody else (four eyes).
  public var distinctFrom: Identifier?
  public var location: SourceLocation

  public init(role: RoleID, distinctFrom: Identifier?, location: SourceLocation) {
    self.role = role
    self.distinctFrom = distinctFrom
    self.location = location
  }
}

/// `d:require`.
public struct Requirement: Hashable, Sendable {
  public enum Rule: Hashable, Sendable {
    /// At least `min` pieces of the kind, ever or since the source state was entered.
    case evidence(kind: Identifier, min: Int, sinceEntry: Bool)
    /// At most `open` items of the ledger are open.
    case ledger(Identifier, open: Int)
    /// At least `share` of the units below are in one of the states, or have ended.
    case units(Scope, states: [Identifier], share: Double)
    /// The condition holds.
    case test(ExpressionID)
  }

  public enum Scope: String, Hashable, Sendable { case children, descendants }

  public var rule: Rule
  /// The author's own words for what is missing; may be empty, but not for `test`.
  public var message: LocalizedText
  public var location: SourceLocation

  public init(rule: Rule, message: LocalizedText, location: SourceLocation) {
    self.rule = rule
    self.message = message
    self.location = location
  }
}
