import AuditLog
import Foundation
import Testing

@Suite struct ConcurrencyTests {
  @Test func `eight processes on eight units lose nothing`() throws {
    let office = try Office()
    let units = [
      "G-1-01", "G-1-02", "G-1-03", "G-1-04", "G-2-01", "G-2-02", "G-2-03", "G-2-04",
    ]
    try office.launch(units.joined(separator: ","))

    let running = try units.map { unit in
      try office.program.start([
        "advance", "acknowledge", "--unit", unit, "--as", "p000", "--now", "2023-09-09",
      ])
    }
    let results = running.map { $0.finish() }

    #expect(results.allSatisfy { $0.status == 0 || $0.status == 4 })
    let accepted = results.count { $0.status == 0 }
    let rows = try office.json("status", "--tree")
    #expect(rows.array?.count { $0["stage"] == ["study"] } == accepted)
    #expect(try office.json("audit", "verify")["valid"] == true)
  }

  @Test func `of eight processes on one unit, one wins`() throws {
    let office = try Office()
    try office.launch()

    let running = try (0..<8).map { _ in
      try office.program.start([
        "advance", "acknowledge", "--unit", "G-1-04-01", "--as", "p104-1", "--now", "2023-09-09",
      ])
    }
    let results = running.map { $0.finish() }

    #expect(results.count { $0.status == 0 } == 1)
    #expect(results.allSatisfy { [0, 3, 4].contains($0.status) })
    #expect(try office.json("audit", "verify")["valid"] == true)
  }

  @Test func `of two who saw the same revision, the second is told`() throws {
    let office = try Office()
    try office.launch()

    let running = try ["p104-1", "p104"].map { actor in
      try office.program.start([
        "advance", "acknowledge", "--unit", "G-1-04-01", "--as", actor, "--revision", "0",
        "--now", "2023-09-09",
      ])
    }
    let statuses = running.map { $0.finish().status }.sorted()

    #expect(statuses == [0, 4])
  }

  @Test func `a step that was answered outlives kill -9`() throws {
    let office = try Office()
    try office.launch()
    try office.at(1, as: "p104-1", "advance", "acknowledge", "--unit", "G-1-04-01")
    // In the stage "rectify", "submit" can be sent again and again.
    let now = ["--unit", "G-1-04-01", "--as", "p104-1", "--now", "2023-09-09"]
    for number in 1...4 {
      let file = try office.write("\(number).txt", "\(number)")
      _ = try office.program.run(["evidence", "add", "session", file] + now)
    }
    _ = try office.program.run(["advance", "complete"] + now)
    _ = try office.program.run(["evidence", "add", "report", "1.txt"] + now)
    _ = try office.program.run(["advance", "complete"] + now)

    // Killed when the write-ahead log has grown so often, which is from before the first page of
    // the commit to after the answer.
    var answered: [String] = []
    for round in 0..<30 {
      let id = "round-\(round)"
      let running = try office.program.start(["advance", "submit", "--event-id", id] + now)
      running.wait(untilChanged: office.folder.path + "/docket.sqlite-wal", times: round % 10)
      running.kill()
      if running.finish().output.contains("submit accepted") { answered.append(id) }
    }

    let history = try office.json("history", "--instance", "drive/G-1-04-01", "--kind", "event")
    let kept = Set(history.array?.compactMap { $0["event"]?["id"]?.string } ?? [])
    #expect(answered.allSatisfy { kept.contains($0) })
    #expect(try office.json("audit", "verify")["valid"] == true)
    let last = try office.program.run(["advance", "submit"] + now)
    #expect(last.status == 0)
  }
}
