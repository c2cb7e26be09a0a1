import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct AuthorityTests {
  /// A campaign that is running, with a decision in a draft, an approved and a superseded one.
  private func meetings(_ campaign: Campaign) async throws {
    try await campaign.launch()
    try await campaign.addEvidence("report", "a")
    try await campaign.hold(Campaign.minutes("m-1", []))
    try await campaign.submit(Campaign.minutes("m-2", []))
    try await campaign.hold(Campaign.minutes("m-3", []))
    try await campaign.hold(
      Campaign.minutes("m-4", [.supersede(Authority(minutes: "m-3", decision: "d-1"))]))
  }

  @Test(arguments: [
    ("m-2#d-1", "authority.draft"), ("m-3#d-1", "authority.superseded"),
    ("m-1#d-2", "authority.unknown"), ("m-9#d-1", "authority.unknown"),
  ])
  func `an event can only rest on a decision that holds`(_ citation: String, _ code: String)
    async throws
  {
    try await Campaign.audited { campaign in
      try await meetings(campaign)

      let answer = try await campaign.send("submit", authority: citation)

      #expect(answer.codes == [code])
    }
  }

  @Test func `the standing of the decision is a fact of the entry`() async throws {
    try await Campaign.audited { campaign in
      try await meetings(campaign)

      let answer = try await campaign.send("submit", authority: "m-1#d-1")

      #expect(answer.verdict == .accepted)
      let entry = try #require(try await campaign.entries(.event).last)
      #expect(entry.facts.first?.query == "authority(m-1#d-1)")
      #expect(entry.facts.first?.answer == "valid")
    }
  }

  @Test func `what was accepted before its decision was superseded stands`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "a")
      try await campaign.hold(Campaign.minutes("m-1", []))
      try await campaign.send("submit", id: "first", authority: "m-1#d-1")

      try await campaign.hold(
        Campaign.minutes("m-2", [.supersede(Authority(minutes: "m-1", decision: "d-1"))]))

      #expect(try await campaign.active() == ["review"])
      let again = try await campaign.send("submit", id: "first", authority: "m-1#d-1")
      #expect(again.isRepeat && again.verdict == .accepted)
      let report = try await campaign.store.read { try $0.reports(of: "m-1") }
      #expect(report.first?.record.supersededBy?.description == "m-2#d-1")
      #expect(report.first?.entries == ["event": 1])
    }
  }

  @Test func `a store without minutes looks at the form of a citation alone`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "a")

      let answer = try await campaign.send("submit", authority: "elsewhere#7")

      #expect(answer.verdict == .accepted)
      #expect(
        try await campaign.entries(.event).last?.facts.contains { $0.query.hasPrefix("authority") }
          == false)
    }
  }

  @Test func `a launch cannot rest on a decision that is not approved`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes("m-1", []))

      let error = await #expect(throws: RequestError.self) {
        _ = try await campaign.engine.launch(
          LaunchRequest(
            workflow: "review", programme: "drive", units: ["G-1"], authority: "m-1#d-1",
            identity: Campaign.by(Campaign.officer)))
      }

      guard case .authority(let missing) = error else {
        Issue.record("found \(String(describing: error))")
        return
      }
      #expect(missing.code == "authority.draft")
    }
  }

  @Test func `what the office does can only rest on a decision that holds`() async throws {
    try await Campaign.audited { campaign in
      try await meetings(campaign)

      let answer = try await campaign.engine.manage(
        .suspend,
        EventRequest(
          instance: "drive/G-1", name: "", id: "s", identity: Campaign.by(Campaign.officer),
          authority: "m-3#d-1", reason: "as decided"))

      #expect(answer.codes == ["authority.superseded"])
    }
  }

  @Test func `a decision is superseded once`() async throws {
    try await Campaign.audited { campaign in
      try await meetings(campaign)
      try await campaign.submit(
        Campaign.minutes("m-5", [.supersede(Authority(minutes: "m-3", decision: "d-1"))]))
      try await campaign.approve("m-5")

      await #expect(throws: RequestError.self) { try await campaign.enact("m-5") }
    }
  }
}
