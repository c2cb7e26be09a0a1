public import AuditLog
public import Statechart
public import WorkflowEngine

/// Records with ordinary values, for tests that care about one or two members.

extension WorkflowReference {
  public static func sample(_ name: Identifier = "drive", _ version: String = "1")
    -> WorkflowReference
  {
    WorkflowReference(
      name: name, version: version, digest: Digest.sha256(Array("\(name) \(version)".utf8)))
  }
}

extension WorkflowRecord {
  public static func sample(_ name: Identifier = "drive", _ version: String = "1")
    -> WorkflowRecord
  {
    WorkflowRecord(
      reference: .sample(name, version), titles: LocalizedText([.init("en", name.text)]),
      text: Array("<scxml name=\"\(name)\"/>".utf8), registeredAt: ManualClock.start)
  }
}

extension Unit {
  public static func sample(
    _ code: UnitCode, parent: UnitCode? = nil, level: Int = 1, retiredAt: Instant? = nil
  ) -> Unit {
    Unit(
      code: code, parent: parent, level: level, kind: "institute",
      names: LocalizedText([.init("zh-Hans", "第一研究所"), .init("en", "Institute \(code)")]),
      retiredAt: retiredAt)
  }
}

extension Person {
  public static func sample(_ id: PersonID) -> Person {
    Person(
      id: id, names: LocalizedText("Li Lei"), post: "secretary", login: "lilei",
      mail: "li.lei@example.org")
  }
}

extension Batch {
  public static func sample(_ programme: ProgrammeName = "drive-2023", _ number: Int = 1) -> Batch {
    Batch(
      programme: programme, number: number, workflow: .sample(), status: .open, size: 2, made: 2,
      plan: Digest.sha256(Array("1.1\n1.2\n".utf8)),
      window: DateWindow(start: PartialDate("2023-09")),
      authority: "m-1#d-2", launchedAt: ManualClock.start)
  }
}

extension MinutesRecord {
  public static func sample(_ id: MinutesID = "m-1", status: Status = .draft) -> MinutesRecord {
    MinutesRecord(
      id: id, titles: LocalizedText("会议纪要"), issuer: LocalizedText("集团"),
      date: PartialDate(CalendarDate(dayNumber: 19_600)),
      digest: Digest.sha256(Array("\(id)".utf8)), status: status)
  }
}

extension DecisionRecord {
  public static func sample(
    _ minutes: MinutesID = "m-1", _ id: Identifier = "d-1", _ number: Int = 1
  ) -> DecisionRecord {
    DecisionRecord(
      minutes: minutes, number: number, decision: Decision(id: id, text: LocalizedText("决定")))
  }
}

extension OrderRecord {
  /// An order to send an event, or another one.
  public static func sample(
    _ minutes: MinutesID = "m-1", _ number: Int = 1, _ order: Order? = nil,
    after milliseconds: Int64 = 0, outcome: Outcome? = nil
  ) -> OrderRecord {
    OrderRecord(
      minutes: minutes, number: number, decision: "d-1",
      order: order ?? .send(SendOrder(event: "e", programme: "p", recipients: .selected("true()"))),
      actor: "p-1", enactedAt: ManualClock.start.advanced(byMilliseconds: milliseconds),
      outcome: outcome)
  }
}

extension Instance {
  /// An instance of the unit, with the active states, of which the first is a stage.
  public static func sample(
    _ unit: UnitCode = "1.1", programme: ProgrammeName = "drive-2023", batch: Int = 1,
    revision: Int = 1, status: Status = .running, in states: [Identifier] = ["study"]
  ) -> Instance {
    Instance(
      id: Identifier("\(programme)/\(unit)"), programme: programme, batch: batch, unit: unit,
      workflow: .sample(), revision: revision, status: status,
      snapshot: StoredSnapshot(
        active: states, stages: Array(states.prefix(1)), data: "<data/>", idsMade: 2),
      entered: Dictionary(
        uniqueKeysWithValues: states.map {
          ($0, Entry(revision: revision, at: ManualClock.start))
        }),
      accepted: ["begin": Acceptance(actor: "p-1", revision: 1)], startedAt: ManualClock.start,
      at: ManualClock.start)
  }

  /// An item of the ledger `problems` of this instance.
  public func item(_ number: Int) -> Instance {
    var item = self
    item.id = Identifier("\(id)/problems/\(number)")
    item.parent = id
    item.ledger = "problems"
    return item
  }
}

extension Timer {
  public static func sample(
    _ instance: InstanceID = "drive-2023/1.1", _ id: Identifier = "deadline.study",
    after milliseconds: Int64 = 0, order: Int = 0
  ) -> Timer {
    Timer(
      instance: instance, id: id, kind: .deadline, state: "study",
      due: ManualClock.start.advanced(byMilliseconds: milliseconds), order: order,
      event: Event("deadline.study", kind: .platform))
  }
}

extension Evidence {
  public static func sample(_ number: Int, of instance: InstanceID = "drive-2023/1.1")
    -> Evidence
  {
    Evidence(
      instance: instance, number: number, kind: "session", name: "记录 \(number).pdf",
      digest: Digest.sha256([UInt8(truncatingIfNeeded: number)]), size: 1, addedBy: "p-1",
      addedAt: ManualClock.start, revision: 1)
  }
}

extension RecordedAnswer {
  public static func sample(
    _ eventID: Identifier, of instance: InstanceID = "drive-2023/1.1", index: Int = 0
  ) -> RecordedAnswer {
    RecordedAnswer(
      instance: instance, eventID: eventID, content: Digest.sha256(Array(eventID.text.utf8)),
      index: index)
  }
}

extension Notice {
  public static func sample(
    _ sequence: Int, of instance: InstanceID = "drive-2023/1.1", to person: PersonID = "p-1",
    deliveredAt: Instant? = nil
  ) -> Notice {
    Notice(
      sequence: sequence, instance: instance, unit: "1.1", programme: "drive-2023",
      person: person, cause: .reminded, state: "study", at: ManualClock.start,
      deliveredAt: deliveredAt)
  }
}

extension OutboxMessage {
  public static func sample(_ id: Identifier, _ sequence: Int) -> OutboxMessage {
    OutboxMessage(
      id: id, sequence: sequence, receiver: "drive-2023/1", event: Event("units.changed"))
  }
}

extension Entry {
  /// An entry about an instance; its reason is a secret with a salt of zeros.
  public static func sample(
    _ kind: EntryKind = .event, instance: String = "drive-2023/1.1",
    after milliseconds: Int64 = 0, fill: (inout Leaf) -> Void = { _ in }
  ) -> Entry {
    let salt = Salt(bytes: Array(repeating: 0, count: Salt.byteCount))
    return Entry(
      kind: kind, subject: .init(type: "instance", id: instance),
      at: ManualClock.start.advanced(byMilliseconds: milliseconds),
      salts: { salt ?? .random() },
      build: {
        fill(&$0.leaf)
        $0.secret("reason", "资料不全")
      })
  }
}

extension StoreInfo {
  public static let sample = StoreInfo(
    origin: "example.org/docket", isRehearsal: true, hasStrictIdentity: false,
    zone: "Asia/Shanghai", madeAt: ManualClock.start)
}

extension KeptCheckpoint {
  /// The checkpoint of a log of so many leaves, signed by a key that is always the same.
  public static func sample(_ size: Int) throws -> KeptCheckpoint {
    let tree = MerkleTree(
      leafHashes: (0..<size).map { MerkleTree.leafHash(Array("entry-\($0)".utf8)) })
    let key = try SigningKey(name: "log.example", seed: [UInt8](repeating: 1, count: 32))
    guard let kept = KeptCheckpoint(try SignedCheckpoint(of: tree, by: key), tree: tree) else {
      throw Broken(reason: "a checkpoint does not fit its own tree")
    }
    return kept
  }
}
