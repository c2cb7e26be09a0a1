import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct LedgerTests {
  private static let owner = Campaign.chart(
    "a-drive",
    declarations: "<d:ledger id=\"problems\" workflow=\"problem\" closed=\"verified\"/>",
    initial: "rectify",
    """
    <state id="rectify">
      <transition event="complete" target="done">
        <d:require ledger="problems" open="0"/>
      </transition>
      <transition event="mostly" target="done">
        <d:require ledger="problems" open="1"/>
      </transition>
    </state>
    <final id="done"/>
    """)

  private static let item = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="problem" datamodel="xpath" initial="found">
      <d:workflow version="1"><d:role id="secretary"/></d:workflow>
      <state id="found">
        <d:stage/>
        <transition event="verify" target="verified"><d:allow role="secretary"/></transition>
        <transition event="close" target="closed"/>
      </state>
      <state id="verified"><d:stage/><transition event="reopen" target="found"/></state>
      <final id="closed"/>
    </scxml>
    """

  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited(Self.owner) { campaign in
      try await campaign.register(Self.item)
      try await campaign.launch(["G-1", "G-2"])
      try await story(campaign)
    }
  }

  private func send(
    _ event: String, to item: InstanceID, as person: PersonID = Campaign.secretary,
    _ campaign: Campaign
  ) async throws -> Answer {
    let size = try await campaign.size()
    return try await campaign.engine.send(
      EventRequest(
        instance: item, name: event, id: Identifier("e\(size)"), identity: Campaign.by(person)))
  }

  @Test func `an item is an instance of its own with the instance as its parent`() async throws {
    try await audited { campaign in
      let answer = try await campaign.raise()

      let item = try #require(try await campaign.store.read { try $0.instance(answer.instance) })
      #expect(item.id == "drive/G-1/problems/1")
      #expect(item.parent == "drive/G-1")
      #expect(item.snapshot.active == ["found"])
    }
  }

  @Test func `a gate names the items that are open`() async throws {
    try await audited { campaign in
      try await campaign.raise()
      try await campaign.raise()

      let answer = try await campaign.send("complete")

      #expect(answer.codes == ["ledger.open"])
      #expect(answer.missing[0].waitingFor == ["drive/G-1/problems/1", "drive/G-1/problems/2"])
    }
  }

  @Test func `an item in a closed state is not open`() async throws {
    try await audited { campaign in
      try await campaign.raise()
      _ = try await send("verify", to: "drive/G-1/problems/1", campaign)

      let answer = try await campaign.send("complete")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `an item that left its closed state is open again`() async throws {
    try await audited { campaign in
      try await campaign.raise()
      _ = try await send("verify", to: "drive/G-1/problems/1", campaign)
      _ = try await send("reopen", to: "drive/G-1/problems/1", campaign)

      let answer = try await campaign.send("complete")

      #expect(answer.codes == ["ledger.open"])
    }
  }

  @Test func `an item that has ended is not open`() async throws {
    try await audited { campaign in
      try await campaign.raise()
      _ = try await send("close", to: "drive/G-1/problems/1", campaign)

      let answer = try await campaign.send("complete")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `a gate can allow some items to be open`() async throws {
    try await audited { campaign in
      try await campaign.raise()
      let one = try await campaign.engine.explain("drive/G-1", as: Campaign.secretary)
      try await campaign.raise()

      let two = try await campaign.send("mostly")

      #expect(one.options.first { $0.event == "mostly" }?.missing == [])
      #expect(two.missing.first?.need == 1)
    }
  }

  @Test func `items of another unit do not count`() async throws {
    try await audited { campaign in
      try await campaign.raise()

      let answer = try await campaign.send("complete", unit: "G-2")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `roles on an item are judged at its owner's unit`() async throws {
    try await audited { campaign in
      let raised = try await campaign.raise(owner: "G-2")

      let answer = try await send("verify", to: raised.instance, campaign)

      #expect(answer.codes == ["role.missing"])
      #expect(answer.missing[0].suppliers == [Campaign.officer])
    }
  }

  @Test func `a ledger that the workflow does not have is refused with the nearest`() async throws {
    try await audited { campaign in
      let answer = try await campaign.raise("problem")

      #expect(answer.codes == ["ledger.unknown"])
      #expect(answer.missing[0].message.contains("did you mean \"problems\"?"))
    }
  }

  @Test func `raising an item twice under one id raises one`() async throws {
    try await audited { campaign in
      let first = try await campaign.raise(id: "i")
      let second = try await campaign.raise(id: "i")

      #expect(second.isRepeat)
      #expect(second.instance == first.instance)
      #expect(try await campaign.instance().itemsMade == 1)
    }
  }

  @Test func `nothing is raised on an instance that is closed`() async throws {
    try await audited { campaign in
      try await campaign.send("complete")

      let answer = try await campaign.raise()

      #expect(answer.codes == ["instance.closed"])
    }
  }

  @Test func `the entry of an item says by which role it was raised and what was read for it`()
    async throws
  {
    try await audited { campaign in
      try await campaign.raise()

      let leaf = try #require(try await campaign.entries(.started).last)
      #expect(leaf.role == "secretary")
      #expect(leaf.facts.map(\.query) == ["role(p-secretary, secretary, G-1)"])
    }
  }

  @Test func `a withdrawn event leaves the numbers of items as they are`() async throws {
    let marking = Self.owner.replacing(
      "<transition event=\"mostly\"", with: #"<transition event="mark"/><transition event="mostly""#
    )
    try await Campaign.audited(marking) { campaign in
      try await campaign.register(Self.item)
      try await campaign.launch()
      try await campaign.send("mark", id: "m")
      try await campaign.raise()
      try await campaign.withdraw("m")

      let second = try await campaign.raise()

      #expect(second.instance == "drive/G-1/problems/2")
    }
  }
}
