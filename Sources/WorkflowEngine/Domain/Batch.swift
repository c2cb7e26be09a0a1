public import AuditLog
public import Statechart

/// The units of a programme that start together.
public struct Batch: Hashable, Sendable {
  public enum Status: String, Hashable, Sendable {
    /// Its instances are being made; they are closed to events.
    case launching
    case open
  }

  public var programme: ProgrammeName
  /// From 1.
  public var number: Int
  public var workflow: WorkflowReference
  public var status: Status
  /// How many units the frozen plan has.
  public var size: Int
  /// How many of their instances are made.
  public var made: Int
  /// SHA-256 of the plan: the unit codes in its order, each followed by a line feed.
  public var plan: Digest
  /// The window of dates as the meeting said it, where one was given.
  public var start: PartialDate?
  public var end: PartialDate?
  /// Whether the end is meant "by and large".
  public var hasSoftEnd: Bool
  /// The decision that launched the batch, `minutes-id#decision-id`.
  public var authority: String?
  public var launchedAt: Instant

  public init(
    programme: ProgrammeName, number: Int, workflow: WorkflowReference, status: Status, size: Int,
    made: Int = 0, plan: Digest, window: DateWindow = DateWindow(), authority: String? = nil,
    launchedAt: Instant
  ) {
    self.programme = programme
    self.number = number
    self.workflow = workflow
    self.status = status
    self.size = size
    self.made = made
    self.plan = plan
    start = window.start
    end = window.end
    hasSoftEnd = window.hasSoftEnd
    self.authority = authority
    self.launchedAt = launchedAt
  }

  public var window: DateWindow {
    DateWindow(start: start, end: end, hasSoftEnd: hasSoftEnd)
  }
}

/// One unit of a batch's frozen plan.
public struct Member: Hashable, Sendable {
  public var programme: ProgrammeName
  public var unit: UnitCode
  public var batch: Int
  /// The position in the plan, from 0.
  public var position: Int

  public init(programme: ProgrammeName, unit: UnitCode, batch: Int, position: Int) {
    self.programme = programme
    self.unit = unit
    self.batch = batch
    self.position = position
  }
}
