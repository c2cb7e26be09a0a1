/// Lines of comma-separated values as every program of ours writes them.
///
/// Source: RFC 4180. A line ends with CR LF.
public enum CSVLine {
  /// A line of cells, quoted where they must be.
  public static func text(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\r\n"
  }

  /// A cell that a spreadsheet takes as text.
  ///
  /// Spreadsheets read a formula where a cell begins with `=`, `+`, `-`, `@`, their full-width
  /// forms, a tab or a line break; an apostrophe before it says "this is text". A cell that has
  /// such apostrophes of its own gets one more, so that `plain` gives every cell back.
  public static func harmless(_ cell: String) -> String { isDangerous(cell) ? "'" + cell : cell }

  /// The text of a cell that `harmless` wrote.
  public static func plain(_ cell: String) -> String {
    guard cell.unicodeScalars.first == "'", isDangerous(cell) else { return cell }
    return String(String.UnicodeScalarView(cell.unicodeScalars.dropFirst()))
  }

  private static func isDangerous(_ cell: String) -> Bool {
    guard let first = cell.unicodeScalars.first(where: { $0 != "'" }) else { return false }
    return formulaStarts.contains(first)
  }

  private static let formulaStarts: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠",
  ]

  private static func quoted(_ cell: String) -> String {
    let mustQuote = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
    // A space at either end is data (RFC 4180, section 2.4); quotes keep readers from trimming it.
    guard mustQuote || cell.utf8.first == 0x20 || cell.utf8.last == 0x20 else { return cell }
    var quoted = "\""
    for scalar in cell.unicodeScalars {
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
