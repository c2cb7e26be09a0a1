import Foundation

/// The exponents of growth as a table, beside the plots.
struct GrowthReport {
  private var lines: [String] = []
  private var plots: [String] = []

  init(_ size: Size) {
    write("")
    write("| what | by | time | last decade | memory | last decade |")
    write("| --- | --- | ---: | ---: | ---: | ---: |")
  }

  mutating func add(_ growth: Growth, _ points: [Growth.Point]) {
    let times = points.map { ($0.size, $0.time) }
    let memory = points.map { ($0.size, $0.memory) }
    let exponents = [
      Growth.exponent(times), Growth.lastDecade(times), Growth.exponent(memory),
      Growth.lastDecade(memory),
    ]
    let cells =
      [growth.title, growth.axis] + exponents.map { $0.map { Growth.text($0) } ?? "–" }
    write("| " + cells.joined(separator: " | ") + " |")
    plots.append("![\(growth.title)](growth-\(growth.name).svg)")
  }

  private mutating func write(_ line: String) {
    lines.append(line)
    print(line)
    fflush(nil)
  }

  func keep(in path: String) throws {
    try Kept(lines + plots.flatMap { ["", $0] }).put(between: "growth", in: path)
  }
}
