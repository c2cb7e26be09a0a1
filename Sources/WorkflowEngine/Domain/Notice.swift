public import AuditLog
public import Statechart

/// Something that one person shall be told about one instance, by mail or another channel.
///
/// It says whom, about what and why; words that somebody wrote for it stay in the payload of its
/// entry, where they can be erased.
public struct Notice: Hashable, Sendable {
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// Somebody reminded the unit.
    case reminded
    /// The reminder of a deadline came.
    case nearDue
    /// A deadline has passed, and the workflow names a role that must know.
    case escalated
  }

  /// Unique in the store and the order of sending: the log index of its entry, then its number.
  public var sequence: Int
  public var instance: InstanceID
  public var unit: UnitCode
  public var programme: ProgrammeName
  public var person: PersonID
  public var cause: Cause
  /// The state that it is about, if it is about one.
  public var state: Identifier?
  /// When that state is due, or was.
  public var due: Instant?
  public var at: Instant
  /// When a channel took it; nil while it waits.
  public var deliveredAt: Instant?

  public init(
    sequence: Int = 0, instance: InstanceID, unit: UnitCode, programme: ProgrammeName,
    person: PersonID, cause: Cause, state: Identifier? = nil, due: Instant? = nil, at: Instant,
    deliveredAt: Instant? = nil
  ) {
    self.sequence = sequence
    self.instance = instance
    self.unit = unit
    self.programme = programme
    self.person = person
    self.cause = cause
    self.state = state
    self.due = due
    self.at = at
    self.deliveredAt = deliveredAt
  }

  /// The place in the log of the entry that made it.
  public var entry: Int { sequence >> 20 }
}

/// Which notices a list wants, in their order.
public struct NoticeQuery: Hashable, Sendable {
  public var instance: InstanceID?
  public var person: PersonID?
  /// Only those that no channel has taken.
  public var isPending: Bool
  /// Only those behind this one: the key of the next page.
  public var after: Int?
  public var limit: Int

  public init(
    instance: InstanceID? = nil, person: PersonID? = nil, isPending: Bool = false,
    after: Int? = nil, limit: Int = 1_000
  ) {
    self.instance = instance
    self.person = person
    self.isPending = isPending
    self.after = after
    self.limit = limit
  }
}
