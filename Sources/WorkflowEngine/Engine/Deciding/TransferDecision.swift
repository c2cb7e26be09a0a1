import AuditLog
import Statechart

/// Decides how an instance, or an item of its ledger, goes on elsewhere when its unit has left the
/// tree.
///
/// The unit's own instance is closed: it leaves the count of every gate and names its successor.
/// What it was given stays with it. An open item goes on under its own id, in the successor's
/// ledger and, where the unit was its owner, as the successor's own.
struct TransferDecision {
  /// The successor; for an item, the instance whose ledger it is in from now on.
  let to: InstanceID
  /// The unit that owns an item from now on.
  let unit: UnitCode
  let reason: String
  let authority: String?
  let identity: Identity
  let at: Instant

  func decide(_ instance: Instance) -> Proposal {
    var next = instance
    next.revision += 1
    next.at = at
    let isItem = instance.parent != nil
    if isItem {
      next.parent = to
      next.unit = unit
    } else {
      next.status = .exempted
      next.successor = to
      next.invoked = [:]
    }
    var proposal = Proposal(
      .transferred, Leaf.Subject(type: "instance", id: instance.id.text), at: at)
    // An item is found where it is now; a closed instance where it was.
    proposal.leaf.place(next)
    identity.write(to: &proposal.leaf)
    proposal.leaf.authority = authority
    proposal.leaf.revision = next.revision
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = proposal.leaf.before
    proposal.leaf.details["to"] = .string(to.text)
    proposal.secrets.append(("reason", reason))
    proposal.changes.append(.instance(next, after: instance.revision))
    // What happened before cannot be taken back here any more.
    proposal.changes.append(.removeUndo(instance.id))
    if !isItem {
      proposal.changes.append(.removeTimers(instance.id))
      proposal.changes += instance.cancellations.changes(of: "\(next.id)/\(next.revision)")
    }
    return proposal
  }

  /// The decision of an entry, made again.
  static func again(_ leaf: Leaf, reason: String?, _ reader: any StoreReader) throws -> Proposal {
    guard let to = leaf.details["to"]?.string, let unit = leaf.unit, let id = leaf.instance else {
      throw StoreError.corrupt("the entry does not say what goes on where")
    }
    let decision = TransferDecision(
      to: Identifier(to), unit: Identifier(unit), reason: reason ?? "erased",
      authority: leaf.authority, identity: Identity(leaf), at: leaf.at)
    return decision.decide(try reader.knownInstance(Identifier(id)))
  }
}
