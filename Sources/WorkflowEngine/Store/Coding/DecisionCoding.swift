public import AuditLog

extension MinutesRecord: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "titles": titles.orderedJSON, "issuer": issuer.orderedJSON,
      "number": number.map { .string($0) }, "date": .string(date.description),
      "sha256": JSON(digest), "status": .string(status.rawValue),
      "approvedBy": approvedBy.map { JSON($0) }, "approvedAt": approvedAt.map { JSON($0) },
      "enactedAt": enactedAt.map { JSON($0) },
      "lessons": .list(lessons, \.json),
    ])
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
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "decisions": .list(decisions, \.json),
      "lessons": .list(lessons, \.json),
    ])
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
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "text": text.orderedJSON, "orders": .list(orders, \.json),
      "requirements": .list(requirements, \.json),
    ])
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
  public var json: JSON { JSON(members: ["id": JSON(id), "text": text.orderedJSON]) }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "lesson")
    self.init(
      id: try reader.required("id", RecordReader.id),
      text: try reader.required("text", RecordReader.titles))
    try reader.finish()
  }
}

extension MeetingRequirement: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "titles": titles.isEmpty ? nil : titles.orderedJSON,
      "text": text.orderedJSON, "isProhibition": isProhibition ? true : nil,
      "lesson": lesson.map { .string($0.description) },
    ])
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
  public var json: JSON {
    switch self {
    case .launch(let order): ["launch": order.json]
    case .send(let order): ["send": order.json]
    case .appoint(let assignment): ["appoint": assignment.json]
    case .deadline(let order): ["deadline": order.json]
    case .supersede(let decision): ["supersede": .string(decision.description)]
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
  public var json: JSON {
    JSON(members: [
      "workflow": JSON(workflow), "version": version.map { .string($0) },
      "programme": JSON(programme), "batch": JSON(batch),
      "start": window.start.map { .string($0.description) },
      "end": window.end.map { .string($0.description) },
      "hasSoftEnd": window.hasSoftEnd ? true : nil, "where": .string(predicate),
    ])
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
  public var json: JSON {
    JSON(members: [
      "event": .string(event), "programme": JSON(programme), "unit": recipients.unitJSON,
      "where": recipients.predicateJSON, "reason": reason.map { .string($0) },
    ])
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
  public var json: JSON {
    var at: JSON?
    var after: JSON?
    switch due {
    case .at(let day): at = JSON(day)
    case .after(let duration): after = .string(duration.description)
    }
    return JSON(members: [
      "programme": JSON(programme), "state": JSON(state), "at": at, "after": after,
      "unit": recipients.unitJSON, "where": recipients.predicateJSON, "reason": .string(reason),
    ])
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
  fileprivate var unitJSON: JSON? {
    if case .unit(let code) = self { JSON(code) } else { nil }
  }

  fileprivate var predicateJSON: JSON? {
    if case .selected(let predicate) = self { .string(predicate) } else { nil }
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
