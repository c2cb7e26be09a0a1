import Foundation

/// Measures every row in a process of its own, so that none meets the heap that another left, and
/// prints the tables. `--keep FILE` puts them into the document, too.
///
/// Ends with 1 where a row could not be measured; that one is short is no failure.
///
/// `Benchmarks --size small|normal|large [--only WORDS] [--keep FILE]`, or `--growth FOLDER`.
@main struct Benchmarks {
  static func main() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    var options: [String: String] = [:]
    while let name = arguments.popFirst() { options[name] = arguments.popFirst() ?? "" }
    let size = Size(rawValue: options["--size"] ?? "") ?? .normal

    defer { Scratch.removeAll() }
    // What takes long to make, rows of one run share.
    let fixtures = try options["--fixtures"] ?? Scratch().path
    if let number = options["--row"].flatMap({ Int($0) }) {
      let row = rows(size, fixtures)[number]
      do {
        print(try await Measurement(of: row, isTrial: size == .small).line)
      } catch {
        FileHandle.standardError.write(Data("\(row.what): \(error)\n".utf8))
        Scratch.removeAll()
        exit(1)
      }
      return
    }
    if let numbers = options["--point"] {
      let parts = numbers.split(separator: ".").compactMap { Int($0) }
      let point = try await Growth.all(size)[parts[0]].point(parts[1])
      print("\(point.time) \(point.memory)")
      return
    }
    if let folder = options["--growth"] { return try draw(into: folder, size) }
    var report = Report(size)
    for (number, row) in rows(size, fixtures).enumerated() {
      if let only = options["--only"], !(row.table + " " + row.what).contains(only) { continue }
      report.add(row, measured(number, size, fixtures))
    }
    let isComplete = report.finish()
    if let document = options["--keep"] { try report.keep(in: document) }
    if !isComplete { exit(1) }
  }

  static func rows(_ size: Size, _ fixtures: String) -> [Row] {
    let all =
      EventRows.rows(size) + ScriptRows.rows(size) + DocumentRows.rows(size)
      + StoreRows.rows(size) + LargeStoreRows.rows(size, fixtures: fixtures)
      + HostileDocuments.rows
    return all.filter { $0.sizes.contains(size) }
  }

  /// Measures how cost grows and draws it into a folder; keeps the exponents in the document there.
  private static func draw(into folder: String, _ size: Size) throws {
    var report = GrowthReport(size)
    for (number, growth) in Growth.all(size).enumerated() {
      var points: [Growth.Point] = []
      for amount in growth.sizes {
        let line = lastLine(["--size", size.rawValue, "--point", "\(number).\(amount)"])
        let numbers = line?.split(separator: " ").compactMap { Double($0) } ?? []
        guard numbers.count == 2 else { throw WentWrong("\(growth.name) of \(amount) failed") }
        points.append(Growth.Point(size: Double(amount), time: numbers[0], memory: numbers[1]))
      }
      report.add(growth, points)
      guard size != .small else { continue }
      try GrowthPlot(growth: growth, points: points).svg.write(
        toFile: folder + "/growth-\(growth.name).svg", atomically: true, encoding: .utf8)
    }
    if size != .small { try report.keep(in: folder + "/benchmarks.md") }
  }

  /// Nil where the row's process failed; it has said why.
  private static func measured(_ number: Int, _ size: Size, _ fixtures: String) -> Measurement? {
    lastLine(["--size", size.rawValue, "--fixtures", fixtures, "--row", "\(number)"])
      .flatMap { Measurement(line: $0) }
  }

  /// The last line that this program prints with other arguments.
  private static func lastLine(_ arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    do { try process.run() } catch { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").last.map { String($0) }
  }
}
