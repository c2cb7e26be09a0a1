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
        return cell.isEmpty ? ProcessEvent.unknown : harmless(cell)
      })
  }

  static func line(_ cells: [String]) -> [UInt8] {
    Array((cells.map(quoted).joined(separator: ",") + "\r\n").utf8)
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return cell }
    var text = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { text += "\"" }
      text.unicodeScalars.append(scalar)
    }
    return text + "\""
  }

  /// A cell that a spreadsheet would take for a formula begins with an apostrophe.
  private static func harmless(_ cell: String) -> String {
    let starts: [Unicode.Scalar] = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
    guard let first = cell.unicodeScalars.first, starts.contains(first) else { return cell }
    return "'" + cell
  }
}
