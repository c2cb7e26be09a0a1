import AuditLog
import Statechart

/// Decides about the events that the engine itself sends: timers that came due, and messages from
/// the outbox. They are never refused; one that nothing waits for is recorded and changes nothing.
struct EngineStepDecision {
  let reader: any StoreReader

  /// How many messages in a row may each lead to the next: a workflow that always sends itself one
  /// more would never come to rest.
  static let chainLimit = 1_000

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
    try tell(about: timer, instance, &proposal)
    proposal.changes.append(.removeTimer(instance.id, timer.id))
    if let target = timer.target {
      let address = SessionAddress(target)
      if instance.receiver(of: address) != instance.id {
        return try passOn(timer, to: address, from: instance, proposal)
      }
    }
    return try step(timer.event, on: instance, at: at, after: proposal)
  }

  /// A send whose delay is over and that goes to another session: it goes on as a message.
  private func passOn(
    _ timer: Timer, to address: SessionAddress, from instance: Instance, _ delivery: Proposal
  ) throws -> Proposal {
    var proposal = delivery
    let facts = FactReader(
      reader, instance: instance, actor: "engine", at: proposal.leaf.at)
    let messages = try facts.heard(
      [instance.message(carrying: timer.event, to: address)].compactMap(\.self))
    proposal.leaf.facts = facts.facts
    proposal.leaf.details["target"] = timer.target.map { .string($0) }
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = proposal.leaf.before
    proposal.changes += messages.changes(of: "\(instance.id)/\(timer.id)")
    // What was sent is not taken back.
    proposal.changes.append(.removeUndo(instance.id))
    return proposal
  }

  /// Delivers a message of the outbox, to an instance in any status.
  func deliver(_ message: OutboxMessage, to instance: Instance?, at: Instant) throws -> Proposal {
    switch message.kind {
    case .start: return try start(message, at: at)
    case .cancel: return try cancel(instance, by: message, at: at)
    case .event, .note: return try deliver(eventOf: message, to: instance, at: at)
    }
  }

  /// The beginning of the entry about a message.
  func delivery(_ message: OutboxMessage, to instance: Instance?, at: Instant) -> Proposal {
    var proposal = Proposal(.delivered, Leaf.Subject(type: "message", id: message.id.text), at: at)
    if let instance { proposal.leaf.place(instance) }
    proposal.leaf.event = Leaf.Event(
      name: message.event.name, id: message.id.text, data: message.event.data.readableJSON)
    Identity.engine(.engine).write(to: &proposal.leaf)
    proposal.changes.append(.removeOutbox(message.id))
    return proposal
  }

  private func deliver(eventOf message: OutboxMessage, to instance: Instance?, at: Instant) throws
    -> Proposal
  {
    var proposal = delivery(message, to: instance, at: at)
    if message.hops >= Self.chainLimit {
      proposal.leaf.details["dropped"] = "chain.limit"
      return fits(proposal) ? proposal : withoutData(proposal)
    }
    if let instance, try EventDecision(reader: reader).launching(instance) != nil {
      postpone(message, "the batch is still being launched", at: at, &proposal)
      return fits(proposal) ? proposal : withoutData(proposal)
    }
    switch instance?.status {
    case .running?: break
    case .suspended?:
      postpone(message, "the instance is suspended", at: at, &proposal)
      return fits(proposal) ? proposal : withoutData(proposal)
    case let status:
      proposal.leaf.details["dropped"] = .string(
        status.map { "the instance is \($0.rawValue)" } ?? "there is no such instance")
      proposal.changes += message.failure.changes(of: message.id.text, hops: message.hops + 1)
      return fits(proposal) ? proposal : withoutData(proposal)
    }
    guard let instance else { return proposal }
    return try step(
      message.event, on: instance, at: at, after: proposal, hops: message.hops + 1)
  }

  /// The reminder of a deadline goes to those who can act on the state; a deadline that has passed,
  /// to the nearest holders of the role that its rule names.
  private func tell(about timer: Timer, _ instance: Instance, _ proposal: inout Proposal) throws {
    guard let state = timer.state else { return }
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let roles: [RoleID]
    let cause: Notice.Cause
    switch timer.kind {
    case .send: return
    case .reminder:
      roles = workflow.roles(actingOn: instance, state: state)
      cause = .nearDue
    case .deadline:
      guard let index = workflow.chart.index(of: state),
        let role = workflow.deadline(of: index)?.escalation
      else { return }
      roles = [role]
      cause = .escalated
      proposal.leaf.details["escalated"] = .string(role.text)
    }
    let people = try OrganisationView(reader)
      .nearestHolders(of: roles, at: instance.unit, time: proposal.leaf.at)
    proposal.tell(
      people, about: instance, cause, state: state, due: instance.entered[state]?.due ?? timer.due)
  }

  /// What reaches an instance that takes nothing yet waits as a timer that is due already. Of the
  /// news of units one is enough.
  private func postpone(
    _ message: OutboxMessage, _ reason: String, at: Instant, _ proposal: inout Proposal
  ) {
    let id = message.event.name == EngineEvents.unitsChanged ? message.event.name : message.id.text
    proposal.leaf.details["postponed"] = .string(reason)
    proposal.changes.append(
      .timer(
        Timer(
          instance: message.receiver, id: Identifier("send/\(id)"), kind: .send, due: at,
          order: message.sequence,
          event: message.event)))
  }

  // MARK: Steps

  /// The proposal with the step that the event leads to. A step whose entry would not fit into the
  /// log is not taken: nobody could mend it, and everything behind it in the queue would wait.
  private func step(
    _ event: Event, on instance: Instance, at: Instant, after delivery: Proposal, hops: Int = 0
  ) throws -> Proposal {
    var proposal = delivery
    try run(event, on: instance, at: at, hops, into: &proposal)
    guard !fits(proposal) else { return proposal }
    var dropped = delivery
    dropped.leaf.details["dropped"] = "entry.large"
    dropped.leaf.before = instance.snapshot.active.map(\.text)
    dropped.leaf.after = dropped.leaf.before
    return fits(dropped) ? dropped : withoutData(dropped)
  }

  func fits(_ proposal: Proposal) -> Bool { (try? proposal.leaf.canonical()) != nil }

  private func withoutData(_ proposal: Proposal) -> Proposal {
    var proposal = proposal
    proposal.leaf.event?.data = nil
    return proposal
  }

  private func run(
    _ event: Event, on instance: Instance, at: Instant, _ hops: Int,
    into proposal: inout Proposal
  )
    throws
  {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: "engine", at: at)
    let before = try workflow.snapshot(instance.snapshot)
    let step: Macrostep
    do {
      step = try workflow.interpreter.macrostep(
        event, from: before,
        in: facts.environment)
    } catch {
      throw StoreError.corrupt("the data of \(instance.id): \(error)")
    }
    if let failure = facts.failure { throw failure }
    switch step.outcome {
    // An event that enables nothing can still move the instance: a condition that failed, or an
    // eventless transition, did.
    case .taken,
      .unmatched where step.hasMoved(from: before):
      try StepDecision(
        workflow: workflow, reader: reader, instance: instance, at: at, facts: facts, hops: hops
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

extension Macrostep {
  /// Whether an event that enabled no transition did something all the same: a condition failed, an
  /// eventless transition was taken, `<finalize>` ran, or a copy goes to an invoked session.
  func hasMoved(from before: Snapshot) -> Bool {
    !microsteps.isEmpty || !effects.isEmpty || snapshot != before
  }
}

extension OutboxMessage {
  /// What its sender is told where nobody took the event.
  fileprivate var failure: [OutboxMessage] {
    guard kind == .event, let sender, sender != receiver else { return [] }
    return [.draft(.note, to: sender, .communicationError(sendID: event.sendID))]
  }
}
