import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct TimelinessTests {
  private static let zone = "Asia/Shanghai"

  /// Two states after one another, and an end; each with the deadline given.
  private static func workflow(_ first: String, _ second: String = "") -> String {
    Campaign.chart(
      initial: "a",
      """
      <state id="a"><d:stage/>\(first)<transition event="go" target="b"/></state>
      <state id="b"><d:stage/>\(second)<transition event="go" target="z"/></state>
      <final id="z"/>
      """)
  }

  /// The standing of G-1 after so many days, and after the events that were sent.
  private func timeliness(_ campaign: Campaign) async throws -> Timeliness {
    let instance = try await campaign.instance()
    let explanation = try await campaign.engine.explain(instance.id, as: Campaign.officer)
    return Timeliness(
      of: Standing(instance), at: campaign.clock.now(), in: try Zone(Self.zone),
      by: explanation.workflow)
  }

  private func after(
    days: Int64, _ first: String, _ second: String = "", sending events: [Int64] = []
  ) async throws -> Timeliness {
    let campaign = try await Campaign(workflow: Self.workflow(first, second))
    try await campaign.launch()
    var passed: Int64 = 0
    for day in events {
      campaign.clock.advance(days: (day - passed))
      passed = day
      try await campaign.send("go", as: Campaign.officer)
    }
    campaign.clock.advance(days: (days - passed))
    return try await timeliness(campaign)
  }

  @Test(arguments: [
    (6, Timeliness.Situation.inTime, ProgressColour.plain), (7, .nearDue, .blue),
    (10, .nearDue, .blue), (11, .overdue, .red),
  ])
  func `a deadline is near for three days, then it is over`(
    _ days: Int, _ situation: Timeliness.Situation, _ colour: ProgressColour
  ) async throws {
    let found = try await after(days: Int64(days), #"<d:deadline after="P10D"/>"#)

    #expect(found.situation == situation)
    #expect(found.colour == colour)
    #expect(found.days == 10 - days)
  }

  @Test(arguments: [
    (#"<d:deadline after="P10D" near="P7D"/>"#, 3), (#"<d:deadline after="P10D" near="P1D"/>"#, 9),
    (#"<d:deadline after="P10D"/><d:reminder before="P2D"/><d:reminder before="P5D"/>"#, 5),
  ])
  func `the workflow says from when on a deadline is near`(_ rule: String, _ from: Int)
    async throws
  {
    let before = try await after(days: Int64(from) - 1, rule)
    let since = try await after(days: Int64(from), rule)

    #expect(before.situation == .inTime)
    #expect(since.situation == .nearDue)
  }

  @Test func `a soft deadline makes yellow where another makes red`() async throws {
    let found = try await after(days: 20, #"<d:deadline after="P10D" soft="true"/>"#)

    #expect(found.situation == .behind)
    #expect(found.colour == .yellow)
    #expect(found.hasPassed)
  }

  @Test func `what was left late stays yellow, however much time there is`() async throws {
    let found = try await after(
      days: 13, #"<d:deadline after="P10D"/>"#, #"<d:deadline after="P90D"/>"#, sending: [12])

    #expect(found.situation == .behind)
    #expect(!found.hasPassed)
  }

  @Test func `what was finished late is yellow, never green`() async throws {
    let late = try await after(days: 13, #"<d:deadline after="P10D"/>"#, sending: [12, 13])
    let inTime = try await after(days: 13, #"<d:deadline after="P10D"/>"#, sending: [9, 13])

    #expect(late.situation == .finishedLate)
    #expect(late.colour == .yellow)
    #expect(inTime.colour == .green)
  }

  @Test func `an event that was late and is withdrawn was not late`() async throws {
    let campaign = try await Campaign(workflow: Self.workflow(#"<d:deadline after="P10D"/>"#))
    try await campaign.launch()
    campaign.clock.advance(days: 12)
    try await campaign.send("go", as: Campaign.officer, id: "late")
    let late = try await campaign.instance().late

    try await campaign.withdraw("late", as: Campaign.officer)

    #expect(late == ["a"])
    #expect(try await campaign.instance().late == [])
    #expect(try await timeliness(campaign).situation == .overdue)
  }

  @Test func `who is suspended is not late`() async throws {
    let campaign = try await Campaign(workflow: Self.workflow(#"<d:deadline after="P1D"/>"#))
    try await campaign.launch()
    try await campaign.manage(.suspend)
    campaign.clock.advance(days: 9)

    #expect(try await timeliness(campaign).situation == .resting)
  }

  @Test func `an item is overdue when the day it was promised for is over`() async throws {
    let campaign = try await Campaign(
      workflow: Campaign.chart(
        "a-drive", declarations: "<d:ledger id=\"problems\" workflow=\"problem\"/>", initial: "a",
        "<state id=\"a\"/>"))
    try await campaign.register(
      Campaign.chart("problem", initial: "found", "<state id=\"found\"><d:stage/></state>"))
    try await campaign.launch()
    let today = try Zone(Self.zone).date(at: campaign.clock.now())
    _ = try await campaign.engine.raise(
      ItemRequest(
        instance: "drive/G-1", ledger: "problems", deadline: today.adding(days: 4), id: "i",
        identity: Campaign.by(Campaign.secretary)))

    var found: [Timeliness.Situation] = []
    for _ in 0..<3 {
      let items = try await campaign.store.read {
        try Disclosure($0, for: Campaign.by(Campaign.officer), at: campaign.clock.now())
          .ledgerItems(LedgerQuery(unit: "G-1"))
      }
      found += items.map(\.timeliness.situation)
      campaign.clock.advance(days: 3)
    }

    #expect(found == [.inTime, .nearDue, .overdue])
  }
}
