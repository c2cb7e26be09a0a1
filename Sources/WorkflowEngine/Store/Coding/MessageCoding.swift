public import AuditLog
public import Statechart

extension Timer: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "instance": JSON(instance), "id": JSON(id), "kind": .string(kind.rawValue),
      "state": state.map { JSON($0) }, "due": JSON(due), "order": JSON(order),
      "event": event.json, "isSoft": isSoft ? true : nil,
      "target": target.map { .string($0) },
    ])
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
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "sequence": JSON(sequence), "receiver": JSON(receiver),
      "event": event.json, "hops": hops == 0 ? nil : JSON(hops),
      "kind": kind == .event ? nil : .string(kind.rawValue), "sender": sender.map { JSON($0) },
      "invocation": invocation?.json,
    ])
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
  public var json: JSON {
    let source: (String, JSON) =
      switch source {
      case .reference(let reference): ("reference", .string(reference))
      case .content(let content): ("content", .string(content))
      }
    var members = JSONObject([("id", .string(id)), source])
    if !data.isEmpty { members["data"] = Value.record(data).json }
    return .object(members)
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
  public var json: JSON {
    JSON(members: [
      "instance": JSON(instance), "number": JSON(number), "kind": JSON(kind),
      "name": name.map { .string($0) }, "sha256": digest.map { JSON($0) }, "size": JSON(size),
      "addedBy": JSON(addedBy), "addedAt": JSON(addedAt), "revision": JSON(revision),
    ])
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
  public var json: JSON {
    [
      "instance": JSON(instance), "eventID": JSON(eventID), "content": JSON(content),
      "index": JSON(index),
    ]
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
  public var json: JSON {
    JSON(members: [
      "sequence": JSON(sequence), "instance": JSON(instance), "unit": JSON(unit),
      "programme": JSON(programme), "person": JSON(person), "cause": .string(cause.rawValue),
      "state": state.map { JSON($0) }, "due": due.map { JSON($0) }, "at": JSON(at),
      "deliveredAt": deliveredAt.map { JSON($0) },
    ])
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
