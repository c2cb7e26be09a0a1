public import AuditLog
import Statechart

extension BoardLook: StoredRecord {
  /// Every member is always there: a store makes the same text of older rows.
  public var json: JSON {
    [
      "deadlines": .array(
        deadlines.map { [JSON($0.state), JSON($0.due), .bool($0.isSoft)] }),
      "isLate": .bool(isLate), "stages": .array(stages.map { JSON($0) }),
      "status": .string(status.rawValue), "workflow": workflow.json,
    ]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "look on a board")
    self.init(
      workflow: try reader.required("workflow", RecordReader.record),
      status: try reader.required("status", RecordReader.choice),
      stages: try reader.list("stages", RecordReader.id),
      isLate: try reader.required("isLate", RecordReader.flag),
      deadlines: try reader.list("deadlines", Self.deadline))
    try reader.finish()
  }

  private static func deadline(_ json: JSON) -> Deadline? {
    guard let parts = json.array, parts.count == 3, let state = RecordReader.id(parts[0]),
      let due = RecordReader.instant(parts[1]), let isSoft = RecordReader.flag(parts[2])
    else { return nil }
    return Deadline(state: state, due: due, isSoft: isSoft)
  }
}

extension BoardGroup: StoredRecord {
  public var json: JSON {
    [
      "programme": JSON(programme), "batch": JSON(batch), "look": look.json,
      "count": JSON(count),
    ]
  }

  public init(json: JSON) throws(StoreError) {
    var reader = try RecordReader(json, of: "group of a board")
    self.init(
      programme: try reader.required("programme", RecordReader.id),
      batch: try reader.required("batch", RecordReader.integer),
      look: try reader.required("look", RecordReader.record),
      count: try reader.required("count", RecordReader.integer))
    try reader.finish()
  }
}
