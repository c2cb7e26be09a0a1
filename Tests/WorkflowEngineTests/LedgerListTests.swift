import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct LedgerListTests {
  private static func owner(_ ledger: String, ending: String = "") -> String {
    Campaign.chart(
      "a-drive", declarations: ledger, initial: "rectify",
      """
      <state id="rectify">
        <transition event="complete" target="done"><d:allow role="secretary"/>\(ending)</transition>
        <transition event="expire" target="over"/>
      </state>
      <state id="over"><transition target="done"/></state>
      <final id="done"/>
      """)
  }

  private static let item = Campaign.chart(
    "problem", initial: "found",
    """
    <state id="found">
      <d:stage/><d:deadline expr="d:item()/@deadline"/>
      <transition event="verify" target="verified"><d:allow role="secretary"/></transition>
    </state>
    <state id="verified"><d:stage/></state>
    """)

  private func audited(
    _ ledger: String = #"<d:ledger id="problems" workflow="problem" closed="verified"/>"#,
    ending: String = "", _ story: (Campaign) async throws -> Void
  ) async throws {
    try await Campaign.audited(Self.owner(ledger, ending: ending)) { campaign in
      try await campaign.register(Self.item)
      try await campaign.launch(["G-1", "G-2"])
      try await story(campaign)
    }
  }

  private func items(_ query: LedgerQuery, _ campaign: Campaign) async throws -> [LedgerItem] {
    let now = campaign.clock.now()
    return try await campaign.store.read {
      try Disclosure($0, for: Campaign.by(Campaign.officer), at: now).ledgerItems(query)
    }
  }

  private func request(
    _ number: Int, _ instance: InstanceID = "drive/G-1", owner: UnitCode? = nil,
    deadline: String? = nil
  ) -> ItemRequest {
    ItemRequest(
      instance: instance, ledger: "problems", owner: owner,
      deadline: deadline.flatMap { CalendarDate($0) },
      fields: [("problem", "问题\(number)"), ("measure", "Order them")],
      id: Identifier("sheet/\(number)"),
      identity: Campaign.by(Campaign.officer))
  }

  @Test func `an item is seen by the unit that raised it and by the one that deals with it`()
    async throws
  {
    try await audited { campaign in
      _ = try await campaign.engine.raise(request(1, owner: "G"))
      _ = try await campaign.engine.raise(request(2, "drive/G-2"))

      let seen = [
        try await items(LedgerQuery(unit: "G-1"), campaign),
        try await items(LedgerQuery(unit: "G"), campaign),
        try await items(LedgerQuery(unit: "G-2"), campaign),
      ].map { $0.map(\.item.id) }

      #expect(
        seen == [["drive/G-1/problems/1"], ["drive/G-1/problems/1"], ["drive/G-2/problems/1"]])
    }
  }

  @Test func `who holds the role where an item is dealt with moves it`() async throws {
    try await audited { campaign in
      let raised = try await campaign.engine.raise(request(1, owner: "G"))
      func verify(as person: PersonID) async throws -> Answer {
        try await campaign.engine.send(
          EventRequest(
            instance: raised.instance, name: "verify", id: Identifier("v-\(person)"),
            identity: Campaign.by(person)))
      }

      let below = try await verify(as: Campaign.secretary)
      let above = try await verify(as: Campaign.officer)

      #expect(below.codes == ["role.missing"])
      #expect(above.verdict == .accepted)
    }
  }

  @Test func `the whole ledger comes in the order of its numbers`() async throws {
    try await audited { campaign in
      let verdicts = try await campaign.engine.raise((1...11).map { request($0) })

      let found = try await items(LedgerQuery(programme: "drive"), campaign)

      #expect(verdicts.allSatisfy { $0.isAccepted })
      #expect(found.map(\.texts["problem"]) == (1...11).map { "问题\($0)" })
    }
  }

  @Test func `raising a sheet twice raises each problem once`() async throws {
    try await audited { campaign in
      _ = try await campaign.engine.raise((1...3).map { request($0) })
      _ = try await campaign.engine.raise((1...4).map { request($0) })

      #expect(try await items(LedgerQuery(), campaign).count == 4)
    }
  }

  @Test func `of many problems each has a verdict of its own`() async throws {
    try await audited { campaign in
      let verdicts = try await campaign.engine.raise([
        request(1), request(2, "drive/G-9"), request(3, owner: "nowhere"), request(4),
      ])

      #expect(verdicts.map(\.isAccepted) == [true, false, false, true])
    }
  }

  @Test func `the promised day is what the item's workflow can reckon with`() async throws {
    try await audited { campaign in
      let raised = try await campaign.engine.raise(request(1, deadline: "2023-10-31"))

      let item = try #require(try await campaign.store.read { try $0.instance(raised.instance) })
      #expect(item.entered["found"]?.due == Instant(rfc3339: "2023-10-31T23:59:59.999+08:00"))
    }
  }

  @Test func `an instance does not end while its items are open`() async throws {
    try await audited { campaign in
      _ = try await campaign.engine.raise(request(1))

      let answer = try await campaign.send("complete")

      #expect(answer.codes == ["ledger.unfinished"])
      #expect(answer.missing[0].waitingFor == ["drive/G-1/problems/1"])
    }
  }

  @Test func `what the ending transition itself says of the ledger counts`() async throws {
    try await audited(ending: #"<d:require ledger="problems" open="1"/>"#) { campaign in
      _ = try await campaign.engine.raise([request(1), request(2)])
      let two = try await campaign.send("complete")
      _ = try await campaign.engine.send(
        EventRequest(
          instance: "drive/G-1/problems/1", name: "verify", id: "v",
          identity: Campaign.by(Campaign.secretary)))

      let one = try await campaign.send("complete")

      #expect(two.codes == ["ledger.open"])
      #expect(one.verdict == .accepted)
    }
  }

  @Test func `an end that the engine takes is not held back, and what is open continues`()
    async throws
  {
    try await audited { campaign in
      _ = try await campaign.engine.raise(request(1))

      let answer = try await campaign.send("expire")

      #expect(answer.verdict == .accepted)
      #expect(try await campaign.instance().status == .ended)
      #expect(try await items(LedgerQuery(unit: "G-1"), campaign).map(\.isContinuing) == [true])
    }
  }

  @Test func `items of a ledger that continues go on, and are listed as continuing`() async throws {
    try await audited(
      #"<d:ledger id="problems" workflow="problem" closed="verified" continues="true"/>"#
    ) { campaign in
      let raised = try await campaign.engine.raise(request(1))
      _ = try await campaign.engine.raise(request(2, "drive/G-2"))

      let closing = try await campaign.send("complete")

      #expect(closing.verdict == .accepted)
      let before = try await items(LedgerQuery(), campaign)
      #expect(before.map(\.isContinuing) == [true, false])
      let moved = try await campaign.engine.send(
        EventRequest(
          instance: raised.instance, name: "verify", id: "v",
          identity: Campaign.by(Campaign.secretary)))
      #expect(moved.verdict == .accepted)
      #expect(try await items(LedgerQuery(unit: "G-1"), campaign).map(\.isOpen) == [false])
    }
  }
}
