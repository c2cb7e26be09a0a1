import AuditLog
import Foundation
import Testing

@Suite struct HistoryTests {
  /// Two units, one step each; one of them is refused first.
  private func office() throws -> Office {
    let office = try Office()
    try office.launch("G-1-04,G-1-04-01")
    try office.at(1, as: "p104-1", "advance", "complete", "--unit", "G-1-04-01")
    try office.at(2, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")
    try office.at(3, as: "p104", "advance", "acknowledge", "--unit", "G-1-04")
    return office
  }

  private func found(_ office: Office, _ filter: String...) throws -> [String] {
    let result = try office.program.run(["history", "--output", "jsonl"] + filter)
    return try result.lines.map { line in
      let entry = try JSON(parsing: Array(line.utf8))
      return "\(entry["kind"]?.string ?? "") \(entry["unit"]?.string ?? "")"
    }
  }

  @Test func `entries are found by subtree, batch, role, event and verdict`() throws {
    let office = try office()

    let step = ["--programme", "drive", "--kind", "event"]
    #expect(try found(office, "--subtree", "G-1-04", step[0], step[1], step[2], step[3]).count == 2)
    #expect(try found(office, "--subtree", "G-2", step[0], step[1], step[2], step[3]) == [])
    #expect(try found(office, "--batch", "1", "--event", "acknowledge").count == 2)
    #expect(try found(office, "--batch", "2") == [])
    #expect(try found(office, "--role", "secretary", "--unit", "G-1-04") == ["event G-1-04"])
    #expect(try found(office, "--refused") == ["refused G-1-04-01"])
    #expect(
      try found(office, "--accepted", "--unit", "G-1-04-01", "--programme", "drive")
        == ["started G-1-04-01", "event G-1-04-01"])
  }

  @Test func `a line is an entry, and CSV has a header`() throws {
    let office = try office()

    let lines = try office.succeed("history", "--refused", "--output", "jsonl").lines
    let csv = try office.succeed("history", "--refused", "--output", "csv")
      .output.components(separatedBy: "\r\n")

    #expect(lines.count == 1 && csv.count == 3)
    #expect(try JSON(parsing: Array(lines[0].utf8))["missing"]?[0]?["code"] != nil)
    #expect(csv[0].hasPrefix("index,at,kind,"))
  }

  @Test func `following shows what is new until it is interrupted`() throws {
    let office = try office()
    let running = try office.program.start([
      "history", "--follow", "--programme", "drive", "--output", "jsonl",
    ])
    running.wait { $0.outputSoFar.contains("G-1-04\"") }

    try office.at(4, as: "p104", "advance", "acknowledge", "--unit", "G-1-04", "--event-id", "new")
    running.wait { $0.outputSoFar.contains("\"new\"") }
    running.process.interrupt()
    let result = running.finish()

    #expect(result.status == 0)
    #expect(result.complaint == "")
    let kinds = try result.lines.map { try JSON(parsing: Array($0.utf8))["kind"]?.string }
    #expect(kinds == ["launched", "started", "started", "refused", "event", "event", "refused"])
  }

  @Test func `following has no end, and a JSON array has one`() throws {
    let office = try office()

    #expect(try office.run("history", "--follow", "--output", "json").status == 1)
    #expect(try office.run("history", "--follow", "--reverse").status == 1)
  }
}
