import AuditLog
import Statechart
import WorkflowEngine

/// The way of a programme over time: stacked areas, what is finished at the bottom, what has not begun
/// at the top. The upper edge is the number of units that count.
struct CoursePlot {
  let course: Course
  /// In their order; the last one means finished.
  let phases: [Stage]
  let words: ReportWords
  /// The end of the batch's window, where it has one.
  let end: CalendarDate?

  private let width = 960.0
  private let height = 340.0
  private let left = 52.0
  private let right = 16.0
  private let top = 34.0
  private let bottom = 34.0

  /// Nil where nothing happened.
  var svg: String? {
    guard let first = course.days.first, let last = course.days.last else { return nil }
    let scope = course.days.map(\.scope).max() ?? 0
    guard scope > 0 else { return nil }
    let numbers = NumberAxis(covering: scope)
    let until = end.map { max($0, last.date) } ?? last.date
    // A window that ends far away would press the plot together.
    let span = last.date.dayNumber - first.date.dayNumber
    let axisEnd = until.dayNumber - last.date.dayNumber > max(30, span) ? last.date : until
    let days = DateAxis(from: first.date, to: axisEnd, maximum: 12)

    func x(_ date: CalendarDate) -> Double {
      left + days.place(of: date) * (width - left - right)
    }
    func y(_ count: Int) -> Double {
      height - bottom - Double(count) / Double(numbers.maximum) * (height - top - bottom)
    }
    var lines = [
      "<svg class=\"plot\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\""
        + " viewBox=\"0 0 \(number(width)) \(number(height))\">",
      "<title>\(escaped(words.overTime))</title>",
    ]
    for tick in numbers.ticks {
      let place = number(y(tick))
      lines.append(
        "<path class=\"grid\" d=\"M\(number(left)) \(place)H\(number(width - right))\"/>")
      lines.append(
        "<text class=\"end\" x=\"\(number(left - 8))\" y=\"\(number(y(tick) + 4))\">\(tick)</text>")
    }
    lines += areas(x: x, y: y, until: last.date)
    for tick in days.ticks {
      let place = number(x(tick.date))
      lines.append(
        "<path class=\"axis\" d=\"M\(place) \(number(height - bottom))v5\"/>"
          + "<text class=\"middle\" x=\"\(place)\" y=\"\(number(height - bottom + 18))\">"
          + "\(tick.label)</text>")
    }
    lines.append(
      "<path class=\"axis\" d=\"M\(number(left)) \(number(y(0)))H\(number(width - right))\"/>")
    if let end, x(end) <= width - right + 0.5 {
      lines.append(
        "<path class=\"due\" d=\"M\(number(x(end))) \(number(top - 4))V\(number(y(0)))\"/>"
          + "<text class=\"end\" x=\"\(number(min(x(end) - 4, width - right)))\""
          + " y=\"\(number(top - 8))\">\(escaped(words.windowEnds)) \(end)</text>")
    }
    lines.append(
      "<text x=\"\(number(left - 44))\" y=\"\(number(top - 12))\">\(escaped(words.units))</text>")
    lines.append("</svg>")
    return lines.joined(separator: "\n")
  }

  /// One area a phase, from the last at the bottom to what is in no stage at the top. Counts hold from
  /// their day on, so the edges are steps.
  private func areas(
    x: (CalendarDate) -> Double, y: (Int) -> Double, until last: CalendarDate
  ) -> [String] {
    let places: [Course.Place] = phases.reversed().map { .phase($0.id) } + [.between]
    var base = course.days.map { _ in 0 }
    return places.enumerated().compactMap { order, place in
      let upper = zip(base, course.days).map { $0 + ($1.counts[place] ?? 0) }
      defer { base = upper }
      guard upper != base else { return nil }
      func edge(_ counts: [Int]) -> [(Double, Double)] {
        var points: [(Double, Double)] = []
        for (index, day) in course.days.enumerated() {
          if index > 0 { points.append((x(day.date), y(counts[index - 1]))) }
          points.append((x(day.date), y(counts[index])))
        }
        // The last day lasts, so that a programme of one day is seen.
        points.append((x(last.adding(days: 1)), y(counts[counts.count - 1])))
        return points
      }
      let path = (edge(upper) + edge(base).reversed()).enumerated().map { index, point in
        "\(index == 0 ? "M" : "L")\(number(min(point.0, width - right))) \(number(point.1))"
      }.joined()
      let name = order < phases.count ? phases.count - 1 - order : 0
      let title =
        order < phases.count
        ? words.title(phases[phases.count - 1 - order]) : words.noStage
      return "<path class=\"area\" style=\"fill: var(--s\(name))\" d=\"\(path)Z\">"
        + "<title>\(escaped(title))</title></path>"
    }
  }
}
