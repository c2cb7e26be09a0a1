public import AuditLog
public import Statechart

extension Timer: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("due", due)
      members.put("event", event)
      members.put("id", id)
      members.put("instance", instance)
      members.put("isSoft", isSoft ? true : nil)
      members.put("kind", kind.rawValue)
      members.put("order", order)
      members.put("state", state)
      members.put("target", target)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "timer")
    self.init(
      instance: try reader.required("instance", RecordReader.id),
      id: try reader.required("id", RecordReader.id),
      kind: try reader.required("kind", RecordReader.choice),
      state: try reader.optional("state", RecordReader.id),
      due: try reader.required("due", RecordReader.instant),
      order: try reader.required("order", RecordReader.integer),
      event: try reader.required("event", RecordReader.record),
      isSoft: try reader.optional("isSoft", RecordReader.flag) ?? false,
      target: try reader.optional("target", RecordReader.text))
    try reader.finish()
  }
}

extension OutboxMessage: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("event", event)
      members.put("hops", hops == 0 ? nil : hops)
      members.put("id", id)
      members.put("invocation", invocation)
      members.put("kind", kind == .event ? nil : kind.rawValue)
      members.put("receiver", receiver)
      members.put("sender", sender)
      members.put("sequence", sequence)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "message")
    self.init(
      id: try reader.required("id", RecordReader.id),
      sequence: try reader.required("sequence", RecordReader.integer),
      receiver: try reader.required("receiver", RecordReader.id),
      event: try reader.required("event", RecordReader.record),
      hops: try reader.optional("hops", RecordReader.integer) ?? 0,
      kind: try reader.optional("kind", RecordReader.choice) ?? .event,
      sender: try reader.optional("sender", RecordReader.id),
      invocation: try reader.optional("invocation", RecordReader.record))
    try reader.finish()
  }
}

extension Invocation: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      if case .content(let content) = source { members.put("content", content) }
      members.put("data", data.isEmpty ? nil : Value.record(data))
      members.put("id", id)
      if case .reference(let reference) = source { members.put("reference", reference) }
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "invocation")
    let id = try reader.required("id", RecordReader.text)
    let source: Source =
      if let reference = try reader.optional("reference", RecordReader.text) {
        .reference(reference)
      } else {
        .content(try reader.required("content", RecordReader.text))
      }
    let data = try reader.optional("data", RecordReader.value) ?? .record([])
    guard case .record(let fields) = data else {
      throw .corrupt("the data of an invocation are no record")
    }
    self.init(id: id, source: source, data: fields)
    try reader.finish()
  }
}

extension Evidence: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("addedAt", addedAt)
      members.put("addedBy", addedBy)
      members.put("instance", instance)
      members.put("kind", kind)
      members.put("name", name)
      members.put("number", number)
      members.put("revision", revision)
      members.put("sha256", digest)
      members.put("size", size)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "evidence")
    self.init(
      instance: try reader.required("instance", RecordReader.id),
      number: try reader.required("number", RecordReader.integer),
      kind: try reader.required("kind", RecordReader.id),
      name: try reader.optional("name", RecordReader.text),
      digest: try reader.optional("sha256", RecordReader.digest),
      size: try reader.required("size", RecordReader.integer),
      addedBy: try reader.required("addedBy", RecordReader.id),
      addedAt: try reader.required("addedAt", RecordReader.instant),
      revision: try reader.required("revision", RecordReader.integer))
    try reader.finish()
  }
}

extension RecordedAnswer: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("content", content)
      members.put("eventID", eventID)
      members.put("index", index)
      members.put("instance", instance)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "answer")
    self.init(
      instance: try reader.required("instance", RecordReader.id),
      eventID: try reader.required("eventID", RecordReader.id),
      content: try reader.required("content", RecordReader.digest),
      index: try reader.required("index", RecordReader.integer))
    try reader.finish()
  }
}

extension Notice: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("at", at)
      members.put("cause", cause.rawValue)
      members.put("deliveredAt", deliveredAt)
      members.put("due", due)
      members.put("instance", instance)
      members.put("person", person)
      members.put("programme", programme)
      members.put("sequence", sequence)
      members.put("state", state)
      members.put("unit", unit)
    }
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "notice")
    self.init(
      sequence: try reader.required("sequence", RecordReader.integer),
      instance: try reader.required("instance", RecordReader.id),
      unit: try reader.required("unit", RecordReader.id),
      programme: try reader.required("programme", RecordReader.id),
      person: try reader.required("person", RecordReader.id),
      cause: try reader.required("cause", RecordReader.choice),
      state: try reader.optional("state", RecordReader.id),
      due: try reader.optional("due", RecordReader.instant),
      at: try reader.required("at", RecordReader.instant),
      deliveredAt: try reader.optional("deliveredAt", RecordReader.instant))
    try reader.finish()
  }
}
