import AuditLog
import Foundation
import Testing

/// Delays, invoked sessions and data outlive the process, in every data model.
@Suite struct SessionTests {
  /// Two sessions of other data models, each with a delay; the first counts in its data.
  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1" version="1.0"
           datamodel="xpath" name="两段">
      <d:workflow version="1"/>
      <datamodel><data id="sum" expr="0"/></datamodel>
      <parallel id="both">
        <transition event="done.state.both" cond="$sum = 6" target="done"/>
        <state id="one">
          <invoke id="count" src="count.scxml"/>
          <transition event="counted">
            <assign location="$sum" expr="number($_event/data/data[@id='n'])"/>
          </transition>
          <transition event="done.invoke.count" type="internal" target="counted"/>
          <state id="counting"/><final id="counted"/>
        </state>
        <state id="two">
          <invoke id="wait">
            <content>
              <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
                <state id="w">
                  <onentry><send event="over" delay="90s"/></onentry>
                  <transition event="over" target="end"/>
                </state>
                <final id="end"/>
              </scxml>
            </content>
          </invoke>
          <transition event="done.invoke.wait" type="internal" target="waited"/>
          <state id="waiting"/><final id="waited"/>
        </state>
      </parallel>
      <final id="done"/>
    </scxml>
    """

  private static func counting(_ datamodel: String) -> String {
    let (next, last) =
      datamodel == "ecmascript"
      ? ("steps.push(steps.length + 1)", "steps.reduce((sum, n) => sum + n)")
      : ("", "string($n * ($n + 1) div 2)")
    let step =
      datamodel == "ecmascript"
      ? "<script>\(next)</script>" : "<assign location=\"$n\" expr=\"$n + 1\"/>"
    let (data, cond) =
      datamodel == "ecmascript"
      ? ("<data id=\"steps\" expr=\"[]\"/>", "steps.length === 3")
      : ("<data id=\"n\" expr=\"0\"/>", "$n = 3")
    return """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="\(datamodel)">
        <datamodel>\(data)</datamodel>
        <state id="s">
          <onentry>\(step)<send event="next" delay="30s"/></onentry>
          <transition event="next" cond="\(cond)" target="end">
            <send event="counted" target="#_parent"><param name="n" expr="\(last)"/></send>
          </transition>
          <transition event="next" target="s"/>
        </state>
        <final id="end"/>
      </scxml>
      """
  }

  @Test(arguments: ["xpath", "ecmascript"])
  func `sessions that a process left behind when it was killed go on`(_ datamodel: String) throws {
    let office = try Office()
    try office.write("两段.scxml", Self.workflow)
    try office.write("count.scxml", Self.counting(datamodel))
    let registered = try office.run("apply", "两段.scxml", "--now", "2023-09-08T10:00:00+08:00")
    if registered.complaint.contains("libmozjs-102-dev") { return }
    #expect(registered.status == 0, "\(registered.complaint)")
    let start = [
      "start", "两段", "--programme", "p", "--units", "G-1-01,G-1-02", "--now",
      "2023-09-08T10:00:00+08:00",
    ]

    // Killed as often as the write-ahead log has changed, so at every step there is; then the same
    // commands again.
    let log = office.folder.path + "/docket.sqlite-wal"
    for changes in 1...3 {
      let running = try office.program.start(start)
      running.wait(untilChanged: log, times: changes)
      running.kill()
      _ = running.finish()
    }
    #expect(try office.program.run(start).status == 0)
    for minute in 1...4 {
      let tick = ["tick", "--now", "2023-09-08T10:0\(minute):00+08:00"]
      for changes in 1...3 {
        let running = try office.program.start(tick)
        running.wait(untilChanged: log, times: changes)
        running.kill()
        _ = running.finish()
      }
      #expect(try office.program.run(tick).status == 0)
    }

    let units = try office.json("status", "--tree", "--programme", "p")
    #expect(units.array?.compactMap { $0["status"]?.string } == ["ended", "ended"])
    #expect(try office.json("audit", "verify")["valid"] == true)
  }
}
