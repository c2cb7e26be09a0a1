import AuditLog
import Foundation
import Testing

@Suite struct SimulateTests {
  static let scripts: [String] = {
    let folder = Program.workflows("scripts")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.sorted()
  }()

  @Test func `every workflow of the example has a script`() throws {
    let folder = Program.workflows("")
    let workflows = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".scxml") }

    let named = Set(
      Self.scripts.compactMap { $0.split(separator: ".").first.map { "\($0).scxml" } })

    #expect(named == Set(workflows))
  }

  @Test(arguments: scripts)
  func `a script of the example plays`(_ script: String) throws {
    let workflow = script.prefix { $0 != "." } + ".scxml"

    let play = try Office(isReady: false).run(
      "simulate", Program.workflows(String(workflow)), "--script",
      Program.workflows("scripts/\(script)"))

    #expect(play.status == 0)
    #expect(play.complaint.isEmpty)
  }

  private static let clock = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="xpath">
      <state id="wait">
        <onentry><send event="ring" delay="2s"/><log label="time" expr="'set'"/></onentry>
        <transition event="ring" target="rung"/>
      </state>
      <final id="rung"/>
    </scxml>
    """

  @Test func `without a script a session runs until it ends`() throws {
    let office = try Office(isReady: false)
    try office.write("钟.scxml", Self.clock)

    let object = try office.json("simulate", "钟.scxml")

    #expect(object == ["configuration": ["rung"], "log": ["time: set"], "ended": true])
  }

  @Test func `the first difference is told`() throws {
    let office = try Office(isReady: false)
    try office.write("钟.scxml", Self.clock)
    try office.write(
      "s.json",
      """
      {"initialConfiguration": ["wait"], "events": [
        {"after": 1999, "event": {"name": "x"}, "nextConfiguration": ["wait"]},
        {"after": 1, "event": {"name": "x"}, "nextConfiguration": ["wait"]}]}
      """)

    let play = try office.run("simulate", "钟.scxml", "--script", "s.json")

    #expect(play.status == 3)
    #expect(play.complaint == "after event 2 (x): expected [wait], found [rung]\n")
  }

  @Test func `a script of SCION's test framework plays`() throws {
    let office = try Office(isReady: false)
    try office.write("钟.scxml", Self.clock)
    try office.write(
      "s.json",
      """
      {"initialConfiguration": ["wait"], "events": [
        {"delayBefore": 2000, "event": {"name": "x"}, "nextConfiguration": ["rung"]}],
       "attachments": ["钟.js"]}
      """)

    let play = try office.run("simulate", "钟.scxml", "--script", "s.json")

    #expect(play.status == 0)
  }

  @Test func `a document that names no data model gets the one that is asked for`() throws {
    let office = try Office(isReady: false)
    try office.write("钟.scxml", Self.clock.replacing(" datamodel=\"xpath\"", with: ""))

    let null = try office.json("simulate", "钟.scxml")
    let xpath = try office.json("simulate", "钟.scxml", "--datamodel", "xpath")

    #expect(null["log"] == [])
    #expect(xpath["log"] == ["time: set"])
  }

  @Test func `a script that is malformed is a usage error`() throws {
    let office = try Office(isReady: false)
    try office.write("钟.scxml", Self.clock)
    try office.write("s.json", "{\"event\": []}")

    let play = try office.run("simulate", "钟.scxml", "--script", "s.json")

    #expect(play.status == 1)
    #expect(play.complaint.contains("did you mean \"events\"?"))
  }

  @Test func `what a document invokes is found beside it`() throws {
    let office = try Office(isReady: false)
    try office.write(
      "总.scxml",
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="xpath">
        <state id="s">
          <invoke id="part" src="分.scxml"/>
          <transition event="done.invoke.part" target="done"/>
        </state>
        <final id="done"/>
      </scxml>
      """)
    try office.write(
      "分.scxml",
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"><final id="end"/></scxml>
      """)

    let object = try office.json("simulate", "总.scxml")

    #expect(object == ["configuration": ["done"], "log": [], "ended": true])
  }

  @Test func `what goes wrong in a document is told`() throws {
    let office = try Office(isReady: false)
    try office.write("错.scxml", Self.clock.replacing("'set'", with: "$none"))

    let object = try office.json("simulate", "错.scxml")

    #expect(object["errors"]?.array?.count == 1)
  }

  @Test func `an ECMAScript document plays, or the program says that it has no engine`() throws {
    let office = try Office(isReady: false)
    try office.write(
      "e.scxml",
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript">
        <datamodel><data id="n" expr="[1, 2].map(x => x * 21)"/></datamodel>
        <state id="s"><transition cond="n[1] === 42" target="done"/></state>
        <final id="done"/>
      </scxml>
      """)

    let play = try office.run("simulate", "e.scxml")

    if play.status == 0 {
      #expect(play.output == "configuration: done (ended)\n")
    } else {
      #expect(play.complaint.contains("libmozjs-102-dev"))
    }
  }
}
