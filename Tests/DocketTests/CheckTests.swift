import AuditLog
import Foundation
import Testing

@Suite struct CheckTests {
  private static let mistaken = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" initial="one" datamodel="null">
      <state id="one"><transition event="go" target="tow"/></state>
      <state id="two"><transition event="go" target="end"/></state>
      <final id="end"/>
    </scxml>
    """

  @Test func `the example is without fault`() throws {
    let office = try Office(isReady: false)

    let check = try office.run(
      "check", Program.workflows("rectification-drive.scxml"),
      Program.workflows("rectification-item.scxml"),
      Program.workflows("integrated-campaign.scxml"),
      Program.workflows("example/organisation.xml"))

    #expect(check.status == 0)
    #expect(check.output == "4 files: 0 errors, 0 warnings\n")
  }

  @Test func `sheets that refer to each other are checked in any order`() throws {
    let office = try Office(isReady: false)

    let check = try office.run(
      "check", Program.workflows("example/assignments.csv"),
      Program.workflows("example/people.csv"), Program.workflows("example/units.csv"))

    #expect(check.status == 0)
  }

  @Test func `every mistake of every file is named with its place`() throws {
    let office = try Office(isReady: false)
    try office.write("一.scxml", Self.mistaken)
    try office.write("二.csv", "code,parent,level,kind,name\nA,B,2,x,甲\n")

    let check = try office.run("check", "一.scxml", "二.csv")

    #expect(check.status == 2)
    #expect(
      check.output.contains(
        "一.scxml:2:50: error: transition targets \"tow\", which is not a state; did you mean \"two\"?"
      ))
    #expect(check.output.contains("二.csv:2:3: error: "))
    #expect(check.output.contains("[unit.parent.unknown]"))
  }

  @Test func `standard input is checked by its content`() throws {
    let office = try Office(isReady: false)

    let check = try office.run("check", "-", input: Self.mistaken)

    #expect(check.status == 2)
    #expect(check.output.hasPrefix("standard input:2:"))
  }

  @Test func `diagnostics as SARIF have the members that the standard requires`() throws {
    let office = try Office(isReady: false)
    try office.write("整改 一.scxml", Self.mistaken)

    let check = try office.run("check", "整改 一.scxml", "--output", "sarif")

    let log = try JSON(parsing: check.output)
    let run = log["runs"]?[0]
    let result = run?["results"]?[0]
    let place = result?["locations"]?[0]?["physicalLocation"]
    #expect(check.status == 2)
    #expect(log["version"] == "2.1.0")
    #expect(run?["tool"]?["driver"]?["name"] == "docket")
    #expect(run?["columnKind"] == "unicodeCodePoints")
    #expect(result?["ruleId"] == "transition.target.unknown")
    #expect(result?["level"] == "error")
    #expect(result?["message"]?["text"]?.string?.isEmpty == false)
    #expect(place?["region"] == ["startLine": 2, "startColumn": 50])
    #expect(
      place?["artifactLocation"]?["uri"] == "%E6%95%B4%E6%94%B9%20%E4%B8%80.scxml")
  }

  @Test(arguments: [
    ("bomb", "<!DOCTYPE a [<!ENTITY b \"x\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>"),
    ("external", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"),
    ("depth", String(repeating: "<a>", count: 100_000)),
    ("attributes", "<a " + (0..<20_000).map { "b\($0)=\"\" " }.joined() + "/>"),
    ("nothing", ""),
    ("cut", "<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\"><state"),
  ])
  func `hostile XML is a located error`(_ name: String, _ text: String) throws {
    let office = try Office(isReady: false)
    try office.write("\(name).scxml", text)

    let check = try office.run("check", "\(name).scxml")

    #expect(check.status == 2)
    #expect(check.output.contains(": error: "))
    #expect(check.output.hasPrefix("\(name).scxml:"))
  }

  @Test func `bytes that are no text are a located error`() throws {
    let office = try Office(isReady: false)
    let file = office.folder.appendingPathComponent("bytes.scxml")
    try Data([0x3C, 0x61, 0x3E, 0xFF, 0xFE, 0x00, 0xC3, 0x28]).write(to: file)

    let check = try office.run("check", "bytes.scxml")

    #expect(check.status == 2)
    #expect(check.output.contains(": error: "))
  }

  @Test func `a file that is not there is a usage error`() throws {
    let check = try Office(isReady: false).run("check", "没有.scxml")

    #expect(check.status == 1)
    #expect(check.complaint == "error: there is no file 没有.scxml\n")
  }

  @Test func `applying twice changes nothing the second time`() throws {
    let office = try Office()
    let count = try office.entryCount()

    let again = try office.json("apply", Program.workflows("example/organisation.xml"))

    #expect(again.array?.allSatisfy { $0["verdict"] == "unchanged" } == true)
    #expect(try office.entryCount() == count)
  }

  @Test func `a file with a mistake keeps all of them out`() throws {
    let office = try Office(isReady: false)
    try office.succeed("init")
    try office.write("一.scxml", Self.mistaken)

    let answer = try office.run("apply", Program.workflows("rectification-item.scxml"), "一.scxml")

    #expect(answer.status == 2)
    #expect(answer.complaint.contains("[transition.target.unknown]"))
    #expect(try office.entryCount() == 1)
  }

  @Test func `a chart without a version is no workflow to register`() throws {
    let office = try Office(isReady: false)
    try office.succeed("init")
    try office.write("一.scxml", Self.mistaken.replacingOccurrences(of: "tow", with: "two"))

    let answer = try office.run("apply", "一.scxml")

    #expect(answer.status == 2)
    #expect(answer.complaint.contains("[workflow.missing]"))
  }

  @Test func `a version that is taken by another text is a conflict`() throws {
    let office = try Office()
    let text = try String(
      contentsOfFile: Program.workflows("rectification-item.scxml"), encoding: .utf8)
    try office.write("改.scxml", text + "<!-- changed -->")

    let answer = try office.run("apply", "改.scxml")

    #expect(answer.status == 4)
  }
}
