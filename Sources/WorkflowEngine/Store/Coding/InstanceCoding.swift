public import AuditLog
public import Statechart

extension Instance: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "id": JSON(id), "programme": JSON(programme), "batch": JSON(batch), "unit": JSON(unit),
      "workflow": workflow.json, "parent": parent.map { JSON($0) },
      "ledger": ledger.map { JSON($0) }, "invokeID": invokeID.map { .string($0) },
      "invoked": .dictionary(invoked) { JSON($0) },
      "invokedMade": invokedMade == 0 ? nil : JSON(invokedMade), "revision": JSON(revision),
      "status": .string(status.rawValue), "snapshot": snapshot.json,
      "entered": .dictionary(entered, \.json), "accepted": .dictionary(accepted, \.json),
      "evidenceMade": JSON(evidenceMade), "itemsMade": JSON(itemsMade),
      "late": .list(late) { JSON($0) }, "deadline": deadline.map { JSON($0) },
      "successor": successor.map { JSON($0) },
      "startedAt": JSON(startedAt), "at": JSON(at),
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "instance")
    self.init(
      id: try reader.required("id", RecordReader.id),
      programme: try reader.required("programme", RecordReader.id),
      batch: try reader.required("batch", RecordReader.integer),
      unit: try reader.required("unit", RecordReader.id),
      workflow: try reader.required("workflow", RecordReader.record),
      parent: try reader.optional("parent", RecordReader.id),
      ledger: try reader.optional("ledger", RecordReader.id),
      revision: try reader.required("revision", RecordReader.integer),
      status: try reader.required("status", RecordReader.choice),
      snapshot: try reader.required("snapshot", RecordReader.record),
      entered: try reader.dictionary("entered", RecordReader.record),
      accepted: try reader.dictionary("accepted", RecordReader.record),
      evidenceMade: try reader.required("evidenceMade", RecordReader.integer),
      itemsMade: try reader.required("itemsMade", RecordReader.integer),
      late: try reader.list("late", RecordReader.id),
      deadline: try reader.optional("deadline", RecordReader.date),
      successor: try reader.optional("successor", RecordReader.id),
      startedAt: try reader.required("startedAt", RecordReader.instant),
      at: try reader.required("at", RecordReader.instant))
    invokeID = try reader.optional("invokeID", RecordReader.text)
    invoked = try reader.dictionary("invoked", RecordReader.id)
    invokedMade = try reader.optional("invokedMade", RecordReader.integer) ?? 0
    try reader.finish()
  }

  /// Every state that the instance is in, atomic or not, in the order of their bytes: what
  /// `InstanceQuery.state` compares with.
  public var activeStates: [Identifier] {
    Set(entered.keys).union(snapshot.active).union(snapshot.stages).sorted()
  }
}

extension Instance.Entry: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "revision": JSON(revision), "at": JSON(at), "due": due.map { JSON($0) },
      "isSoft": isSoft ? true : nil,
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "time of entry")
    self.init(
      revision: try reader.required("revision", RecordReader.integer),
      at: try reader.required("at", RecordReader.instant),
      due: try reader.optional("due", RecordReader.instant),
      isSoft: try reader.optional("isSoft", RecordReader.flag) ?? false)
    try reader.finish()
  }
}

extension Instance.Acceptance: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "actor": JSON(actor), "onBehalfOf": onBehalfOf.map { JSON($0) }, "revision": JSON(revision),
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "acceptance")
    self.init(
      actor: try reader.required("actor", RecordReader.id),
      onBehalfOf: try reader.optional("onBehalfOf", RecordReader.id),
      revision: try reader.required("revision", RecordReader.integer))
    try reader.finish()
  }
}

extension StoredSnapshot: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "active": .list(active) { JSON($0) }, "stages": .list(stages) { JSON($0) },
      "history": .dictionary(history) { .array($0.map { JSON($0) }) },
      "visited": .list(visited) { JSON($0) }, "data": data.isEmpty ? nil : .string(data),
      "idsMade": JSON(idsMade), "invocations": .list(invocations, \.json), "result": result,
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "snapshot")
    self.init(
      active: try reader.list("active", RecordReader.id),
      stages: try reader.list("stages", RecordReader.id),
      history: try reader.dictionary("history") { json in
        guard let states = json.array else { return nil }
        let ids = states.compactMap(RecordReader.id)
        return ids.count == states.count ? ids : nil
      },
      visited: try reader.list("visited", RecordReader.id),
      data: try reader.optional("data", RecordReader.text) ?? "",
      idsMade: try reader.required("idsMade", RecordReader.integer),
      result: reader.take("result"))
    invocations = try reader.list("invocations", RecordReader.record)
    try reader.finish()
  }
}

extension StoredSnapshot.Invocation: StoredRecord {
  public var json: JSON {
    ["id": .string(id), "state": JSON(state), "position": JSON(position)]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "invocation")
    self.init(
      id: try reader.required("id", RecordReader.text),
      state: try reader.required("state", RecordReader.id),
      position: try reader.required("position", RecordReader.integer))
    try reader.finish()
  }
}

extension Undo: StoredRecord {
  public var json: JSON {
    JSON(members: [
      "instance": instance.json, "timers": .list(timers, \.json), "eventID": JSON(eventID),
      "actor": JSON(actor),
    ])
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "state before the last event")
    self.init(
      instance: try reader.required("instance", RecordReader.record),
      timers: try reader.list("timers", RecordReader.record),
      eventID: try reader.required("eventID", RecordReader.id),
      actor: try reader.required("actor", RecordReader.id))
    try reader.finish()
  }
}
