import Statechart
import StatechartXML
import Testing

@Suite struct SimulationTests {
  private func start(_ body: String) throws -> Simulation {
    var simulation = try Simulation(read(scxml(body)))
    try simulation.start()
    return simulation
  }

  @Test func `a session begins in its initial configuration`() throws {
    let simulation = try start(
      "<parallel id='p'><state id='a'/><state id='b'><state id='c'/></state></parallel>")

    #expect(simulation.configuration == ["a", "c"])
    #expect(!simulation.ended)
  }

  @Test func `an event moves the session, an unknown one does not`() throws {
    var simulation = try start(
      "<state id='a'><transition event='go' target='b'/></state><state id='b'/>")

    try simulation.send(Event("stop"))
    #expect(simulation.outcome == .unmatched)
    try simulation.send(Event("go"))

    #expect(simulation.configuration == ["b"])
  }

  @Test func `delayed events come in the order in which they are due`() throws {
    var simulation = try start(
      """
      <state id="a">
        <onentry><send event="late" delay="2s"/><send event="early" delay="500ms"/></onentry>
        <transition event="early"><log label="early"/></transition>
        <transition event="late"><log label="late"/></transition>
      </state>
      """)

    try simulation.advance(by: 499)
    #expect(simulation.log.isEmpty)
    try simulation.advance(by: 1501)

    #expect(simulation.log == ["early: ", "late: "])
    #expect(simulation.time == 2000)
  }

  @Test func `a cancelled event is not delivered`() throws {
    var simulation = try start(
      """
      <state id="a">
        <onentry><send event="late" delay="2s" id="t"/></onentry>
        <transition event="stop"><cancel sendid="t"/></transition>
        <transition event="late" target="b"/>
      </state><state id="b"/>
      """)

    try simulation.send(Event("stop"))
    try simulation.runUntilQuiet()

    #expect(simulation.configuration == ["a"])
    #expect(simulation.time == 0)
  }

  @Test func `a session that has ended keeps its last configuration and takes no events`() throws {
    var simulation = try start(
      """
      <state id="a"><onentry><send event="late" delay="2s"/></onentry>
        <transition event="go" target="end"/></state><final id="end"/>
      """)

    try simulation.send(Event("go"))
    try simulation.send(Event("go"))
    try simulation.runUntilQuiet()

    #expect(simulation.ended)
    #expect(simulation.configuration == ["end"])
    #expect(simulation.time == 0)
  }

  @Test func `a session that keeps itself busy at one instant is cut short`() throws {
    let simulation = try start(
      """
      <state id="a"><onentry><send event="again"/></onentry>
        <transition event="again" target="a"/></state>
      """)

    #expect(simulation.isEndless)
  }

  @Test func `a clock that keeps waking a session stops at the limit`() throws {
    var simulation = try start(
      """
      <state id="a"><onentry><send event="again" delay="1s"/></onentry>
        <transition event="again" target="a"/></state>
      """)

    let quiet = try simulation.runUntilQuiet(limit: 10)

    #expect(!quiet)
    #expect(simulation.time == 10_000)
  }

  @Test func `log lines carry the label and the value as text`() throws {
    let simulation = try start(
      """
      <datamodel><data id="x"><p xmlns="">one <b>two</b></p></data></datamodel>
      <state id="a"><onentry><log label="x" expr="$x"/><log expr="1 + 1"/></onentry></state>
      """)

    #expect(simulation.log == ["x: one two", "2"])
  }
}
