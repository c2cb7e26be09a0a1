import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct RoleTests {
  static let gate = Campaign.chart(
    initial: "open",
    """
    <state id="open">
      <transition event="close" target="shut"><d:allow role="secretary"/></transition>
    </state>
    <final id="shut"/>
    """)

  @Test func `a role held on a unit above counts`() async throws {
    try await Campaign.audited(Self.gate) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("close", as: Campaign.officer)

      #expect(answer.verdict == .accepted)
      #expect(answer.role == "secretary")
    }
  }

  @Test func `a role held on another branch does not count`() async throws {
    try await Campaign.audited(Self.gate) { campaign in
      try await campaign.launch(["G-2"])

      let answer = try await campaign.send("close", as: Campaign.secretary, unit: "G-2")

      #expect(answer.codes == ["role.missing"])
      #expect(answer.missing[0].suppliers == [Campaign.officer])
    }
  }

  @Test func `a refusal says that nobody holds the role`() async throws {
    let lonely = Campaign.chart(
      declarations: "<d:role id=\"chair\"/>", initial: "open",
      """
      <state id="open">
        <transition event="close" target="shut"><d:allow role="chair"/></transition>
      </state>
      <final id="shut"/>
      """)
    try await Campaign.audited(lonely) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("close")

      #expect(answer.missing.first?.message.hasSuffix("; nobody does") == true)
    }
  }

  @Test func `any one of several permissions suffices`() async throws {
    let either = Campaign.chart(
      initial: "open",
      """
      <state id="open">
        <transition event="close" target="shut">
          <d:allow role="guidance"/><d:allow role="secretary"/>
        </transition>
      </state>
      <final id="shut"/>
      """)
    try await Campaign.audited(either) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("close")

      #expect(answer.role == "secretary")
    }
  }

  struct Days: Sendable {
    var from: CalendarDate?
    var until: CalendarDate?
    var isAccepted: Bool
  }

  // The clock stands at 09:00 on 2023-09-01 in Shanghai.
  @Test(arguments: [
    Days(from: CalendarDate("2023-09-02"), isAccepted: false),
    Days(from: CalendarDate("2023-09-01"), isAccepted: true),
    Days(until: CalendarDate("2023-08-31"), isAccepted: false),
    Days(until: CalendarDate("2023-09-01"), isAccepted: true),
  ])
  func `an assignment counts on its days, the first and the last included`(_ days: Days)
    async throws
  {
    try await Campaign.audited(Self.gate) { campaign in
      try await campaign.appoint(
        Assignment(
          role: "secretary", person: Campaign.inspector, unit: "G-1", from: days.from,
          until: days.until))
      try await campaign.launch()

      let answer = try await campaign.send("close", as: Campaign.inspector)

      #expect((answer.verdict == .accepted) == days.isAccepted)
    }
  }

  @Test func `the day of an assignment is the day at the unit`() async throws {
    // 17:00 on 1 September in UTC is an hour past midnight in Shanghai.
    try await Campaign.audited(Self.gate) { campaign in
      try await campaign.appoint(
        Assignment(
          role: "secretary", person: Campaign.inspector, unit: "G-1",
          from: CalendarDate("2023-09-02")))
      try await campaign.launch()
      campaign.clock.advance(milliseconds: 16 * 3_600_000)

      let answer = try await campaign.send("close", as: Campaign.inspector)

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `who stands in for somebody is recorded with whom she stands in for`() async throws {
    try await Campaign.audited(Self.gate) { campaign in
      try await campaign.appoint(
        Assignment(
          role: "secretary", person: Campaign.inspector, unit: "G-1",
          onBehalfOf: Campaign.secretary))
      try await campaign.launch()

      try await campaign.send("close", as: Campaign.inspector)

      let leaf = try #require(try await campaign.entries(.event).last)
      #expect(leaf.actor == Campaign.inspector.text)
      #expect(leaf.onBehalfOf == Campaign.secretary.text)
    }
  }
}

@Suite struct FourEyesTests {
  private static let substitute: PersonID = "p-substitute"

  private func submitted(_ campaign: Campaign) async throws {
    try await campaign.add(people: [Person(id: Self.substitute, names: LocalizedText("Wu"))])
    try await campaign.launch()
    try await campaign.addEvidence("report", "May")
    try await campaign.send("submit")
  }

  @Test func `nobody approves on behalf of the one who submitted`() async throws {
    try await Campaign.audited { campaign in
      try await submitted(campaign)
      try await campaign.appoint(
        Assignment(
          role: "guidance", person: Self.substitute, unit: "G-1", onBehalfOf: Campaign.secretary))

      let answer = try await campaign.send("approve", as: Self.substitute)

      #expect(answer.codes == ["role.distinct"])
    }
  }

  @Test func `a claim to act for the one who submitted is four eyes, too`() async throws {
    try await Campaign.audited { campaign in
      try await submitted(campaign)
      var identity = Campaign.by(Campaign.inspector)
      identity.onBehalfOf = Campaign.secretary

      let answer = try await campaign.engine.send(
        EventRequest(instance: "drive/G-1", name: "approve", id: "a1", identity: identity))

      #expect(answer.codes == ["role.distinct"])
    }
  }

  @Test func `an assignment of one's own counts beside one in which one stands in`() async throws {
    try await Campaign.audited { campaign in
      try await submitted(campaign)
      try await campaign.appoint(
        Assignment(
          role: "guidance", person: Self.substitute, unit: "G-1", onBehalfOf: Campaign.secretary),
        Assignment(role: "guidance", person: Self.substitute, unit: "G"))

      let answer = try await campaign.send("approve", as: Self.substitute)

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `nobody approves what a deputy submitted for her`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.add(people: [Person(id: Self.substitute, names: LocalizedText("Wu"))])
      try await campaign.appoint(
        Assignment(
          role: "secretary", person: Self.substitute, unit: "G-1", onBehalfOf: Campaign.inspector))
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")
      try await campaign.send("submit", as: Self.substitute)

      let answer = try await campaign.send("approve", as: Campaign.inspector)

      #expect(answer.codes == ["role.distinct"])
    }
  }

  @Test func `an event accepted before the state was entered again does not count`() async throws {
    let twice = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <transition event="submit"><d:allow role="secretary"/></transition>
        <transition event="approve" target="done">
          <d:allow role="guidance" distinct-from="submit"/>
        </transition>
        <transition event="again" target="work"><d:allow role="guidance"/></transition>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(twice) { campaign in
      try await campaign.launch()
      try await campaign.send("submit")
      try await campaign.send("again", as: Campaign.inspector)

      let answer = try await campaign.send("approve", as: Campaign.inspector)

      #expect(answer.codes == ["role.distinct.unsent"])
    }
  }

  @Test func `in one region she stands in for somebody, in the other acts for herself`()
    async throws
  {
    let regions = Campaign.chart(
      initial: "both",
      """
      <parallel id="both">
        <state id="left" initial="l1">
          <state id="l1">
            <transition event="submit"><d:allow role="secretary"/></transition>
            <transition event="go" target="l2">
              <d:allow role="guidance" distinct-from="submit"/>
            </transition>
          </state>
          <state id="l2"/>
        </state>
        <state id="right" initial="r1">
          <state id="r1">
            <transition event="go" target="r2"><d:allow role="office"/></transition>
          </state>
          <state id="r2"/>
        </state>
        <transition event="end" target="done"/>
      </parallel>
      <final id="done"/>
      """)
    try await Campaign.audited(regions) { campaign in
      try await campaign.appoint(
        Assignment(
          role: "office", person: Campaign.inspector, unit: "G-1", onBehalfOf: Campaign.secretary))
      try await campaign.launch()
      try await campaign.send("submit")

      let answer = try await campaign.send("go", as: Campaign.inspector)

      #expect(answer.after == ["l2", "r2"])
    }
  }
}
