public import AuditLog
public import Statechart

/// An event that an instance gets at a time. A row in the store, not a thing in memory.
public struct Timer: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable {
    /// `deadline.STATE`, from `d:deadline`.
    case deadline
    /// `reminder.STATE`, from `d:reminder`.
    case reminder
    /// A `<send>` with a delay.
    case send
  }

  public var instance: InstanceID
  /// Unique within the instance: `deadline.STATE`, `reminder.STATE/N` or `send/ID/N`.
  public var id: Identifier
  public var kind: Kind
  /// The state that owns a deadline or a reminder; leaving it removes the timer.
  public var state: Identifier?
  public var due: Instant
  /// Breaks ties of `due`: the position in the document or the order of sending.
  public var order: Int
  public var event: Event
  /// Whether the deadline is meant "by and large".
  public var isSoft: Bool
  /// Where a `<send>` goes, as written; nil means the instance itself.
  public var target: String?

  public init(
    instance: InstanceID, id: Identifier, kind: Kind, state: Identifier? = nil, due: Instant,
    order: Int, event: Event, isSoft: Bool = false, target: String? = nil
  ) {
    self.instance = instance
    self.id = id
    self.kind = kind
    self.state = state
    self.due = due
    self.order = order
    self.event = event
    self.isSoft = isSoft
    self.target = target
  }
}

/// An event on its way from one instance to another, or to itself, written in the transaction that
/// sent it and delivered after it.
public struct OutboxMessage: Hashable, Sendable {
  /// What is to be done at the receiver.
  public enum Kind: String, Hashable, Sendable {
    /// Delivers the event. Where it came by `<send>` and nobody is there, its sender is told.
    case event
    /// Delivers the event if the receiver is there: a copy (`autoforward`), `done.invoke`, news.
    case note
    /// Starts the receiver, a session that the sender invokes.
    case start
    /// Ends the receiver, a session that the sender invoked and cancels.
    case cancel
  }

  /// `INSTANCE/REVISION/n` of the sender: also the event's id at the receiver.
  public var id: Identifier
  /// Position in the queue: the log index of the sending entry, then `n`.
  public var sequence: Int
  public var receiver: InstanceID
  public var event: Event
  /// How many messages led to this one, each sent by the step that the one before it caused.
  public var hops: Int
  public var kind: Kind
  /// The instance that sent it; nil for the engine's own.
  public var sender: InstanceID?
  /// What to start.
  public var invocation: Invocation?

  public init(
    id: Identifier, sequence: Int, receiver: InstanceID, event: Event, hops: Int = 0,
    kind: Kind = .event, sender: InstanceID? = nil, invocation: Invocation? = nil
  ) {
    self.id = id
    self.sequence = sequence
    self.receiver = receiver
    self.event = event
    self.hops = hops
    self.kind = kind
    self.sender = sender
    self.invocation = invocation
  }
}
