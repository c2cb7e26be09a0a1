import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct TimerTests {
  private static let timed = Campaign.chart(
    data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
    """
    <state id="work" initial="draft">
      <d:deadline after="P2D"/><d:reminder before="P1D"/>
      <transition event="deadline.work"><assign location="$trace" expr="concat($trace, 'W')"/></transition>
      <transition event="reminder.work"><assign location="$trace" expr="concat($trace, 'r')"/></transition>
      <transition event="leave" target="rest"/>
      <transition event="mark"><assign location="$trace" expr="concat($trace, 'm')"/></transition>
      <state id="draft">
        <d:deadline after="P2D"/>
        <transition event="deadline.draft"><assign location="$trace" expr="concat($trace, 'D')"/></transition>
        <transition event="again" target="draft"/>
      </state>
    </state>
    <state id="rest"><transition event="end" target="done"/></state>
    <final id="done"/>
    """)

  @Test func `timers come in the order of their times, then of the document`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 5)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.holds("rWD"))
    }
  }

  @Test func `timers that are due come before the event`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 5)

      try await campaign.send("mark")

      #expect(try await campaign.holds("rWDm"))
    }
  }

  @Test func `an entry of a timer says when it was due and when it was delivered`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 5)

      _ = try await campaign.engine.tick()

      // The end of 3 September in Shanghai; the reminder at the begin of the day before.
      let due = [
        "2023-09-01T16:00:00.000Z", "2023-09-03T15:59:59.999Z", "2023-09-03T15:59:59.999Z",
      ]
      let leaves = try await campaign.entries(.timer)
      #expect(leaves.map { $0.due?.description } == due)
      #expect(leaves.allSatisfy { $0.delivered == campaign.clock.now() })
    }
  }

  @Test func `timers of a state that was left do not come`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      try await campaign.send("leave")
      campaign.clock.advance(days: 5)

      let delivered = try await campaign.engine.tick()

      #expect(delivered == 0)
      #expect(try await campaign.timers() == [])
    }
  }

  @Test func `a state that is entered again has its deadline counted again`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 1)

      try await campaign.send("again")

      let due = try await campaign.instance().entered["draft"]?.due
      #expect(due == Instant(rfc3339: "2023-09-04T15:59:59.999Z"))
      #expect(try await campaign.timers().map(\.id) == ["deadline.work", "deadline.draft"])
    }
  }

  @Test func `an ended instance waits for nothing`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")
      try await campaign.send("submit")

      try await campaign.send("approve", as: Campaign.inspector)

      #expect(try await campaign.timers() == [])
    }
  }

  @Test func `timers of a suspended instance wait for its resumption`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      try await campaign.manage(.suspend)
      campaign.clock.advance(days: 5)

      let suspended = try await campaign.engine.tick()
      try await campaign.manage(.resume)
      let resumed = try await campaign.engine.tick()

      #expect(suspended == 0)
      #expect(resumed == 3)
    }
  }

  @Test func `a rehearsed tick counts what is due and delivers nothing`() async throws {
    try await Campaign.audited(Self.timed) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 5)
      let size = try await campaign.size()

      let due = try await campaign.engine.tick(isDryRun: true)

      #expect(due == 3)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a deadline that cannot be computed is noted, and the instance starts`() async throws {
    let vague = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <d:deadline expr="'next spring'"/><transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(vague) { campaign in
      try await campaign.launch()

      let leaf = try #require(try await campaign.entries(.started).first)
      #expect(
        leaf.details["deadlineFaults"]
          == ["deadline of work: \"next spring\" is neither a date nor a time"])
      #expect(try await campaign.timers() == [])
    }
  }

  @Test func `a deadline can be the end of the batch`() async throws {
    let windowed = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <d:deadline expr="d:batch()/@end"/><transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(windowed) { campaign in
      _ = try await campaign.engine.launch(
        LaunchRequest(
          workflow: "chart", programme: "drive", units: ["G-1"],
          window: DateWindow(end: PartialDate("2023-12")),
          identity: Campaign.by(Campaign.officer)))

      #expect(try await campaign.timers().map(\.due.description) == ["2023-12-31T15:59:59.999Z"])
    }
  }

  // MARK: Sends with a delay

  private static let sending = Campaign.chart(
    data: "<data id=\"trace\" expr=\"''\"/>", initial: "work",
    """
    <state id="work">
      <transition event="later">
        <send event="ping" delay="10s" id="first"/><send event="pong" delay="5s" id="second"/>
      </transition>
      <transition event="stop"><cancel sendid="first"/></transition>
      <transition event="both">
        <send event="ping" delay="1s" id="third"/><cancel sendid="third"/>
      </transition>
      <transition event="odd">
        <send event="ping" delay="1s"><param name="n" expr="number('x')"/></send>
      </transition>
      <transition event="ping"><assign location="$trace" expr="concat($trace, '+', $_event/data)"/></transition>
      <transition event="pong"><assign location="$trace" expr="concat($trace, '-')"/></transition>
      <transition event="end" target="done"/>
    </state>
    <final id="done"/>
    """)

  @Test func `delayed sends come when their time has passed, in order of their times`() async throws
  {
    try await Campaign.audited(Self.sending) { campaign in
      try await campaign.launch()
      try await campaign.send("later")
      campaign.clock.advance(milliseconds: 10_000)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.holds("-+"))
    }
  }

  @Test func `a delayed send does not come before its time`() async throws {
    try await Campaign.audited(Self.sending) { campaign in
      try await campaign.launch()
      try await campaign.send("later")
      campaign.clock.advance(milliseconds: 4_999)

      #expect(try await campaign.engine.tick() == 0)
    }
  }

  @Test func `a delayed send that was cancelled does not come`() async throws {
    try await Campaign.audited(Self.sending) { campaign in
      try await campaign.launch()
      try await campaign.send("later")

      try await campaign.send("stop")

      #expect(try await campaign.timers().map(\.event.name) == ["pong"])
    }
  }

  @Test func `a send can be cancelled in the step that sent it`() async throws {
    try await Campaign.audited(Self.sending) { campaign in
      try await campaign.launch()

      try await campaign.send("both")

      #expect(try await campaign.timers() == [])
    }
  }

  @Test func `a send that carries a number JSON has no word for is replayed the same`()
    async throws
  {
    try await Campaign.audited(Self.sending) { campaign in
      try await campaign.launch()
      try await campaign.send("odd")
      campaign.clock.advance(days: 1)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.entries(.timer).first?.event?.data == ["n": "nan"])
    }
  }
}
