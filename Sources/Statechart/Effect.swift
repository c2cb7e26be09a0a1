/// Something to be done once the step that asked for it is durable.
public enum Effect: Hashable, Sendable {
  /// An event to deliver, now or later. Events for the internal queue never become effects.
  case send(OutgoingEvent)
  /// A delayed event of this instance that shall not be delivered any more.
  case cancel(sendID: String)
  /// `<log>`, with its label and the value as text.
  case log(label: String?, message: String)
  /// A session to start. Its events come to this one with the invocation's id as their `invokeID`,
  /// and last of all `Event.done(invocation:data:)`.
  case invoke(Invocation)
  /// A session to end, unless it has ended by itself. From now on nothing that it sends reaches this
  /// one, not even from its `<onexit>` (section 6.4.3).
  case cancelInvoke(id: String)
  /// An exact copy of an external event for an invoked session: nothing in it is to be changed.
  case forward(Event, to: String)
}

/// An event that leaves the interpreter (section 6.2).
public struct OutgoingEvent: Hashable, Sendable {
  /// Its name is empty only where another I/O processor makes one up.
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

  /// Where it goes, as SCXML's own event I/O processor reads `target` (section C.1); nil where
  /// another processor is to carry it.
  public var address: SessionAddress? {
    guard type == nil || type == "scxml" || type == Event.scxmlProcessor else { return nil }
    return target.map { SessionAddress($0) } ?? .own
  }
}
