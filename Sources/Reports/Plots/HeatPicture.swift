import Statechart
public import WorkflowEngine

/// A heat map as a picture: stages across, units or branches down, in the colours of follow-up
/// offices. What a colour says a sign says, too.
public struct HeatPicture {
  private let map: HeatMap
  private let survey: Survey
  private let words: ReportWords

  /// - Parameter languages: In which names and words are wanted, the best first.
  public init(_ map: HeatMap, _ survey: Survey, languages: [String]) {
    self.map = map
    self.survey = survey
    words = ReportWords(languages)
  }

  /// One SVG 1.1 file that needs nothing else, with a title and what it is of.
  public var svg: String { picture(isAlone: true) }

  /// The same on a page of its own.
  public var html: String {
    """
    <!DOCTYPE html>
    <html lang="\(words.tag)">
    <head><meta charset="utf-8"><title>\(escaped(words.heatMap))</title>
    <style>
    \(PlotStyle.properties(stages: 2))
    body { margin: 24px; background: var(--paper); } svg { max-width: 100%; height: auto; }
    @page { size: A4 landscape; margin: 12mm; }
    </style></head>
    <body>
    \(picture(isAlone: true))
    </body>
    </html>

    """
  }

  /// Without a head, for a page that has said it all.
  var inlined: String { picture(isAlone: false) }

  private let rowHeight = 24.0
  private let indent = 14.0

  private func picture(isAlone: Bool) -> String {
    let strong = TextMeasure(fontSize: 12, isBold: true)
    let names = map.rows.map { row in
      row.unit.names.text(in: words.languages).map { "\(row.unit.code) \($0)" }
        ?? row.unit.code.text
    }
    let widest =
      zip(names, map.rows).map {
        strong.width(of: $0) + indent * Double($1.depth)
      }.max() ?? 0
    let left = min(360, widest + 24)
    let titles = map.columns.map { strong.lines(of: words.title($0), width: 92, maximumLines: 2) }
    let cell = max(64, min(100, (960 - left) / Double(max(1, map.columns.count))))
    let width = left + cell * Double(map.columns.count) + 8
    let top = isAlone ? 62.0 : 8
    let head = 20 + 15 * Double(titles.map(\.count).max() ?? 1)
    let foot = top + head + rowHeight * Double(map.rows.count)
    let size = "\(number(width.rounded(.up))) \(number((foot + 40).rounded(.up)))"
    let pair = size.split(separator: " ")
    var lines = [
      "<svg class=\"plot\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" width=\"\(pair[0])\""
        + " height=\"\(pair[1])\" viewBox=\"0 0 \(size)\">",
      "<title>\(escaped(words.heatMap))</title>",
    ]
    if isAlone {
      lines.append(
        "<style>\(PlotStyle.properties(stages: 2))\n\(PlotStyle.rules)</style>"
          + "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>"
          + "<text class=\"title\" x=\"8\" y=\"24\">\(escaped(heading))</text>"
          + "<text x=\"8\" y=\"44\">\(escaped(words.asOf(survey)))</text>")
    }
    for (column, title) in titles.enumerated() {
      for (line, text) in title.enumerated() {
        lines.append(
          "<text class=\"strong middle\" x=\"\(number(left + cell * (Double(column) + 0.5)))\""
            + " y=\"\(number(top + head - 8 - 15 * Double(title.count - 1 - line)))\">"
            + "\(escaped(text))</text>")
      }
    }
    for (index, row) in map.rows.enumerated() {
      let y = top + head + rowHeight * Double(index)
      let x = 8 + indent * Double(row.depth)
      let shown = strong.lines(of: names[index], width: left - x - 8, maximumLines: 1).first ?? ""
      lines.append(
        "<text class=\"\(row.depth == 0 ? "strong" : "name")\" x=\"\(number(x))\""
          + " y=\"\(number(y + 16))\">\(escaped(shown))</text>")
      for (column, value) in row.cells.enumerated() where !value.isEmpty {
        lines += box(
          value, words.title(map.columns[column]), x: left + cell * Double(column), y, cell)
      }
    }
    lines += legend(y: foot + 24)
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  private var heading: String {
    let programmes = Set(survey.batches.map(\.programme)).sorted().map(\.text)
    return "\(programmes.joined(separator: ", ")) · \(words.heatMap)"
  }

  private func box(_ value: HeatMap.Cell, _ title: String, x: Double, _ y: Double, _ width: Double)
    -> [String]
  {
    let (fill, text, ink): (String, String, String) =
      if value.inside > 0, let colour = value.colour {
        // Dark fills carry light words, light ones dark words.
        (
          colour.property, "\(value.inside)\(words.sign(of: colour))",
          colour == .red || colour == .blue ? "on" : "strong"
        )
      } else if value.ahead == 0 {
        value.late > 0 ? ("var(--yellow)", "✓~", "") : ("var(--green)", "✓", "")
      } else if value.passed > 0 {
        ("var(--ahead)", "\(value.passed)✓", "")
      } else {
        ("var(--ahead)", "", "")
      }
    // Where all are through, the box is quiet.
    let opacity = value.inside == 0 && value.ahead == 0 ? " fill-opacity: .32" : ""
    let box =
      "<rect x=\"\(number(x + 1))\" y=\"\(number(y + 1))\" width=\"\(number(width - 2))\""
      + " height=\"\(number(rowHeight - 2))\" rx=\"3\" style=\"fill: \(fill);\(opacity)\">"
      + "<title>\(escaped(words.cell(title, value)))</title></rect>"
    guard !text.isEmpty else { return [box] }
    return [
      box,
      "<text class=\"middle \(ink)\" x=\"\(number(x + width / 2))\" y=\"\(number(y + 16))\">"
        + "\(text)</text>",
    ]
  }

  private func legend(y: Double) -> [String] {
    var x = 8.0
    let measure = TextMeasure(fontSize: 12)
    let entries: [(String, String)] =
      [("var(--ahead)", words.ahead)]
      + [ProgressColour.plain, .blue, .yellow, .red].map {
        ($0.property, words.legend(of: $0))
      } + [("var(--green)", words.passed)]
    return entries.map { fill, text in
      defer { x += 22 + measure.width(of: text) + 18 }
      return "<rect x=\"\(number(x))\" y=\"\(number(y - 10))\" width=\"14\" height=\"12\" rx=\"2\""
        + " style=\"fill: \(fill)\(text == words.passed ? "; fill-opacity: .32" : "")\"/>"
        + "<text x=\"\(number(x + 20))\" y=\"\(number(y))\">\(escaped(text))</text>"
    }
  }
}
