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

  /// Fills the proposal.
  ///
  /// - Parameters:
  ///   - revision: The revision that the store must find; nil where the instance is new.
  ///   - acceptance: Who sent which event, where somebody did.
  func fill(
    _ proposal: inout Proposal, from step: Macrostep, after revision: Int?,
    acceptance: (event: Identifier, actor: PersonID)? = nil
  ) throws {
    var next = instance
    next.revision = (revision ?? -1) + 1
    next.at = at
    let snapshot = settled(step)
    next.snapshot = workflow.stored(snapshot)
    if case .ended = snapshot.status { next.status = .ended }

    var timetable = Timetable(
      workflow, try facts.organisation.calendar(of: instance.unit))
    let timers = revision == nil ? [] : try reader.timers(of: instance.id)
    let exited = step.microsteps.flatMap(\.exited)
    let entered = step.microsteps.flatMap(\.entered)
    timetable.leave(exited.map { workflow.chart.id($0) }, of: instance.id, timers: timers)
    let fresh = Set(entered).filter { snapshot.configuration.contains($0) }
    if next.status == .ended {
      timetable.clear(instance.id)
    } else {
      timetable.enter(fresh.sorted(), of: instance.id, at: at) { expression in
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
    if !timetable.due.isEmpty {
      proposal.leaf.details[Leaf.dueDates] = .object(
        JSONObject(timetable.due.map { ($0.key.text, .string($0.value.at.description)) }))
    }
    if !timetable.faults.isEmpty {
      proposal.leaf.details["deadlineFaults"] = JSON(timetable.faults)
    }
    proposal.changes.append(.instance(next, after: revision))
    proposal.changes += timetable.changes
    proposal.changes += try messages(step, next)
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

  private func evaluate(_ expression: ExpressionID, _ snapshot: Snapshot) throws -> String {
    let environment = Environment(sessionID: instance.id.text, facts: facts)
    switch try workflow.interpreter.evaluate(expression, in: snapshot, environment).get() {
    case .string(let text), .xml(let text): return text
    case .number(let number): return String(number)
    default: return ""
    }
  }

  /// Records when each active state was entered, and its deadline.
  private func enter(
    _ fresh: Set<StateIndex>, of next: inout Instance, _ configuration: StateSet,
    _ timetable: Timetable
  ) {
    let active = workflow.activeIDs(configuration)
    for (state, entry) in instance.entered
    where entry.due.map({ $0 < at }) ?? false
      && (!active.contains(state) || fresh.contains { workflow.chart.id($0) == state })
      && !next.late.contains(state)
    {
      next.late.append(state)
    }
    next.late.sort()
    next.entered = next.entered.filter { active.contains($0.key) }
    for state in fresh where state.int != 0 {
      let id = workflow.chart.id(state)
      let due = timetable.due[id]
      next.entered[id] = Instance.Entry(
        revision: next.revision, at: at, due: due?.at, isSoft: due?.isSoft ?? false)
    }
  }

  private func describe(_ step: Macrostep, _ next: Instance, in leaf: inout Leaf) {
    let chart = workflow.chart
    leaf.revision = next.revision
    leaf.before = instance.snapshot.active.map(\.text)
    leaf.after = next.snapshot.active.map(\.text)
    leaf.transitions = step.microsteps.flatMap { microstep in
      microstep.transitions.map { transition in
        let source = chart.source(transition)
        return Leaf.Transition(
          source: chart.id(source).text,
          index: transition.int - chart.transitions(of: source).lowerBound.int,
          event: microstep.event, targets: chart.targets(transition).map { chart.id($0).text })
      }
    }
    leaf.exited = step.microsteps.flatMap { $0.exited.map { chart.id($0).text } }
    leaf.entered = step.microsteps.flatMap { microstep in
      microstep.entered.filter { $0.int != 0 }.map { chart.id($0).text }
    }
    leaf.snapshot = Digest.sha256(next.snapshot.json.canonical)
    leaf.note(step.errors)
    let logs = step.effects.compactMap { effect -> JSON? in
      guard case .log(let label, let message) = effect else { return nil }
      return .string((label.map { $0 + ": " } ?? "") + message)
    }
    if !logs.isEmpty { leaf.details["log"] = .array(logs) }
  }

  /// The events that the step sends at once, and the news for the units above that wait for it.
  private func messages(_ step: Macrostep, _ next: Instance) throws -> [Change] {
    var messages: [(InstanceID, Event)] = []
    if next.status != .ended {
      for case .send(let send) in step.effects where send.delay == 0 {
        messages.append((instance.id, send.event))
      }
    }
    let stagesBefore = Set(instance.snapshot.stages)
    let hasNews =
      next.status == .ended || next.snapshot.stages.contains { !stagesBefore.contains($0) }
    if hasNews, instance.parent == nil {
      for receiver in try reader.listeners(above: instance) {
        messages.append((receiver, Event(EngineEvents.unitsChanged)))
      }
    }
    return messages.enumerated().map { number, message in
      .outbox(
        OutboxMessage(
          id: Identifier("\(instance.id)/\(next.revision)/\(number + 1)"), sequence: 0,
          receiver: message.0, event: message.1))
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
