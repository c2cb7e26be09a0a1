import AuditLog
import Statechart
import StatechartXML
import Testing
import WorkflowEngine
import WorkflowTesting

/// W3C SCXML 1.0, section 6.4, on instances of a store: what is invoked is an instance of its own.
/// Every story is replayed from its log.
@Suite("6.4 Invoked sessions in a store") struct InvokedSessionTests {
  /// A workflow that invokes `session` while it is at work, and traces what it gets.
  private static func invoking(
    _ session: String, attributes: String = "", content: String = "", rest: String = ""
  ) -> String {
    Campaign.chart(
      data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
      """
      <state id="work">
        <invoke id="part" \(attributes)>\(content)<content>\(session)</content></invoke>
        <transition event="leave" target="rest"/>
        <transition event="done.invoke.part" target="done"/>
        <transition event="heard error.*">
          <assign location="$trace" expr="concat($trace, $_event/name, ' ', $_event/invokeid, ';')"/>
        </transition>
      </state>
      <state id="rest"><transition event="end" target="done"/>\(rest)</state>
      <final id="done"/>
      """)
  }

  private static func session(_ states: String, data: String = "") -> String {
    """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="xpath">
      <datamodel>\(data)</datamodel>\(states)
    </scxml>
    """
  }

  /// Waits an hour, tells its invoker, waits another hour, and ends.
  private static let slow = session(
    """
    <state id="first">
      <onentry><send event="on" delay="3600s"/></onentry>
      <transition event="on" target="second"/>
      <transition event="hurry" target="over"/>
      <onexit><send event="heard" target="#_parent"/></onexit>
    </state>
    <state id="second">
      <onentry><send event="on" delay="3600s"/></onentry>
      <transition event="on" target="over"/>
    </state>
    <final id="over"/>
    """)

  private func session(_ campaign: Campaign, _ id: InstanceID = "drive/G-1/@1") async throws
    -> Instance?
  {
    try await campaign.store.read { try $0.instance(id) }
  }

  @Test func `a session is an instance below its invoker, and waits as one`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()

      let session = try await session(campaign)
      let timers = try await campaign.store.read { try $0.timers(of: "drive/G-1/@1").count }
      #expect(session?.parent == "drive/G-1")
      #expect(session?.invokeID == "part")
      #expect(session?.snapshot.active == ["first"])
      #expect(timers == 1)
    }
  }

  @Test func `what it sends to its invoker carries the invocation's id`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()
      campaign.clock.advance(milliseconds: 3_600_000)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.holds("heard part;"))
    }
  }

  @Test func `its end is told to its invoker`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()

      for _ in 0..<2 {
        campaign.clock.advance(milliseconds: 3_600_000)
        _ = try await campaign.engine.tick()
      }

      #expect(try await session(campaign)?.status == .ended)
      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `leaving its state cancels it, and nothing of it is heard any more`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()

      try await campaign.send("leave")

      let session = try await session(campaign)
      let timers = try await campaign.store.read { try $0.timers(of: "drive/G-1/@1").count }
      #expect(session?.status == .cancelled)
      #expect(session?.snapshot.active == ["first"])
      #expect(timers == 0)
      #expect(try await campaign.holds("heard") == false)
    }
  }

  @Test func `what was sent before it was cancelled is still heard`() async throws {
    let last = Self.session(
      "<final id=\"f\"><onexit><send event=\"heard\" target=\"#_parent\"/></onexit></final>")
    let workflow = Campaign.chart(
      data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
      """
      <state id="work">
        <invoke id="part"><content>\(last)</content></invoke>
        <transition event="heard" target="rest"/>
      </state>
      <state id="rest"><transition event="done.invoke.part" target="done"/></state>
      <final id="done"/>
      """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `a copy goes to a session that asked for all events, also of what no other takes`()
    async throws
  {
    let workflow = Self.invoking(Self.slow, attributes: "autoforward=\"true\"")
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("hurry")

      #expect(answer.verdict == .accepted)
      #expect(try await session(campaign)?.status == .ended)
      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `values that are passed take the place of its own`() async throws {
    let workflow = Self.invoking(
      Self.session(
        "<state id=\"s\"><transition cond=\"$n = 7\" target=\"f\"/></state><final id=\"f\"/>",
        data: "<data id=\"n\" expr=\"1\"/>"), content: "<param name=\"n\" expr=\"3 + 4\"/>")
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `a document that cannot be used is told to its invoker`() async throws {
    let workflow = Campaign.chart(
      data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
      """
      <state id="work">
        <invoke id="part"><content expr="'&lt;scxml/&gt;'"/></invoke>
        <transition event="error.*">
          <assign location="$trace" expr="concat($_event/name, ' ', $_event/invokeid, ';')"/>
        </transition>
      </state>
      """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      #expect(try await campaign.holds("error.communication part;"))
      #expect(try await session(campaign) == nil)
    }
  }

  @Test func `sessions that invoke each other come to an end`() async throws {
    // Each invokes what it was given, and hands it on.
    let inner = Self.session(
      """
      <state id="s">
        <invoke><param name="text" expr="string($text)"/><content expr="string($text)"/></invoke>
      </state>
      """, data: "<data id=\"text\"/>")
    let escaped = inner.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
    let workflow = Campaign.chart(
      data: "<data id=\"text\">\(escaped)</data>", initial: "work",
      """
      <state id="work">
        <invoke><param name="text" expr="string($text)"/><content expr="string($text)"/></invoke>
      </state>
      """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      let sessions = try await campaign.store.read { reader in
        try reader.instances(InstanceQuery(programme: "drive", includesItems: true)).count
      }
      #expect(sessions == 33)
    }
  }

  @Test func `a session that is started again and again is stopped`() async throws {
    let over = Self.session("<final id=\"f\"/>")
    let workflow = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <invoke id="part"><content>\(over)</content></invoke>
        <transition event="done.invoke.part" target="work"/>
        <transition event="enough" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()

      let last = try await campaign.entries(.delivered).last
      #expect(last?.details["dropped"] == "chain.limit")
      #expect(try await campaign.send("enough").verdict == .accepted)
    }
  }

  @Test func `the office that cancels an instance cancels its sessions`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()

      _ = try await campaign.engine.manage(
        .cancel,
        EventRequest(
          instance: "drive/G-1", name: "", id: "c", identity: Campaign.by(Campaign.officer),
          reason: "重组"))

      #expect(try await session(campaign)?.status == .cancelled)
    }
  }

  @Test func `an event that ended a session cannot be withdrawn`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()
      try await campaign.send("leave", id: "left")

      let answers = try await campaign.engine.withdraw(
        "left",
        EventRequest(
          instance: "drive/G-1", name: "", id: "w", identity: Campaign.by(Campaign.secretary)))

      #expect(answers.first?.codes == ["withdraw.invoked"])
    }
  }

  @Test func `instances of other units are out of reach`() async throws {
    let workflow = Campaign.chart(
      data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
      """
      <state id="work">
        <transition event="call"><send event="heard" target="#_scxml_drive/G-2"/></transition>
        <transition event="heard error.*">
          <assign location="$trace" expr="concat($trace, $_event/name)"/>
        </transition>
      </state>
      """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch(["G-1", "G-2"])

      try await campaign.send("call")

      #expect(try await campaign.holds("error.communication"))
      #expect(try await campaign.instance("G-2").snapshot.data.contains("heard") == false)
    }
  }

  @Test func `a delayed event goes where it was to go, or its sender is told`() async throws {
    let workflow = Self.invoking(
      Self.slow,
      rest: """
        <onentry><send id="late" event="hurry" target="#_part" delay="1s"/></onentry>
        <transition event="error.communication" cond="$_event/sendid = 'late'" target="done"/>
        """)
    try await Campaign.audited(workflow) { campaign in
      try await campaign.launch()
      try await campaign.send("leave")
      campaign.clock.advance(milliseconds: 1_000)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.active() == ["done"])
    }
  }

  @Test func `boards count units, not what their instances have invoked`() async throws {
    try await Campaign.audited(Self.invoking(Self.slow)) { campaign in
      try await campaign.launch()
      try await campaign.send("leave")

      let present = try await campaign.survey(.present)
      let past = try await campaign.survey(.position(campaign.size()))

      #expect(present.standings.map(\.id) == ["drive/G-1"])
      #expect(present.items.isEmpty)
      #expect(past.standings == present.standings)
    }
  }
}
