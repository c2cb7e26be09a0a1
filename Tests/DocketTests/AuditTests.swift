import AuditLog
import Foundation
import Testing

/// Changes that somebody makes to a store's file behind the program's back.
@Suite struct AuditTests {
  /// A store with something of everything, each with a text that stands nowhere else.
  private func office() throws -> Office {
    let office = try Office()
    try office.launch()
    try office.write("记录.txt", "bytes-of-evidence")
    let unit = ["--unit", "G-1-04-01"]
    try office.at(
      1, as: "p104-1", "advance", "acknowledge", "--reason", "reason-in-payload", "--data",
      "{\"note\":\"data-in-leaf\"}", unit[0], unit[1])
    try office.at(2, as: "p104-1", "evidence", "add", "session", "记录.txt", unit[0], unit[1])
    try office.write("人.csv", "id,name,login\np999,甲,root-of-all\n")
    try office.succeed("apply", "人.csv", "--as", "p001", "--now", "2023-09-07")
    return office
  }

  /// Replaces a text in the file by another of the same length.
  ///
  /// - Parameter place: Which of its places: 0 is the first in the file, -1 the last.
  private func replace(_ text: String, by other: String, at place: Int, in file: URL) throws {
    var data = try Data(contentsOf: file)
    var places: [Range<Data.Index>] = []
    while let next = data.range(
      of: Data(text.utf8), in: (places.last?.upperBound ?? 0)..<data.count)
    {
      places.append(next)
    }
    let chosen = place < 0 ? places.count + place : place
    guard places.indices.contains(chosen), text.utf8.count == other.utf8.count else {
      throw Office.Unexpected(description: "\"\(text)\" stands \(places.count) times in the store")
    }
    data.replaceSubrange(places[chosen], with: Data(other.utf8))
    try data.write(to: file)
  }

  @Test func `a store that nobody changed is what its log says`() throws {
    let office = try office()

    let audit = try office.json("audit", "verify")

    #expect(audit["valid"] == true)
    #expect(audit["faults"] == [])
    #expect(audit["entries"] == audit["replayed"])
    #expect(audit["files"] == 1)
  }

  @Test(arguments: [
    ("data-in-leaf", "data-in-leag", 0, "[entry.hash]"),
    ("reason-in-payload", "reason-in-paylaod", 0, "\"reason\" is not what was recorded"),
    ("bytes-of-evidence", "bytes-of-evidance", 0, "[evidence.altered]"),
    ("\"active\":[\"study\"]", "\"active\":[\"stady\"]", 0, "[instances.differs]"),
    // A workflow's text stands in the table of workflows and in its entry; a person, too.
    ("corrective action", "corrective Action", 0, "rectification-drive"),
    ("corrective action", "corrective Action", -1, "rectification-drive"),
    ("root-of-all", "root-of-alk", 0, "[people.differs]"),
    ("root-of-all", "root-of-alk", -1, "[people.differs]"),
    ("\"kind\":\"appointed\"", "\"kind\":\"dismissed\"", 0, "error: entry "),
  ])
  func `a changed byte is named`(_ text: String, _ other: String, _ place: Int, _ sentence: String)
    throws
  {
    let office = try office()
    try replace(text, by: other, at: place, in: office.store)

    let audit = try office.run("audit", "verify")

    #expect(audit.status == 5)
    #expect(audit.complaint.hasPrefix("error: "))
    #expect(audit.complaint.contains(sentence))
  }

  @Test func `an older copy, sound in itself, has another root`() throws {
    let office = try office()
    let kept = try office.json("audit", "verify")["root"]?.string ?? ""

    // Somebody puts back an older copy that is sound in itself.
    try office.succeed("backup", "旧.sqlite")
    try office.at(5, as: "p104-1", "advance", "complete", "--unit", "G-1-04-01")
    let now = try office.json("audit", "verify")["root"]?.string ?? ""
    let old = try office.json("audit", "verify", "--store", "旧.sqlite")["root"]?.string ?? ""

    #expect(old == kept)
    #expect(now != old)
  }

  @Test func `history finds entries by what they are about`() throws {
    let office = try office()
    func kinds(_ filter: String...) throws -> [String] {
      let result = try office.program.run(["history", "--output", "json"] + filter)
      return try JSON(parsing: result.output).array?.compactMap { $0["kind"]?.string } ?? []
    }

    let byUnit = try kinds("--unit", "G-1-04-01")
    let byInstance = try kinds("--instance", "drive/G-1-04-01")
    let byActor = try kinds("--actor", "p104-1")
    let byKind = try kinds("--kind", "launched,started")
    let byTime = try kinds("--from", "2023-09-08T11:00:00+08:00", "--until", "2023-09-08")
    let byProgramme = try kinds("--programme", "drive", "--limit", "1")

    #expect(byUnit == ["registered", "appointed", "started", "event", "evidence-added"])
    #expect(byInstance == ["started", "event", "evidence-added"])
    #expect(byActor == ["event", "evidence-added"])
    #expect(byKind == ["launched", "started"])
    #expect(byTime == ["event", "evidence-added"])
    #expect(byProgramme == ["launched"])
  }

  @Test func `history finds what was done under a decision`() throws {
    let office = try Office()
    try office.succeed(
      "start", "rectification-drive", "--programme", "p", "--units", "G", "--authority", "m-1#2",
      "--now", "2023-09-08T10:00:00+08:00")

    let entries = try office.json("history", "--authority", "m-1#2")

    #expect(entries.array?.compactMap { $0["kind"]?.string } == ["launched", "started"])
  }

  @Test func `history goes on where a page ended`() throws {
    let office = try office()

    let first = try office.run("history", "--unit", "G-1-04-01", "--limit", "2", "--reverse")
    let index = try JSON(
      parsing: office.run(
        "history", "--unit", "G-1-04-01", "--limit", "2", "--reverse", "--output", "json"
      ).output)[1]?["index"]?.int
    let next = try office.json(
      "history", "--unit", "G-1-04-01", "--limit", "1", "--reverse", "--after", "\(index ?? -1)")

    #expect(first.complaint == "there is more: go on with --after \(index ?? -1)\n")
    #expect(next[0]?["kind"] == "started")
  }
}
