import Foundation

/// Measures how cost grows, and draws it: a plot for time and one for memory beside it, both with
/// logarithmic axes and the exponent in the legend.
struct GrowthPlot {
  let growth: Growth
  let points: [Growth.Point]

  private static let (width, height, margin) = (380.0, 260.0, 56.0)

  var svg: String {
    let time = panel(
      0, "time in ms", points.map { ($0.size, $0.time / 1e6) }, color: "#1f5fa8")
    let memory = panel(
      Self.width, "memory in MiB", points.map { ($0.size, $0.memory) }, color: "#a8571f")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(2 * Self.width) \(Self.height + 40)" \
      font-family="sans-serif" font-size="11">
      <rect width="100%" height="100%" fill="white"/>
      <text x="\(Self.width)" y="20" text-anchor="middle" font-size="14">\(growth.title)</text>
      \(time)
      \(memory)
      </svg>

      """
  }

  private func panel(
    _ left: Double, _ label: String, _ values: [(x: Double, y: Double)], color: String
  )
    -> String
  {
    let shown = values.filter { $0.y > 0 }
    guard shown.count > 1 else {
      return "<text x=\"\(left + Self.margin)\" y=\"60\">\(label): too little to measure</text>"
    }
    let x = Axis(shown.map(\.x), from: left + Self.margin, to: left + Self.width - 16)
    let y = Axis(shown.map(\.y), from: Self.height - 4, to: 56)
    var parts: [String] = []
    for tick in x.ticks {
      parts.append(
        "<line x1=\"\(x[tick])\" x2=\"\(x[tick])\" y1=\"56\" y2=\"\(Self.height - 4)\" stroke=\"#ddd\"/>"
          + "<text x=\"\(x[tick])\" y=\"\(Self.height + 12)\" text-anchor=\"middle\">"
          + "\(Numbers.short(tick))</text>")
    }
    for tick in y.ticks {
      parts.append(
        "<line x1=\"\(left + Self.margin)\" x2=\"\(left + Self.width - 16)\" y1=\"\(y[tick])\" "
          + "y2=\"\(y[tick])\" stroke=\"#ddd\"/><text x=\"\(left + Self.margin - 6)\" "
          + "y=\"\(y[tick])\" dy=\"4\" text-anchor=\"end\">\(Numbers.short(tick))</text>")
    }
    let line = shown.map { point in x[point.x] + "," + y[point.y] }.joined(separator: " ")
    parts.append(
      "<polyline points=\"\(line)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>")
    for point in shown {
      parts.append("<circle cx=\"\(x[point.x])\" cy=\"\(y[point.y])\" r=\"3\" fill=\"\(color)\"/>")
    }
    let exponent = Growth.exponent(shown).map { "; exponent " + Numbers.short($0) } ?? ""
    parts.append(
      "<text x=\"\(left + Self.margin)\" y=\"44\" fill=\"\(color)\">\(label)\(exponent)</text>"
        + "<text x=\"\(left + Self.width / 2)\" y=\"\(Self.height + 30)\" text-anchor=\"middle\">"
        + "\(growth.axis)</text>")
    return parts.joined(separator: "\n")
  }

  /// A logarithmic axis.
  private struct Axis {
    let (low, high): (Double, Double)
    let (from, to): (Double, Double)

    init(_ values: [Double], from: Double, to: Double) {
      low = log10(values.min() ?? 1)
      high = max(low + 0.1, log10(values.max() ?? 1))
      (self.from, self.to) = (from, to)
    }

    subscript(value: Double) -> String {
      String(format: "%.1f", from + (log10(value) - low) / (high - low) * (to - from))
    }

    /// The powers of ten, or the ends where there are fewer than two.
    var ticks: [Double] {
      let powers = (Int(low.rounded(.up))...max(Int(low.rounded(.up)), Int(high.rounded(.down))))
        .map { pow(10, Double($0)) }.filter { log10($0) >= low - 1e-9 && log10($0) <= high + 1e-9 }
      return powers.count < 2 ? [pow(10, low), pow(10, high)] : powers
    }
  }
}
