import AuditLog
import Foundation
import Testing

/// A unit hands in, the inspector sends it back with a reason, and it hands in again: the whole story,
/// by commands alone.
@Suite struct SendBackTests {
  private static let unit = "G-7-02"
  /// Is the unit's secretary and, alas, a member of the guidance group that watches it.
  private static let both = "p016"
  private static let inspector = "p015"

  /// A unit whose summary was handed in by its secretary, who is an inspector of it, too.
  private struct Story {
    let office = try! Office()
    private(set) var hour = 0

    init() throws {
      try office.launch(SendBackTests.unit)
      try accepted(SendBackTests.both, "advance", "acknowledge")
      for number in 1...4 { try give("session", "学习记录 \(number).txt") }
      try accepted(SendBackTests.both, "advance", "complete")
      try give("report", "调研报告.txt")
      try accepted(SendBackTests.both, "advance", "complete")
      try accepted(SendBackTests.both, "advance", "submit")
      try accepted(SendBackTests.inspector, "advance", "complete")
      try give("summary", "总结.txt")
      try accepted(SendBackTests.both, "advance", "submit", "--event-id", "summary-handed-in")
    }

    /// Runs a command an hour after the last one.
    mutating func step(_ actor: String, _ arguments: [String]) throws -> Program.Result {
      hour += 1
      let minute = hour < 10 ? "0\(hour)" : "\(hour)"
      return try office.program.run(
        arguments + ["--as", actor, "--now", "2023-09-11T10:\(minute):00+08:00"])
    }

    mutating func send(_ actor: String, _ arguments: String...) throws -> Program.Result {
      try step(actor, arguments + ["--unit", SendBackTests.unit])
    }

    mutating func accepted(_ actor: String, _ arguments: String...) throws {
      let result = try step(actor, arguments + ["--unit", SendBackTests.unit])
      guard result.status == 0 else {
        throw Office.Unexpected(description: "\(arguments): \(result.complaint)")
      }
    }

    mutating func give(_ kind: String, _ name: String) throws {
      try office.write(name, "\(name)，第\(hour)次")
      try accepted(SendBackTests.both, "evidence", "add", kind, name)
    }

    mutating func sentBack() throws {
      try accepted(SendBackTests.inspector, "advance", "return", "--reason", "措施未写明责任人，请补充")
    }

    var stage: JSON? { get throws { try office.json("status", SendBackTests.unit)[0]?["stage"] } }
  }

  @Test func `nobody is sent back without being told why`() throws {
    var story = try Story()

    let answer = try story.send(Self.inspector, "advance", "return")

    #expect(answer.status == 3)
    #expect(answer.complaint.contains("[reason.missing]"))
    #expect(try story.stage == ["summarize"])
  }

  @Test func `a unit that was sent back stands in the stage before and reads the reason`() throws {
    var story = try Story()

    try story.sentBack()

    let history = try story.send(Self.both, "history", "--event", "return")
    #expect(history.output.contains("措施未写明责任人，请补充"))
    #expect(try story.stage == ["rectify"])
  }

  @Test func `what was handed in before is not enough after a return, and explain says so`() throws
  {
    var story = try Story()
    try story.sentBack()
    try story.accepted(Self.both, "advance", "submit")
    try story.accepted(Self.inspector, "advance", "complete")

    let explained = try story.step(Self.both, ["explain", Self.unit])

    #expect(explained.output.contains("A summary report of this round is missing."))
    #expect(try story.send(Self.both, "advance", "submit").status == 3)
  }

  @Test func `until it is handed in again, there is nothing that an inspector could confirm`()
    throws
  {
    var story = try Story()
    try story.sentBack()

    let answer = try story.send(Self.inspector, "advance", "complete")

    #expect(answer.status == 3)
    #expect(answer.complaint.contains("[role.distinct.unsent]"))
  }

  @Test func `who handed in does not confirm it, whatever roles she holds`() throws {
    var story = try Story()

    let answer = try story.send(Self.both, "advance", "complete")

    #expect(answer.status == 3)
    #expect(answer.complaint.contains("[role.distinct]"))
  }

  @Test func `handed in again and confirmed by somebody else, the unit is done`() throws {
    var story = try Story()
    try story.sentBack()
    try story.accepted(Self.both, "advance", "submit")
    try story.accepted(Self.inspector, "advance", "complete")
    try story.give("summary", "总结（修改）.txt")
    try story.accepted(Self.both, "advance", "submit")

    try story.accepted(Self.inspector, "advance", "complete")

    #expect(try story.stage == ["done"])
    #expect(try story.office.json("audit", "verify")["faults"]?.array == [])
  }

  // MARK: Taking back

  private static func withdraw(_ story: inout Story, as actor: String) throws -> Program.Result {
    try story.step(actor, ["withdraw", "summary-handed-in", "--reason", "误交，附件不全"])
  }

  @Test func `what was handed in by mistake is taken back, and both stay on record`() throws {
    var story = try Story()

    let answer = try Self.withdraw(&story, as: Self.both)

    let history = try story.send(Self.both, "history", "--kind", "event,withdrawn")
    #expect(answer.status == 0)
    #expect(history.output.contains("误交，附件不全"))
    #expect(history.lines.last?.contains("withdrawn") ?? false)
    #expect(try story.send(Self.inspector, "advance", "complete").status == 3)
  }

  @Test func `what was taken back is handed in again as if it had not been`() throws {
    var story = try Story()
    _ = try Self.withdraw(&story, as: Self.both)

    try story.accepted(Self.both, "advance", "submit")
    try story.accepted(Self.inspector, "advance", "complete")

    #expect(try story.stage == ["done"])
    #expect(try story.office.json("audit", "verify")["faults"]?.array == [])
  }

  @Test func `the office may take back what somebody else did, an inspector may not`() throws {
    var story = try Story()

    let refused = try Self.withdraw(&story, as: Self.inspector)
    let accepted = try Self.withdraw(&story, as: "p001")

    #expect(refused.status == 3)
    #expect(refused.complaint.contains("who could"))
    #expect(accepted.status == 0)
  }

  @Test func `what the inspector has acted on is not taken back any more`() throws {
    var story = try Story()
    try story.sentBack()

    let answer = try Self.withdraw(&story, as: Self.both)

    #expect(answer.status == 3)
    #expect(try story.stage == ["rectify"])
  }
}
