import AuditLog
import Foundation
import Testing

@Suite struct MinutesStoreTests {
  private static let minutes = Program.workflows("example/minutes-2023-09-08.xml")
  private static let now = "2023-09-08T16:00:00+08:00"

  /// An office with the example's minutes approved.
  private func approved() throws -> Office {
    let office = try Office()
    try office.succeed("apply", Self.minutes, "--as", "p002", "--now", Self.now)
    try office.succeed("minutes", "approve", "m-2023-09-08", "--as", "p000", "--now", Self.now)
    return office
  }

  @Test func `the example's minutes are enacted on the example's organisation`() throws {
    let office = try approved()

    let result = try office.succeed(
      "minutes", "enact", "m-2023-09-08", "--as", "p002", "--now", Self.now)

    #expect(result.output.contains("52 of 52 instances made, open"))
    #expect(result.output.contains("of 1 unit: 1 accepted, 0 refused"))
    let shown = try office.json("minutes", "show", "m-2023-09-08")
    #expect(shown["status"] == "enacted")
    #expect(shown["decisions"]?.array?[1]["batches"]?.array?.first?["made"]?.int == 52)
    #expect(try office.json("audit", "verify")["faults"]?.array == [])
  }

  @Test func `the history of a decision that nobody took is not silence`() throws {
    let office = try approved()

    let mistaken = try office.run("history", "--authority", "m-2023-09-08#lanch-2")
    let meant = try office.run("history", "--authority", "m-2023-09-08#launch-2")

    #expect(mistaken.status == 1)
    #expect(mistaken.complaint.contains("did you mean \"m-2023-09-08#launch-2\"?"))
    #expect(meant.status == 0)
  }

  @Test func `a preview names units, due dates and what stands in the way, and changes nothing`()
    throws
  {
    let office = try approved()
    let entries = try office.entryCount()

    let result = try office.succeed(
      "minutes", "enact", "m-2023-09-08", "--as", "p002", "--now", Self.now, "--dry-run")

    #expect(result.output.contains("52 units: G-1-01, G-1-02"))
    #expect(result.output.contains("left out: 8 not selected (G, G-1"))
    #expect(result.output.contains("first due: notified by 2023-09-20 23:59"))
    #expect(result.output.contains("asked of each unit: 6 files"))
    #expect(try office.entryCount() == entries)
  }

  @Test func `a draft is refused, with what is to be done`() throws {
    let office = try Office()
    try office.succeed("apply", Self.minutes, "--as", "p002", "--now", Self.now)

    let result = try office.run("minutes", "enact", "m-2023-09-08", "--now", Self.now)

    #expect(result.status == 3)
    #expect(result.complaint.contains("docket minutes approve m-2023-09-08"))
  }

  @Test func `the text of minutes comes out as it went in`() throws {
    let office = try approved()

    let text = try office.succeed("minutes", "show", "m-2023-09-08", "--text").output

    #expect(try text == String(contentsOfFile: Self.minutes, encoding: .utf8))
  }

  @Test func `minutes that would launch are held against the store`() throws {
    let office = try Office()

    let result = try office.run("check", "--against", office.store.path, Self.minutes)

    #expect(result.status == 0)
    #expect(
      result.output.contains("m-2023-09-08#launch-2: rectification-drive 2023.2 for 52 units"))
    #expect(result.output.contains("[deadline.window]"))
    #expect(!result.output.contains("[gate.outside]"))
  }

  @Test func `a workflow that nobody could work is found before its launch`() throws {
    let office = try Office()
    let lonely = try office.write(
      "lonely.scxml",
      """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
             version="1.0" name="lonely" datamodel="null" initial="a">
        <d:workflow version="1"><d:role id="pilot"/></d:workflow>
        <state id="a">
          <transition event="fly" target="b"><d:allow role="pilot"/></transition>
        </state>
        <final id="b"/>
      </scxml>
      """)

    let result = try office.run("check", "--against", office.store.path, lonely)

    #expect(result.status == 2)
    #expect(result.output.contains("nobody holds the role pilot"))
    #expect(result.output.contains("60 units (G, G-1, G-2"))
  }

  @Test func `a launch that is killed in the middle is completed, and nothing is done twice`()
    throws
  {
    let office = try approved()
    var units = "code,parent,level,kind,name\n"
    for number in 1...1_500 { units += "G-4-\(number)x,G-4,3,branch,第\(number)室\n" }
    try office.write("units.csv", units)
    try office.succeed("apply", "units.csv", "--as", "p001", "--now", Self.now)
    let running = try office.program.start([
      "minutes", "enact", "m-2023-09-08", "--as", "p002", "--now", Self.now,
    ])
    running.wait(untilChanged: office.store.path + "-wal", times: 4)
    running.kill()
    _ = running.finish()

    try office.succeed("tick", "--now", Self.now, "--as", "p001")
    try office.succeed("minutes", "enact", "m-2023-09-08", "--as", "p002", "--now", Self.now)

    let shown = try office.json("minutes", "show", "m-2023-09-08")
    let launch = shown["decisions"]?.array?[1]
    #expect(launch?["batches"]?.array?.first?["made"]?.int == 1_552)
    #expect(launch?["entries"]?["started"]?.int == 1_552)
    #expect(try office.json("audit", "verify")["faults"]?.array == [])
  }
}
