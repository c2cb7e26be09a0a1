import AuditLog
import Foundation
import Testing

/// Looking at a programme: boards, trees, heat maps, lists and the report, now and of a day before.
@Suite struct LookingTests {
  /// Three units of which one has acknowledged on 9 September, and one is exempt since the 10th.
  private func office(_ language: String = "C.UTF-8") throws -> Office {
    let office = try Office(environment: ["LC_ALL": language])
    try office.launch("G-1-04,G-1-04-01,G-1-04-02")
    try office.succeed(
      "advance", "acknowledge", "--unit", "G-1-04-01", "--as", "p104-1", "--now",
      "2023-09-09T10:00:00+08:00")
    try office.succeed(
      "exempt", "--unit", "G-1-04-02", "--reason", "并入上级<单位>", "--as", "p001", "--now",
      "2023-09-10T10:00:00+08:00")
    return office
  }

  private func row(_ rows: JSON, _ unit: String) -> JSON? {
    rows.array?.first { $0["unit"]?.string == unit }
  }

  @Test func `the board of a day before is that of its last moment`() throws {
    let office = try office()

    let before = try office.json("status", "--as-of", "2023-09-08")
    let after = try office.json("status", "--as-of", "2023-09-09")

    let notified = { (rows: JSON) in
      rows.array?.first { $0["stage"] == "notified" }?["units"]?.int
    }
    #expect(notified(before) == 3)
    #expect(notified(after) == 2)
  }

  @Test func `as of the last entry is what is there now`() throws {
    let office = try office()
    let now = "2023-09-10T10:00:00+08:00"

    for list in [
      ["status"], ["status", "--tree"], ["status", "--heat"], ["status", "G-1-04-01"],
    ] {
      let present = try office.program.run(list + ["--output", "json", "--now", now])
      let past = try office.program.run(list + ["--output", "json", "--as-of", now])

      #expect(present.output == past.output)
    }
  }

  @Test(arguments: ["status", "explain"])
  func `a unit may be named as in commands that change something`(_ command: String) throws {
    let office = try office()

    let plain = try office.run(command, "G-1-04-01")
    let named = try office.run(command, "--unit", "G-1-04-01")
    let torn = try office.run(command, "G-1-04-01", "--unit", "G-1-04")

    #expect(plain.status == 0 && plain.output == named.output)
    #expect(torn.status == 1)
    #expect(torn.complaint.contains("one unit at a time: G-1-04-01 or G-1-04"))
  }

  @Test func `a time before the log began is a usage error`() throws {
    let answer = try office().run("status", "--as-of", "2020-01-01")

    #expect(answer.status == 1)
    #expect(answer.complaint.contains("the log begins after"))
  }

  @Test func `a row of the tree sums up its branch, the exempt left out and listed`() throws {
    let office = try office()

    let tree = try office.json("status", "--tree", "G-1-04", "--now", "2023-09-20")
    let exempt = try office.json("status", "--only", "exempted")

    #expect(row(tree, "G-1-04")?["units"] == 2)
    #expect(row(tree, "G-1-04")?["overdue"] == 1)
    #expect(row(tree, "G-1-04")?["worst"] == "red")
    #expect(row(tree, "G-1-04")?["exempted"] == 1)
    #expect(exempt.array?.map { $0["unit"] } == ["G-1-04-02"])
  }

  @Test func `who has not acknowledged is listed in the order of the tree`() throws {
    let office = try office()

    let list = try office.json("status", "--only", "unacknowledged")

    #expect(list.array?.map { $0["unit"] } == ["G-1-04"])
  }

  @Test(arguments: [
    ("2023-09-09", "plain"), ("2023-09-11", "blue"), ("2023-09-14", "red"),
  ])
  func `colours are those of follow-up offices`(_ day: String, _ colour: String) throws {
    let office = try office()

    let unit = try office.json("status", "G-1-04", "--now", day)

    #expect(row(unit, "G-1-04")?["colour"]?.string == colour)
  }

  @Test func `what was late once stays yellow`() throws {
    let office = try office()
    try office.succeed(
      "advance", "acknowledge", "--unit", "G-1-04", "--as", "p104", "--now", "2023-09-15")

    let unit = try office.json("status", "G-1-04", "--now", "2023-09-16")

    #expect(row(unit, "G-1-04")?["colour"] == "yellow")
  }

  @Test func `a heat map says in signs what it says in colours, and aligns Chinese`() throws {
    let office = try office("zh_CN.UTF-8")

    let map = try office.succeed("status", "--heat", "--now", "2023-09-20").lines

    let heads = try #require(map.first)
    #expect(heads.contains("动员部署") && heads.contains("检视整改"))
    let row = try #require(map.first { $0.contains("总装测试厂") })
    #expect(row.contains("1!"))
    #expect(
      width(heads.prefix(upTo: heads.range(of: "动员部署")!.upperBound))
        == width(row.prefix(upTo: row.range(of: "1!")!.upperBound)))
  }

  private func width(_ text: Substring) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) }
  }

  @Test func `a heat map becomes a picture`() throws {
    let office = try office()

    try office.succeed("status", "--heat", "-o", "heat.svg")

    let svg = try String(
      contentsOf: office.folder.appendingPathComponent("heat.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg"))
    #expect(svg.contains("G-1-04"))
  }

  // MARK: Tasks

  @Test func `what waited for somebody then is told by the decisions of then`() throws {
    let office = try office()
    let view = { (moment: String) in
      try office.json("tasks", "--as", "p104-1", "--as-of", moment).array?
        .filter { $0["instance"] == "drive/G-1-04-01" }.map { $0["event"]?.string ?? "" }
    }

    #expect(try view("2023-09-08") == ["acknowledge"])
    #expect(try view("2023-09-10") == ["complete"])
  }

  // MARK: The report

  private func report(_ office: Office, _ options: String...) throws -> String {
    let result = try office.program.run(["report", "--now", "2023-09-20"] + options)
    #expect(result.complaint == "")
    return result.output
  }

  @Test func `a report needs nothing beside it`() throws {
    let html = try report(try office())
      .replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")

    #expect(html.hasPrefix("<!DOCTYPE html>"))
    for word in ["<script", "http:", "https:", "url(", "@import", "<link", "<img"] {
      #expect(!html.contains(word), "\(word)")
    }
  }

  @Test(arguments: [("en", "Progress by stage"), ("zh-Hans", "各阶段进展")])
  func `a report is in the language that was asked for`(_ language: String, _ words: String) throws
  {
    let html = try report(try office(), "--lang", language)

    #expect(html.contains("<html lang=\"\(language)\">"))
    #expect(html.contains(words))
  }

  @Test func `a report names the place of the log that its figures come from`() throws {
    let office = try office()
    let root = try #require(try office.json("audit", "verify")["root"]?.string)

    let html = try report(office)

    #expect(html.contains(root))
  }

  @Test func `reasons are in a report only for those who may read them`() throws {
    let office = try office()

    #expect(try report(office, "--reasons", "--as", "p001").contains("并入上级&lt;单位&gt;"))
    #expect(!(try report(office, "--reasons", "--as", "p104-1").contains("并入上级")))
    #expect(!(try report(office, "--as", "p001").contains("并入上级")))
  }

  @Test func `the report of a moment stays the same whatever comes later`() throws {
    let office = try office()
    let before = try report(office, "--as-of", "2023-09-10T12:00:00+08:00")
    try office.succeed(
      "advance", "acknowledge", "--unit", "G-1-04", "--as", "p104", "--now", "2023-09-15")

    let after = try report(office, "--as-of", "2023-09-10T12:00:00+08:00")

    #expect(after == before)
  }
}
