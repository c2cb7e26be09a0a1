import AuditLog
import Statechart

/// Decides whether somebody may remind those whom an instance waits for, and who they are.
struct ReminderDecision {
  static let eventName = "docket.remind"

  let reader: any StoreReader
  var organisation: OrganisationView?

  /// - Parameter request: Its data may name a `role` to address instead; its reason is what is said.
  func decide(_ request: EventRequest, on instance: Instance, at: Instant) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(
      reader, instance: instance, actor: request.identity.actor, at: at,
      organisation: organisation)
    var missing: [Missing] = []
    if let closure = try EventDecision(reader: reader).closure(of: instance) {
      missing.append(closure)
    }
    let (lack, role) = try facts.anyRole(of: workflow)
    missing += lack
    let roles = addressed(request, instance, workflow)
    let people = try facts.organisation.nearestHolders(of: roles, at: instance.unit, time: at)
    if people.isEmpty {
      missing.append(
        Missing(
          "reminder.nobody",
          roles.isEmpty
            ? "\(instance.id) waits for nobody"
            : "nobody holds the role \(roles.map(\.text).joined(separator: " or ")) on"
              + " \(instance.unit)"))
    }
    guard missing.isEmpty else {
      return EventDecision.refusal(request, instance, at, missing, facts: facts)
    }
    var proposal = EventDecision.proposal(.reminded, request, instance, at)
    proposal.leaf.facts = facts.facts
    proposal.leaf.role = role?.text
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = proposal.leaf.before
    let timeliness = Timeliness(
      of: Standing(instance), at: at, in: try facts.organisation.calendar(of: instance.unit).zone,
      by: workflow)
    proposal.tell(
      people, about: instance, .reminded,
      state: timeliness.state ?? instance.snapshot.active.first, due: timeliness.due)
    return proposal
  }

  /// The role that was asked for; else who may acknowledge, where that is still to be done; else
  /// everybody who can act.
  private func addressed(
    _ request: EventRequest, _ instance: Instance, _ workflow: Workflow
  ) -> [RoleID] {
    if let role = request.data?["role"]?.string { return [Identifier(role)] }
    let event = workflow.awaitsAcknowledgement(instance) ? StagePlan.acknowledgement : nil
    return workflow.roles(actingOn: instance, event: event)
  }
}
