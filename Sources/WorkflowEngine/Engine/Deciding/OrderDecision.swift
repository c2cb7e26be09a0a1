import AuditLog
import Statechart

/// Decides what one order of minutes means: each is an entry of its own in the one transaction that
/// enacts them.
///
/// The order alone, the store, who enacts and the time make the entry; replaying makes it again.
struct OrderDecision {
  let reader: any StoreReader

  /// An order and the decision that gives it.
  struct Numbered {
    /// From 1, over all decisions of the minutes.
    var number: Int
    var decision: Identifier
    var order: Order
  }

  /// What an order would do.
  struct Outcome {
    var proposal: Proposal
    var record: OrderRecord
    var units: [UnitCode] = []
    var leftOut = LeftOut()
  }

  /// Every order of the minutes, in their order.
  func numbered(_ id: MinutesID) throws -> [Numbered] {
    var number = 0
    return try reader.decisions(of: id).flatMap { record in
      record.decision.orders.map { order in
        number += 1
        return Numbered(number: number, decision: record.decision.id, order: order)
      }
    }
  }

  /// The order, decided again from its number.
  func decide(_ id: MinutesID, number: Int, _ identity: Identity, at: Instant) throws -> Outcome {
    guard let order = try numbered(id).first(where: { $0.number == number }) else {
      throw StoreError.corrupt("the minutes \(id) have no order \(number)")
    }
    return try decide(order, of: reader.knownMinutes(id), identity, at: at)
  }

  func decide(
    _ numbered: Numbered, of minutes: MinutesRecord, _ identity: Identity, at: Instant
  ) throws -> Outcome {
    guard let approver = minutes.approvedBy, minutes.status == .approved else {
      throw RequestError.notApproved(minutes.id, minutes.status)
    }
    let record = OrderRecord(
      minutes: minutes.id, number: numbered.number, decision: numbered.decision,
      order: numbered.order, actor: approver, enactedAt: at)
    var outcome: Outcome
    switch numbered.order {
    case .launch(let order): outcome = try launch(order, record, identity)
    case .appoint(let assignment): outcome = try appoint(assignment, record, identity)
    case .supersede(let authority): outcome = try supersede(authority, record, identity)
    case .send(let order):
      outcome = try plan(order.recipients, of: order.programme, record, identity)
    case .deadline(let order): outcome = try deadline(order, record, identity)
    }
    outcome.proposal.leaf.authority = record.authority.description
    outcome.proposal.leaf.details["order"] = JSON(record.number)
    outcome.proposal.changes.append(.order(outcome.record))
    return outcome
  }

  // MARK: Orders that are done at once

  private func appoint(
    _ assignment: Assignment, _ record: OrderRecord, _ identity: Identity
  ) throws -> Outcome {
    _ = try reader.knownUnit(assignment.unit)
    for person in [assignment.person, assignment.onBehalfOf].compactMap(\.self)
    where try reader.person(person) == nil {
      throw RequestError.unknown(
        .person, person.text, nearest: nearest(person.text, among: try reader.people().map(\.id)))
    }
    let proposal = try Registration.assignment(
      assignment, isHeld: true, identity, at: record.enactedAt
    ).complete()
    return Outcome(proposal: proposal, record: record.done)
  }

  private func supersede(
    _ authority: Authority, _ record: OrderRecord, _ identity: Identity
  ) throws -> Outcome {
    let standing = try reader.standing(of: authority)
    // Minutes may set aside what they themselves decided; they are approved.
    if let fault = standing.fault(of: authority) { throw RequestError.authority(fault) }
    guard var decision = try reader.decision(authority) else {
      throw RequestError.unknown(.decision, authority.description, nearest: [])
    }
    decision.supersededBy = record.authority
    var proposal = Proposal(
      .superseded, Leaf.Subject(type: "decision", id: authority.description),
      at: record.enactedAt)
    identity.write(to: &proposal.leaf)
    proposal.changes = [.decision(decision)]
    return Outcome(proposal: proposal, record: record.done)
  }

  // MARK: Launching

  private func launch(_ order: LaunchOrder, _ record: OrderRecord, _ identity: Identity) throws
    -> Outcome
  {
    if let batch = try reader.batch(order.programme, order.batch) {
      let by = batch.authority.map { " under \($0)" } ?? ""
      throw RequestError.invalid(
        "batch \(order.batch) of \(order.programme) was launched before\(by)")
    }
    var choice = try UnitChoosing(order.predicate, in: reader)
    try choice.choose { unit in
      guard let member = try reader.member(order.programme, unit.code) else { return nil }
      return .inBatch(member.batch)
    }
    let request = LaunchRequest(
      workflow: order.workflow, version: order.version, programme: order.programme,
      batch: order.batch, units: choice.chosen, window: order.window,
      authority: record.authority.description, identity: identity)
    guard !choice.chosen.isEmpty else {
      throw RequestError.invalid(
        "batch \(order.batch) of \(order.programme) would have no units: the predicate"
          + " \(order.predicate) selects none that can take part")
    }
    let batch = try LaunchDecision(reader: reader).batch(request, at: record.enactedAt)
    let proposal = try Registration.launch(batch, units: choice.chosen, identity).complete()
    var done = record.done
    done.size = batch.size
    done.plan = batch.plan
    done.outcome = OrderRecord.Outcome(accepted: batch.size, refused: 0)
    return Outcome(
      proposal: proposal, record: done, units: choice.chosen, leftOut: choice.leftOut)
  }

  // MARK: Orders that are carried out unit by unit

  private func deadline(_ order: DeadlineOrder, _ record: OrderRecord, _ identity: Identity) throws
    -> Outcome
  {
    let workflows = Set(
      try reader.batches().filter { $0.programme == order.programme }.map(\.workflow))
    for reference in workflows.sorted(by: { "\($0)" < "\($1)" }) {
      let chart = try WorkflowLibrary.shared.workflow(reference, reader).chart
      guard chart.index(of: order.state) == nil else { continue }
      throw RequestError.unknown(
        .state, order.state.text, nearest: nearest(order.state.text, among: chart.ids))
    }
    return try plan(order.recipients, of: order.programme, record, identity)
  }

  /// Freezes which units the order is for.
  private func plan(
    _ recipients: Recipients, of programme: ProgrammeName, _ record: OrderRecord,
    _ identity: Identity
  ) throws -> Outcome {
    guard try reader.batches().contains(where: { $0.programme == programme }) else {
      throw RequestError.unknown(
        .programme, programme.text,
        nearest: nearest(programme.text, among: try reader.batches().map(\.programme)))
    }
    var choice = try recipients.choice(in: reader)
    try choice.choose { unit in
      try reader.member(programme, unit.code) == nil ? .notInProgramme : nil
    }
    guard !choice.chosen.isEmpty else {
      throw RequestError.invalid("the order is for no unit of \(programme)")
    }
    var record = record
    record.size = choice.chosen.count
    record.plan = choice.chosen.plan
    var proposal = Proposal(
      .ordered, Leaf.Subject(type: "order", id: record.id.text), at: record.enactedAt)
    identity.write(to: &proposal.leaf)
    proposal.leaf.programme = programme.text
    proposal.leaf.details["size"] = JSON(record.size)
    proposal.leaf.details["plan"] = record.plan.map { .string($0.hex) }
    proposal.secrets = [("units", choice.chosen.lines)]
    proposal.changes = [
      .orderUnits(
        choice.chosen.enumerated().map { position, unit in
          OrderUnit(
            minutes: record.minutes, order: record.number, position: position, unit: unit)
        })
    ]
    return Outcome(
      proposal: proposal, record: record, units: choice.chosen, leftOut: choice.leftOut)
  }
}

extension OrderRecord {
  /// The order, carried out by its own entry.
  fileprivate var done: OrderRecord {
    var done = self
    done.outcome = Outcome(accepted: 1, refused: 0)
    return done
  }
}

extension Recipients {
  fileprivate func choice(in reader: any StoreReader) throws -> UnitChoosing {
    switch self {
    case .everyUnit: try UnitChoosing("true()", in: reader)
    case .selected(let predicate): try UnitChoosing(predicate, in: reader)
    case .unit(let code): try UnitChoosing(only: reader.knownUnit(code), in: reader)
    }
  }
}
