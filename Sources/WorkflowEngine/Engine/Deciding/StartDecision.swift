import AuditLog
import Statechart

/// Decides how an instance begins: its first macrostep enters the initial configuration.
struct StartDecision {
  let reader: any StoreReader
  /// What is known of the organisation already, for the second of many decisions of one transaction.
  var organisation: OrganisationView?

  /// A unit's instance, as a member of a batch that is being launched.
  func start(_ member: Member, of batch: Batch, identity: Identity, at: Instant) throws -> Proposal
  {
    let instance = Instance(
      id: Instance.id(batch.programme, member.unit), programme: batch.programme,
      batch: batch.number, unit: member.unit, workflow: batch.workflow, startedAt: at, at: at)
    var proposal = try start(instance, identity: identity, authority: batch.authority)
    var next = batch
    next.made += 1
    if next.made == next.size { next.status = .open }
    proposal.changes.append(.batch(next))
    return proposal
  }

  /// An item of an instance's ledger.
  func start(_ request: ItemRequest, in parent: Instance, at: Instant) throws -> Proposal {
    let workflow = try WorkflowLibrary.shared.workflow(parent.workflow, reader)
    let facts = FactReader(reader, instance: parent, actor: request.identity.actor, at: at)
    var missing: [Missing] = []
    if let closure = try EventDecision(reader: reader).closure(of: parent) {
      missing.append(closure)
    }
    let (lack, role) = try facts.anyRole(of: workflow)
    missing += lack
    let ledger = workflow.ledgers.first { $0.id == request.ledger }
    if ledger == nil {
      let near = nearest(request.ledger.text, among: workflow.ledgers.map(\.id)).first
      missing.append(
        Missing(
          "ledger.unknown",
          "\(workflow.reference) has no ledger \"\(request.ledger)\""
            + (near.map { "; did you mean \"\($0)\"?" } ?? "")))
    }
    guard missing.isEmpty, let ledger else {
      var proposal = EventDecision.refusal(request.asEvent, parent, at, missing, facts: facts)
      proposal.secrets += request.fields
      return proposal
    }

    var holder = parent
    holder.itemsMade += 1
    holder.at = at
    let reference = try reader.knownWorkflow(ledger.workflow, version: nil).reference
    let item = Instance(
      id: Identifier("\(parent.id)/\(ledger.id)/\(holder.itemsMade)"),
      programme: parent.programme, batch: parent.batch, unit: request.owner ?? parent.unit,
      workflow: reference, parent: parent.id, ledger: ledger.id, deadline: request.deadline,
      startedAt: at, at: at)
    var proposal = try start(item, identity: request.identity, authority: nil)
    proposal.leaf.event = Leaf.Event(
      name: request.asEvent.name, id: request.id.text, data: request.asEvent.data)
    proposal.leaf.content = request.asEvent.content
    proposal.leaf.role = role?.text
    proposal.leaf.facts = facts.facts + proposal.leaf.facts
    proposal.secrets += request.fields
    proposal.changes.append(.instance(holder, after: parent.revision))
    proposal.changes.append(
      .answer(
        RecordedAnswer(
          instance: parent.id, eventID: request.id, content: request.asEvent.content, index: 0)))
    return proposal
  }

  private func start(_ instance: Instance, identity: Identity, authority: String?) throws
    -> Proposal
  {
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(
      reader, instance: instance, actor: identity.actor, at: instance.startedAt,
      organisation: organisation)
    let step: Macrostep
    do {
      step = try workflow.beginning.macrostep(of: workflow.interpreter, in: facts.environment)
    } catch {
      throw StoreError.corrupt("the data of \(instance.id): \(error)")
    }
    if let failure = facts.failure { throw failure }
    guard step.outcome == .taken else {
      throw RequestError.invalid(
        "\(instance.workflow) does not come to rest within \(workflow.interpreter.microstepLimit) microsteps"
          + " after its start")
    }
    var proposal = Proposal(
      .started, Leaf.Subject(type: "instance", id: instance.id.text), at: instance.startedAt)
    proposal.leaf.place(instance)
    identity.write(to: &proposal.leaf)
    proposal.leaf.authority = authority
    try StepDecision(
      workflow: workflow, reader: reader, instance: instance, at: instance.startedAt, facts: facts
    ).fill(&proposal, from: step, after: nil)
    return proposal
  }
}
