import AuditLog
import Statechart

/// Decides about minutes as wholes: that they are approved, and that they are enacted.
struct MinutesDecision {
  let reader: any StoreReader

  func approve(_ id: MinutesID, _ identity: Identity, at: Instant) throws -> Proposal {
    var minutes = try reader.knownMinutes(id)
    guard minutes.status == .draft else {
      throw RequestError.invalid("\(id) is \(minutes.status.rawValue) already")
    }
    guard try reader.person(identity.actor) != nil else {
      throw RequestError.unknown(
        .person, identity.actor.text,
        nearest: nearest(identity.actor.text, among: try reader.people().map(\.id)))
    }
    try reader.check(lessonsOf: reader.decisions(of: id))
    minutes.status = .approved
    minutes.approvedBy = identity.actor
    minutes.approvedAt = at
    var proposal = proposal(.approved, id, identity, at)
    proposal.leaf.details["sha256"] = .string(minutes.digest.hex)
    proposal.changes = [.minutes(minutes)]
    return proposal
  }

  /// The last entry of an enactment: every order stands, with its plan.
  func enact(_ id: MinutesID, _ identity: Identity, at: Instant) throws -> Proposal {
    var minutes = try reader.knownMinutes(id)
    guard minutes.status == .approved else {
      throw RequestError.notApproved(id, minutes.status)
    }
    let ordered = try OrderDecision(reader: reader).numbered(id)
    let records = try reader.orders(of: id)
    guard records.map(\.number) == ordered.map(\.number) else {
      throw StoreError.corrupt("not every order of the minutes \(id) stands")
    }
    minutes.status = .enacted
    minutes.enactedAt = at
    var proposal = proposal(.enacted, id, identity, at)
    proposal.leaf.details["sha256"] = .string(minutes.digest.hex)
    proposal.leaf.details["orders"] = JSON(records.count)
    let plans = records.map { "\($0.number) \($0.plan?.hex ?? "-")\n" }.joined()
    proposal.leaf.details["plan"] = .string(Digest.sha256(Array(plans.utf8)).hex)
    proposal.changes = [.minutes(minutes)]
    return proposal
  }

  private func proposal(
    _ kind: EntryKind, _ id: MinutesID, _ identity: Identity, _ at: Instant
  ) -> Proposal {
    var proposal = Proposal(kind, Leaf.Subject(type: "minutes", id: id.text), at: at)
    identity.write(to: &proposal.leaf)
    return proposal
  }
}
