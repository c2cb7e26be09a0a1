public import AuditLog

extension Unit: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("code", code)
      members.put("kind", kind)
      members.put("level", level)
      members.put("names", names.orderedJSON)
      members.put("parent", parent)
      members.put("retiredAt", retiredAt)
      members.put("successors", successors)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("number", number)
      members.put("since", since)
      members.put("unit", unit)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("login", login)
      members.put("mail", mail)
      members.put("names", names.orderedJSON)
      members.put("post", post)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("from", from)
      members.put("onBehalfOf", onBehalfOf)
      members.put("person", person)
      members.put("role", role)
      members.put("unit", unit)
      members.put("until", until)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("holidays", holidays.sorted())
      members.put("unit", unit)
      members.put("workdays", workdays.sorted())
      members.put("zone", zone)
    }
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
