import Statechart

/// Where events go that a session sends by SCXML's own event I/O processor (section C.1).
extension Instance {
  /// The instance that an address leads to; nil where there is none. Only the sessions that have
  /// invoked each other reach one another.
  func receiver(of address: SessionAddress) -> InstanceID? {
    switch address {
    case .own, .internal: id
    case .parent: isInvoked ? parent : nil
    case .session(let other):
      Instance.root(of: Identifier(other)) == Instance.root(of: id) ? Identifier(other) : nil
    case .invocation(let invocation): invoked[Identifier(invocation)]
    case .unknown: nil
    }
  }

  /// The message that takes an event to its address, or the one that tells this instance that there
  /// is nobody; nil where nobody is left to be told.
  func message(carrying event: Event, to address: SessionAddress) -> OutboxMessage? {
    var event = event
    let receiver = receiver(of: address)
    // Section 6.4.1: what an invoked session sends to its invoker carries the invocation's id.
    if isInvoked, receiver == parent { event.invokeID = invokeID }
    if receiver == id || receiver == nil, status.isClosed { return nil }
    guard let receiver else {
      return .draft(.note, to: id, .communicationError(sendID: event.sendID))
    }
    return .draft(.event, to: receiver, event, from: id)
  }

  /// The messages that end what the instance has invoked, in the order of the invocations' ids.
  var cancellations: [OutboxMessage] {
    invoked.sorted { $0.key < $1.key }.map {
      .draft(.cancel, to: $0.value, Event(EngineEvents.cancelInvoke), from: id)
    }
  }

  /// How many sessions are above an invoked one.
  static func depth(of id: InstanceID) -> Int {
    id.text.split(separator: "/").count - root(of: id).text.split(separator: "/").count
  }
}

extension OutboxMessage {
  /// A message that has no place in the queue yet.
  static func draft(
    _ kind: Kind, to receiver: InstanceID, _ event: Event, from sender: InstanceID? = nil,
    _ invocation: Invocation? = nil
  ) -> OutboxMessage {
    OutboxMessage(
      id: "", sequence: 0, receiver: receiver, event: event, kind: kind, sender: sender,
      invocation: invocation)
  }
}

extension [OutboxMessage] {
  /// The messages of one step, `STEP/1` and so on.
  ///
  /// - Parameter hops: How many messages in a row led to the step.
  func changes(of step: String, hops: Int = 0) -> [Change] {
    enumerated().map { number, message in
      var message = message
      message.id = Identifier("\(step)/\(number + 1)")
      message.hops = hops
      return .outbox(message)
    }
  }
}
