import Foundation

/// Draws how cost grows: time on the left, memory on the right, both on logarithmic axes, with the
/// fitted line, its exponent, and a dashed line of slope 1 to compare it with.
struct GrowthPlot {
  let growth: Growth
  let points: [Growth.Point]

  private static let (width, height) = (880.0, 380.0)

  var svg: String {
    let time = Panel(
      title: "Time", left: 0, color: "#1f5fa8", axis: growth.axis,
      values: points.map { ($0.size, $0.time) }, words: { Numbers.time($0) })
    let memory = Panel(
      title: "Memory", left: Self.width / 2, color: "#b3541e", axis: growth.axis,
      values: points.map { ($0.size, $0.memory) }, words: { Numbers.short($0) + " MiB" })
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(Self.height)" role="img" \
      font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="12" fill="#3b434c">
      <title>\(growth.title), by \(growth.axis)</title>
      <rect width="100%" height="100%" rx="8" fill="#ffffff"/>
      <text x="24" y="32" font-size="17" font-weight="600" fill="#1b2128">\(growth.title)</text>
      \(time.svg)
      \(memory.svg)
      </svg>

      """
  }
}

/// One of the two plots.
private struct Panel {
  var title: String
  var left: Double
  var color: String
  var axis: String
  var values: [(x: Double, y: Double)]
  /// How a value is written at its grid line.
  var words: (Double) -> String

  private var frame: (left: Double, right: Double, top: Double, bottom: Double) {
    (left + 84, left + 420, 84, 316)
  }

  var svg: String {
    let shown = values.filter { $0.y > 0 }
    guard shown.count > 1 else {
      return text(frame.left, frame.top - 20, "\(title): too little to be measured", color: color)
    }
    let (left, right, top, bottom) = frame
    let x = Axis(shown.map(\.x), from: left + 8, to: right - 8)
    let y = Axis(shown.map(\.y), from: bottom - 10, to: top + 10)
    var parts: [String] = []
    for tick in x.ticks {
      parts.append(line(x[tick], top, x[tick], bottom))
      parts.append(text(x[tick], bottom + 20, Self.grouped(tick), anchor: "middle"))
    }
    for tick in y.ticks {
      parts.append(line(left, y[tick], right, y[tick]))
      parts.append(text(left - 10, y[tick] + 4, words(tick), anchor: "end"))
    }
    parts.append(
      "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(right - left)\" height=\"\(bottom - top)\" "
        + "fill=\"none\" stroke=\"#c3c9d0\"/>")
    parts.append(slope(through: shown[shown.count - 1], x, y))
    let line = shown.map { "\(x[$0.x]),\(y[$0.y])" }.joined(separator: " ")
    parts.append(
      "<polyline points=\"\(line)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2.5\" "
        + "stroke-linejoin=\"round\"/>")
    for point in shown {
      parts.append(
        "<circle cx=\"\(x[point.x])\" cy=\"\(y[point.y])\" r=\"4\" fill=\"\(color)\" "
          + "stroke=\"#fff\" stroke-width=\"1.5\"/>")
    }
    parts.append(text(left, top - 20, title, color: color, weight: 600))
    parts.append(text(right, top - 20, exponents(of: shown), anchor: "end", color: color))
    parts.append(text((left + right) / 2, bottom + 42, axis, anchor: "middle"))
    return parts.joined(separator: "\n")
  }

  private func exponents(of shown: [(x: Double, y: Double)]) -> String {
    guard let all = Growth.exponent(shown) else { return "" }
    let last = Growth.lastDecade(shown).map { ", last decade " + Growth.text($0) } ?? ""
    return "exponent " + Growth.text(all) + last
  }

  /// A line of slope 1 through the last point, as far as it is inside of the frame.
  private func slope(through last: (x: Double, y: Double), _ x: Axis, _ y: Axis) -> String {
    let least = max(x.low, log10(last.x) - (log10(last.y) - y.low))
    let start = (x: pow(10, least), y: last.y * pow(10, least) / last.x)
    return line(
      x[start.x], y[start.y], x[last.x], y[last.y], color: "#8a929b",
      extra: " stroke-dasharray=\"4 4\"")
      + text(x[start.x] + 8, y[start.y] - 8, "linear", color: "#8a929b", size: 11)
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String = "#e7eaee",
    extra: String = ""
  ) -> String {
    "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" stroke=\"\(color)\"\(extra)/>"
  }

  private func text(
    _ x: Double, _ y: Double, _ words: String, anchor: String = "start", color: String = "#3b434c",
    weight: Int = 400, size: Int = 12
  ) -> String {
    "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor)\" fill=\"\(color)\" "
      + "font-weight=\"\(weight)\" font-size=\"\(size)\">\(words)</text>"
  }

  /// `10,000`
  private static func grouped(_ number: Double) -> String {
    var digits = Array(String(Int(number)))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}

/// A logarithmic axis that begins and ends with its values.
private struct Axis {
  let (low, high): (Double, Double)
  private let (from, to): (Double, Double)

  init(_ values: [Double], from: Double, to: Double) {
    let (least, most) = (log10(values.min() ?? 1), log10(values.max() ?? 1))
    // A flat line is drawn as one: an axis has two decades at least.
    let missing = max(0, 2 - (most - least)) / 2
    low = least - (missing > 1e-9 && from > to ? missing : 0)
    high = max(low + 0.1, most + (from > to ? missing : 0))
    (self.from, self.to) = (from, to)
  }

  subscript(value: Double) -> Double {
    let place = from + (log10(value) - low) / (high - low) * (to - from)
    return (place * 10).rounded() / 10
  }

  /// The powers of ten.
  var ticks: [Double] {
    let (first, last) = (Int((low - 1e-9).rounded(.up)), Int((high + 1e-9).rounded(.down)))
    return first > last ? [] : (first...last).map { pow(10, Double($0)) }
  }
}
