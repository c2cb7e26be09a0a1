public import AuditLog

extension Unit: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "code": JSON(code), "parent": parent.map { JSON($0) }, "level": JSON(level),
      "kind": .string(kind), "names": names.orderedJSON, "retiredAt": retiredAt.map { JSON($0) },
      "successors": .list(successors) { JSON($0) },
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "unit")
    self.init(
      code: try reader.required("code", RecordReader.id),
      parent: try reader.optional("parent", RecordReader.id),
      level: try reader.required("level", RecordReader.integer),
      kind: try reader.required("kind", RecordReader.text),
      names: try reader.required("names", RecordReader.titles),
      retiredAt: try reader.optional("retiredAt", RecordReader.instant),
      successors: try reader.list("successors", RecordReader.id))
    try reader.finish()
  }
}

extension UnitVersion: StoredRecord {
  public var json: JSON {
    JSON(members: ["unit": unit.json, "number": JSON(number), "since": JSON(since)])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "version of a unit")
    self.init(
      unit: try reader.required("unit", RecordReader.record),
      number: try reader.required("number", RecordReader.integer),
      since: try reader.required("since", RecordReader.instant))
    try reader.finish()
  }
}

extension Person: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "names": names.orderedJSON, "post": post.map { .string($0) },
      "login": login.map { .string($0) }, "mail": mail.map { .string($0) },
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "person")
    self.init(
      id: try reader.required("id", RecordReader.id),
      names: try reader.required("names", RecordReader.titles),
      post: try reader.optional("post", RecordReader.text),
      login: try reader.optional("login", RecordReader.text),
      mail: try reader.optional("mail", RecordReader.text))
    try reader.finish()
  }
}

extension Assignment: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "role": JSON(role), "person": JSON(person), "unit": JSON(unit),
      "from": from.map { JSON($0) }, "until": until.map { JSON($0) },
      "onBehalfOf": onBehalfOf.map { JSON($0) },
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "assignment")
    self.init(
      role: try reader.required("role", RecordReader.id),
      person: try reader.required("person", RecordReader.id),
      unit: try reader.required("unit", RecordReader.id),
      from: try reader.optional("from", RecordReader.date),
      until: try reader.optional("until", RecordReader.date),
      onBehalfOf: try reader.optional("onBehalfOf", RecordReader.id))
    try reader.finish()
  }
}

extension WorkCalendar: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "unit": JSON(unit), "zone": .string(zone),
      "holidays": .list(holidays.sorted()) { JSON($0) },
      "workdays": .list(workdays.sorted()) { JSON($0) },
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "calendar")
    self.init(
      unit: try reader.required("unit", RecordReader.id),
      zone: try reader.required("zone", RecordReader.text),
      holidays: Set(try reader.list("holidays", RecordReader.date)),
      workdays: Set(try reader.list("workdays", RecordReader.date)))
    try reader.finish()
  }
}
