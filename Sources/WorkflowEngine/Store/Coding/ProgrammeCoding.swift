public import AuditLog

extension WorkflowReference: StoredRecord {
  public var json: JSON {
    ["name": JSON(name), "version": .string(version), "sha256": JSON(digest)]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "workflow reference")
    self.init(
      name: try reader.required("name", RecordReader.id),
      version: try reader.required("version", RecordReader.text),
      digest: try reader.required("sha256", RecordReader.digest))
    try reader.finish()
  }
}

extension WorkflowRecord: StoredRecord {
  /// The document stands in `text`, or in `base64` where it is not UTF-8.
  public var json: JSON {
    var members = JSONObject(JSON.bytes(text))
    members["reference"] = reference.json
    members["titles"] = titles.orderedJSON
    members["registeredAt"] = JSON(registeredAt)
    if !files.isEmpty { members["files"] = JSON.dictionary(files) { JSON($0) } }
    return .object(members)
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "workflow")
    self.init(
      reference: try reader.required("reference", RecordReader.record),
      titles: try reader.required("titles", RecordReader.titles),
      text: try reader.bytes(), files: try reader.dictionary("files", RecordReader.digest),
      registeredAt: try reader.required("registeredAt", RecordReader.instant))
    try reader.finish()
  }
}

extension Batch: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "programme": JSON(programme), "number": JSON(number), "workflow": workflow.json,
      "status": .string(status.rawValue), "size": JSON(size), "made": JSON(made),
      "plan": JSON(plan), "start": start.map { .string($0.description) },
      "end": end.map { .string($0.description) }, "hasSoftEnd": hasSoftEnd ? true : nil,
      "authority": authority.map { .string($0) }, "launchedAt": JSON(launchedAt),
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "batch")
    self.init(
      programme: try reader.required("programme", RecordReader.id),
      number: try reader.required("number", RecordReader.integer),
      workflow: try reader.required("workflow", RecordReader.record),
      status: try reader.required("status", RecordReader.choice),
      size: try reader.required("size", RecordReader.integer),
      made: try reader.required("made", RecordReader.integer),
      plan: try reader.required("plan", RecordReader.digest),
      window: DateWindow(
        start: try reader.optional("start", RecordReader.partialDate),
        end: try reader.optional("end", RecordReader.partialDate),
        hasSoftEnd: try reader.optional("hasSoftEnd", RecordReader.flag) ?? false),
      authority: try reader.optional("authority", RecordReader.text),
      launchedAt: try reader.required("launchedAt", RecordReader.instant))
    try reader.finish()
  }
}

extension Member: StoredRecord {
  public var json: JSON {
    [
      "programme": JSON(programme), "unit": JSON(unit), "batch": JSON(batch),
      "position": JSON(position),
    ]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "member")
    self.init(
      programme: try reader.required("programme", RecordReader.id),
      unit: try reader.required("unit", RecordReader.id),
      batch: try reader.required("batch", RecordReader.integer),
      position: try reader.required("position", RecordReader.integer))
    try reader.finish()
  }
}

extension StoreInfo: StoredRecord {
  public var json: JSON {
    [
      "origin": .string(origin), "format": JSON(format), "isRehearsal": .bool(isRehearsal),
      "hasStrictIdentity": .bool(hasStrictIdentity), "zone": .string(zone),
      "madeAt": JSON(madeAt),
    ]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "description of the store")
    self.init(
      origin: try reader.required("origin", RecordReader.text),
      format: try reader.required("format", RecordReader.integer),
      isRehearsal: try reader.required("isRehearsal", RecordReader.flag),
      hasStrictIdentity: try reader.required("hasStrictIdentity", RecordReader.flag),
      zone: try reader.required("zone", RecordReader.text),
      madeAt: try reader.required("madeAt", RecordReader.instant))
    try reader.finish()
  }
}
