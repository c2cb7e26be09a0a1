import Statechart

/// What becomes of the effects of sessions in memory.
extension Simulation {
  /// How many sessions can be inside each other: a document may invoke itself.
  static var depthLimit: Int { 32 }
  /// How many sessions are started in all.
  static var sessionLimit: Int { 10_000 }

  func environment(of number: Int) -> Environment {
    let session = sessions[number]
    let running = sessions
    return Environment(
      sessionID: session.id, facts: facts,
      parent: session.invoker.map { sessions[$0.session].id },
      processors: processors.map {
        IOProcessor(type: $0.type, location: $0.location(of: session.id))
      },
      isReachable: { id in running.contains { $0.id == id && !$0.ended } })
  }

  mutating func begin(_ number: Int, with data: [Value.Field]) throws(CorruptData) {
    let step = try sessions[number].interpreter.start(in: environment(of: number), with: data)
    try apply(step, to: number)
  }

  mutating func process(_ delivery: Delivery) throws(CorruptData) {
    let session = sessions[delivery.receiver]
    guard !session.ended else { return }
    let step = try session.interpreter.macrostep(
      delivery.event, from: session.snapshot, in: environment(of: delivery.receiver))
    try apply(step, to: delivery.receiver)
  }

  private mutating func apply(_ step: Macrostep, to number: Int) throws(CorruptData) {
    sessions[number].take(step)
    errors += step.errors
    for effect in step.effects {
      switch effect {
      case .send(let outgoing): schedule(outgoing, from: number)
      case .cancel(let sendID): unschedule(from: number, sendID: sendID)
      case .log(let label, let message):
        log.append(label.map { "\($0): \(message)" } ?? message)
      case .invoke(let invocation): try invoke(invocation, by: number)
      case .cancelInvoke(let id): try cancel(id, of: number)
      case .forward(let event, let id):
        if let receiver = sessions[number].invoked[id] { deliver(event, to: receiver) }
      }
    }
    guard case .ended(let data) = sessions[number].snapshot.status else { return }
    unschedule(from: number)
    guard let invoker = sessions[number].invoker, !sessions[number].isCancelled else { return }
    deliver(.done(invocation: invoker.invokeID, data: data), to: invoker.session)
  }
}

// MARK: - Sending

extension Simulation {
  /// Delivers an event that is due.
  mutating func route(_ outgoing: OutgoingEvent, from sender: Int) {
    guard let address = outgoing.address else {
      carry(outgoing, from: sender)
      return
    }
    var event = outgoing.event
    let receiver: Int?
    switch address {
    case .own, .internal: receiver = sender
    case .parent: receiver = sessions[sender].invoker?.session
    case .session(let id): receiver = sessions.firstIndex { $0.id == id }
    case .invocation(let id): receiver = sessions[sender].invoked[id]
    case .unknown: receiver = nil
    }
    if let invoker = sessions[sender].invoker, invoker.session == receiver {
      // Section 6.4.3: nothing of a cancelled session gets into its invoker's queue.
      guard !sessions[sender].isCancelled else { return }
      event.invokeID = invoker.invokeID
    }
    guard let receiver, receiver == sender || !sessions[receiver].ended else {
      report(.communicationError(sendID: event.sendID), to: sender, "there is no such session")
      return
    }
    deliver(event, to: receiver)
  }

  /// Hands an event to another processor, and takes from all what has arrived meanwhile.
  private mutating func carry(_ outgoing: OutgoingEvent, from sender: Int) {
    do throws(Undeliverable) {
      guard let processor = processors.first(where: { $0.type == outgoing.type }) else {
        throw Undeliverable("there is no such event I/O processor")
      }
      try processor.send(outgoing)
    } catch {
      report(
        .communicationError(sendID: outgoing.event.sendID), to: sender, error.reason)
    }
    for (id, event) in processors.flatMap({ $0.receive() }) {
      guard let receiver = sessions.firstIndex(where: { $0.id == id }) else { continue }
      deliver(event, to: receiver)
    }
  }

  private mutating func report(_ event: Event, to number: Int, _ message: String) {
    errors.append(RaisedError(event: event.name, message: message))
    deliver(event, to: number)
  }
}

// MARK: - Invoking

extension Simulation {
  private mutating func invoke(_ invocation: Invocation, by number: Int) throws(CorruptData) {
    let depth = (sessions[number].invoker?.depth ?? 0) + 1
    guard depth <= Self.depthLimit, sessions.count < Self.sessionLimit else {
      var event = Event.communicationError(invokeID: invocation.id)
      event.name = "error.platform"
      report(event, to: number, "too many sessions were invoked")
      return
    }
    let session: SimulatedSession
    do throws(InvocationFault) {
      session = try SimulatedSession(
        invocation, read: sessions[number].options,
        id: "\(sessions[0].id).\(sessions.count)",
        invoker: .init(session: number, invokeID: invocation.id, depth: depth))
    } catch {
      report(.communicationError(invokeID: invocation.id), to: number, error.reason)
      return
    }
    let child = sessions.count
    sessions.append(session)
    sessions[number].invoked[invocation.id] = child
    try begin(child, with: invocation.data)
  }

  private mutating func cancel(_ invokeID: String, of number: Int) throws(CorruptData) {
    guard let child = sessions[number].invoked.removeValue(forKey: invokeID),
      !sessions[child].ended
    else { return }
    sessions[child].isCancelled = true
    let step = try sessions[child].interpreter.cancel(
      sessions[child].snapshot, in: environment(of: child))
    try apply(step, to: child)
  }
}

/// Why a session cannot be started.
private struct InvocationFault: Error {
  var reason: String
}

extension SimulatedSession {
  fileprivate init(
    _ invocation: Invocation, read options: SCXMLOptions, id: String, invoker: Invoker
  ) throws(InvocationFault) {
    var options = options
    let bytes: [UInt8]
    switch invocation.source {
    case .content(let source): bytes = Array(source.utf8)
    case .reference(let reference):
      do throws(ResourceError) {
        guard let loader = options.resources else {
          throw ResourceError("the document is not in a folder")
        }
        let resource = try loader.load(reference)
        bytes = resource.bytes
        options.resources = resource.loader
      } catch {
        throw InvocationFault(reason: "\"\(reference)\" cannot be invoked: \(error.reason)")
      }
    }
    do throws(InvalidDocument) {
      try self.init(SCXMLReader.read(bytes, options: options), id: id, invoker: invoker)
    } catch {
      let first = error.diagnostics.first { $0.severity == .error }
      throw InvocationFault(
        reason: "what \"\(invocation.id)\" invokes cannot be used: "
          + (first.map { "\($0.location): \($0.message)" } ?? "it is no legal state machine"))
    }
  }
}
