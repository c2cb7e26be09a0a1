import AuditLog
import Foundation
import Testing

/// A programme from its launch to its end, by commands alone.
@Suite struct HappyPathTests {
  /// A unit's whole drive; every step of it must succeed.
  private func finishedDrive() throws -> Office {
    let office = try Office()
    try office.launch()
    let (secretary, guidance) = ("p104-1", "p011")
    func step(_ actor: String, _ arguments: String...) throws {
      let result = try office.program.run(
        arguments + ["--unit", "G-1-04-01", "--as", actor, "--now", "2023-09-11T10:00:00+08:00"])
      guard result.status == 0 else {
        throw Office.Unexpected(description: "\(arguments): \(result.complaint)")
      }
    }
    try step(secretary, "advance", "acknowledge")
    for number in 1...4 {
      try office.write("学习 \(number).txt", "第\(number)次")
      try step(secretary, "evidence", "add", "session", "学习 \(number).txt")
    }
    try step(secretary, "advance", "complete")
    try step(secretary, "evidence", "add", "report", try office.write("调研报告.txt", "调研"))
    try step(secretary, "advance", "complete")
    try step(secretary, "advance", "submit")
    try step(guidance, "advance", "complete")
    try step(secretary, "evidence", "add", "summary", try office.write("总结.txt", "总结"))
    try step(secretary, "advance", "submit")
    try step(guidance, "advance", "complete")
    return office
  }

  @Test func `a drive goes from launch to done by commands alone`() throws {
    let office = try finishedDrive()

    let rows = try office.json("status", "G-1-04-01")

    #expect(rows[0]?["status"] == "ended")
    #expect(rows[0]?["stage"] == ["done"])
  }

  @Test func `a drive that is done is replayed from its log`() throws {
    let office = try finishedDrive()

    let audit = try office.succeed("audit", "verify")

    #expect(audit.output.contains("the store is what its log says"))
  }

  @Test func `a board counts the units of each stage in the workflow's order`() throws {
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")

    let board = try office.json("status")

    let counts = board.array?.map { "\($0["stage"]?.string ?? "") \($0["units"]?.int ?? -1)" }
    #expect(
      counts == [
        "deploy 1", "notified 1", "acknowledged 0", "study 1", "investigate 0", "rectify 0",
        "summarize 0", "done 0",
      ])
  }

  @Test func `a unit's deadline is told in words`() throws {
    let office = try Office()
    try office.launch()

    let late = try office.succeed(
      "status", "G-1-04-01", "--now", "2023-09-15T09:00:00+08:00")

    #expect(late.output.contains("overdue 2 days"))
  }

  @Test func `tick delivers a deadline once`() throws {
    let office = try Office()
    try office.launch()
    let tick = ["tick", "--now", "2023-09-30T09:00:00+08:00", "--output", "json"]

    let first = try JSON(parsing: try office.program.run(tick).output)
    let second = try JSON(parsing: try office.program.run(tick).output)

    #expect(first["timers"] == 2)
    #expect(second["timers"] == 0)
  }

  @Test func `an item of the ledger keeps the gate shut until it is closed`() throws {
    let office = try Office()
    try office.launch()
    let raised = try office.at(
      1, as: "p104-1", "item", "add", "problems", "--unit", "G-1-04-01", "--problem", "备件清单缺失",
      "--deadline", "2023-10-01")

    let items = try office.json("item", "list", "--unit", "G-1-04-01", "--as", "p104")
    let shown = try office.json("item", "show", "drive/G-1-04-01/problems/1", "--as", "p104")

    #expect(raised.status == 0)
    #expect(items[0]?["problem"] == "备件清单缺失")
    #expect(shown["deadline"] == "2023-10-01")
  }

  @Test func `evidence comes back byte by byte`() throws {
    let office = try Office()
    try office.launch()
    try office.write("记录.bin", "\u{0}一\r\n\u{FEFF}二")
    try office.at(1, as: "p104-1", "evidence", "add", "session", "记录.bin", "--unit", "G-1-04-01")

    try office.succeed(
      "evidence", "get", "1", "--unit", "G-1-04-01", "--to", "回.bin", "--as", "p104")

    let bytes = try Data(contentsOf: office.folder.appendingPathComponent("回.bin"))
    #expect(bytes == Data("\u{0}一\r\n\u{FEFF}二".utf8))
  }

  @Test func `an event that is withdrawn is undone`() throws {
    let office = try Office()
    try office.launch()
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01", "--event-id", "e-1")

    let answer = try office.at(2, as: "p104-1", "withdraw", "e-1", "--reason", "too early")

    #expect(answer.status == 0)
    #expect(answer.output.hasPrefix("drive/G-1-04-01: study → notified (revision 2"))
  }

  @Test func `a suspended instance takes no events until it is resumed`() throws {
    let office = try Office()
    try office.launch()
    let send = ["advance", "acknowledge", "--unit", "G-1-04-01", "--as", "p104-1"]
    let late = ["--now", "2023-09-08T15:00:00+08:00"]
    try office.at(1, as: "p001", "suspend", "--unit", "G-1-04-01", "--reason", "merger")

    let refused = try office.program.run(send + late)
    try office.succeed(
      "resume", "--unit", "G-1-04-01", "--as", "p001", "--now", "2023-09-08T15:01:00+08:00")
    let accepted = try office.program.run(send + ["--now", "2023-09-08T15:02:00+08:00"])

    #expect(refused.complaint.contains("[instance.suspended]"))
    #expect(accepted.status == 0)
  }
}
