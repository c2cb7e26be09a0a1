import AuditLog
import Statechart

/// Makes every decision of the log again, in a store that is built up from the log alone.
///
/// A decision that was made again must give the very leaf that is in the log, byte by byte, but for
/// the salts, which the payload holds.
struct Replay {
  let transaction: any StoreTransaction

  init(_ transaction: any StoreTransaction) { self.transaction = transaction }

  /// The decision, made again.
  enum Verdict {
    case equal(Proposal)
    /// It would be another today; where, in words.
    case differs(String)
  }

  /// - Throws: Where the decision cannot be made again at all.
  func verdict(on entry: Entry) throws -> Verdict {
    let proposal = try decideAgain(entry)
    return difference(between: proposal, and: entry).map { .differs($0) } ?? .equal(proposal)
  }

  /// Adds an entry to the log of the store, and makes what it makes.
  ///
  /// - Throws: `StoreError.corrupt` where the entry is not what was recorded, or is not what its
  ///   decision gives.
  func follow(_ checked: CheckedEntry) throws {
    guard checked.faults.isEmpty, let entry = checked.entry else {
      throw StoreError.corrupt(checked.faults.first?.message ?? "entry \(checked.index) is none")
    }
    switch try verdict(on: entry) {
    case .differs(let difference):
      throw StoreError.corrupt(
        "entry \(checked.index) (\(entry.leaf.kind)), decided again, differs in \(difference)")
    case .equal(let proposal):
      let place = try transaction.append(entry)
      for change in proposal.changes(at: place) { try transaction.apply(change) }
    }
  }

  // MARK: Deciding again

  private func decideAgain(_ entry: Entry) throws -> Proposal {
    let leaf = entry.leaf
    if leaf.kind == .started || leaf.kind == .cancelled,
      let id = leaf.details[Leaf.message]?.string
    {
      return try deliverAgain(id, to: nil, at: leaf.at)
    }
    switch leaf.kind {
    case .initialized:
      let info = StoreInfo(leaf)
      try transaction.initialize(info)
      return try Registration.initialized(info, Identity(leaf)).complete()
    case .launched where leaf.details["order"] != nil,
      .appointed where leaf.details["order"] != nil, .ordered, .superseded:
      return try orderAgain(leaf)
    case .registered, .retired, .moved, .merged, .split, .appointed, .dismissed, .launched:
      if leaf.kind == .launched, let fault = try transaction.fault(ofCiting: leaf.authority) {
        throw StoreError.corrupt(fault.message)
      }
      var proposal = Proposal(leaf.kind, leaf.subject, at: leaf.at)
      proposal.leaf = leaf
      proposal.secrets = entry.secretsLeft
      proposal.changes = try Registration.changes(of: leaf) { entry.payload[$0] }
      try compareWithText(leaf, proposal.changes)
      return proposal
    case .approved:
      return try MinutesDecision(reader: transaction)
        .approve(Identifier(leaf.subject.id), Identity(leaf), at: leaf.at)
    case .enacted:
      return try MinutesDecision(reader: transaction)
        .enact(Identifier(leaf.subject.id), Identity(leaf), at: leaf.at)
    case .carriedOut: return try carryOutAgain(leaf)
    case .erased:
      if let fault = try transaction.fault(ofCiting: leaf.authority) {
        throw StoreError.corrupt(fault.message)
      }
      try check(Erasure(leaf))
      var proposal = Proposal(leaf.kind, leaf.subject, at: leaf.at)
      proposal.leaf = leaf
      proposal.secrets = entry.secretsLeft
      return proposal
    case .transferred:
      return try TransferDecision.again(leaf, reason: entry.payload["reason"], transaction)
    case .started: return try startAgain(entry)
    case .timer:
      let instance = try instance(of: leaf)
      guard
        let timer = try transaction.timers(of: instance.id)
          .first(where: { $0.id.text == leaf.subject.id })
      else { throw StoreError.corrupt("no timer \(leaf.subject.id) was set") }
      return try EngineStepDecision(reader: transaction).deliver(timer, to: instance, at: leaf.at)
    case .delivered:
      return try deliverAgain(leaf.subject.id, to: leaf.instance, at: leaf.at)
    case .event, .refused, .evidenceAdded, .withdrawn, .suspended, .resumed, .cancelled,
      .exempted, .extended, .reminded:
      return try requestAgain(entry)
    case .notified:
      return try LetterDecision(reader: transaction).decide(again: leaf)
    case .sampled:
      return try SampleDecision(reader: transaction).decide(again: leaf)
    default:
      throw StoreError.corrupt("this program does not know entries of kind \(leaf.kind)")
    }
  }

  private func deliverAgain(_ id: String, to receiver: String?, at: Instant) throws -> Proposal {
    let waiting = try receiver.map { try transaction.outbox(to: Identifier($0)) } ?? []
    // What went to no instance at all is found among everything that waits.
    guard
      let message = try waiting.first(where: { $0.id.text == id })
        ?? transaction.outbox(limit: Int.max).first(where: { $0.id.text == id })
    else { throw StoreError.corrupt("no message \(id) was sent") }
    return try EngineStepDecision(reader: transaction)
      .deliver(message, to: transaction.instance(message.receiver), at: at)
  }

  /// An order of minutes: its predicate is evaluated again, on the units of its time.
  private func orderAgain(_ leaf: Leaf) throws -> Proposal {
    guard let authority = leaf.authority.flatMap({ Authority($0) }),
      let number = leaf.details["order"]?.int
    else { throw StoreError.corrupt("the entry names no order of minutes") }
    return try OrderDecision(reader: transaction)
      .decide(authority.minutes, number: number, Identity(leaf), at: leaf.at).proposal
  }

  private func carryOutAgain(_ leaf: Leaf) throws -> Proposal {
    let minutes = Identifier(leaf.details["minutes"]?.string ?? "")
    let number = leaf.details["order"]?.int
    guard let record = try transaction.orders(of: minutes).first(where: { $0.number == number })
    else { throw StoreError.corrupt("the minutes \(minutes) have no such order") }
    return try CarryingOutDecision(reader: transaction).complete(record, at: leaf.at)
  }

  /// What was erased must have been there. The tables were rebuilt without it from the first.
  private func check(_ erasure: Erasure) throws {
    for (field, indexes) in erasure.entries {
      for index in indexes {
        guard try transaction.entry(at: index)?.entry.leaf.commitments[field] != nil else {
          throw StoreError.corrupt("entry \(index) never had \"\(field)\"")
        }
      }
    }
  }

  /// The registered text must be the one that the leaf names.
  private func compareWithText(_ leaf: Leaf, _ changes: [Change]) throws {
    for case .workflow(let record) in changes
    where record.source.digest != record.reference.digest {
      throw StoreError.corrupt("the text of workflow \(record.reference) is another one")
    }
    for case .batch(let batch) in changes {
      for case .members(let members) in changes {
        let plan = members.map(\.unit).plan
        guard plan == batch.plan, members.count == batch.size else {
          throw StoreError.corrupt("the plan of \(batch.programme) \(batch.number) is another one")
        }
      }
    }
  }

  private func startAgain(_ entry: Entry) throws -> Proposal {
    let leaf = entry.leaf
    if let parent = leaf.parent {
      let request = itemRequest(entry, parent: Identifier(parent))
      return try StartDecision(reader: transaction)
        .start(request, in: try transaction.knownInstance(request.instance), at: leaf.at)
    }
    guard let programme = leaf.programme, let unit = leaf.unit,
      let number = leaf.batch.flatMap({ Int($0) }),
      let batch = try transaction.batch(Identifier(programme), number),
      let member = try transaction.member(Identifier(programme), Identifier(unit)),
      member.batch == number
    else { throw StoreError.corrupt("no plan has this instance") }
    return try StartDecision(reader: transaction)
      .start(member, of: batch, identity: Identity(leaf), at: leaf.at)
  }

  private func itemRequest(_ entry: Entry, parent: InstanceID) -> ItemRequest {
    let leaf = entry.leaf
    return ItemRequest(
      instance: parent, ledger: Identifier(leaf.event?.data?["ledger"]?.string ?? ""),
      owner: leaf.event?.data?["owner"]?.string.map { Identifier($0) },
      deadline: leaf.event?.data?["deadline"]?.string.flatMap { CalendarDate($0) },
      fields: entry.secretsLeft, id: Identifier(leaf.event?.id ?? ""), identity: Identity(leaf))
  }

  private func requestAgain(_ entry: Entry) throws -> Proposal {
    let leaf = entry.leaf
    let instance = try instance(of: leaf)
    guard let event = leaf.event else { throw StoreError.corrupt("the entry names no event") }
    let request = EventRequest(
      instance: instance.id, name: event.name, id: Identifier(event.id), data: event.data,
      identity: identity(of: leaf), authority: leaf.authority,
      // An erased reason was given all the same.
      reason: leaf.reason == nil ? nil : entry.payload["reason"] ?? "erased",
      region: leaf.details["region"]?.string.map { Identifier($0) },
      seen: try leaf.details[SeenEvidence.detail].map { count in
        SeenEvidence(digest: entry.payload[SeenEvidence.detail] ?? "", count: count.int)
          .confirmed(by: try transaction.evidence(of: instance.id))
      })
    if leaf.isOfReservedName {
      return try EventDecision(reader: transaction).decide(request, on: instance, at: leaf.at)
    }
    switch event.name {
    case "docket.evidence":
      var evidence = EvidenceRequest(
        instance: instance.id, kind: Identifier(event.data?["kind"]?.string ?? ""),
        name: entry.payload["name"], digest: entry.payload["sha256"].flatMap { Digest(hex: $0) },
        size: event.data?["size"]?.int ?? 0, id: request.id, identity: request.identity)
      evidence.fileKind = event.data?["fileKind"]?.string
      evidence.recordedTwin = leaf.missing.map { Missing(json: $0) }
        .first { $0.code == "evidence.duplicate" }
      evidence.source = event.data?["from"]?.string.flatMap { EvidenceReference($0) }
      return try EvidenceDecision(reader: transaction).decide(evidence, on: instance, at: leaf.at)
    case ExtensionRequest.eventName:
      return try ExtensionDecision(reader: transaction).decide(request, on: instance, at: leaf.at)
    case "docket.item":
      return try StartDecision(reader: transaction)
        .start(itemRequest(entry, parent: instance.id), in: instance, at: leaf.at)
    case ReminderDecision.eventName:
      return try ReminderDecision(reader: transaction).decide(request, on: instance, at: leaf.at)
    case "docket.withdraw":
      return try ManagementDecision(reader: transaction)
        .withdraw(
          Identifier(event.data?["event"]?.string ?? ""), request, on: instance, at: leaf.at)
    default:
      let action = ManagementAction.allCases.first { $0.eventName == event.name }
      if let action {
        return try ManagementDecision(reader: transaction)
          .decide(action, request, on: instance, at: leaf.at)
      }
      return try EventDecision(reader: transaction).decide(request, on: instance, at: leaf.at)
    }
  }

  /// Who asked. Whom an assignment alone made her stand in for was no part of the request.
  private func identity(of leaf: Leaf) -> Identity {
    var identity = Identity(leaf)
    if leaf.details[EventDecision.standsIn] != nil { identity.onBehalfOf = nil }
    return identity
  }

  private func instance(of leaf: Leaf) throws -> Instance {
    guard let id = leaf.instance else { throw StoreError.corrupt("the entry names no instance") }
    return try transaction.knownInstance(Identifier(id))
  }

  // MARK: Comparing

  /// The members in which the leaves differ, or nil. Commitments are compared by name: their values
  /// were checked against the payload.
  private func difference(between proposal: Proposal, and entry: Entry) -> String? {
    var again = proposal.leaf
    again.commitments = entry.leaf.commitments
    again.adoptWords(of: entry.leaf)
    if again != entry.leaf {
      let (new, old) = (again.json.object ?? [:], entry.leaf.json.object ?? [:])
      let names = Set(new.keys + old.keys).filter { new[$0] != old[$0] }.sorted()
      return names.map { name in
        "\(name): \(Self.text(old[name])), again \(Self.text(new[name]))"
      }.joined(separator: "; ")
    }
    let fields = Set(proposal.secrets.map(\.field))
    let committed = Set(entry.leaf.commitments.keys)
    let left = Set(entry.payload.secrets.keys)
    // What was erased cannot be decided again; what is left must be all that is decided.
    if fields != committed, !fields.subtracting(committed).isEmpty || !left.isSubset(of: fields) {
      return "the personal fields \(fields.symmetricDifference(committed).sorted())"
    }
    return nil
  }

  private static func text(_ json: JSON?) -> String {
    json.map { String(String(decoding: $0.canonical, as: UTF8.self).prefix(200)) } ?? "absent"
  }
}

extension Leaf {
  /// Somebody sent one of the engine's own names as an event: it was refused as that, and is not
  /// the request that the engine keeps under this name.
  fileprivate var isOfReservedName: Bool {
    kind == .refused && missing.first?["code"] == "event.reserved"
  }
}

extension Leaf {
  /// Takes over how the other leaf words what both say: a later program may say the same in other
  /// words, or say more, and the log must still verify. Codes, places and counts are compared as
  /// they are.
  fileprivate mutating func adoptWords(of other: Leaf) {
    func wordless(_ missing: JSON) -> JSON {
      guard var members = missing.object else { return missing }
      members["message"] = nil
      return .object(members)
    }
    if missing.map(wordless) == other.missing.map(wordless) { missing = other.missing }
    for name in ["errors", "deadlineFaults", "dropped"] {
      guard let own = details[name], let others = other.details[name] else { continue }
      if own.array?.count == others.array?.count { details[name] = others }
    }
    // The first programs did not write down when deadlines pass.
    if other.details[Self.dueDates] == nil { details[Self.dueDates] = nil }
  }
}

extension Entry {
  /// The personal fields that have not been erased, by name.
  fileprivate var secretsLeft: [(field: String, value: String)] {
    payload.secrets.map { ($0.key, $0.value.value) }
  }
}

extension StoreInfo {
  /// What the first entry of a log says.
  init(_ leaf: Leaf) {
    self.init(
      origin: leaf.subject.id, format: leaf.details["format"]?.int ?? 0,
      isRehearsal: leaf.details["rehearsal"]?.bool ?? false,
      hasStrictIdentity: leaf.details["strictIdentity"]?.bool ?? false,
      zone: leaf.details["zone"]?.string ?? "", madeAt: leaf.at)
  }
}
