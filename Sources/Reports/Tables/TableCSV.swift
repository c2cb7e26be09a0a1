import AuditLog

extension Table {
  /// The table as RFC 4180: a header line of the columns' keys, CRLF after every line, quotes where
  /// they are needed.
  ///
  /// A text whose first character would make a spreadsheet read it as a formula (`=`, `+`, `-`,
  /// `@`, their full-width forms, a tab or a line break) is prefixed with `'`, which spreadsheets
  /// take as "this is text". Numbers are left alone: a negative one stays a number. Control
  /// characters other than tabs and line breaks are made visible.
  public var csv: String {
    rows.reduce(into: CSVLine.text(columns.map(\.key))) { csv, row in
      csv += CSVLine.text(columns.indices.map { cell(row, $0).csv })
    }
  }
}

extension Cell {
  fileprivate var csv: String {
    switch value {
    case .none: ""
    case .text(let text): Self.harmless(text)
    case .integer(let integer): String(integer)
    case .number(let number, let digits): decimal(number, fractionDigits: digits)
    case .boolean(let flag): flag ? "true" : "false"
    case .list(let texts): Self.harmless(texts.joined(separator: " "))
    case .json(let json): Self.harmless(String(decoding: json.canonical, as: UTF8.self))
    }
  }

  /// The text without anything that a spreadsheet or a terminal would obey.
  private static func harmless(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isTreacherous && !["\t", "\r", "\n"].contains(scalar) {
        result += String(Character(scalar)).visible
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return CSVLine.harmless(result)
  }
}
