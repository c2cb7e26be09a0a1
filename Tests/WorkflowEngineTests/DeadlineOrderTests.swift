import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct DeadlineOrderTests {
  @Test func `a deadline that a meeting sets moves that of instances in the state`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-1", "G-2"])

      let enactment = try await campaign.hold(
        Campaign.minutes("m-1", [.deadline("draft", at: "2023-12-01", for: .unit("G-1"))]))

      #expect(
        enactment.parts.first?.record.outcome == OrderRecord.Outcome(accepted: 1, refused: 0))
      #expect(
        try await campaign.instance().entered["draft"]?.due?.description
          == "2023-12-01T15:59:59.999Z")
      #expect(try await campaign.timers().map(\.due.description) == ["2023-12-01T15:59:59.999Z"])
      let entry = try #require(try await campaign.entries(.extended).first)
      #expect(entry.authority == "m-1#d-1")
      #expect(entry.details["was"]?.string == "2023-09-06T15:59:59.999Z")
      #expect(entry.details["due"]?["draft"]?.string == "2023-12-01T15:59:59.999Z")
      #expect(
        try await campaign.timers("G-2").map(\.due.description) == ["2023-09-06T15:59:59.999Z"])
    }
  }

  @Test func `an instance that enters the state later gets the deadline then`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.hold(Campaign.minutes("m-1", [.deadline("review", at: "2023-12-01")]))
      try await campaign.addEvidence("report", "a")

      try await campaign.send("submit")

      #expect(
        try await campaign.timers().map(\.id.text) == ["deadline.review"])
      let entry = try #require(try await campaign.entries(.event).last)
      #expect(entry.facts.first { $0.query == "deadline(review)" }?.answer == "m-1#d-1")
      #expect(try await campaign.entries(.extended).isEmpty)
    }
  }

  @Test func `the last meeting that set a deadline has the word`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.hold(Campaign.minutes("m-1", [.deadline("review", at: "2023-12-01")]))
      campaign.clock.advance(milliseconds: 1)
      try await campaign.hold(Campaign.minutes("m-0", [.deadline("review", at: "2023-11-01")]))
      try await campaign.addEvidence("report", "a")

      try await campaign.send("submit")

      #expect(try await campaign.timers().map(\.due.description) == ["2023-11-01T15:59:59.999Z"])
    }
  }

  @Test func `a deadline of a superseded decision is not given any more`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.hold(Campaign.minutes("m-1", [.deadline("review", at: "2023-12-01")]))
      try await campaign.hold(
        Campaign.minutes("m-2", [.supersede(Authority(minutes: "m-1", decision: "d-1"))]))
      try await campaign.addEvidence("report", "a")

      try await campaign.send("submit")

      #expect(try await campaign.timers().isEmpty)
    }
  }

  @Test func `a deadline of a state that no workflow has is no order`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.submit(Campaign.minutes("m-1", [.deadline("draf", at: "2023-12-01")]))
      try await campaign.approve()

      await #expect(
        throws: RequestError.cannotEnact(
          "m-1",
          [
            OrderFault(
              authority: Authority(minutes: "m-1", decision: "d-1"), number: 1,
              error: .unknown(.state, "draf", nearest: ["draft"]))
          ])
      ) { try await campaign.enact() }
    }
  }

  private func extend(
    _ campaign: Campaign, state: Identifier = "draft", as person: PersonID = Campaign.officer,
    reason: String? = "flood"
  ) async throws -> Answer {
    try await campaign.engine.extend(
      ExtensionRequest(
        instance: "drive/G-1", state: state,
        due: .after(try #require(CalendarDuration("P30D"))), reason: reason,
        id: Identifier("x-\(person)"),
        identity: Campaign.by(person)))
  }

  @Test func `the office moves a deadline, counted from when the state was entered`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 1)

      let answer = try await extend(campaign)

      #expect(answer.verdict == .accepted)
      #expect(try await campaign.timers().map(\.due.description) == ["2023-10-01T15:59:59.999Z"])
      #expect(try await campaign.instance().revision == 1)
    }
  }

  @Test func `moving a deadline takes the office, a reason and a state that is active`()
    async throws
  {
    try await Campaign.audited { campaign in
      try await campaign.launch()

      let answer = try await extend(
        campaign, state: "review", as: Campaign.secretary, reason: nil)

      #expect(answer.codes == ["role.missing", "reason.missing", "deadline.state"])
    }
  }

  @Test func `an instance whose deadline has passed goes on with the new one`() async throws {
    let patient = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <d:deadline after="P5D"/>
        <transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(patient) { campaign in
      try await campaign.launch()
      campaign.clock.advance(days: 8)
      _ = try await campaign.engine.tick()

      _ = try await extend(campaign, state: "work")

      #expect(try await campaign.timers().map(\.id.text) == ["deadline.work"])
    }
  }
}
