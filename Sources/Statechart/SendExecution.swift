/// `<send>` (W3C SCXML 1.0, sections 6.2 and C.1).
extension Execution {
  /// Why a send was given up, and the event that tells the workflow.
  private struct SendFailure: Error {
    var event = "error.execution"
    var message: String
  }

  /// Evaluates the arguments and hands the event on; with a bad argument the event is discarded.
  ///
  /// - Returns: Whether the send succeeded; if not, it has raised an error that carries its id.
  mutating func execute(_ send: ExecutableContent.Send) -> Bool {
    let id = send.id?.text ?? makeID(after: "send")
    do {
      try deliver(send, id: id)
      return true
    } catch {
      raise(error.message, as: error.event, sendID: id)
      return false
    }
  }

  private mutating func deliver(
    _ send: ExecutableContent.Send, id: String
  ) throws(SendFailure) {
    if let location = send.idLocation {
      try evaluate { run throws(ExecutionError) in
        try run.datamodel.assign(id, to: location, in: run.configuration)
      }
    }
    let name = try send.event.map { source throws(SendFailure) in try text(of: source) }
    let target = try send.target.map { source throws(SendFailure) in try text(of: source) }
    let type = try send.type.map { source throws(SendFailure) in
      IOProcessor.type(named: try text(of: source))
    }
    let delay = try send.delay.map { source throws(SendFailure) in try milliseconds(source) }
    let data = try payload(of: send)

    // Section 5.10.1: no sendid unless the author asked for one.
    let event = Event(
      name ?? "", sendID: send.id != nil || send.idLocation != nil ? id : nil, data: data)
    try dispatch(
      OutgoingEvent(event, target: target, type: type, delay: delay ?? 0, id: id),
      isDelayed: delay != nil)
  }

  /// Puts an event where its target says, or refuses a target that is certainly wrong.
  private mutating func dispatch(
    _ outgoing: OutgoingEvent, isDelayed: Bool
  ) throws(SendFailure) {
    guard let address = outgoing.address else {
      try dispatch(byOther: outgoing)
      return
    }
    guard !outgoing.event.name.isEmpty else { throw SendFailure(message: "<send> names no event") }
    var outgoing = outgoing
    if address == .internal {
      guard !isDelayed else {
        throw SendFailure(message: "an event to \"#_internal\" cannot be delayed")
      }
      outgoing.event.kind = .internal
      internalQueue.enqueue(outgoing.event)
      return
    }
    try checkReachable(address, isDelayed: outgoing.delay > 0)
    outgoing.event.origin = SessionAddress.sessionPrefix + environment.sessionID
    outgoing.event.originType = Event.scxmlProcessor
    effects.append(.send(outgoing))
  }

  /// Section C.1: a session that does not exist is `error.communication`. Whether it will exist when
  /// a delay is over, only the one who delivers will know.
  private func checkReachable(
    _ address: SessionAddress, isDelayed: Bool
  ) throws(SendFailure) {
    let exists: Bool
    switch address {
    case .own, .internal: exists = true
    case .parent: exists = environment.parent != nil
    case .session(let id):
      exists =
        id == environment.sessionID || id == environment.parent || isDelayed
        || environment.isReachable(id)
    case .invocation(let id): exists = isDelayed || invocations.contains { $0.id == id }
    case .unknown(let target): throw SendFailure(message: "\"\(target)\" is not an address")
    }
    guard exists else {
      throw SendFailure(event: "error.communication", message: "there is no such session")
    }
  }

  /// By another event I/O processor, if there is one of that type (section C.2 is one).
  private mutating func dispatch(byOther outgoing: OutgoingEvent) throws(SendFailure) {
    guard environment.processors.contains(where: { $0.type == outgoing.type }) else {
      throw SendFailure(message: "sending by \"\(outgoing.type ?? "")\" is not supported")
    }
    guard outgoing.target?.isEmpty == false else {
      throw SendFailure(event: "error.communication", message: "<send> names no target")
    }
    effects.append(.send(outgoing))
  }

  private func text(of source: StringSource) throws(SendFailure) -> String {
    try evaluate { run throws(ExecutionError) in try run.text(source) }
  }

  private func milliseconds(_ source: StringSource) throws(SendFailure) -> Int64 {
    let text = try text(of: source)
    guard let milliseconds = CSSTime.milliseconds(text) else {
      throw SendFailure(message: "\"\(text)\" is not a delay such as \"1.5s\" or \"500ms\"")
    }
    return milliseconds
  }

  private func payload(of send: ExecutableContent.Send) throws(SendFailure) -> Value {
    switch send.payload {
    case nil: return .none
    case .content(let source): return datamodel.value(content: source)
    case .expression(let expression):
      return try evaluate { run throws(ExecutionError) in try run.value(expression) }
    case .parameters(let parameters):
      return .record(
        try parameters.map { parameter throws(SendFailure) in
          Value.Field(
            parameter.name,
            try evaluate { run throws(ExecutionError) in try run.value(parameter.value) })
        })
    }
  }

  private func evaluate<Answer>(
    _ body: (Execution) throws(ExecutionError) -> Answer
  ) throws(SendFailure) -> Answer {
    do {
      return try body(self)
    } catch {
      throw SendFailure(message: error.message)
    }
  }
}

extension Event {
  /// The event I/O processor of SCXML itself (section C.1).
  public static let scxmlProcessor = "http://www.w3.org/TR/scxml/#SCXMLEventProcessor"
}
