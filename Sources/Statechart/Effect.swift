/// Something to be done once the step that asked for it is durable.
public enum Effect: Hashable, Sendable {
  /// An event to deliver, now or later. Events for the internal queue never become effects.
  case send(OutgoingEvent)
  /// A delayed event of this instance that shall not be delivered any more.
  case cancel(sendID: String)
  /// `<log>`, with its label and the value as text.
  case log(label: String?, message: String)
}

/// An event that leaves the interpreter (section 6.2).
public struct OutgoingEvent: Hashable, Sendable {
  public var event: Event
  /// As written; nil or the instance's own address means the instance itself.
  public var target: String?
  /// The event I/O processor; nil means SCXML's own.
  public var type: String?
  /// Milliseconds to wait, not negative.
  public var delay: Int64
  /// The id by which `<cancel>` knows it; from the author or from the snapshot's counter.
  public var id: String

  public init(
    _ event: Event, target: String? = nil, type: String? = nil, delay: Int64 = 0, id: String
  ) {
    self.event = event
    self.target = target
    self.type = type
    self.delay = delay
    self.id = id
  }
}
