import AuditLog
import Statechart

/// One entry before it is made: what it will say, and what it changes.
///
/// Decisions make proposals and touch nothing. The same decision, made again from the log, must
/// make the same proposal: that is how `audit verify` replays.
struct Proposal {
  var leaf: Leaf
  /// Personal and free texts by field, in order.
  var secrets: [(field: String, value: String)] = []
  var changes: [Change] = []
  /// For a refusal, what is missing with who could supply it; the leaf has it without.
  var missing: [Missing] = []

  init(_ kind: EntryKind, _ subject: Leaf.Subject, at: Instant) {
    leaf = Leaf(kind: kind, subject: subject, at: at)
  }

  /// Has people told about an instance, and says so in the entry.
  mutating func tell(
    _ people: [PersonID], about instance: Instance, _ cause: Notice.Cause, state: Identifier?,
    due: Instant?
  ) {
    leaf.details["to"] = JSON(people.map(\.text))
    for person in people {
      changes.append(
        .notice(
          Notice(
            instance: instance.id, unit: instance.unit, programme: instance.programme,
            person: person, cause: cause, state: state, due: due, at: leaf.at)))
    }
  }

  /// The entry, with fresh salts.
  func entry(salts: () -> Salt) -> Entry {
    Entry(kind: leaf.kind, subject: leaf.subject, at: leaf.at, salts: salts) { draft in
      draft.leaf = leaf
      for secret in secrets { draft.secret(secret.field, secret.value) }
    }
  }

  /// The changes, once the entry's place in the log is known.
  func changes(at index: Int) -> [Change] {
    changes.enumerated().map { offset, change in
      switch change {
      case .answer(var answer):
        answer.index = index
        return .answer(answer)
      case .outbox(var message):
        // Messages of one entry keep their order; no entry has a million of them.
        message.sequence = index << 20 + offset
        return .outbox(message)
      case .notice(var notice) where notice.sequence == 0:
        notice.sequence = index << 20 + offset
        return .notice(notice)
      default: return change
      }
    }
  }
}

extension StoreTransaction {
  /// Makes a proposal part of the transaction and answers its place in the log.
  func commit(_ proposal: Proposal, salts: () -> Salt) throws -> Int {
    let index: Int
    do {
      index = try append(proposal.entry(salts: salts))
    } catch let error as EntryTooLarge {
      throw RequestError.tooLarge(error)
    }
    for change in proposal.changes(at: index) { try apply(change) }
    return index
  }
}
