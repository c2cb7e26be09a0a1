import AuditLog
import Foundation
import Testing

/// What a meeting said of a programme, and what it took back, on boards, in reports and in calendars.
@Suite struct BoardTests {
  private static let first = "2023-09-08T16:00:00+08:00"
  private static let later = "2023-09-11T10:00:00+08:00"

  /// The second meeting launches the programme again under another decision.
  private static let correction = """
    <minutes xmlns="urn:docket:minutes:1">
      <head id="m-2" kind="special">
        <issuer xml:lang="en">Group</issuer><title xml:lang="en">A correction</title>
      </head>
      <meeting><date iso="2023-09-10"/></meeting>
      <items>
        <item n="1">
          <title xml:lang="en">Batch 2</title>
          <decision id="again">
            <text xml:lang="en">The launch of batch 2 rests on this decision from now on.</text>
            <supersede decision="m-2023-09-08#launch-2"/>
          </decision>
        </item>
      </items>
    </minutes>
    """

  private static let example = Result { () -> Office in
    let office = try Office()
    try office.succeed(
      "apply", Program.workflows("example/minutes-2023-09-08.xml"), "--as", "p002", "--now", first)
    for verb in ["approve", "enact"] {
      try office.succeed("minutes", verb, "m-2023-09-08", "--as", "p000", "--now", first)
    }
    try office.write("m-2.xml", correction)
    try office.succeed("apply", "m-2.xml", "--as", "p002", "--now", later)
    for verb in ["approve", "enact"] {
      try office.succeed("minutes", verb, "m-2", "--as", "p000", "--now", later)
    }
    return office
  }

  @Test func `a board says the window as the meeting said it`() throws {
    let board = try Self.example.get().succeed(
      "status", "--programme", "drive-2023", "--batch", "2", "--as-of", "2023-09-09")

    #expect(
      board.lines.first
        == "drive-2023, batch 2: 52 units, 2023-09 to 2024-01 (by and large), under m-2023-09-08#launch-2"
    )
  }

  @Test func `programs read the window in columns, to the month and with its soft end`() throws {
    let row = try Self.example.get().json("status", "--programme", "drive-2023", "--batch", "2")[0]

    #expect(row?["window_start"] == "2023-09")
    #expect(row?["window_end"] == "2024-01")
    #expect(row?["soft_end"] == true)
    #expect(row?["superseded_by"] == "m-2#again")
  }

  @Test func `a board flags a decision that was set aside, and what was done under it`() throws {
    let board = try Self.example.get().succeed(
      "status", "--programme", "drive-2023", "--now", Self.later)

    #expect(board.output.contains("under m-2023-09-08#launch-2 (SUPERSEDED by m-2#again)"))
    let last = try #require(board.lines.last { $0.hasPrefix("superseded: ") })
    #expect(last.contains("m-2023-09-08#launch-2 by m-2#again; under it stand 1 launched, "))
    #expect(last.contains("52 started"))
  }

  @Test func `a board of before knows nothing of what was set aside later`() throws {
    let office = try Self.example.get()

    let before = try office.succeed("status", "--as-of", "2023-09-09")
    let after = try office.json("status", "--as-of", Self.later)
    let now = try office.json("status", "--now", Self.later)

    #expect(!before.output.lowercased().contains("superseded"))
    #expect(after == now)
  }

  @Test(arguments: [
    ("en", ["2023-09 – 2024-01 (by and large)", "superseded by m-2#again", "52 started"]),
    ("zh-Hans", ["2023年9月至2024年1月（基本结束）", "已被 m-2#again 取代", "已被取代的决定"]),
  ])
  func `a report says it in its language`(_ language: String, _ words: [String]) throws {
    let html = try Self.example.get().succeed(
      "report", "--programme", "drive-2023", "--lang", language, "--now", Self.later)

    for word in words { #expect(html.output.contains(word), "\(word)") }
  }

  @Test func `a calendar has the window, from the first day it can mean to the last`() throws {
    let text = try Self.example.get().succeed("export", "ics", "--programme", "drive-2023")
      .output.replacing("\r\n ", with: "")

    let window = try #require(
      text.components(separatedBy: "BEGIN:VEVENT").first { $0.contains("/2/window@") })
    #expect(window.contains("DTSTART;VALUE=DATE:20230901\r\nDTEND;VALUE=DATE:20240201\r\n"))
    #expect(window.contains("2023-09 to 2024-01 (by and large)"))
    #expect(window.contains("superseded by m-2#again"))
  }

  // MARK: What the meeting asks for

  @Test func `a unit is told what the meeting asks of it, and from which lesson that comes`() throws
  {
    let office = try Self.example.get()

    let words = try office.succeed("explain", "G-1-04", "--as", "p104", "--now", Self.later).output
    let json = try office.json("explain", "G-1-04", "--as", "p104", "--now", Self.later)

    #expect(words.contains("required: Link upper and lower levels: Measures of batch 1 go on"))
    #expect(
      words.contains(
        "from the lesson m-2023-09-08#owned-above: A problem whose root is above is owned above."))
    #expect(words.contains("forbidden: Prevent formalism: No forced check-ins"))
    #expect(
      json["requirements"]?.array?.map { $0["id"] } == [
        "by-class", "linked", "real", "no-formalism",
      ])
  }

  @Test func `minutes show what became of a lesson`() throws {
    let shown = try Self.example.get().succeed("minutes", "show", "m-2023-09-08").output

    #expect(
      shown.contains(
        "owned-above: A problem whose root is above is owned above.\n"
          + "      → m-2023-09-08#launch-2: linked\n"))
  }

  @Test func `a report repeats what the meeting asks for`() throws {
    let html = try Self.example.get().succeed(
      "report", "--programme", "drive-2023", "--lang", "zh-Hans", "--now", Self.later
    ).output

    #expect(html.contains("<b>上下联动</b>"))
    #expect(html.contains("根子在上级的问题由上级认领。"))
  }

  // MARK: What goes on, and what came twice

  /// A unit that has ended while one of its problems goes on, and a file that two units gave.
  private static let closed = Result { () -> Office in
    let office = try Office()
    try office.launch("G-1-04-01,G-1-04-02")
    var minute = 0
    func step(_ actor: String, _ unit: String, _ arguments: [String]) throws {
      minute += 1
      let result = try office.program.run(
        arguments + [
          "--unit", unit, "--as", actor, "--now",
          "2023-09-\(12 + minute / 60)T10:\(10 + minute % 50):00+08:00",
        ])
      guard result.status == 0 else {
        throw Office.Unexpected(description: "\(arguments): \(result.complaint)")
      }
    }
    try office.write("同一份.txt", "同一份学习记录")
    for (unit, secretary) in [("G-1-04-01", "p104-1"), ("G-1-04-02", "p104-2")] {
      try step(secretary, unit, ["advance", "acknowledge"])
      try step(secretary, unit, ["evidence", "add", "session", "同一份.txt"])
    }
    let (unit, secretary) = ("G-1-04-01", "p104-1")
    try step(secretary, unit, ["item", "add", "problems", "--problem", "长期问题"])
    for number in 2...4 {
      try office.write("记录\(number).txt", "第\(number)次")
      try step(secretary, unit, ["evidence", "add", "session", "记录\(number).txt"])
    }
    try step(secretary, unit, ["advance", "complete"])
    try office.write("调研.txt", "调研")
    try step(secretary, unit, ["evidence", "add", "report", "调研.txt"])
    try step(secretary, unit, ["advance", "complete"])
    try office.write("方案.txt", "方案")
    let item = ["--instance", "drive/G-1-04-01/problems/1"]
    for line in [
      [secretary, "evidence", "add", "plan", "方案.txt"], [secretary, "advance", "plan"],
      [secretary, "advance", "start"],
    ] {
      try office.succeed(
        line: line.dropFirst() + item + ["--as", line[0], "--now", "2023-09-20T10:00:00+08:00"])
    }
    try Self.decide(office)
    try office.succeed(
      line: ["advance", "continue"] + item + [
        "--authority", "m-9#go-on", "--reason", "年内难以解决", "--as", "p001", "--now",
        "2023-09-20T12:00:00+08:00",
      ])
    func late(_ actor: String, _ arguments: String...) throws {
      try office.succeed(
        line: arguments + [
          "--unit", unit, "--as", actor, "--now", "2023-09-21T10:00:00+08:00",
        ])
    }
    try late(secretary, "advance", "submit")
    try late("p011", "advance", "complete")
    try office.write("总结.txt", "总结")
    try late(secretary, "evidence", "add", "summary", "总结.txt")
    try late(secretary, "advance", "submit")
    try late("p011", "advance", "complete")
    return office
  }

  /// A meeting lets a problem go on.
  private static func decide(_ office: Office) throws {
    try office.write(
      "m-9.xml",
      correction.replacing("id=\"m-2\"", with: "id=\"m-9\"").replacing(
        "id=\"again\"", with: "id=\"go-on\""
      )
      .replacing("<supersede decision=\"m-2023-09-08#launch-2\"/>", with: ""))
    try office.succeed("apply", "m-9.xml", "--as", "p002", "--now", "2023-09-20T11:00:00+08:00")
    try office.succeed(
      "minutes", "approve", "m-9", "--as", "p000", "--now", "2023-09-20T11:00:00+08:00")
  }

  @Test func `a board says what continues past the close of its unit`() throws {
    let office = try Self.closed.get()

    let board = try office.succeed("status", "--now", "2023-09-22")
    let rows = try office.json("status", "--now", "2023-09-22")

    #expect(board.lines.first == "drive, batch 1: 2 units; 1 item continues")
    #expect(rows[0]?["continuing_items"] == 1)
  }

  @Test func `it was closed for the ledger, and is continuing in the list of items`() throws {
    let items = try Self.closed.get().json("item", "list", "--as", "p001")

    #expect(items[0]?["status"] == "continuing")
  }

  @Test func `the present and the past agree on what continues`() throws {
    let office = try Self.closed.get()

    let now = try office.json("status", "--now", "2023-09-22")
    let past = try office.json("status", "--as-of", "2023-09-22")
    let before = try office.json("status", "--as-of", "2023-09-20")

    #expect(now == past)
    #expect(before[0]?["continuing_items"] == 0)
  }

  @Test func `a report counts what goes on, and files that several units gave`() throws {
    let html = try Self.closed.get().succeed("report", "--now", "2023-09-22", "--lang", "en").output

    #expect(html.contains("<b style=\"color: var(--yellow)\">1</b><span>problems going on</span>"))
    #expect(html.contains("1 file was given by several units: 2 times, by 2 units."))
  }

  @Test func `a report of before the second unit gave a file does not count it`() throws {
    let html = try Self.closed.get().succeed(
      "report", "--as-of", "2023-09-12T10:13:00+08:00", "--lang", "en"
    ).output

    #expect(!html.contains("given by several units"))
  }
}

extension Office {
  /// Runs a command that must succeed.
  @discardableResult
  fileprivate func succeed(line: some Sequence<String>) throws -> Program.Result {
    let result = try program.run(Array(line))
    guard result.status == 0 else {
      throw Unexpected(description: "\(Array(line)): \(result.complaint)")
    }
    return result
  }
}
