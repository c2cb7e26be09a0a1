import AuditLog
import Statechart

/// What the office does to an instance from outside of its workflow.
public enum ManagementAction: String, Hashable, Sendable, CaseIterable {
  case suspend, resume, cancel, exempt

  /// The name of the event under which the request is kept; workflows cannot send it.
  var eventName: String { "docket.\(rawValue)" }

  var kind: EntryKind {
    switch self {
    case .suspend: .suspended
    case .resume: .resumed
    case .cancel: .cancelled
    case .exempt: .exempted
    }
  }
}

/// Decides about suspending, resuming, cancelling, exempting and withdrawing.
struct ManagementDecision {
  let reader: any StoreReader

  func decide(
    _ action: ManagementAction, _ request: EventRequest, on instance: Instance, at: Instant
  ) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: request.identity.actor, at: at)
    var (missing, role) = try holdingManager(of: workflow, request, facts)
    if let fault = try facts.fault(ofCiting: request.authority) { missing.append(fault) }
    if action != .resume, request.reason?.isEmpty ?? true {
      missing.append(Missing("reason.missing", "a reason must be given in words"))
    }
    if let fault = try fault(of: action, on: instance) { missing.insert(fault, at: 0) }
    guard missing.isEmpty else {
      return EventDecision.refusal(request, instance, at, missing, facts: facts)
    }

    var proposal = accepted(action.kind, request, instance, at, facts, role)
    var next = instance
    next.revision += 1
    next.at = at
    switch action {
    case .suspend: next.status = .suspended
    case .resume: next.status = .running
    case .cancel: next.status = .cancelled
    case .exempt: next.status = .exempted
    }
    proposal.leaf.revision = next.revision
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = proposal.leaf.before
    let cancellations = next.status.isClosed ? next.cancellations : []
    if next.status.isClosed { next.invoked = [:] }
    proposal.changes.append(.instance(next, after: instance.revision))
    proposal.changes.append(.removeUndo(instance.id))
    if next.status.isClosed {
      proposal.changes.append(.removeTimers(instance.id))
      let messages = try news(of: next) + cancellations
      proposal.changes += messages.changes(of: "\(next.id)/\(next.revision)")
    }
    return proposal
  }

  /// Takes back the event that was accepted last, if nothing was accepted since.
  func withdraw(
    _ eventID: Identifier, _ request: EventRequest, on instance: Instance, at: Instant
  ) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: request.identity.actor, at: at)
    if let fault = try EventDecision(reader: reader).launching(instance)
      ?? facts.fault(ofCiting: request.authority)
    {
      return EventDecision.refusal(request, instance, at, [fault], facts: facts)
    }
    guard let undo = try reader.undo(of: instance.id), undo.eventID == eventID,
      instance.status == .running || instance.status == .ended
    else {
      return EventDecision.refusal(
        request, instance, at,
        [
          Missing(
            "withdraw.superseded",
            "\"\(eventID)\" is not the last thing that happened to \(instance.id)")
        ], facts: facts)
    }
    guard undo.instance.invoked == instance.invoked,
      undo.instance.invokedMade == instance.invokedMade
    else {
      return EventDecision.refusal(
        request, instance, at,
        [
          Missing(
            "withdraw.invoked",
            "\"\(eventID)\" started or ended a session that \(instance.id) invokes; that cannot be"
              + " taken back")
        ], facts: facts)
    }
    var role: RoleID?
    if undo.actor != request.identity.actor {
      let missing: [Missing]
      (missing, role) = try holding(oneOf: workflow.withdrawingRoles, request, facts)
      if workflow.withdrawingRoles.isEmpty || !missing.isEmpty {
        return EventDecision.refusal(
          request, instance, at,
          [
            Missing(
              "withdraw.not-yours", "\(undo.actor) sent \"\(eventID)\" and may take it back",
              suppliers: [undo.actor] + missing.flatMap(\.suppliers))
          ], facts: facts)
      }
    }

    var next = undo.instance
    next.revision = instance.revision + 1
    next.at = at
    next.evidenceMade = instance.evidenceMade
    next.itemsMade = instance.itemsMade
    var proposal = accepted(.withdrawn, request, instance, at, facts, role)
    proposal.leaf.revision = next.revision
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = next.snapshot.active.map(\.text)
    proposal.leaf.snapshot = Digest.sha256(next.snapshot.canonical)
    proposal.leaf.details["withdrawn"] = .string(eventID.text)
    proposal.leaf.details["restored"] = JSON(undo.instance.revision)
    proposal.changes += [
      .instance(next, after: instance.revision), .removeTimers(instance.id),
      .removeUndo(instance.id),
    ]
    proposal.changes += undo.timers.map { .timer($0) }
    return proposal
  }

  // MARK: Parts

  /// A unit that leaves the count may open a gate above it.
  private func news(of closed: Instance) throws -> [OutboxMessage] {
    guard closed.parent == nil else { return [] }
    return try OrganisationView(reader).listeners(above: closed).map {
      .draft(.event, to: $0, Event(EngineEvents.unitsChanged))
    }
  }

  private func accepted(
    _ kind: EntryKind, _ request: EventRequest, _ instance: Instance, _ at: Instant,
    _ facts: FactReader, _ role: RoleID?
  ) -> Proposal {
    var proposal = EventDecision.proposal(kind, request, instance, at)
    proposal.leaf.facts = facts.facts
    proposal.leaf.role = role?.text
    return proposal
  }

  /// The managing role that the actor holds, or what is missing.
  func holdingManager(of workflow: Workflow, _ request: EventRequest, _ facts: FactReader) throws
    -> (missing: [Missing], role: RoleID?)
  {
    try holding(oneOf: workflow.roles.filter(\.manages).map(\.id), request, facts)
  }

  /// The first of the roles that the actor holds, or what is missing. No roles: anybody may.
  private func holding(oneOf roles: [RoleID], _ request: EventRequest, _ facts: FactReader) throws
    -> (missing: [Missing], role: RoleID?)
  {
    for role in roles where try !facts.assignments(of: role).isEmpty { return ([], role) }
    guard !roles.isEmpty else { return ([], nil) }
    let unit = facts.instance.unit
    let holders = try OrganisationView(reader).holders(of: roles, at: unit, time: facts.at)
    let wanted = roles.map(\.text).joined(separator: " or ")
    return (
      [
        Missing(
          "role.missing",
          "\(request.identity.actor) does not hold the role \(wanted) on \(unit)"
            + (try facts.organisation.lapse(
              of: request.identity.actor, roles, at: unit, time: facts.at)),
          suppliers: holders.map(\.person))
      ], nil
    )
  }

  private func fault(of action: ManagementAction, on instance: Instance) throws -> Missing? {
    if let launching = try EventDecision(reader: reader).launching(instance) { return launching }
    let fits =
      switch action {
      case .suspend: instance.status == .running
      case .resume: instance.status == .suspended
      case .cancel, .exempt: !instance.status.isClosed
      }
    guard !fits else { return nil }
    return Missing(
      "instance.status",
      "\(instance.id) is \(instance.status.rawValue); there is nothing to \(action.rawValue)")
  }
}
