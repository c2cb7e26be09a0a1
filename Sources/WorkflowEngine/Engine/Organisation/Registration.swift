import AuditLog
import Statechart

/// What the store knows of the world: workflows, units, people, assignments, calendars. For these
/// the entry says it all, and the change follows from the entry alone.
struct Registration {
  private(set) var proposal: Proposal

  private init(
    _ kind: EntryKind, _ type: String, _ id: String, _ identity: Identity, _ at: Instant
  ) {
    proposal = Proposal(kind, Leaf.Subject(type: type, id: id), at: at)
    identity.write(to: &proposal.leaf)
  }

  static func initialized(_ info: StoreInfo, _ identity: Identity) -> Registration {
    var made = Registration(.initialized, "store", info.origin, identity, info.madeAt)
    made.proposal.leaf.details = [
      "format": JSON(info.format), "rehearsal": .bool(info.isRehearsal),
      "strictIdentity": .bool(info.hasStrictIdentity), "zone": .string(info.zone),
    ]
    return made
  }

  static func workflow(
    _ record: WorkflowRecord, files: [Identifier: [UInt8]], _ identity: Identity
  ) -> Registration {
    let reference = record.reference
    var made = Registration(
      .registered, "workflow", "\(reference.name)@\(reference.version)", identity,
      record.registeredAt)
    made.proposal.leaf.workflow = Leaf.Workflow(
      name: reference.name.text, version: reference.version, sha256: reference.digest)
    made.proposal.leaf.details["titles"] = record.titles.orderedJSON
    // The text is not personal; it stands in the payload because it would not fit into a leaf.
    if let text = String(validating: record.text, as: UTF8.self) {
      made.proposal.secrets.append(("text", text))
    } else {
      made.proposal.secrets.append(("base64", Base64.encoded(record.text)))
    }
    if !record.files.isEmpty {
      made.proposal.leaf.details["files"] = .object(
        JSONObject(record.files.map { ($0.key.text, .string($0.value.hex)) }))
      for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
        made.proposal.secrets.append(("file:\(path)", Base64.encoded(bytes)))
      }
    }
    return made
  }

  static func unit(_ unit: Unit, _ identity: Identity, at: Instant) -> Registration {
    var made = Registration(
      unit.retiredAt == nil ? .registered : .retired, "unit", unit.code.text, identity, at)
    made.proposal.leaf.unit = unit.code.text
    made.proposal.leaf.details["unit"] = unit.json
    return made
  }

  /// A unit that has another place in the tree, or none any more.
  ///
  /// - Parameter told: The instances that are told that units below them changed.
  static func unit(
    _ unit: Unit, _ kind: EntryKind, told: [InstanceID] = [], _ request: ReorganisationRequest,
    at: Instant
  ) -> Registration {
    var made = Registration(kind, "unit", unit.code.text, request.identity, at)
    made.proposal.leaf.unit = unit.code.text
    made.proposal.leaf.authority = request.authority
    made.proposal.leaf.details["unit"] = unit.json
    if !told.isEmpty { made.proposal.leaf.details["told"] = JSON(told.map(\.text)) }
    if let id = request.id, unit.code == request.change.subject {
      made.proposal.leaf.event = Leaf.Event(
        name: ReorganisationRequest.eventName, id: id.text, data: nil)
      made.proposal.leaf.content = request.content
    }
    made.proposal.secrets.append(("reason", request.reason))
    return made
  }

  static func person(_ person: Person, _ identity: Identity, at: Instant) -> Registration {
    var made = Registration(.registered, "person", person.id.text, identity, at)
    made.proposal.secrets.append(
      ("names", String(decoding: person.names.orderedJSON.canonical, as: UTF8.self)))
    if let post = person.post { made.proposal.secrets.append(("post", post)) }
    if let login = person.login { made.proposal.secrets.append(("login", login)) }
    if let mail = person.mail { made.proposal.secrets.append(("mail", mail)) }
    return made
  }

  static func assignment(
    _ assignment: Assignment, isHeld: Bool, reason: String? = nil, authority: String? = nil,
    _ identity: Identity, at: Instant
  ) -> Registration {
    var made = Registration(
      isHeld ? .appointed : .dismissed, "assignment",
      "\(assignment.role)/\(assignment.person)/\(assignment.unit)", identity, at)
    made.proposal.leaf.unit = assignment.unit.text
    made.proposal.leaf.details["assignment"] = assignment.json
    made.proposal.leaf.authority = authority
    if let reason { made.proposal.secrets.append(("reason", reason)) }
    return made
  }

  static func calendar(_ calendar: WorkCalendar, _ identity: Identity, at: Instant) -> Registration
  {
    var made = Registration(.registered, "calendar", calendar.unit.text, identity, at)
    made.proposal.leaf.unit = calendar.unit.text
    made.proposal.leaf.details["calendar"] = calendar.json
    return made
  }

  /// The draft of minutes. What they order stands in the payload: it would not fit into a leaf.
  static func minutes(
    _ record: MinutesRecord, _ orders: MinutesOrders, _ identity: Identity, at: Instant
  ) -> Registration {
    var made = Registration(.registered, "minutes", record.id.text, identity, at)
    var head = record
    head.lessons = []
    made.proposal.leaf.details["minutes"] = head.json
    made.proposal.secrets.append(
      ("orders", String(decoding: orders.canonical, as: UTF8.self)))
    return made
  }

  /// The frozen plan of a batch. The unit codes stand in the payload, one a line.
  static func launch(_ batch: Batch, units: [UnitCode], _ identity: Identity) -> Registration {
    var made = Registration(
      .launched, "batch", "\(batch.programme)/\(batch.number)", identity, batch.launchedAt)
    made.proposal.leaf.programme = batch.programme.text
    made.proposal.leaf.batch = String(batch.number)
    made.proposal.leaf.workflow = Leaf.Workflow(
      name: batch.workflow.name.text, version: batch.workflow.version,
      sha256: batch.workflow.digest)
    made.proposal.leaf.authority = batch.authority
    made.proposal.leaf.details["batch"] = batch.json
    made.proposal.secrets.append(("units", units.lines))
    return made
  }

  /// The proposal with the changes that follow from it.
  func complete() throws -> Proposal {
    var complete = proposal
    let secrets = Dictionary(
      complete.secrets.map { ($0.field, $0.value) }, uniquingKeysWith: { $1 })
    complete.changes = try Self.changes(of: complete.leaf) { secrets[$0] }
    return complete
  }

  /// The files that were registered with a workflow, as the payload holds them.
  private static func files(of leaf: Leaf, _ secret: (String) -> String?) throws
    -> [Identifier: [UInt8]]
  {
    var files: [Identifier: [UInt8]] = [:]
    for path in (leaf.details["files"]?.object ?? [:]).keys {
      files[Identifier(path)] = try secret("file:\(path)").map(Base64.decoded) ?? []
    }
    return files
  }

  /// The changes that an entry of these kinds means; nil for other kinds.
  static func changes(of leaf: Leaf, secret: (String) -> String?) throws -> [Change] {
    func detail(_ name: String) throws -> JSON {
      guard let json = leaf.details[name] else {
        throw StoreError.corrupt("an entry of kind \(leaf.kind) has no \"\(name)\"")
      }
      return json
    }
    switch leaf.subject.type {
    case "workflow":
      guard let workflow = leaf.workflow else {
        throw StoreError.corrupt("the entry registers no workflow")
      }
      let text =
        try secret("text").map { Array($0.utf8) } ?? secret("base64").map(Base64.decoded) ?? []
      let files = try files(of: leaf, secret)
      return files.values.map { .source(SourceRecord($0)) } + [
        .workflow(
          WorkflowRecord(
            reference: WorkflowReference(
              name: Identifier(workflow.name), version: workflow.version, digest: workflow.sha256),
            titles: leaf.details["titles"].flatMap { LocalizedText(ordered: $0) }
              ?? LocalizedText(), text: text, files: files.mapValues { Digest.sha256($0) },
            registeredAt: leaf.at))
      ]
    case "unit":
      let unit = try Unit(json: detail("unit"))
      let told = leaf.details["told"]?.array?.compactMap(\.string) ?? []
      var answer: [Change] = []
      // A unit's code is no instance's id: those have a slash.
      if let id = leaf.event?.id, let content = leaf.content {
        answer = [
          .answer(
            RecordedAnswer(
              instance: unit.code, eventID: Identifier(id), content: content, index: 0))
        ]
      }
      return [.unit(unit), .unitVersion(unit, since: leaf.at)] + answer
        + told.enumerated().map { number, receiver in
          .outbox(
            OutboxMessage(
              id: Identifier("\(unit.code)@\(leaf.at)/\(number + 1)"), sequence: 0,
              receiver: Identifier(receiver), event: Event(EngineEvents.unitsChanged)))
        }
    case "person":
      let names = try secret("names").flatMap { LocalizedText(ordered: try JSON(parsing: $0)) }
      return [
        .person(
          Person(
            id: Identifier(leaf.subject.id), names: names ?? LocalizedText(), post: secret("post"),
            login: secret("login"), mail: secret("mail")))
      ]
    case "assignment":
      let assignment = try Assignment(json: detail("assignment"))
      return [leaf.kind == .dismissed ? .removeAssignment(assignment) : .assignment(assignment)]
    case "calendar": return [.calendar(try WorkCalendar(json: detail("calendar")))]
    case "batch":
      let batch = try Batch(json: detail("batch"))
      // By scalars: to a `String`, a carriage return and the line feed after it are one character.
      let codes = (secret("units") ?? "").unicodeScalars.split(separator: "\n")
        .map { Identifier(Substring($0)) }
      let members = codes.enumerated().map { position, code in
        Member(programme: batch.programme, unit: code, batch: batch.number, position: position)
      }
      return [.batch(batch), .members(members)]
    case "minutes":
      var record = try MinutesRecord(json: detail("minutes"))
      let orders = try secret("orders").map { try MinutesOrders(parsing: Array($0.utf8)) }
      let decisions = (orders?.decisions ?? []).enumerated().map { position, decision in
        DecisionRecord(minutes: record.id, number: position + 1, decision: decision)
      }
      record.lessons = orders?.lessons ?? []
      return [.minutes(record), .removeDecisions(record.id)] + decisions.map { .decision($0) }
    default: return []
    }
  }
}
