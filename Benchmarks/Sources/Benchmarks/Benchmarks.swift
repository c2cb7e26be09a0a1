import Foundation

/// Measures every row in a process of its own, so that none meets the heap that another left, and
/// prints the tables. `--keep FILE` puts them into the document, too.
///
/// Ends with 1 where a row could not be measured; that one is short is no failure.
///
/// `Benchmarks --size small|normal|large [--only WORDS] [--keep FILE]`.
@main struct Benchmarks {
  static func main() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    var options: [String: String] = [:]
    while let name = arguments.popFirst() { options[name] = arguments.popFirst() ?? "" }
    let size = Size(rawValue: options["--size"] ?? "") ?? .normal

    if let number = options["--row"].flatMap({ Int($0) }) {
      let row = rows(size)[number]
      do {
        let rounds = size == .small ? 1 : Measurement.rounds
        print(try await Measurement(of: row, rounds: rounds).line)
      } catch {
        FileHandle.standardError.write(Data("\(row.what): \(error)\n".utf8))
        exit(1)
      }
      return
    }
    var report = Report(size)
    for (number, row) in rows(size).enumerated() {
      if let only = options["--only"], !(row.table + " " + row.what).contains(only) { continue }
      report.add(row, measured(number, size))
    }
    let isComplete = report.finish()
    if let document = options["--keep"] { try report.keep(in: document) }
    if !isComplete { exit(1) }
  }

  static func rows(_ size: Size) -> [Row] {
    let all =
      EventRows.rows(size) + DocumentRows.rows(size) + StoreRows.rows(size)
      + HostileDocuments.rows
    return all.filter { $0.sizes.contains(size) }
  }

  /// Nil where the row's process failed; it has said why.
  private static func measured(_ number: Int, _ size: Size) -> Measurement? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--size", size.rawValue, "--row", "\(number)"]
    let output = Pipe()
    process.standardOutput = output
    do { try process.run() } catch { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return lines.last.flatMap { Measurement(line: String($0)) }
  }
}
