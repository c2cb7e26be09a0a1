import AuditLog
import Statechart

/// Judges the transitions that the standard selected for an event: everything that is missing, at
/// once, by region, with who could supply it.
struct Judge {
  let workflow: Workflow
  let instance: Instance
  let request: EventRequest
  let facts: FactReader
  /// The role that admitted the actor, of the last transition judged that asks for one.
  private(set) var role: RoleID?
  private(set) var onBehalfOf: PersonID?
  /// Asks nothing more once the actor is found not to be one who may: for lists of what somebody
  /// can do.
  var stopsAtRole = false

  init(_ workflow: Workflow, _ instance: Instance, _ request: EventRequest, _ facts: FactReader) {
    self.workflow = workflow
    self.instance = instance
    self.request = request
    self.facts = facts
  }

  /// Everything that is missing; empty means that the event may happen.
  mutating func judge(_ selection: Selection) throws -> [Missing] {
    var missing: [Missing] = []
    for transition in selection.transitions {
      missing += try unfinished(after: transition)
      guard let judgement = workflow.judgements[transition] else { continue }
      let source = workflow.chart.id(workflow.chart.source(transition))
      missing += try judge(judgement.allows, source: source)
      if stopsAtRole, !missing.isEmpty { return missing }
      for requirement in judgement.requirements {
        if let lack = try judge(requirement, source: source, selection) { missing.append(lack) }
      }
      if judgement.needsSeen, request.seen == nil {
        missing.append(
          Missing(
            "seen.missing", region: source,
            "the hash of the evidence that was seen must be given; `docket evidence list` shows it")
        )
      }
      if judgement.needsAuthority, request.authority == nil {
        missing.append(
          Missing(
            "authority.missing", region: source,
            "a decision must be cited, as minutes-id#decision-id"))
      }
      if judgement.needsReason, request.reason?.isEmpty ?? true {
        missing.append(Missing("reason.missing", region: source, "a reason must be given in words"))
      }
    }
    if let seen = request.seen, let change = try facts.change(since: seen) {
      missing.append(change)
    }
    return missing
  }

  /// Items that are open and would lose their instance: a transition to a final state of the
  /// document ends it. Where the transition itself says how many may be open, that counts.
  private func unfinished(after transition: TransitionIndex) throws -> [Missing] {
    let chart = workflow.chart
    let ends = chart.targets(transition).contains { target in
      chart.kind(target) == .final && chart.parent(target)?.int == 0
    }
    guard ends else { return [] }
    let judged = (workflow.judgements[transition]?.requirements ?? []).compactMap { requirement in
      if case .ledger(let id, _) = requirement.rule { id } else { nil }
    }
    return try workflow.ledgers.filter { !$0.continues && !judged.contains($0.id) }.compactMap {
      ledger in
      let open = try facts.openItems(ledger)
      guard !open.isEmpty else { return nil }
      return Missing(
        "ledger.unfinished", region: chart.id(chart.source(transition)),
        "\(open.count) items of \(ledger.id) are open, and they do not continue when the"
          + " instance ends", waitingFor: Array(open.prefix(Leaf.Fact.maximumExceptions)),
        have: open.count, need: 0)
    }
  }

  // MARK: Who may

  private mutating func judge(_ allows: [Allow], source: Identifier) throws -> [Missing] {
    guard !allows.isEmpty else { return [] }
    var refusals: [Missing] = []
    for allow in allows {
      for held in try facts.assignments(of: allow.role) {
        if let refusal = try fourEyes(allow, held, source: source) {
          refusals.append(refusal)
          continue
        }
        role = allow.role
        onBehalfOf = held.onBehalfOf
        return []
      }
    }
    if let refusal = refusals.first { return [refusal] }
    let roles = allows.map(\.role)
    let holders = try facts.organisation
      .holders(of: roles, at: instance.unit, time: facts.at)
    let wanted = roles.map(\.text).joined(separator: " or ")
    var sentence = "\(request.identity.actor) does not hold the role \(wanted) on \(instance.unit)"
    sentence += try facts.organisation
      .lapse(of: request.identity.actor, roles, at: instance.unit, time: facts.at)
    if holders.isEmpty { sentence += "; nobody does" }
    return [
      Missing("role.missing", region: source, sentence, suppliers: unique(holders.map(\.person)))
    ]
  }

  /// `distinct-from`: the event must have been accepted since the state was entered, and not from
  /// the same person, whether acting for herself or for somebody else.
  private func fourEyes(_ allow: Allow, _ held: Assignment, source: Identifier) throws -> Missing? {
    guard let event = allow.distinctFrom else { return nil }
    let entered = instance.entered[source]?.revision ?? 0
    guard let acceptance = instance.accepted[event], acceptance.revision >= entered else {
      return Missing(
        "role.distinct.unsent", region: source,
        "\(event) must be accepted first, from somebody else")
    }
    let sender = [acceptance.actor, acceptance.onBehalfOf].compactMap { $0 }
    let judge = [held.person, held.onBehalfOf, request.identity.onBehalfOf]
    guard sender.contains(where: judge.contains) else { return nil }
    let others = try facts.organisation
      .holders(of: [allow.role], at: instance.unit, time: facts.at)
      .filter { other in !sender.contains { $0 == other.person || $0 == other.onBehalfOf } }
    return Missing(
      "role.distinct", region: source,
      "\(acceptance.actor) sent \(event); somebody else must do this"
        + (others.isEmpty ? ", but nobody else holds the role \(allow.role)" : ""),
      suppliers: unique(others.map(\.person)))
  }

  // MARK: What must be there

  private func judge(_ requirement: Requirement, source: Identifier, _ selection: Selection) throws
    -> Missing?
  {
    func missing(
      _ code: String, _ sentence: String, suppliers: [PersonID] = [], waitingFor: [String] = [],
      have: Int? = nil, need: Int? = nil
    ) -> Missing {
      Missing(
        code, region: source, sentence, ownWords: requirement.message, suppliers: suppliers,
        waitingFor: Array(waitingFor.prefix(Leaf.Fact.maximumExceptions)), have: have, need: need)
    }
    switch requirement.rule {
    case .evidence(let kind, let min, let sinceEntry):
      let since = sinceEntry ? (instance.entered[source]?.revision ?? 0) : 0
      let count = try facts.evidenceCount(kind, since: since)
      guard count < min else { return nil }
      let title = workflow.evidenceKinds.first { $0.id == kind }?.titles.text() ?? kind.text
      var lack = missing(
        "evidence.missing",
        "\(min - count) more of the evidence \"\(title)\" (\(kind)): \(count) of \(min) there",
        suppliers: try submitters(), have: count, need: min)
      lack.offers = try facts.offers(of: kind)
      return lack
    case .ledger(let id, let allowed):
      guard let ledger = workflow.ledgers.first(where: { $0.id == id }) else { return nil }
      let open = try facts.openItems(ledger)
      guard open.count > allowed else { return nil }
      return missing(
        "ledger.open",
        "\(open.count) items of \(id) are open; \(allowed == 0 ? "none" : "\(allowed)") may be",
        waitingFor: open, have: open.count, need: allowed)
    case .units(let scope, let states, let share):
      let gate = try facts.gate(scope, in: states)
      guard Double(gate.passed) < share * Double(gate.total) - 1e-9 else { return nil }
      let need = Int((share * Double(gate.total) - 1e-9).rounded(.up))
      return missing(
        "units.waiting",
        "\(gate.waitingFor.count) of \(gate.total) \(scope.rawValue) are not yet in "
          + states.map(\.text).joined(separator: " or "),
        waitingFor: gate.waitingFor, have: gate.passed, need: need)
    case .test(let expression):
      do throws(ExecutionError) {
        guard try !selection.condition(expression) else { return nil }
        return missing(
          "test.failed", requirement.message.text() ?? "a condition of the workflow does not hold")
      } catch {
        return missing("test.error", "a condition could not be evaluated: \(error.message)")
      }
    }
  }

  /// Those who hold one of the workflow's roles on the unit itself, or on the nearest one above it
  /// where anybody does.
  private func submitters() throws -> [PersonID] {
    try facts.organisation.nearestHolders(
      of: workflow.roles.map(\.id), at: instance.unit, time: facts.at)
  }

  private func unique(_ people: [PersonID]) -> [PersonID] {
    var seen: Set<PersonID> = []
    return people.filter { seen.insert($0).inserted }
  }
}
