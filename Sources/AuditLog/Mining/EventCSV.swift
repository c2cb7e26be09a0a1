/// Events as CSV (RFC 4180) for Disco, Celonis and spreadsheets: one line an event, no empty cell,
/// times in one form, and an integer that settles the order of events with one time.
public enum EventCSV {
  private static let columns: [(name: String, cell: @Sendable (ProcessEvent) -> String?)] = [
    ("Case", { $0.instance }), ("Activity", { $0.activity }),
    ("Timestamp", { $0.timestamp.description }), ("Order", { String($0.order) }),
    ("Resource", { $0.resource }), ("Role", { $0.role }), ("Lifecycle", { $0.lifecycle }),
    ("Unit", { $0.unit }), ("Programme", { $0.programme }), ("Batch", { $0.batch }),
    ("Workflow", { $0.workflow }), ("Decision", { $0.decision }),
    ("Accepted", { String($0.isAccepted) }),
  ]

  /// The first line, with CR and LF.
  public static var header: [UInt8] { line(columns.map(\.name)) }

  /// The line of an event, with CR and LF.
  public static func line(_ event: ProcessEvent) -> [UInt8] {
    line(
      columns.map { column in
        let cell = column.cell(event) ?? ""
        return cell.isEmpty ? ProcessEvent.unknown : CSVLine.harmless(cell)
      })
  }

  static func line(_ cells: [String]) -> [UInt8] { Array(CSVLine.text(cells).utf8) }
}
