public import AuditLog

extension MinutesRecord: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("approvedAt", approvedAt)
      members.put("approvedBy", approvedBy)
      members.put("date", date.description)
      members.put("enactedAt", enactedAt)
      members.put("id", id)
      members.put("issuer", issuer.orderedJSON)
      members.put("lessons", lessons)
      members.put("number", number)
      members.put("sha256", digest)
      members.put("status", status.rawValue)
      members.put("titles", titles.orderedJSON)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "minutes")
    self.init(
      id: try reader.required("id", RecordReader.id),
      titles: try reader.required("titles", RecordReader.titles),
      issuer: try reader.required("issuer", RecordReader.titles),
      number: try reader.optional("number", RecordReader.text),
      date: try reader.required("date", RecordReader.partialDate),
      digest: try reader.required("sha256", RecordReader.digest),
      status: try reader.required("status", RecordReader.choice),
      approvedBy: try reader.optional("approvedBy", RecordReader.id),
      approvedAt: try reader.optional("approvedAt", RecordReader.instant),
      enactedAt: try reader.optional("enactedAt", RecordReader.instant))
    lessons = try reader.list("lessons", RecordReader.record)
    try reader.finish()
  }
}

extension MinutesOrders: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("decisions", decisions)
      members.put("id", id)
      members.put("lessons", lessons)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "orders")
    self.init(
      id: try reader.required("id", RecordReader.id),
      decisions: try reader.list("decisions", RecordReader.record),
      lessons: try reader.list("lessons", RecordReader.record))
    try reader.finish()
  }
}

extension Decision: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("orders", orders)
      members.put("requirements", requirements)
      members.put("text", text.orderedJSON)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "decision")
    self.init(
      id: try reader.required("id", RecordReader.id),
      text: try reader.required("text", RecordReader.titles),
      orders: try reader.list("orders", RecordReader.record),
      requirements: try reader.list("requirements", RecordReader.record))
    try reader.finish()
  }
}

extension Lesson: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("text", text.orderedJSON)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "lesson")
    self.init(
      id: try reader.required("id", RecordReader.id),
      text: try reader.required("text", RecordReader.titles))
    try reader.finish()
  }
}

extension MeetingRequirement: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("isProhibition", isProhibition ? true : nil)
      members.put("lesson", lesson?.description)
      members.put("text", text.orderedJSON)
      members.put("titles", titles.isEmpty ? nil : titles.orderedJSON)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "requirement")
    self.init(
      id: try reader.required("id", RecordReader.id),
      titles: try reader.optional("titles", RecordReader.titles) ?? LocalizedText(),
      text: try reader.required("text", RecordReader.titles),
      isProhibition: try reader.optional("isProhibition", RecordReader.flag) ?? false,
      lesson: try reader.optional("lesson") { $0.string.flatMap { Authority($0) } })
    try reader.finish()
  }
}

extension Order: StoredRecord {
  /// An object with one member that names what is ordered.
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      switch self {
      case .launch(let order): members.put("launch", order)
      case .send(let order): members.put("send", order)
      case .appoint(let assignment): members.put("appoint", assignment)
      case .deadline(let order): members.put("deadline", order)
      case .supersede(let decision): members.put("supersede", decision.description)
      }
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "order")
    if let order: LaunchOrder = try reader.optional("launch", RecordReader.record) {
      self = .launch(order)
    } else if let order: SendOrder = try reader.optional("send", RecordReader.record) {
      self = .send(order)
    } else if let assignment: Assignment = try reader.optional("appoint", RecordReader.record) {
      self = .appoint(assignment)
    } else if let order: DeadlineOrder = try reader.optional("deadline", RecordReader.record) {
      self = .deadline(order)
    } else {
      self = .supersede(
        try reader.required("supersede") { $0.string.flatMap { Authority($0) } })
    }
    try reader.finish()
  }
}

extension LaunchOrder: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("batch", batch)
      members.put("end", window.end?.description)
      members.put("hasSoftEnd", window.hasSoftEnd ? true : nil)
      members.put("programme", programme)
      members.put("start", window.start?.description)
      members.put("version", version)
      members.put("where", predicate)
      members.put("workflow", workflow)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "order to launch")
    self.init(
      workflow: try reader.required("workflow", RecordReader.id),
      version: try reader.optional("version", RecordReader.text),
      programme: try reader.required("programme", RecordReader.id),
      batch: try reader.required("batch", RecordReader.integer),
      window: DateWindow(
        start: try reader.optional("start", RecordReader.partialDate),
        end: try reader.optional("end", RecordReader.partialDate),
        hasSoftEnd: try reader.optional("hasSoftEnd", RecordReader.flag) ?? false),
      predicate: try reader.required("where", RecordReader.text))
    try reader.finish()
  }
}

extension SendOrder: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("event", event)
      members.put("programme", programme)
      members.put("reason", reason)
      members.put("unit", recipients.unit)
      members.put("where", recipients.predicate)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "order to send")
    self.init(
      event: try reader.required("event", RecordReader.text),
      programme: try reader.required("programme", RecordReader.id),
      recipients: try Recipients(from: &reader),
      reason: try reader.optional("reason", RecordReader.text))
    try reader.finish()
  }
}

extension DeadlineOrder: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    var at: CalendarDate?
    var after: CalendarDuration?
    switch due {
    case .at(let day): at = day
    case .after(let duration): after = duration
    }
    writer.object { members in
      members.put("after", after?.description)
      members.put("at", at)
      members.put("programme", programme)
      members.put("reason", reason)
      members.put("state", state)
      members.put("unit", recipients.unit)
      members.put("where", recipients.predicate)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "order about a deadline")
    let at = try reader.optional("at", RecordReader.date)
    let after = try reader.optional("after") { $0.string.flatMap { CalendarDuration($0) } }
    guard let due = at.map({ Due.at($0) }) ?? after.map({ .after($0) }) else {
      throw .corrupt("the stored order about a deadline has neither \"at\" nor \"after\"")
    }
    self.init(
      programme: try reader.required("programme", RecordReader.id),
      state: try reader.required("state", RecordReader.id), due: due,
      recipients: try Recipients(from: &reader),
      reason: try reader.required("reason", RecordReader.text))
    try reader.finish()
  }
}

extension Recipients {
  fileprivate var unit: UnitCode? {
    if case .unit(let code) = self { code } else { nil }
  }

  fileprivate var predicate: String? {
    if case .selected(let predicate) = self { predicate } else { nil }
  }

  fileprivate init(from reader: inout RecordReader) throws(StoreError) {
    if let unit = try reader.optional("unit", RecordReader.id) {
      self = .unit(unit)
    } else if let predicate = try reader.optional("where", RecordReader.text) {
      self = .selected(predicate)
    } else {
      self = .everyUnit
    }
  }
}
