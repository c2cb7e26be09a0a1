import AuditLog
import Statechart

/// Turns a macrostep that was taken into an entry's content and the changes that follow from it.
///
/// Every way to move an instance comes through here: an event, a timer, a delivery, the start.
struct StepDecision {
  let workflow: Workflow
  let reader: any StoreReader
  /// The instance before the step, or as it is made.
  let instance: Instance
  let at: Instant
  let facts: FactReader
  /// How many messages in a row led to this step and are led on by what it sends.
  var hops = 0

  /// Fills the proposal.
  ///
  /// - Parameters:
  ///   - revision: The revision that the store must find; nil where the instance is new.
  ///   - acceptance: Who sent which event, where somebody did.
  ///   - isCancelled: Whether the step ends a session that its invoker cancels.
  func fill(
    _ proposal: inout Proposal, from step: Macrostep, after revision: Int?,
    acceptance: (event: Identifier, actor: PersonID)? = nil, isCancelled: Bool = false
  ) throws {
    var next = instance
    next.revision = (revision ?? -1) + 1
    next.at = at
    let snapshot = try isCancelled ? abandoned(step) : settled(step)
    let described = workflow.snapshots.description(of: snapshot, in: workflow)
    next.snapshot = described.stored
    if isCancelled { next.status = .cancelled }
    if case .ended = snapshot.status { next.status = .ended }

    var timetable = Timetable(
      workflow, try facts.organisation.calendar(of: instance.unit))
    let timers = revision == nil ? [] : try reader.timers(of: instance.id)
    var (exited, fresh) = (StateSet(), StateSet())
    for microstep in step.microsteps {
      exited.formUnion(microstep.exitSet)
      fresh.formUnion(microstep.entrySet)
    }
    fresh.formIntersection(snapshot.configuration)
    timetable.leave(exited.map { workflow.chart.id($0) }, of: instance.id, timers: timers)
    if next.status.isClosed {
      timetable.clear(instance.id)
    } else {
      timetable.enter(
        fresh, of: instance.id, at: at,
        ordered: try facts.orderedDeadlines(fresh, workflow)
      ) { expression in
        try evaluate(expression, snapshot)
      }
      timetable.perform(
        step.effects, of: instance.id, revision: next.revision, at: at, timers: timers)
    }
    enter(fresh, of: &next, snapshot.configuration, timetable)
    if let acceptance {
      next.accepted[acceptance.event] = Instance.Acceptance(
        actor: acceptance.actor, onBehalfOf: proposal.leaf.onBehalfOf.map { Identifier($0) },
        revision: next.revision)
    }

    describe(step, next, in: &proposal.leaf)
    proposal.leaf.snapshot = described.digest
    if !timetable.due.isEmpty {
      proposal.leaf.details[Leaf.dueDates] = .object(
        JSONObject(timetable.due.map { ($0.state.text, .string($0.at.description)) }))
    }
    if !timetable.faults.isEmpty {
      proposal.leaf.details["deadlineFaults"] = JSON(timetable.faults)
    }
    let messages = try messages(step, &next)
    proposal.changes.append(.instance(next, after: revision))
    proposal.changes += timetable.changes
    proposal.changes += messages.changes(
      of: "\(instance.id)/\(next.revision)", hops: hops)
    if let failure = facts.failure { throw failure }
    proposal.leaf.facts = facts.facts
  }

  /// The snapshot to keep. A session that ends leaves every state; an instance keeps the final
  /// state it ended in, because people ask for it.
  private func settled(_ step: Macrostep) -> Snapshot {
    var snapshot = step.snapshot
    guard case .ended = snapshot.status else { return snapshot }
    let finals = step.microsteps.flatMap(\.entered).filter { state in
      workflow.chart.kind(state) == .final && workflow.chart.parent(state)?.int == 0
    }
    snapshot.configuration = StateSet(finals.suffix(1))
    return snapshot
  }

  /// The snapshot of a session that was cancelled: like every cancelled instance it keeps the
  /// configuration in which that met it.
  private func abandoned(_ step: Macrostep) throws -> Snapshot {
    var snapshot = step.snapshot
    snapshot.configuration = try workflow.snapshot(instance.snapshot).configuration
    snapshot.status = .running
    return snapshot
  }

  private func evaluate(_ expression: ExpressionID, _ snapshot: Snapshot) throws -> String {
    let environment = facts.environment
    switch try workflow.interpreter.evaluate(expression, in: snapshot, environment).get() {
    case .string(let text), .xml(let text): return text
    case .number(let number): return String(number)
    default: return ""
    }
  }

  /// Records when each active state was entered, and its deadline.
  private func enter(
    _ fresh: StateSet, of next: inout Instance, _ configuration: StateSet, _ timetable: Timetable
  ) {
    let chart = workflow.chart
    var entered: [Identifier: Instance.Entry] = [:]
    entered.reserveCapacity(configuration.count)
    for state in configuration where state.int != 0 {
      let id = chart.id(state)
      guard fresh.contains(state) else {
        entered[id] = instance.entered[id]
        continue
      }
      let due = timetable.due.first { $0.state == id }
      entered[id] = Instance.Entry(
        revision: next.revision, at: at, due: due?.at, isSoft: due?.isSoft ?? false)
    }
    next.entered = entered
    for (state, entry) in instance.entered
    where entry.due.map({ $0 < at }) ?? false && entered[state]?.revision != entry.revision
      && !next.late.contains(state)
    {
      next.late.append(state)
    }
    next.late.sort()
  }

  private func describe(_ step: Macrostep, _ next: Instance, in leaf: inout Leaf) {
    let chart = workflow.chart
    leaf.revision = next.revision
    leaf.before = instance.snapshot.active.map(\.text)
    leaf.after = next.snapshot.active.map(\.text)
    for microstep in step.microsteps {
      for transition in microstep.transitions {
        let source = chart.source(transition)
        leaf.transitions.append(
          Leaf.Transition(
            source: chart.id(source).text,
            index: transition.int - chart.transitions(of: source).lowerBound.int,
            event: microstep.event, targets: chart.targets(transition).map { chart.id($0).text }))
      }
      for state in microstep.exited { leaf.exited.append(chart.id(state).text) }
      for state in microstep.entrySet where state.int != 0 {
        leaf.entered.append(chart.id(state).text)
      }
    }
    leaf.note(step.errors)
    let logs = step.effects.compactMap { effect -> JSON? in
      guard case .log(let label, let message) = effect else { return nil }
      return .string((label.map { $0 + ": " } ?? "") + message)
    }
    if !logs.isEmpty { leaf.details["log"] = .array(logs) }
  }

  /// What the step sends at once, what it starts and ends, and the news for those who wait for it.
  private func messages(_ step: Macrostep, _ next: inout Instance) throws -> [OutboxMessage] {
    var messages: [OutboxMessage] = []
    for effect in step.effects {
      switch effect {
      case .send(let send) where send.delay == 0:
        // No other event I/O processor is at hand, so that every send has an address.
        if let address = send.address,
          let message = next.message(carrying: send.event, to: address)
        {
          messages.append(message)
        }
      case .invoke(let invocation):
        let session = next.nextInvokedID
        next.invokedMade += 1
        next.invoked[Identifier(invocation.id)] = session
        messages.append(
          .draft(.start, to: session, Event(EngineEvents.invoke), from: instance.id, invocation))
      case .cancelInvoke(let id):
        guard let session = next.invoked.removeValue(forKey: Identifier(id)) else { continue }
        messages.append(
          .draft(.cancel, to: session, Event(EngineEvents.cancelInvoke), from: instance.id))
      case .forward(let event, let id):
        guard let session = next.invoked[Identifier(id)] else { continue }
        messages.append(.draft(.note, to: session, event, from: instance.id))
      case .send, .cancel, .log: continue
      }
    }
    if let invokeID = next.invokeID, let invoker = next.parent,
      case .ended(let data) = step.snapshot.status, next.status == .ended
    {
      messages.append(
        .draft(.note, to: invoker, .done(invocation: invokeID, data: data), from: instance.id))
    }
    return try facts.heard(messages) + news(of: next)
  }

  /// What the units above wait to hear.
  private func news(of next: Instance) throws -> [OutboxMessage] {
    let stagesBefore = Set(instance.snapshot.stages)
    let hasNews =
      next.status == .ended || next.snapshot.stages.contains { !stagesBefore.contains($0) }
    guard hasNews, instance.parent == nil else { return [] }
    return try facts.organisation.listeners(above: instance).map {
      .draft(.event, to: $0, Event(EngineEvents.unitsChanged))
    }
  }
}

extension Leaf {
  /// The detail that says when the deadlines of the states that were entered pass, by state.
  static let dueDates = "due"

  /// What went wrong in conditions and content, for the workflow's author.
  mutating func note(_ errors: [RaisedError]) {
    guard !errors.isEmpty else { return }
    details["errors"] = JSON(errors.map { "\($0.event): \($0.message)" })
  }
}
