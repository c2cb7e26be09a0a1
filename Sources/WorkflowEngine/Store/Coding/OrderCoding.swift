public import AuditLog

extension DecisionRecord: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "minutes": JSON(minutes), "number": JSON(number), "decision": decision.json,
      "supersededBy": supersededBy.map { .string($0.description) },
    ])
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
  public var json: JSON {
    JSON(members: [
      "minutes": JSON(minutes), "number": JSON(number), "decision": JSON(decision),
      "order": order.json, "size": JSON(size), "plan": plan.map { JSON($0) },
      "actor": JSON(actor), "enactedAt": JSON(enactedAt), "outcome": outcome?.json,
    ])
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
  public var json: JSON { ["accepted": JSON(accepted), "refused": JSON(refused)] }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "outcome of an order")
    self.init(
      accepted: try reader.required("accepted", RecordReader.integer),
      refused: try reader.required("refused", RecordReader.integer))
    try reader.finish()
  }
}

extension OrderUnit: StoredRecord {
  public var json: JSON {
    [
      "minutes": JSON(minutes), "order": JSON(order), "position": JSON(position),
      "unit": JSON(unit),
    ]
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
