public import AuditLog
public import Statechart
public import WorkflowEngine

/// Records with any values, for properties that hold for every record.
public struct RecordGenerator {
  private var random: SeededGenerator
  /// Whether every member has a value that differs from its default.
  private let isFull: Bool
  private let isPlain: Bool

  /// - Parameters:
  ///   - isFull: Leaves no optional member and no list empty.
  ///   - isPlain: Makes no control character without a letter, and no number but small integers.
  public init(seed: UInt64, isFull: Bool = false, isPlain: Bool = false) {
    random = SeededGenerator(seed: seed)
    self.isFull = isFull
    self.isPlain = isPlain
  }

  public mutating func flag() -> Bool { isFull || Bool.random(using: &random) }
  public mutating func integer() -> Int {
    let numbers = [0, 1, -1, 7, 1 << 53, (1 << 53) + 1, .max, .min]
    return numbers.prefix(isPlain ? 4 : 8).randomElement(using: &random) ?? 0
  }

  /// Letters that programs confuse, quotes, control characters and several scripts.
  public mutating func text() -> String {
    var parts = [
      "a", "\u{E9}", "e\u{301}", "整改", "\u{7F}", "\u{2028}", "\u{1F600}", "\u{FFFF}", "<", "&",
      "'", " ", "/", "\"", "\\", "\n",
    ]
    if !isPlain { parts.append("\u{1}") }
    let count = Int.random(in: isFull ? 1...8 : 0...8, using: &random)
    return (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
  }

  public mutating func id() -> Identifier { Identifier(text()) }

  public mutating func digest() -> Digest {
    Digest.sha256([UInt8.random(in: 0...255, using: &random)])
  }

  public mutating func instant() -> Instant {
    let range: ClosedRange<Int64> = -70_000_000_000_000...300_000_000_000_000
    return Instant(millisecondsSinceEpoch: .random(in: range, using: &random))
  }

  public mutating func date() -> CalendarDate {
    CalendarDate(dayNumber: .random(in: -700_000...2_900_000, using: &random))
  }

  /// A day, a month or a year.
  public mutating func partialDate() -> PartialDate {
    let day = date().description
    let length = [4, 7, 10].randomElement(using: &random) ?? 10
    return PartialDate(day.prefix(length)) ?? PartialDate(date())
  }

  public mutating func titles() -> LocalizedText {
    LocalizedText(list { LocalizedText.Version($0.text(), $0.text()) })
  }

  mutating func choice<Choice: CaseIterable>(_: Choice.Type = Choice.self) -> Choice
  where Choice.AllCases == [Choice] {
    Choice.allCases[Int.random(in: 0..<Choice.allCases.count, using: &random)]
  }

  mutating func optional<Member>(_ make: (inout RecordGenerator) -> Member) -> Member? {
    flag() ? make(&self) : nil
  }

  mutating func list<Member>(_ make: (inout RecordGenerator) -> Member) -> [Member] {
    (0..<Int.random(in: isFull ? 1...3 : 0...3, using: &random)).map { _ in make(&self) }
  }

  mutating func dictionary<Member>(_ make: (inout RecordGenerator) -> Member)
    -> [Identifier: Member]
  {
    Dictionary(list { ($0.id(), make(&$0)) }) { first, _ in first }
  }
}

// What passes between data models, and what goes into entries.

extension RecordGenerator {
  /// A value of any kind, nested a few levels deep.
  public mutating func value(depth: Int = 3) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: .none
    case 1: .boolean(flag())
    case 2: .number(number())
    case 3: .string(text())
    case 4: .xml("<a>\(text())</a>")
    case 5: .list(list { $0.value(depth: depth - 1) })
    default: .record(list { Value.Field($0.text(), $0.value(depth: depth - 1)) })
    }
  }

  mutating func number() -> Double {
    if isPlain { return Double(integer()) }
    return [0, -0.0, 1.5, -1e300, .leastNonzeroMagnitude, .infinity, -.infinity, 1e21, 0.1]
      .randomElement(using: &random) ?? 0
  }

  mutating func json() -> JSON {
    [.null, .bool(flag()), isPlain ? 7 : 1.5, .string(text()), [.null], ["a": .string(text())]]
      .randomElement(using: &random) ?? .null
  }

  public mutating func event() -> Event {
    Event(
      text(), kind: isFull || flag() ? .platform : .external, sendID: optional { $0.text() },
      origin: optional { $0.text() }, originType: optional { $0.text() },
      invokeID: optional { $0.text() }, data: isFull ? .string(text()) : value(),
      raw: optional { $0.text() })
  }
}

// Definitions and the organisation.

extension RecordGenerator {
  public mutating func reference() -> WorkflowReference {
    WorkflowReference(name: id(), version: text(), digest: digest())
  }

  /// A document in UTF-8 or, now and then, in no encoding at all.
  public mutating func workflow() -> WorkflowRecord {
    WorkflowRecord(
      reference: reference(), titles: titles(),
      text: source().text, files: dictionary { $0.digest() }, registeredAt: instant())
  }

  public mutating func source() -> SourceRecord {
    SourceRecord(
      flag() ? Array(text().utf8) : [0xFF, 0x00, 0xC3], files: dictionary { $0.digest() },
      base: text())
  }

  public mutating func unit() -> Unit {
    Unit(
      code: id(), parent: optional { $0.id() }, level: integer(), kind: text(), names: titles(),
      retiredAt: optional { $0.instant() }, successors: list { $0.id() })
  }

  public mutating func unitVersion() -> UnitVersion {
    UnitVersion(unit: unit(), number: integer(), since: instant())
  }

  public mutating func person() -> Person {
    Person(
      id: id(), names: titles(), post: optional { $0.text() }, login: optional { $0.text() },
      mail: optional { $0.text() })
  }

  public mutating func assignment() -> Assignment {
    Assignment(
      role: id(), person: id(), unit: id(), from: optional { $0.date() },
      until: optional { $0.date() }, onBehalfOf: optional { $0.id() })
  }

  public mutating func calendar() -> WorkCalendar {
    WorkCalendar(
      unit: id(), zone: text(), holidays: Set(list { $0.date() }),
      workdays: Set(list { $0.date() }))
  }

  public mutating func info() -> StoreInfo {
    StoreInfo(
      origin: text(), format: integer(), isRehearsal: flag(), hasStrictIdentity: flag(),
      zone: text(), madeAt: instant())
  }
}

// Programmes and instances.

extension RecordGenerator {
  public mutating func batch() -> Batch {
    Batch(
      programme: id(), number: integer(), workflow: reference(),
      status: flag() ? .launching : .open, size: integer(), made: integer(), plan: digest(),
      window: window(), authority: optional { $0.text() }, launchedAt: instant())
  }

  public mutating func window() -> DateWindow {
    DateWindow(
      start: optional { $0.partialDate() }, end: optional { $0.partialDate() }, hasSoftEnd: flag())
  }

  public mutating func member() -> Member {
    Member(programme: id(), unit: id(), batch: integer(), position: integer())
  }

  public mutating func entryTime() -> Instance.Entry {
    Instance.Entry(
      revision: integer(), at: instant(), due: optional { $0.instant() }, isSoft: flag())
  }

  public mutating func acceptance() -> Instance.Acceptance {
    Instance.Acceptance(actor: id(), onBehalfOf: optional { $0.id() }, revision: integer())
  }

  public mutating func snapshot() -> StoredSnapshot {
    var snapshot = StoredSnapshot(
      active: list { $0.id() }, stages: list { $0.id() },
      history: dictionary { $0.list { $0.id() } }, visited: list { $0.id() }, data: text(),
      idsMade: integer(), result: optional { $0.json() })
    snapshot.invocations = list {
      StoredSnapshot.Invocation(id: $0.text(), state: $0.id(), position: $0.integer())
    }
    return snapshot
  }

  public mutating func instance() -> Instance {
    var instance = Instance(
      id: id(), programme: id(), batch: integer(), unit: id(), workflow: reference(),
      parent: optional { $0.id() }, ledger: optional { $0.id() }, revision: integer(),
      status: choice(), snapshot: snapshot(), entered: dictionary { $0.entryTime() },
      accepted: dictionary { $0.acceptance() }, evidenceMade: integer(), itemsMade: integer(),
      late: list { $0.id() }, deadline: optional { $0.date() }, successor: optional { $0.id() },
      startedAt: instant(), at: instant())
    instance.invokeID = optional { $0.text() }
    instance.invoked = dictionary { $0.id() }
    instance.invokedMade = isFull ? 3 : integer()
    return instance
  }

  public mutating func timer() -> Timer {
    Timer(
      instance: id(), id: id(), kind: flag() ? .reminder : .send, state: optional { $0.id() },
      due: instant(), order: integer(), event: event(), isSoft: flag(),
      target: optional { $0.text() })
  }

  public mutating func undo() -> Undo {
    Undo(instance: instance(), timers: list { $0.timer() }, eventID: id(), actor: id())
  }

  public mutating func message() -> OutboxMessage {
    OutboxMessage(
      id: id(), sequence: integer(), receiver: id(), event: event(), hops: isFull ? 1 : integer(),
      kind: isFull
        ? .start : [.event, .note, .start, .cancel].randomElement(using: &random) ?? .note,
      sender: optional { $0.id() }, invocation: optional { $0.invocation() })
  }

  public mutating func invocation() -> Invocation {
    Invocation(
      id: text(), source: flag() ? .content(text()) : .reference(text()),
      data: list { Value.Field($0.text(), $0.isFull ? .string($0.text()) : $0.value()) })
  }

  public mutating func notice() -> Notice {
    Notice(
      sequence: integer(), instance: id(), unit: id(), programme: id(), person: id(),
      cause: choice(), state: optional { $0.id() }, due: optional { $0.instant() }, at: instant(),
      deliveredAt: optional { $0.instant() })
  }

  public mutating func evidence() -> Evidence {
    Evidence(
      instance: id(), number: integer(), kind: id(), name: optional { $0.text() },
      digest: optional { $0.digest() }, size: integer(), addedBy: id(), addedAt: instant(),
      revision: integer())
  }

  public mutating func minutes() -> MinutesRecord {
    var record = MinutesRecord(
      id: id(), titles: titles(), issuer: titles(), number: optional { $0.text() },
      date: partialDate(), digest: digest(), status: choice(), approvedBy: optional { $0.id() },
      approvedAt: optional { $0.instant() }, enactedAt: optional { $0.instant() })
    record.lessons = list { Lesson(id: $0.id(), text: $0.titles()) }
    return record
  }

  /// A citation has a form of its own.
  mutating func authority() -> Authority {
    Authority(
      minutes: Identifier("m-\(Int.random(in: 0...9, using: &random))"),
      decision: ["整改", "e\u{301}", "d"].randomElement(using: &random) ?? "d")
  }

  mutating func requirement() -> MeetingRequirement {
    MeetingRequirement(
      id: id(), titles: titles(), text: titles(), isProhibition: Bool.random(using: &random),
      lesson: optional { $0.authority() })
  }

  mutating func order() -> Order {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: .appoint(assignment())
    case 1: .supersede(authority())
    default:
      .send(
        SendOrder(
          event: text(), programme: id(), recipients: .unit(id()), reason: optional { $0.text() }))
    }
  }

  public mutating func decision() -> DecisionRecord {
    DecisionRecord(
      minutes: id(), number: integer(),
      decision: Decision(
        id: id(), text: titles(), orders: list { $0.order() },
        requirements: list { $0.requirement() }),
      supersededBy: optional { $0.authority() })
  }

  public mutating func orderRecord() -> OrderRecord {
    OrderRecord(
      minutes: id(), number: integer(), decision: id(), order: order(), size: integer(),
      plan: optional { $0.digest() }, actor: id(), enactedAt: instant(),
      outcome: optional { OrderRecord.Outcome(accepted: $0.integer(), refused: $0.integer()) })
  }

  public mutating func orderUnit() -> OrderUnit {
    OrderUnit(minutes: id(), order: integer(), position: integer(), unit: id())
  }

  public mutating func answer() -> RecordedAnswer {
    RecordedAnswer(instance: id(), eventID: id(), content: digest(), index: integer())
  }
}
