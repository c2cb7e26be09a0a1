import Statechart
import WorkflowEngine

/// How long units have been in their stage: a row for each stage, a dot of each length's size along
/// an axis of days, and a mark at the middle one.
struct AgeingPlot {
  let ageing: [Ageing]
  let stages: [Stage]
  let words: ReportWords

  /// Nil where nothing is running.
  var svg: String? {
    let rows = ageing.filter { !$0.days.isEmpty }
    guard let longest = rows.compactMap(\.longest).max() else { return nil }
    let titles = rows.map { row in
      stages.first { $0.id == row.stage }.map(words.title) ?? row.stage.text
    }
    let measure = TextMeasure(fontSize: 12)
    let left = min(220, (titles.map { measure.width(of: $0) }.max() ?? 0) + 24)
    let (width, right, rowHeight, top) = (960.0, 96.0, 34.0, 12.0)
    let height = top + rowHeight * Double(rows.count) + 44
    let axis = NumberAxis(covering: max(longest, 5), wanted: 8)
    func x(_ day: Int) -> Double {
      left + Double(day) / Double(axis.maximum) * (width - left - right)
    }
    let foot = top + rowHeight * Double(rows.count)
    var lines = [
      "<svg class=\"plot\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\""
        + " viewBox=\"0 0 \(number(width)) \(number(height))\">",
      "<title>\(escaped(words.ageing))</title>",
    ]
    for tick in axis.ticks {
      lines.append(
        "<path class=\"grid\" d=\"M\(number(x(tick))) \(number(top))V\(number(foot))\"/>"
          + "<text class=\"middle\" x=\"\(number(x(tick)))\" y=\"\(number(foot + 18))\">\(tick)</text>"
      )
    }
    lines.append(
      "<text class=\"middle\" x=\"\(number((left + width - right) / 2))\" y=\"\(number(foot + 36))\">"
        + "\(escaped(words.daysInStage))</text>")
    for (index, row) in rows.enumerated() {
      let y = top + rowHeight * (Double(index) + 0.5)
      lines.append(
        "<text class=\"strong end\" x=\"\(number(left - 14))\" y=\"\(number(y + 4))\">"
          + "\(escaped(titles[index]))</text>")
      lines += dots(row, y: y, x: x)
      lines.append(
        "<text x=\"\(number(width - right + 12))\" y=\"\(number(y + 4))\">"
          + "\(escaped(words.median(row.median ?? 0)))</text>")
    }
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  /// The area of a dot is as the number of units.
  private func dots(_ row: Ageing, y: Double, x: (Int) -> Double) -> [String] {
    let counts = Dictionary(row.days.map { ($0, 1) }, uniquingKeysWith: +)
    let most = Double(counts.values.max() ?? 1)
    let median = row.median ?? 0
    let dots = counts.sorted { $0.key < $1.key }.map { day, count in
      let radius = max(2.2, 11 * (Double(count) / most).squareRoot())
      return "<circle cx=\"\(number(x(day)))\" cy=\"\(number(y))\" r=\"\(number(radius))\""
        + " style=\"fill: var(--plain); fill-opacity: .75\">"
        + "<title>\(escaped(words.unitsAndDays(count, day)))</title></circle>"
    }
    return dots + [
      "<path d=\"M\(number(x(median))) \(number(y - 13))v26\""
        + " style=\"stroke: var(--ink); stroke-width: 2\"/>"
    ]
  }
}
