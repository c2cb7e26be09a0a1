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
    /// The role by which the actor may, and whom she stands in for.
    public var role: RoleID?
    public var onBehalfOf: PersonID?

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
  /// States whose deadline has passed and that were escalated to a role that the actor holds.
  public var escalations: [Identifier] = []
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
      let organisation = OrganisationView(reader)
      let launching = try reader.batches().filter { $0.status == .launching }
      var seen: Set<InstanceID> = []
      var explanations: [Explanation] = []
      try reader.runningInstances(below: Set(reader.assignments(of: person).map(\.unit))) {
        instance in
        let isLaunching = launching.contains {
          $0.programme == instance.programme && $0.number == instance.batch
        }
        guard !isLaunching, seen.insert(instance.id).inserted else { return }
        let explanation = try reader.tasks(
          of: person, in: instance, at: now, knowing: organisation)
        if !explanation.options.isEmpty || !explanation.escalations.isEmpty {
          explanations.append(explanation)
        }
      }
      return explanations.sorted { $0.instance.id < $1.instance.id }
    }
  }
}

extension StoreReader {
  /// The instances that run in the subtrees of some units, items among them; an instance may come
  /// twice. Read page by page.
  fileprivate func runningInstances(
    below roots: Set<UnitCode>, _ body: (Instance) throws -> Void
  ) throws {
    for root in roots.sorted() {
      // What is below another of the roots is read with that one.
      guard try !ancestors(of: root).contains(where: { roots.contains($0.code) }) else { continue }
      var query = InstanceQuery(subtree: root, statuses: [.running], includesItems: true)
      while true {
        let page = try instances(query)
        for instance in page { try body(instance) }
        guard page.count == query.limit, let last = page.last else { break }
        query.after = last.id
      }
    }
  }

  /// What somebody can do in a running instance of an open batch. Nothing is asked of the store
  /// about events that are for others.
  fileprivate func tasks(
    of person: PersonID, in instance: Instance, at now: Instant,
    knowing organisation: OrganisationView
  ) throws -> Explanation {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, self)
    let decision = EventDecision(reader: self, organisation: organisation)
    let options = try workflow.events(from: instance).compactMap { event in
      try decision.explain(
        event, on: instance, workflow, person, at: now, onlyIfAllowed: true)
    }
    let escalations = try instance.entered.filter { $0.value.due.map { $0 < now } ?? false }.keys
      .sorted().filter { state in
        guard
          let role = workflow.chart.index(of: state)
            .flatMap({ workflow.deadline(of: $0)?.escalation })
        else { return false }
        return try organisation.assignments(of: person, at: instance.unit, time: now)
          .contains { $0.role == role }
      }
    return Explanation(
      instance: instance, workflow: workflow, options: options.filter(\.isForActor),
      escalations: escalations)
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
    at now: Instant, onlyIfAllowed: Bool = false
  ) throws -> Explanation.Option? {
    let at = max(now, instance.at)
    let request = EventRequest(
      instance: instance.id, name: event.text, id: "explain",
      identity: Identity(actor: actor, via: Leaf.Via(.engine)))
    let facts = FactReader(
      reader, instance: instance, actor: actor, at: at, organisation: organisation)
    var judge = Judge(workflow, instance, request, facts)
    judge.stopsAtRole = onlyIfAllowed
    var option: Explanation.Option?
    var failure: (any Error)?
    _ = try workflow.interpreter.macrostep(
      Event(event.text), from: workflow.snapshot(instance.snapshot),
      in: facts.environment
    ) { selection in
      let chart = workflow.chart
      do {
        option = Explanation.Option(
          event: event,
          moves: selection.transitions.map { transition in
            (chart.id(chart.source(transition)), chart.targets(transition).map { chart.id($0) })
          }, missing: try judge.judge(selection))
        option?.role = judge.role
        option?.onBehalfOf = judge.onBehalfOf
      } catch {
        failure = error
      }
      return false
    }
    if let failure = failure ?? facts.failure { throw failure }
    return option
  }
}
