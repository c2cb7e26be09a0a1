import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// Batch 1 closes with work that goes on, and a meeting brings in batch 2.
@Suite struct HandOverTests {
  private static let item = Campaign.chart(
    "item", initial: "open",
    """
    <state id="open">
      <transition event="carry" target="continuing"/><transition event="fix" target="fixed"/>
    </state>
    <state id="continuing"><transition event="fix" target="fixed"/></state>
    <final id="fixed"/>
    """)

  private static let drive = Campaign.chart(
    "drive",
    declarations: "<d:ledger id=\"problems\" workflow=\"item\" closed=\"continuing fixed\"/>",
    initial: "work",
    """
    <state id="work">
      <d:stage/>
      <transition event="finish" target="done">
        <d:require ledger="problems" open="0"/><d:require units="children" in="done"/>
      </transition>
    </state>
    <final id="done"><d:stage/></final>
    """)

  private func send(_ event: String, to instance: InstanceID, _ campaign: Campaign) async throws
    -> Answer
  {
    try await campaign.engine.send(
      EventRequest(
        instance: instance, name: event, id: Identifier("\(event)/\(instance)"),
        identity: Campaign.by(Campaign.officer)))
  }

  @Test func `items that continue stay in sight of the decision that launched their batch`()
    async throws
  {
    try await Campaign.audited(Self.drive) { campaign in
      try await campaign.register(Self.item)
      try await campaign.hold(
        Campaign.minutes("m-1", [.launch("@code = 'G-1'", workflow: "drive")]))
      for number in 1...3 { try await campaign.raise(id: Identifier("i\(number)")) }
      _ = try await send("carry", to: "drive/G-1/problems/1", campaign)
      _ = try await send("fix", to: "drive/G-1/problems/2", campaign)

      let before = try await campaign.store.read { try $0.reports(of: "m-1")[0].batches[0] }
      #expect((before.openItems, before.continuingItems) == (1, 1))

      _ = try await send("carry", to: "drive/G-1/problems/3", campaign)
      let finish = try await send("finish", to: "drive/G-1", campaign)

      // The unit ends; what continues goes on and is still counted.
      #expect(finish.verdict == .accepted)
      let after = try await campaign.store.read { try $0.reports(of: "m-1")[0].batches[0] }
      #expect((after.openItems, after.continuingItems) == (0, 2))
    }
  }

  @Test func `a gate of batch 1 waits for the units that batch 2 brings in below it`()
    async throws
  {
    try await Campaign.audited(Self.drive) { campaign in
      try await campaign.register(Self.item)
      try await campaign.hold(Campaign.minutes("m-1", [.launch("@code = 'G'", workflow: "drive")]))
      try await campaign.hold(
        Campaign.minutes("m-2", [.launch("@level = 2", batch: 2, workflow: "drive")]))

      let early = try await send("finish", to: "drive/G", campaign)

      #expect(early.codes == ["units.waiting"])
      #expect(early.missing.first?.waitingFor == ["G-1", "G-2"])
      for unit in ["G-1", "G-2"] {
        _ = try await send("finish", to: Identifier("drive/\(unit)"), campaign)
      }
      let again = try await campaign.engine.send(
        EventRequest(
          instance: "drive/G", name: "finish", id: "later",
          identity: Campaign.by(Campaign.officer)))
      #expect(again.verdict == .accepted)
    }
  }
}
