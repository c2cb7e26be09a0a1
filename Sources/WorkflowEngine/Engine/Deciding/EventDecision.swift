import AuditLog
import Statechart
import XML

/// Decides about an event that somebody sends. Pure but for what it reads: the same request on the
/// same store at the same time gives the same proposal.
struct EventDecision {
  let reader: any StoreReader
  /// Shared by the decisions of one transaction that does not change the organisation.
  var organisation: OrganisationView?

  /// The detail that says that `onBehalfOf` follows from the assignment and was not claimed.
  static let standsIn = "standsIn"

  /// Accepts or refuses the event.
  ///
  /// - Parameters:
  ///   - request: Its event id is known to be new for the instance.
  ///   - instance: As stored, its due timers delivered.
  ///   - at: The time of the decision, not before the instance's own.
  func decide(_ request: EventRequest, on instance: Instance, at: Instant) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    if let fault = try request.fault ?? closure(of: instance) {
      return Self.refusal(request, instance, at, [fault], facts: nil)
    }
    var region: StateIndex?
    if let id = request.region {
      guard let index = workflow.chart.index(of: id) else {
        throw RequestError.unknown(
          .state, id.text, nearest: nearest(id.text, among: workflow.chart.ids))
      }
      region = index
    }

    let facts = FactReader(
      reader, instance: instance, actor: request.identity.actor, at: at, organisation: organisation)
    var judge = Judge(workflow, instance, request, facts)
    let citation = try facts.fault(ofCiting: request.authority).map { [$0] } ?? []
    var missing: [Missing] = []
    var failure: (any Error)?
    let event = Event(request.name, data: Value(json: request.data))
    let step: Macrostep
    do {
      step = try workflow.interpreter.macrostep(
        event, from: workflow.snapshot(instance.snapshot),
        in: facts.environment, within: region
      ) { selection in
        do { missing = try citation + judge.judge(selection) } catch { failure = error }
        return missing.isEmpty && failure == nil
      }
    } catch {
      throw StoreError.corrupt("the data of \(instance.id): \(error)")
    }
    if let failure = failure ?? facts.failure { throw failure }

    switch step.outcome {
    case .taken: break
    // No transition is enabled, but what the instance has invoked gets a copy (`autoforward`).
    case .unmatched where step.effects.contains(where: \.isForward): break
    case .refused: return Self.refusal(request, instance, at, missing, facts: facts)
    case .unmatched:
      return Self.refusal(
        request, instance, at, [unexpected(request, instance, workflow)], facts: facts)
    case .stopped:
      let limit = Missing(
        "macrostep.limit",
        "the workflow did not come to rest within \(workflow.interpreter.microstepLimit)"
          + " microsteps; its author must mend it")
      return Self.refusal(request, instance, at, [limit], facts: facts)
    }

    var proposal = Self.proposal(.event, request, instance, at)
    proposal.leaf.role = judge.role?.text
    if proposal.leaf.onBehalfOf == nil, let principal = judge.onBehalfOf {
      proposal.leaf.onBehalfOf = principal.text
      proposal.leaf.details[Self.standsIn] = "assignment"
    }
    let undo = Undo(
      instance: instance, timers: try reader.timers(of: instance.id), eventID: request.id,
      actor: request.identity.actor)
    try StepDecision(workflow: workflow, reader: reader, instance: instance, at: at, facts: facts)
      .fill(
        &proposal, from: step, after: instance.revision,
        acceptance: (Identifier(request.name), request.identity.actor))
    proposal.changes.append(.undo(undo))
    return proposal
  }

  /// What every entry about a request says, and the answer that is kept.
  static func proposal(
    _ kind: EntryKind, _ request: EventRequest, _ instance: Instance, _ at: Instant
  ) -> Proposal {
    var proposal = Proposal(kind, Leaf.Subject(type: "instance", id: instance.id.text), at: at)
    proposal.leaf.place(instance)
    proposal.leaf.event = Leaf.Event(name: request.name, id: request.id.text, data: request.data)
    let content = request.content
    proposal.leaf.content = content
    request.identity.write(to: &proposal.leaf)
    proposal.leaf.authority = request.authority
    if let region = request.region { proposal.leaf.details["region"] = .string(region.text) }
    // No words are no reason: once they are erased, nobody could tell that they were none.
    if let reason = request.reason, !reason.isEmpty { proposal.secrets.append(("reason", reason)) }
    if let seen = request.seen {
      proposal.leaf.details[SeenEvidence.detail] = seen.count.map { JSON($0) } ?? .null
      proposal.secrets.append((SeenEvidence.detail, seen.digest))
    }
    proposal.changes.append(
      .answer(
        RecordedAnswer(
          instance: instance.id, eventID: request.id, content: content, index: 0)))
    return proposal
  }

  /// The entry of a refusal: the instance stays as it is.
  static func refusal(
    _ request: EventRequest, _ instance: Instance, _ at: Instant, _ missing: [Missing],
    facts: FactReader?
  ) -> Proposal {
    var proposal = proposal(.refused, request, instance, at)
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.missing = missing.map(\.json)
    proposal.leaf.facts = facts?.facts ?? []
    proposal.missing = missing
    return proposal
  }

  /// Why an instance takes no events at all, if it takes none.
  func closure(of instance: Instance) throws -> Missing? {
    switch instance.status {
    case .running: return try launching(instance)
    case .suspended:
      return Missing(
        "instance.suspended", "\(instance.id) is suspended; it must be resumed first")
    case .exempted where instance.successor != nil:
      let successor = instance.successor ?? instance.id
      return Missing(
        "instance.closed",
        "\(instance.unit) has left the tree; \(successor) took over what was open")
    case .ended, .cancelled, .exempted:
      return Missing("instance.closed", "\(instance.id) is \(instance.status.rawValue)")
    }
  }

  /// An instance of a batch that is not complete takes nothing, from anybody.
  func launching(_ instance: Instance) throws -> Missing? {
    guard try reader.batch(instance.programme, instance.batch)?.status == .launching else {
      return nil
    }
    return Missing(
      "instance.launching",
      "batch \(instance.batch) of \(instance.programme) is still being launched")
  }

  /// No transition: which events there are instead.
  private func unexpected(_ request: EventRequest, _ instance: Instance, _ workflow: Workflow)
    -> Missing
  {
    let active = instance.snapshot.active.map(\.text).joined(separator: ", ")
    let possible = workflow.events(from: instance).map(\.text)
    var sentence = "\(active) takes no event \"\(request.name)\""
    if let near = nearest(request.name, among: possible.map { Identifier($0) }).first {
      sentence += "; did you mean \"\(near)\"?"
    } else if !possible.isEmpty {
      sentence += "; it takes " + possible.joined(separator: ", ")
    }
    return Missing("event.unexpected", sentence)
  }
}

extension Leaf {
  /// Where in the organisation's work an instance belongs.
  mutating func place(_ instance: Instance) {
    self.instance = instance.id.text
    revision = instance.revision
    parent = instance.parent?.text
    programme = instance.programme.text
    batch = String(instance.batch)
    unit = instance.unit.text
    workflow = Leaf.Workflow(
      name: instance.workflow.name.text, version: instance.workflow.version,
      sha256: instance.workflow.digest)
  }
}

extension Workflow {
  /// The names that external events may have now, innermost states first, the engine's own left out.
  func events(from instance: Instance) -> [Identifier] {
    let active = StateSet(instance.entered.keys.compactMap { chart.index(of: $0) })
    var seen: Set<Identifier> = []
    return events(from: active).compactMap(\.prefix).filter { !EngineEvents.contains($0) }
      .map { Identifier($0) }.filter { seen.insert($0).inserted }
  }
}

extension Chart {
  /// Every state's id, in document order.
  var ids: [Identifier] { (0..<stateCount).map { id(StateIndex($0)) } }
}

/// The names most like `name`, best first, at most three; empty where none is near.
func nearest(_ name: String, among names: some Sequence<Identifier>) -> [String] {
  var candidates = names.map(\.text)
  var found: [String] = []
  while found.count < 3, let next = nearestName(to: name, among: candidates) {
    found.append(next)
    candidates.removeAll { $0 == next }
  }
  return found
}

extension Effect {
  fileprivate var isForward: Bool { if case .forward = self { true } else { false } }
}
