import AuditLog
public import Statechart

/// What can happen to an instance next, who may do it, and what is missing.
public struct Explanation: Sendable {
  /// One event that the instance takes now.
  public struct Option: Sendable {
    public var event: Identifier
    /// The states it would leave and the targets it would go to, one of each for a region.
    public var moves: [(source: Identifier, targets: [Identifier])]
    /// What is missing for the actor.
    public var missing: [Missing]

    /// Whether nothing but a reason or an authority is missing, which are given with the event.
    public var isReady: Bool {
      missing.allSatisfy { ["reason.missing", "authority.missing"].contains($0.code) }
    }

    /// Whether the actor is somebody who may do it, once the rest is there.
    public var isForActor: Bool { !missing.contains { $0.code.hasPrefix("role.") } }
  }

  public var instance: Instance
  public var workflow: Workflow
  public var options: [Option]
}

extension Engine {
  /// Says what can happen next to an instance. Logs nothing and changes nothing.
  public func explain(_ id: InstanceID, as actor: PersonID) async throws -> Explanation {
    let now = clock.now()
    return try await store.read { reader in
      try reader.explain(reader.knownInstance(id), as: actor, at: now)
    }
  }

  /// Everything that waits for a person: the events she may send, on every unit where she holds a
  /// role, ready ones and those that still lack something.
  public func tasks(of person: PersonID) async throws -> [Explanation] {
    let now = clock.now()
    return try await store.read { reader in
      guard try reader.person(person) != nil else {
        throw RequestError.unknown(
          .person, person.text, nearest: nearest(person.text, among: try reader.people().map(\.id)))
      }
      var seen: Set<UnitCode> = []
      var explanations: [Explanation] = []
      var waiting = try reader.assignments(of: person).map(\.unit)
      while let unit = waiting.popLast() {
        guard seen.insert(unit).inserted else { continue }
        waiting += try reader.children(of: unit).map(\.code)
        let running = try reader.instances(
          InstanceQuery(unit: unit, statuses: [.running], includesItems: true))
        for instance in running {
          var explanation = try reader.explain(instance, as: person, at: now)
          explanation.options.removeAll { !$0.isForActor }
          if !explanation.options.isEmpty { explanations.append(explanation) }
        }
      }
      return explanations.sorted { $0.instance.id < $1.instance.id }
    }
  }
}

extension StoreReader {
  func explain(_ instance: Instance, as actor: PersonID, at now: Instant) throws -> Explanation {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, self)
    let decision = EventDecision(reader: self)
    var options: [Explanation.Option] = []
    if try decision.closure(of: instance) == nil {
      for event in workflow.events(from: instance) {
        if let option = try decision.explain(event, on: instance, workflow, actor, at: now) {
          options.append(option)
        }
      }
    }
    return Explanation(instance: instance, workflow: workflow, options: options)
  }
}

extension EventDecision {
  /// What the event would meet; nil where its conditions choose no transition now.
  func explain(
    _ event: Identifier, on instance: Instance, _ workflow: Workflow, _ actor: PersonID,
    at now: Instant
  ) throws -> Explanation.Option? {
    let at = max(now, instance.at)
    let request = EventRequest(
      instance: instance.id, name: event.text, id: "explain",
      identity: Identity(actor: actor, via: Leaf.Via(.engine)))
    let facts = FactReader(reader, instance: instance, actor: actor, at: at)
    var judge = Judge(workflow, instance, request, facts)
    var option: Explanation.Option?
    var failure: (any Error)?
    _ = try workflow.interpreter.macrostep(
      Event(event.text), from: workflow.snapshot(instance.snapshot),
      in: Environment(sessionID: instance.id.text, facts: facts)
    ) { selection in
      let chart = workflow.chart
      do {
        option = Explanation.Option(
          event: event,
          moves: selection.transitions.map { transition in
            (chart.id(chart.source(transition)), chart.targets(transition).map { chart.id($0) })
          }, missing: try judge.judge(selection))
      } catch {
        failure = error
      }
      return false
    }
    if let failure = failure ?? facts.failure { throw failure }
    return option
  }
}
