import Foundation

/// The tables, as Markdown: printed row by row, and kept in a document.
struct Report {
  let size: Size
  private var lines: [String] = []
  private var table = ""
  private var counts = (met: 0, short: 0, failed: 0)

  init(_ size: Size) { self.size = size }

  mutating func add(_ row: Row, _ measurement: Measurement?) {
    if row.table != table {
      table = row.table
      write("")
      write("### \(table)")
      write("")
      write("| what | Docket | against | reference | memory | ratio | aim | |")
      write("| --- | ---: | --- | ---: | ---: | ---: | ---: | --- |")
    }
    guard let measurement else {
      counts.failed += 1
      write("| \(row.what) | | \(row.against) | | | | \(row.aim.text) | failed |")
      return
    }
    let (subject, reference) = (measurement.subject, measurement.reference)
    let verdict = measurement.isMet(row.aim)
    switch verdict {
    case true?: counts.met += 1
    case false?: counts.short += 1
    case nil: break
    }
    let memory =
      Numbers.short(measurement.memory) + " MiB"
      + (measurement.memoryAim.map { " (≤ \(Numbers.short($0)))" } ?? "")
    let cells = [
      row.what, Numbers.time(subject), row.against, Numbers.time(reference), memory,
      Numbers.short(row.aim.ratio(subject: subject, reference: reference)), row.aim.text,
      verdict.map { $0 ? "met" : "**short**" } ?? "stated",
    ]
    write("| " + cells.joined(separator: " | ") + " |")
  }

  /// - Returns: Whether every row could be measured.
  mutating func finish() -> Bool {
    write("")
    write("\(counts.met) met, \(counts.short) short, \(counts.failed) failed.")
    return counts.failed == 0
  }

  private mutating func write(_ line: String) {
    lines.append(line)
    print(line)
    fflush(nil)
  }

  /// Puts the tables between the marks of this size in a Markdown document, with the date and the
  /// kind of machine.
  func keep(in path: String) throws {
    try Kept(lines + ["A time is that of one operation."]).put(between: size.rawValue, in: path)
  }
}

/// Text that a document keeps until the next run.
struct Kept {
  private let lines: [String]

  init(_ lines: [String]) { self.lines = lines }

  /// Puts it between `<!-- MARK -->` and `<!-- end of MARK -->`.
  func put(between mark: String, in path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let (start, end) = ("<!-- \(mark) -->\n", "<!-- end of \(mark) -->")
    guard let from = text.range(of: start), let to = text.range(of: end) else {
      throw WentWrong("\(path) has no place for \(mark)")
    }
    let head = "Measured on \(Self.day) on \(Machine.kind)."
    let kept =
      text[..<from.upperBound] + ([head] + lines).joined(separator: "\n") + "\n"
      + text[to.lowerBound...]
    try String(kept).write(toFile: path, atomically: true, encoding: .utf8)
  }

  private static var day: String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.dateFormat = "d MMMM yyyy"
    return format.string(from: Date())
  }
}

/// What kind of machine this is, without its name.
enum Machine {
  static var kind: String {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let memory = ProcessInfo.processInfo.physicalMemory / (1 << 30)
    return "\(cores) \(processor) cores, \(memory) GiB of memory, Linux, files on \(Scratch.kind)"
  }

  private static var processor: String {
    let info = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = info.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
  }
}
