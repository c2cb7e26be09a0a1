public import AuditLog
public import Statechart

extension Instance: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("accepted", accepted)
      members.put("at", at)
      members.put("batch", batch)
      members.put("deadline", deadline)
      members.put("entered", entered)
      members.put("evidenceMade", evidenceMade)
      members.put("id", id)
      members.put("invokeID", invokeID)
      members.put("invoked", invoked)
      members.put("invokedMade", invokedMade == 0 ? nil : invokedMade)
      members.put("itemsMade", itemsMade)
      members.put("late", late)
      members.put("ledger", ledger)
      members.put("parent", parent)
      members.put("programme", programme)
      members.put("revision", revision)
      members.put("snapshot", snapshot)
      members.put("startedAt", startedAt)
      members.put("status", status.rawValue)
      members.put("successor", successor)
      members.put("unit", unit)
      members.put("workflow", workflow)
    }
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
    var states = Array(entered.keys)
    for state in snapshot.active + snapshot.stages where !states.contains(state) {
      states.append(state)
    }
    return states.sorted()
  }
}

extension Instance.Entry: StoredRecord {
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("at", at)
      members.put("due", due)
      members.put("isSoft", isSoft ? true : nil)
      members.put("revision", revision)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("actor", actor)
      members.put("onBehalfOf", onBehalfOf)
      members.put("revision", revision)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("active", active)
      members.put("data", data.isEmpty ? nil : data)
      members.put("history", history)
      members.put("idsMade", idsMade)
      members.put("invocations", invocations)
      members.put("result", result)
      members.put("stages", stages)
      members.put("visited", visited)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("id", id)
      members.put("position", position)
      members.put("state", state)
    }
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
  public func write(to writer: inout CanonicalWriter) { write(to: &writer, afterReading: nil) }

  /// Writes the same bytes, sooner if its instance is the one that was read last.
  public func write(to writer: inout CanonicalWriter, afterReading last: ReadInstance?) {
    writer.object { members in
      members.put("actor", actor)
      members.put("eventID", eventID)
      members.name("instance")
      if last?.write(instance, to: &members) != true { instance.write(to: &members) }
      members.put("timers", timers)
    }
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
