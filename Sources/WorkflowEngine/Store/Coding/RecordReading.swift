public import AuditLog
public import Statechart

// What a decision reads of every instance, straight from the bytes that `write(to:)` made: the
// members in canonical order, whatever their order in the types is. Where the bytes are others,
// `init(json:)` says what is wrong with them.

extension StoredRecord where Self: CanonicallyRead {
  public init(parsing bytes: [UInt8]) throws(StoreError) {
    do throws(CanonicalReader.Unexpected) {
      self = try Self.read(bytes)
    } catch {
      try self.init(strictly: bytes)
    }
  }
}

extension CanonicalReader {
  mutating func id(_ name: StaticString) throws(Unexpected) -> Identifier? {
    try text(name).map { Identifier($0) }
  }

  mutating func ids(_ name: StaticString) throws(Unexpected) -> [Identifier] {
    try list(name) { (reader) throws(Unexpected) in Identifier(try reader.text()) }
  }

  mutating func date(_ name: StaticString) throws(Unexpected) -> CalendarDate? {
    guard let text = try text(name) else { return nil }
    return try Self.date(text)
  }

  mutating func dates(_ name: StaticString) throws(Unexpected) -> [CalendarDate] {
    try list(name) { (reader) throws(Unexpected) in try Self.date(reader.text()) }
  }

  private static func date(_ text: String) throws(Unexpected) -> CalendarDate {
    guard let date = CalendarDate(text) else { throw Unexpected() }
    return date
  }

  mutating func partialDate(_ name: StaticString) throws(Unexpected) -> PartialDate? {
    guard let text = try text(name) else { return nil }
    guard let date = PartialDate(text) else { throw Unexpected() }
    return date
  }

  mutating func choice<Choice: RawRepresentable<String>>(
    _ name: StaticString, of type: Choice.Type
  ) throws(Unexpected) -> Choice? {
    guard let text = try text(name) else { return nil }
    guard let choice = Choice(rawValue: text) else { throw Unexpected() }
    return choice
  }

  mutating func dictionary<Member>(
    _ name: StaticString, _ read: (inout CanonicalReader) throws(Unexpected) -> Member
  ) throws(Unexpected) -> [Identifier: Member] {
    var dictionary: [Identifier: Member] = [:]
    for (id, member) in try members(name, read) { dictionary[Identifier(id)] = member }
    return dictionary
  }
}

extension Instance: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let accepted = try reader.dictionary("accepted") {
      (reader) throws(CanonicalReader.Unexpected) in try Acceptance(&reader)
    }
    let at = try reader.required(try reader.instant("at"))
    let batch = try reader.required(try reader.integer("batch"))
    let deadline = try reader.date("deadline")
    let entered = try reader.dictionary("entered") {
      (reader) throws(CanonicalReader.Unexpected) in try Entry(&reader)
    }
    let evidenceMade = try reader.required(try reader.integer("evidenceMade"))
    let id = try reader.required(try reader.id("id"))
    let invokeID = try reader.text("invokeID")
    let invoked = try reader.dictionary("invoked") {
      (reader) throws(CanonicalReader.Unexpected) in Identifier(try reader.text())
    }
    let invokedMade = try reader.integer("invokedMade") ?? 0
    let itemsMade = try reader.required(try reader.integer("itemsMade"))
    let late = try reader.ids("late")
    let ledger = try reader.id("ledger")
    let parent = try reader.id("parent")
    let programme = try reader.required(try reader.id("programme"))
    let revision = try reader.required(try reader.integer("revision"))
    let snapshot = try reader.required(try reader.value("snapshot", as: StoredSnapshot.self))
    let startedAt = try reader.required(try reader.instant("startedAt"))
    let status = try reader.required(try reader.choice("status", of: Status.self))
    let successor = try reader.id("successor")
    let unit = try reader.required(try reader.id("unit"))
    let workflow = try reader.required(try reader.value("workflow", as: WorkflowReference.self))
    try reader.end("}")
    self.init(
      id: id, programme: programme, batch: batch, unit: unit, workflow: workflow, parent: parent,
      ledger: ledger, revision: revision, status: status, snapshot: snapshot, entered: entered,
      accepted: accepted, evidenceMade: evidenceMade, itemsMade: itemsMade, late: late,
      deadline: deadline, successor: successor, startedAt: startedAt, at: at)
    (self.invokeID, self.invoked, self.invokedMade) = (invokeID, invoked, invokedMade)
  }
}

extension Instance.Entry: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let at = try reader.required(try reader.instant("at"))
    let due = try reader.instant("due")
    let isSoft = try reader.flag("isSoft") ?? false
    let revision = try reader.required(try reader.integer("revision"))
    try reader.end("}")
    self.init(revision: revision, at: at, due: due, isSoft: isSoft)
  }
}

extension Instance.Acceptance: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let actor = try reader.required(try reader.id("actor"))
    let onBehalfOf = try reader.id("onBehalfOf")
    let revision = try reader.required(try reader.integer("revision"))
    try reader.end("}")
    self.init(actor: actor, onBehalfOf: onBehalfOf, revision: revision)
  }
}

extension StoredSnapshot: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let active = try reader.ids("active")
    let data = try reader.text("data") ?? ""
    let history = try reader.dictionary("history") {
      (reader) throws(CanonicalReader.Unexpected) in
      try reader.elements { (reader) throws(CanonicalReader.Unexpected) in
        Identifier(try reader.text())
      }
    }
    let idsMade = try reader.required(try reader.integer("idsMade"))
    let invocations = try reader.values("invocations", as: Invocation.self)
    let result = try reader.json("result")
    let stages = try reader.ids("stages")
    let visited = try reader.ids("visited")
    try reader.end("}")
    self.init(
      active: active, stages: stages, history: history, visited: visited, data: data,
      idsMade: idsMade, result: result)
    self.invocations = invocations
  }
}

extension StoredSnapshot.Invocation: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let id = try reader.required(try reader.text("id"))
    let position = try reader.required(try reader.integer("position"))
    let state = try reader.required(try reader.id("state"))
    try reader.end("}")
    self.init(id: id, state: state, position: position)
  }
}

extension WorkflowReference: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let name = try reader.required(try reader.id("name"))
    let digest = try reader.required(try reader.digest("sha256"))
    let version = try reader.required(try reader.text("version"))
    try reader.end("}")
    self.init(name: name, version: version, digest: digest)
  }
}

extension Timer: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let due = try reader.required(try reader.instant("due"))
    let event = try reader.required(try reader.value("event", as: Event.self))
    let id = try reader.required(try reader.id("id"))
    let instance = try reader.required(try reader.id("instance"))
    let isSoft = try reader.flag("isSoft") ?? false
    let kind = try reader.required(try reader.choice("kind", of: Kind.self))
    let order = try reader.required(try reader.integer("order"))
    let state = try reader.id("state")
    let target = try reader.text("target")
    try reader.end("}")
    self.init(
      instance: instance, id: id, kind: kind, state: state, due: due, order: order, event: event,
      isSoft: isSoft, target: target)
  }
}

extension Event: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    var data = Value.none
    if let json = try reader.json("data") {
      guard let value = try? Value(exactly: json) else { throw .init() }
      data = value
    }
    let invokeID = try reader.text("invokeID")
    let kind = try reader.required(try reader.choice("kind", of: Kind.self))
    let name = try reader.required(try reader.text("name"))
    let origin = try reader.text("origin")
    let originType = try reader.text("originType")
    let raw = try reader.text("raw")
    let sendID = try reader.text("sendID")
    try reader.end("}")
    self.init(
      name, kind: kind, sendID: sendID, origin: origin, originType: originType,
      invokeID: invokeID, data: data, raw: raw)
  }
}

extension Unit: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let code = try reader.required(try reader.id("code"))
    let kind = try reader.required(try reader.text("kind"))
    let level = try reader.required(try reader.integer("level"))
    guard let names = try reader.json("names").flatMap({ LocalizedText(ordered: $0) }) else {
      throw .init()
    }
    let parent = try reader.id("parent")
    let retiredAt = try reader.instant("retiredAt")
    let successors = try reader.ids("successors")
    try reader.end("}")
    self.init(
      code: code, parent: parent, level: level, kind: kind, names: names, retiredAt: retiredAt,
      successors: successors)
  }
}

extension Assignment: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let from = try reader.date("from")
    let onBehalfOf = try reader.id("onBehalfOf")
    let person = try reader.required(try reader.id("person"))
    let role = try reader.required(try reader.id("role"))
    let unit = try reader.required(try reader.id("unit"))
    let until = try reader.date("until")
    try reader.end("}")
    self.init(
      role: role, person: person, unit: unit, from: from, until: until, onBehalfOf: onBehalfOf)
  }
}

extension WorkCalendar: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let holidays = try reader.dates("holidays")
    let unit = try reader.required(try reader.id("unit"))
    let workdays = try reader.dates("workdays")
    let zone = try reader.required(try reader.text("zone"))
    try reader.end("}")
    self.init(unit: unit, zone: zone, holidays: Set(holidays), workdays: Set(workdays))
  }
}

extension Batch: CanonicallyRead {
  public init(_ reader: inout CanonicalReader) throws(CanonicalReader.Unexpected) {
    try reader.begin("{")
    let authority = try reader.text("authority")
    let end = try reader.partialDate("end")
    let hasSoftEnd = try reader.flag("hasSoftEnd") ?? false
    let launchedAt = try reader.required(try reader.instant("launchedAt"))
    let made = try reader.required(try reader.integer("made"))
    let number = try reader.required(try reader.integer("number"))
    let plan = try reader.required(try reader.digest("plan"))
    let programme = try reader.required(try reader.id("programme"))
    let size = try reader.required(try reader.integer("size"))
    let start = try reader.partialDate("start")
    let status = try reader.required(try reader.choice("status", of: Status.self))
    let workflow = try reader.required(try reader.value("workflow", as: WorkflowReference.self))
    try reader.end("}")
    self.init(
      programme: programme, number: number, workflow: workflow, status: status, size: size,
      made: made, plan: plan, window: DateWindow(start: start, end: end, hasSoftEnd: hasSoftEnd),
      authority: authority, launchedAt: launchedAt)
  }
}
