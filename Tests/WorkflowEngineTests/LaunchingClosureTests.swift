import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct LaunchingClosureTests {
  /// A launch of 600 units that dies when the first 500 are made.
  private func halfMade(_ campaign: Campaign) async throws {
    let units = (1...600).map { number in
      Unit(
        code: Identifier("T-\(number)"), parent: "G", level: 2, kind: "team",
        names: LocalizedText("T"))
    }
    try await campaign.add(units)
    let name = try await campaign.store.read { try $0.workflows()[0].reference.name }
    let dying = Engine(store: CrashingStore(campaign.store, writes: 2), clock: campaign.clock)
    _ = try? await dying.launch(
      LaunchRequest(
        workflow: name, programme: "drive", units: units.map(\.code),
        identity: Campaign.by(Campaign.officer)))
  }

  @Test(arguments: ManagementAction.allCases)
  func `the office waits until the batch is open`(_ action: ManagementAction) async throws {
    try await Campaign.audited { campaign in
      try await halfMade(campaign)

      let answer = try await campaign.manage(action, unit: "T-1")

      #expect(answer.codes.first == "instance.launching")
    }
  }

  private static let greeting = Campaign.chart(
    initial: "work",
    """
    <state id="work">
      <onentry><send event="hello"/></onentry>
      <transition event="hello" target="greeted"/><transition event="end" target="done"/>
    </state>
    <state id="greeted"><transition event="end" target="done"/></state>
    <final id="done"/>
    """)

  @Test func `what instances send themselves waits until the batch is open`() async throws {
    try await Campaign.audited(Self.greeting) { campaign in
      try await halfMade(campaign)

      try await campaign.engine.drainOutbox()

      #expect(try await campaign.active("T-1") == ["work"])
      _ = try await campaign.engine.resume(identity: Campaign.by(Campaign.officer))
      _ = try await campaign.engine.tick()
      #expect(try await campaign.active("T-1") == ["greeted"])
      #expect(try await campaign.active("T-600") == ["greeted"])
    }
  }

  @Test func `no deadline passes while the batch is being launched`() async throws {
    try await Campaign.audited { campaign in
      try await halfMade(campaign)
      campaign.clock.advance(days: 10)

      #expect(try await campaign.engine.tick() == 0)

      #expect(try await campaign.active("T-1") == ["draft"])
    }
  }

  @Test func `a workflow that always sends itself one more event is stopped`() async throws {
    let endless = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <transition event="go"><send event="go"/></transition>
        <transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(endless) { campaign in
      try await campaign.launch()

      try await campaign.send("go")

      let delivered = try await campaign.entries(.delivered)
      #expect(delivered.last?.details["dropped"] == "chain.limit")
      #expect(try await campaign.store.read { try $0.outbox(limit: 1) } == [])
      #expect(try await campaign.send("end").verdict == .accepted)
    }
  }
}
