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
    // The platform's ids contain a `#`, so none is an id that an author can write.
    let id = send.id?.text ?? makeID()
    do {
      try deliver(send, id: id)
      return true
    } catch {
      raise(error.message, as: error.event, sendID: id)
      return false
    }
  }

  private mutating func makeID() -> String {
    idsMade += 1
    return "send#\(idsMade)"
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
    let type = try send.type.map { source throws(SendFailure) in try text(of: source) }
    let delay = try send.delay.map { source throws(SendFailure) in try milliseconds(source) }
    let data = try payload(of: send)

    guard type == nil || type == "scxml" || type == Event.scxmlProcessor else {
      throw SendFailure(message: "sending by \"\(type ?? "")\" is not supported")
    }
    guard let name, !name.isEmpty else {
      throw SendFailure(message: "<send> names no event")
    }
    // Section 5.10.1: blank unless the author asked for an id.
    var event = Event(
      name, sendID: send.id != nil || send.idLocation != nil ? id : nil, data: data)
    switch target {
    case "#_internal":
      guard delay == nil else {
        throw SendFailure(message: "an event to \"#_internal\" cannot be delayed")
      }
      event.kind = .internal
      internalQueue.enqueue(event)
    case nil, ownAddress:
      event.origin = ownAddress
      event.originType = Event.scxmlProcessor
      effects.append(
        .send(OutgoingEvent(event, target: target, type: type, delay: delay ?? 0, id: id)))
    case let target? where target.hasPrefix("#_"):
      throw SendFailure(
        event: "error.communication", message: "there is no session at \"\(target)\"")
    case let target?:
      throw SendFailure(message: "\"\(target)\" is not an address")
    }
  }

  private var ownAddress: String { "#_scxml_\(sessionID)" }

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
