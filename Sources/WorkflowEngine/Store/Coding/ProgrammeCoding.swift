public import AuditLog

extension WorkflowReference: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("name", name)
      members.put("sha256", digest)
      members.put("version", version)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    let text = StoredText(text)
    writer.object { members in
      members.put("base64", text.base64)
      members.put("files", files)
      members.put("reference", reference)
      members.put("registeredAt", registeredAt)
      members.put("text", text.text)
      members.put("titles", titles.orderedJSON)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("authority", authority)
      members.put("end", end?.description)
      members.put("hasSoftEnd", hasSoftEnd ? true : nil)
      members.put("launchedAt", launchedAt)
      members.put("made", made)
      members.put("number", number)
      members.put("plan", plan)
      members.put("programme", programme)
      members.put("size", size)
      members.put("start", start?.description)
      members.put("status", status.rawValue)
      members.put("workflow", workflow)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("batch", batch)
      members.put("position", position)
      members.put("programme", programme)
      members.put("unit", unit)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("format", format)
      members.put("hasStrictIdentity", hasStrictIdentity)
      members.put("isRehearsal", isRehearsal)
      members.put("madeAt", madeAt)
      members.put("origin", origin)
      members.put("zone", zone)
    }
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
