public import AuditLog
public import Statechart

public typealias MinutesID = Identifier

/// The minutes of a meeting as the store knows them. Their text stands apart, by digest.
public struct MinutesRecord: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable, CaseIterable {
    case draft
    /// Approved by a named person: they can be cited and enacted.
    case approved
    /// What they order is done, or being done.
    case enacted
  }

  /// The name by which decisions are cited: `minutes-id#decision-id`.
  public var id: MinutesID
  public var titles: LocalizedText
  /// Whose meeting it was.
  public var issuer: LocalizedText
  /// The issuer's own number for them.
  public var number: String?
  /// The day of the meeting, as precise as the minutes are.
  public var date: PartialDate
  /// SHA-256 of the document's bytes.
  public var digest: Digest
  public var status: Status
  public var approvedBy: PersonID?
  public var approvedAt: Instant?
  public var enactedAt: Instant?
  /// What the meeting learnt, as far as it can be cited. Kept with the minutes' orders and not in
  /// the entry's leaf.
  public var lessons: [Lesson] = []

  public init(
    id: MinutesID, titles: LocalizedText, issuer: LocalizedText, number: String? = nil,
    date: PartialDate, digest: Digest, status: Status = .draft, approvedBy: PersonID? = nil,
    approvedAt: Instant? = nil, enactedAt: Instant? = nil
  ) {
    self.id = id
    self.titles = titles
    self.issuer = issuer
    self.number = number
    self.date = date
    self.digest = digest
    self.status = status
    self.approvedBy = approvedBy
    self.approvedAt = approvedAt
    self.enactedAt = enactedAt
  }
}

/// What minutes tell the engine to do: the part of a document that is enacted.
public struct MinutesOrders: Hashable, Sendable {
  public var id: MinutesID
  /// In the order of the document.
  public var decisions: [Decision]
  /// The lessons that have an id, in the order of the document.
  public var lessons: [Lesson]

  public init(id: MinutesID, decisions: [Decision] = [], lessons: [Lesson] = []) {
    self.id = id
    self.decisions = decisions
    self.lessons = lessons
  }

  /// How a decision of these minutes is cited.
  public func authority(of decision: Decision) -> String { "\(id)#\(decision.id)" }
}

/// One thing that a meeting decided.
public struct Decision: Hashable, Sendable {
  /// Unique within its minutes.
  public var id: Identifier
  public var text: LocalizedText
  /// In the order of the document; empty for a decision that only people act on.
  public var orders: [Order]
  /// What it asks of the units that it concerns.
  public var requirements: [MeetingRequirement]

  public init(
    id: Identifier, text: LocalizedText, orders: [Order] = [],
    requirements: [MeetingRequirement] = []
  ) {
    self.id = id
    self.text = text
    self.orders = orders
    self.requirements = requirements
  }
}

/// What the engine shall do under a decision.
public enum Order: Hashable, Sendable {
  case launch(LaunchOrder)
  case send(SendOrder)
  case appoint(Assignment)
  case deadline(DeadlineOrder)
  /// The decision that no longer holds, `minutes-id#decision-id`.
  case supersede(Authority)
}

/// Start a workflow for the units that a predicate selects.
public struct LaunchOrder: Hashable, Sendable {
  public var workflow: Identifier
  /// Nil means the version registered last.
  public var version: String?
  public var programme: ProgrammeName
  /// From 1.
  public var batch: Int
  public var window: DateWindow
  /// A predicate for `UnitSelector`.
  public var predicate: String

  public init(
    workflow: Identifier, version: String? = nil, programme: ProgrammeName, batch: Int,
    window: DateWindow = DateWindow(), predicate: String
  ) {
    self.workflow = workflow
    self.version = version
    self.programme = programme
    self.batch = batch
    self.window = window
    self.predicate = predicate
  }
}

/// Send an event to instances of a programme.
public struct SendOrder: Hashable, Sendable {
  public var event: String
  public var programme: ProgrammeName
  public var recipients: Recipients
  public var reason: String?

  public init(
    event: String, programme: ProgrammeName, recipients: Recipients, reason: String? = nil
  ) {
    self.event = event
    self.programme = programme
    self.recipients = recipients
    self.reason = reason
  }
}

/// Set the deadline of a state, or move it.
public struct DeadlineOrder: Hashable, Sendable {
  public enum Due: Hashable, Sendable {
    /// The end of that day.
    case at(CalendarDate)
    /// So long after the state was entered.
    case after(CalendarDuration)
  }

  public var programme: ProgrammeName
  public var state: Identifier
  public var due: Due
  public var recipients: Recipients
  public var reason: String

  public init(
    programme: ProgrammeName, state: Identifier, due: Due, recipients: Recipients, reason: String
  ) {
    self.programme = programme
    self.state = state
    self.due = due
    self.recipients = recipients
    self.reason = reason
  }
}

/// The units of a programme that an order is for.
public enum Recipients: Hashable, Sendable {
  case everyUnit
  case unit(UnitCode)
  /// A predicate for `UnitSelector`.
  case selected(String)
}
