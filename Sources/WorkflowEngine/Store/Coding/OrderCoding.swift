public import AuditLog

extension DecisionRecord: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("decision", decision)
      members.put("minutes", minutes)
      members.put("number", number)
      members.put("supersededBy", supersededBy?.description)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "record of a decision")
    self.init(
      minutes: try reader.required("minutes", RecordReader.id),
      number: try reader.required("number", RecordReader.integer),
      decision: try reader.required("decision", RecordReader.record),
      supersededBy: try reader.optional("supersededBy") { $0.string.flatMap { Authority($0) } })
    try reader.finish()
  }
}

extension OrderRecord: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("actor", actor)
      members.put("decision", decision)
      members.put("enactedAt", enactedAt)
      members.put("minutes", minutes)
      members.put("number", number)
      members.put("order", order)
      members.put("outcome", outcome)
      members.put("plan", plan)
      members.put("size", size)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "record of an order")
    self.init(
      minutes: try reader.required("minutes", RecordReader.id),
      number: try reader.required("number", RecordReader.integer),
      decision: try reader.required("decision", RecordReader.id),
      order: try reader.required("order", RecordReader.record),
      size: try reader.required("size", RecordReader.integer),
      plan: try reader.optional("plan", RecordReader.digest),
      actor: try reader.required("actor", RecordReader.id),
      enactedAt: try reader.required("enactedAt", RecordReader.instant),
      outcome: try reader.optional("outcome", RecordReader.record))
    try reader.finish()
  }
}

extension OrderRecord.Outcome: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("accepted", accepted)
      members.put("refused", refused)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "outcome of an order")
    self.init(
      accepted: try reader.required("accepted", RecordReader.integer),
      refused: try reader.required("refused", RecordReader.integer))
    try reader.finish()
  }
}

extension OrderUnit: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("minutes", minutes)
      members.put("order", order)
      members.put("position", position)
      members.put("unit", unit)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "unit of an order")
    self.init(
      minutes: try reader.required("minutes", RecordReader.id),
      order: try reader.required("order", RecordReader.integer),
      position: try reader.required("position", RecordReader.integer),
      unit: try reader.required("unit", RecordReader.id))
    try reader.finish()
  }
}
