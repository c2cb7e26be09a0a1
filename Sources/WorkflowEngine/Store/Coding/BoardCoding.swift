public import AuditLog
import Statechart

extension BoardLook: StoredRecord {
  /// Every member is always there: a store makes the same text of older rows.
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.name("deadlines")
      members.array { array in
        for deadline in deadlines {
          array.array { parts in
            parts.text(deadline.state.text)
            parts.instant(deadline.due)
            parts.flag(deadline.isSoft)
          }
        }
      }
      members.put("isLate", isLate)
      members.name("stages")
      members.array { array in
        for stage in stages { stage.write(to: &array) }
      }
      members.put("status", status.rawValue)
      members.put("workflow", workflow)
    }
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
  public func write(to writer: inout CanonicalWriter) {
    writer.object { members in
      members.put("batch", batch)
      members.put("count", count)
      members.put("look", look)
      members.put("programme", programme)
    }
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
