import Statechart
import StatechartXML
import Testing

/// Several sessions together on the virtual clock.
@Suite("6.4 Invoked sessions in a simulation") struct InvocationTests {
  /// A session whose state `a` holds `body`; `go` leaves it.
  private func start(
    _ body: String, data: String = "", files: [String: String] = [:]
  ) throws -> Simulation {
    let text = scxml(
      """
      <datamodel>\(data)</datamodel>
      <state id="a">\(body)<transition event="go" target="b"/></state>
      <state id="b"><transition event="*"><log label="late" expr="$_event/name"/></transition></state>
      """)
    let options = SCXMLOptions(deferrable: .executed, resources: FakeFiles(files))
    var simulation = try Simulation(SCXMLReader.read(Array(text.utf8), options: options))
    try simulation.start()
    return simulation
  }

  private func invoke(_ child: String, attributes: String = "id=\"c\"", more: String = "") -> String
  {
    "<invoke \(attributes)>\(more)<content><scxml version='1.0' datamodel='xpath'>\(child)"
      + "</scxml></content></invoke>"
  }

  private func log(_ event: String) -> String {
    "<transition event='\(event)'><log label='\(event)' expr='$_event/data'/></transition>"
  }

  @Test func `a child that ends hands its donedata to the parent, last of all`() throws {
    let simulation = try start(
      invoke(
        """
        <final id="f"><onexit><send target="#_parent" event="bye"/></onexit>
          <donedata><content expr="7"/></donedata></final>
        """) + log("bye") + log("done.invoke.c"))

    #expect(simulation.log == ["bye: ", "done.invoke.c: 7"])
  }

  @Test func `parent and child talk to each other by their addresses`() throws {
    let simulation = try start(
      invoke(
        """
        <state id="s"><onentry><send target="#_parent" event="ready"/></onentry>
          <transition event="work"><send target="#_parent" event="result">
            <param name="from" expr="string($_event/origin)"/></send></transition></state>
        """)
          + """
          <transition event="ready"><send target="#_c" event="work"/></transition>
          <transition event="result"><log expr="$_event/data/data"/><log expr="$_event/invokeid"/>
            <log expr="$_event/origin"/></transition>
          """)

    #expect(simulation.log == ["#_scxml_simulation", "c", "#_scxml_simulation.1"])
  }

  @Test func `values are passed to the child's top-level data`() throws {
    let simulation = try start(
      invoke(
        """
        <datamodel><data id="x" expr="0"/><data id="plan"/></datamodel>
        <state id="s"><onentry><log expr="$x"/><log expr="$plan/step"/></onentry></state>
        """, attributes: "namelist=\"$plan\"", more: "<param name=\"x\" expr=\"6 * 7\"/>"),
      data: "<data id=\"plan\"><step xmlns=\"\">deploy</step></data>")

    #expect(simulation.log == ["42", "deploy"])
  }

  @Test func `leaving the state runs the child's onexit and hears no more of it`() throws {
    var simulation = try start(
      invoke(
        """
        <state id="s"><onentry><send event="tick" delay="1s"/></onentry>
          <onexit><log expr="'left'"/><send target="#_parent" event="bye"/></onexit>
          <transition event="tick"><log expr="'tick'"/></transition></state>
        """))

    try simulation.send(Event("go"))
    try simulation.runUntilQuiet()

    #expect(simulation.log == ["left"])
    #expect(simulation.time == 0)
  }

  @Test func `what a child sent before it was cancelled still arrives`() throws {
    let simulation = try start(
      invoke("<final id='f'><onentry><send target='#_parent' event='go'/></onentry></final>"))

    #expect(simulation.log == ["late: done.invoke.c"])
  }

  @Test func `events are forwarded with all their fields`() throws {
    var simulation = try start(
      invoke(
        """
        <state id="s"><transition event="e">
          <log expr="concat($_event/origin, ' ', $_event/invokeid, ' ', $_event/data)"/>
        </transition></state>
        """, attributes: "autoforward=\"true\""))

    try simulation.send(Event("e", origin: "here", invokeID: "i", data: .string("d")))

    #expect(simulation.log == ["here i d"])
  }

  @Test func `6.5.2: an empty finalize takes over values with their elements`() throws {
    let simulation = try start(
      invoke(
        """
        <datamodel><data id="mine"><step xmlns="">done</step></data></datamodel>
        <final id="f"><onentry><send target="#_parent" event="e">
            <param name="plan" location="$mine"/></send></onentry></final>
        """, attributes: "id=\"c\" namelist=\"$plan\"", more: "<finalize/>")
        + "<transition event='e'><log expr='$plan/step'/></transition>",
      data: "<data id=\"plan\"><step xmlns=\"\">begun</step></data>")

    #expect(simulation.log == ["done"])
  }

  @Test func `time passes for all sessions together`() throws {
    var simulation = try start(
      "<onentry><send event='p' delay='2s'/></onentry>"
        + "<transition event='p'><log expr=\"'parent'\"/></transition>"
        + invoke(
          """
          <state id="s"><onentry><send event="x" delay="1s"/><send event="x" delay="3s"/></onentry>
            <transition event="x"><log expr="'child'"/></transition></state>
          """))

    try simulation.runUntilQuiet()

    #expect(simulation.log == ["child", "parent", "child"])
    #expect(simulation.time == 3000)
  }

  @Test func `6.2.3: a delayed event dies with the child that sent it`() throws {
    var simulation = try start(
      invoke(
        """
        <state id="s"><onentry><send event="late" target="#_parent" delay="1s"/></onentry>
          <transition target="f"/></state><final id="f"/>
        """) + log("late") + log("done.invoke"))

    try simulation.runUntilQuiet()

    #expect(simulation.log == ["done.invoke: "])
  }

  @Test func `6.3: a cancel reaches only the events of its own session`() throws {
    var simulation = try start(
      "<onentry><send event='p' id='same' delay='1s'/></onentry>" + log("p")
        + invoke("<state id='s'><onentry><cancel sendid='same'/></onentry></state>"))

    try simulation.runUntilQuiet()

    #expect(simulation.log == ["p: "])
  }

  @Test func `a document is found by its reference, computed or not`() throws {
    let child = scxml("<final id='f'><onentry><log expr=\"'child'\"/></onentry></final>")

    let simulation = try start(
      "<invoke src='c.scxml'/><invoke srcexpr=\"concat('c', '.scxml')\"/>",
      files: ["c.scxml": child])

    #expect(simulation.log == ["child", "child"])
  }

  /// What cannot be invoked.
  static let bad = [
    "<invoke id='c' src='none.scxml'/>", "<invoke id='c' src='bad.scxml'/>",
    "<invoke id='c'><content expr=\"'no XML'\"/></invoke>",
  ]

  @Test(arguments: bad)
  func `what cannot be started is error.communication of that invocation`(_ invoke: String) throws {
    let simulation = try start(
      invoke
        + """
        <transition event="error.communication"><log expr="$_event/invokeid"/></transition>
        """, files: ["bad.scxml": "<scxml/>"])

    #expect(simulation.log == ["c"])
  }

  @Test func `an event for a child that has ended is error.communication with its sendid`() throws {
    var simulation = try start(
      invoke("<final id='f'/>")
        + """
        <transition event="tell"><send target="#_c" event="e" id="mine"/></transition>
        <transition event="error.communication"><log expr="$_event/sendid"/></transition>
        """)

    try simulation.send(Event("tell"))

    #expect(simulation.log == ["mine"])
  }

  @Test func `a session that invokes itself without end is stopped by error.platform`() throws {
    let file = scxml(
      """
      <state id="s"><invoke src="self.scxml"/>
        <transition event="error.platform"><log expr="'too many'"/></transition></state>
      """)

    let simulation = try start("<invoke src='self.scxml'/>", files: ["self.scxml": file])

    #expect(simulation.log == ["too many"])
  }

  @Test func `the same script gives the same log`() throws {
    func run() throws -> [String] {
      var simulation = try start(
        (1...3).map { number in
          invoke(
            """
            <state id="s"><onentry><send event="x" delay="1s"/></onentry>
              <transition event="x"><log expr="'\(number)'"/></transition></state>
            """, attributes: "id=\"c\(number)\"")
        }.joined())
      try simulation.runUntilQuiet()
      return simulation.log
    }

    let first = try run()

    #expect(first == ["1", "2", "3"])
    #expect(try run() == first)
  }
}
