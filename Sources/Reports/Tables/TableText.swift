import AuditLog

extension Table {
  /// The table for people: titles in capitals, two spaces between columns, no lines drawn.
  ///
  /// Columns align also where Chinese and Latin text are mixed. A line never ends in spaces. Control
  /// characters in cells are made visible and never reach the terminal.
  public func text(_ style: Style = .plain) -> String {
    let titles = columns.map { $0.title.uppercased().visible }
    let shown = rows.map { row in columns.indices.map { shownText(row, $0) } }
    let widths = columns.indices.map { column in
      shown.reduce(titles[column].displayWidth) { max($0, $1[column].displayWidth) }
    }
    var text = line(titles, widths) { style.apply(.strong, to: $1) }
    for (row, texts) in zip(rows, shown) {
      text += line(texts, widths) { style.apply(cell(row, $0).emphasis, to: $1) }
    }
    return text
  }

  private func shownText(_ row: [Cell], _ column: Int) -> String {
    let text = cell(row, column).shownText
    return columns[column].maximumWidth.map { text.truncated(toWidth: $0) } ?? text
  }

  private func line(
    _ texts: [String], _ widths: [Int], _ colour: (_ column: Int, _ text: String) -> String
  ) -> String {
    var line = ""
    var pending = 0
    for (column, text) in texts.enumerated() {
      let padding = widths[column] - text.displayWidth
      if columns[column].alignment == .trailing { pending += padding }
      if !text.isEmpty {
        line += String(repeating: " ", count: pending) + colour(column, text)
        pending = 0
      }
      if columns[column].alignment == .leading { pending += padding }
      pending += 2
    }
    return line + "\n"
  }
}

extension Cell {
  /// The value for people, without control characters.
  var shownText: String {
    switch value {
    case .none: "-"
    case .text(let text): text.visible
    case .integer(let integer): String(integer)
    case .number(let number, let digits): decimal(number, fractionDigits: digits)
    case .boolean(let flag): flag ? "yes" : "no"
    case .list(let texts): texts.isEmpty ? "-" : texts.map(\.visible).joined(separator: ", ")
    case .json(let json): String(decoding: json.canonical, as: UTF8.self).visible
    }
  }
}

/// A number with a fixed count of digits after the point, halves rounded to even, no locale; beyond
/// 2^53 in Swift's own notation.
func decimal(_ number: Double, fractionDigits: Int) -> String {
  let digits = min(max(fractionDigits, 0), 9)
  let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
  let scaled = (number * scale).rounded(.toNearestOrEven)
  guard let units = Int64(exactly: scaled), abs(scaled) <= Double(JSON.exactIntegerLimit) else {
    return "\(number)"
  }
  let magnitude = String(units.magnitude)
  let sign = units < 0 ? "-" : ""
  guard digits > 0 else { return sign + magnitude }
  let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
  return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}
