import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct OutboxTests {
  private static let echoing = Campaign.chart(
    data: "<data id=\"heard\" expr=\"0\"/>", initial: "work",
    """
    <state id="work">
      <transition event="call"><send event="echo"><param name="n" expr="7"/></send></transition>
      <transition event="echo" cond="$_event/data = 7">
        <assign location="$heard" expr="$heard + 1"/>
      </transition>
      <transition event="shout"><send event="nobody.listens"/></transition>
      <transition event="break"><send event="ask"/></transition>
      <transition event="ask" cond="d:days-between('x', 'y') = 1"/>
      <transition event="error.execution" target="trouble"/>
      <transition event="swell">
        <send event="spread"/>
        <assign location="$heard" expr="string($_event/data/data[@id='text'])"/>
      </transition>
      <transition event="spread">
        <log expr="$heard"/><log expr="$heard"/><assign location="$heard" expr="'after'"/>
      </transition>
      <transition event="end" target="done"/>
    </state>
    <state id="trouble"><transition event="end" target="done"/></state>
    <final id="done"/>
    """)

  @Test func `what an instance sends itself is delivered after the step`() async throws {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()

      try await campaign.send("call")

      let delivered = try await campaign.entries(.delivered)
      #expect(delivered.map(\.event?.name) == ["echo"])
      #expect(delivered.first?.event?.id == "drive/G-1/1/1")
      #expect(try await campaign.instance().revision == 2)
    }
  }

  @Test func `what nothing waits for is recorded and changes nothing`() async throws {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()

      try await campaign.send("shout")

      #expect(try await campaign.instance().revision == 1)
      #expect(try await campaign.entries(.delivered).first?.after == ["work"])
      #expect(try await campaign.store.read { try $0.outbox(limit: 10) } == [])
    }
  }

  /// Sends an event from a process that dies before it delivers what the step sent.
  private func sendAndDie(_ event: String, _ campaign: Campaign) async throws {
    let dying = Engine(
      store: CrashingStore(campaign.store, writes: 1), clock: campaign.clock)
    await #expect(throws: StoreError.unavailable("crashed")) {
      try await dying.send(
        EventRequest(
          instance: "drive/G-1", name: event, id: "last", identity: Campaign.by(Campaign.officer)))
    }
  }

  @Test func `what a dead process left is delivered by the next`() async throws {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()
      try await sendAndDie("call", campaign)

      let left = try await campaign.engine.drainOutbox()

      #expect(left == 1)
      #expect(try await campaign.instance().revision == 2)
    }
  }

  @Test func `a message to an instance that has closed since is dropped`() async throws {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()
      try await sendAndDie("call", campaign)

      try await campaign.manage(.cancel)

      let leaf = try #require(try await campaign.entries(.delivered).first)
      #expect(leaf.details["dropped"] == "the instance is cancelled")
    }
  }

  @Test func `a message to an instance that was suspended since waits for its resumption`()
    async throws
  {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()
      try await sendAndDie("call", campaign)
      try await campaign.manage(.suspend)
      let suspended = try await campaign.instance().revision
      try await campaign.manage(.resume)

      _ = try await campaign.engine.tick()

      #expect(try await campaign.instance().revision == suspended + 2)
    }
  }

  @Test func `a condition that fails on delivery is the workflow's to handle`() async throws {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch()

      try await campaign.send("break")

      #expect(try await campaign.active() == ["trouble"])
    }
  }

  @Test func `a delivery too large for an entry is dropped and does not stop the queue`()
    async throws
  {
    try await Campaign.audited(Self.echoing) { campaign in
      try await campaign.launch(["G-1", "G-2"])
      let text = String(repeating: "x", count: 40_000)

      try await campaign.send("swell", data: ["text": .string(text)])
      try await campaign.send("call", unit: "G-2")

      let delivered = try await campaign.entries(.delivered)
      #expect(delivered.map { $0.details["dropped"] } == ["entry.large", nil])
      #expect(try await !campaign.holds("after"))
    }
  }
}
