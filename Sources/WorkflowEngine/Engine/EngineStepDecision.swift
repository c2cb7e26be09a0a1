import AuditLog
import Statechart

/// Decides about the events that the engine itself sends: timers that came due, and messages from
/// the outbox. They are never refused; one that nothing waits for is recorded and changes nothing.
struct EngineStepDecision {
  let reader: any StoreReader

  /// Delivers a timer of a running instance.
  func deliver(_ timer: Timer, to instance: Instance, at: Instant) throws -> Proposal {
    var proposal = Proposal(.timer, Leaf.Subject(type: "timer", id: timer.id.text), at: at)
    proposal.leaf.place(instance)
    proposal.leaf.event = Leaf.Event(
      name: timer.event.name, id: "\(instance.id)/\(timer.id)", data: timer.event.data.readableJSON)
    Identity.engine(.timer).write(to: &proposal.leaf)
    proposal.leaf.due = timer.due
    proposal.leaf.delivered = at
    if timer.isSoft { proposal.leaf.details["soft"] = true }
    proposal.changes.append(.removeTimer(instance.id, timer.id))
    return try step(timer.event, on: instance, at: at, after: proposal)
  }

  /// Delivers a message of the outbox, to an instance in any status.
  func deliver(_ message: OutboxMessage, to instance: Instance?, at: Instant) throws -> Proposal {
    var proposal = Proposal(.delivered, Leaf.Subject(type: "message", id: message.id.text), at: at)
    if let instance { proposal.leaf.place(instance) }
    proposal.leaf.event = Leaf.Event(
      name: message.event.name, id: message.id.text, data: message.event.data.readableJSON)
    Identity.engine(.engine).write(to: &proposal.leaf)
    proposal.changes.append(.removeOutbox(message.id))
    switch instance?.status {
    case .running?: break
    case .suspended?:
      postpone(message, at: at, &proposal)
      return fits(proposal) ? proposal : withoutData(proposal)
    case let status:
      proposal.leaf.details["dropped"] = .string(
        status.map { "the instance is \($0.rawValue)" } ?? "there is no such instance")
      return fits(proposal) ? proposal : withoutData(proposal)
    }
    guard let instance else { return proposal }
    return try step(message.event, on: instance, at: at, after: proposal)
  }

  /// What reaches a suspended instance waits for its resumption as a timer that is due already. Of
  /// the news of units one is enough.
  private func postpone(_ message: OutboxMessage, at: Instant, _ proposal: inout Proposal) {
    let id = message.event.name == EngineEvents.unitsChanged ? message.event.name : message.id.text
    proposal.leaf.details["postponed"] = "the instance is suspended"
    proposal.changes.append(
      .timer(
        Timer(
          instance: message.receiver, id: Identifier("send/\(id)"), kind: .send, due: at, order: 0,
          event: message.event)))
  }

  // MARK: Steps

  /// The proposal with the step that the event leads to. A step whose entry would not fit into the
  /// log is not taken: nobody could mend it, and everything behind it in the queue would wait.
  private func step(
    _ event: Event, on instance: Instance, at: Instant, after delivery: Proposal
  ) throws -> Proposal {
    var proposal = delivery
    try run(event, on: instance, at: at, into: &proposal)
    guard !fits(proposal) else { return proposal }
    var dropped = delivery
    dropped.leaf.details["dropped"] = "entry.large"
    dropped.leaf.before = instance.snapshot.active.map(\.text)
    dropped.leaf.after = dropped.leaf.before
    return fits(dropped) ? dropped : withoutData(dropped)
  }

  private func fits(_ proposal: Proposal) -> Bool { (try? proposal.leaf.canonical()) != nil }

  private func withoutData(_ proposal: Proposal) -> Proposal {
    var proposal = proposal
    proposal.leaf.event?.data = nil
    return proposal
  }

  private func run(
    _ event: Event, on instance: Instance, at: Instant, into proposal: inout Proposal
  )
    throws
  {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: "engine", at: at)
    let step: Macrostep
    do {
      step = try workflow.interpreter.macrostep(
        event, from: workflow.snapshot(instance.snapshot),
        in: Environment(sessionID: instance.id.text, facts: facts))
    } catch {
      throw StoreError.corrupt("the data of \(instance.id): \(error)")
    }
    if let failure = facts.failure { throw failure }
    switch step.outcome {
    // An event that enables nothing can still move the instance: a condition that failed, or an
    // eventless transition, did.
    case .taken,
      .unmatched where !step.microsteps.isEmpty:
      try StepDecision(
        workflow: workflow, reader: reader, instance: instance, at: at, facts: facts
      ).fill(&proposal, from: step, after: instance.revision)
      proposal.changes.append(.removeUndo(instance.id))
    case .stopped:
      proposal.leaf.details["dropped"] = "macrostep.limit"
      proposal.leaf.before = instance.snapshot.active.map(\.text)
      proposal.leaf.after = proposal.leaf.before
    case .unmatched, .refused:
      proposal.leaf.before = instance.snapshot.active.map(\.text)
      proposal.leaf.after = proposal.leaf.before
      proposal.leaf.facts = facts.facts
      proposal.leaf.note(step.errors)
    }
  }
}
