import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct AppointingTests {
  private static let deputy: PersonID = "p-deputy"
  private let context = AppointmentContext(
    reason: "on leave", authority: "m-1#2", identity: Campaign.by(Campaign.officer))

  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.add(people: [Person(id: Self.deputy, names: LocalizedText("代理"))])
      try await campaign.launch()
      try await story(campaign)
    }
  }

  /// So many days after the story begins, in the campaign's zone.
  private func day(_ number: Int, _ campaign: Campaign) throws -> CalendarDate {
    try Zone("Asia/Shanghai").date(at: campaign.clock.now()).adding(days: number)
  }

  private func delegate(_ campaign: Campaign, from: Int = 0, until: Int = 9) async throws {
    _ = try await campaign.engine.delegate(
      Campaign.secretary, to: Self.deputy, role: "secretary", from: day(from, campaign),
      until: day(until, campaign), context)
  }

  @Test func `an appointment keeps its reason and its authority`() async throws {
    try await audited { campaign in
      let assignment = Assignment(role: "guidance", person: Self.deputy, unit: "G-1")

      let change = try await campaign.engine.appoint(assignment, context)

      let entry = try #require(try await campaign.entries(.appointed).last)
      #expect(change.verdict == .registered)
      #expect(entry.authority == "m-1#2")
      #expect(entry.reason != nil)
      #expect(try await campaign.store.read { try $0.assignments(of: Self.deputy) } == [assignment])
    }
  }

  @Test func `an appointment that holds already changes nothing`() async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      let change = try await campaign.engine.appoint(
        Assignment(role: "secretary", person: Campaign.secretary, unit: "G-1"), context)

      #expect(change.verdict == .unchanged)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a deputy acts for the one she stands in for`() async throws {
    try await audited { campaign in
      try await delegate(campaign)
      try await campaign.addEvidence("report", "text")

      let answer = try await campaign.send("submit", as: Self.deputy)

      let event = try #require(try await campaign.entries(.event).last)
      #expect(answer.verdict == .accepted)
      #expect(event.onBehalfOf == Campaign.secretary.text)
    }
  }

  @Test func `what a deputy may do is explained with for whom`() async throws {
    try await audited { campaign in
      try await delegate(campaign)

      let explanation = try await campaign.engine.explain("drive/G-1", as: Self.deputy)

      let option = try #require(explanation.options.first { $0.event == "submit" })
      #expect(option.role == "secretary")
      #expect(option.onBehalfOf == Campaign.secretary)
    }
  }

  @Test func `before its first day a delegation is refused with the day`() async throws {
    try await audited { campaign in
      try await delegate(campaign, from: 3)

      let answer = try await campaign.send("submit", as: Self.deputy)

      let first = try day(3, campaign)
      #expect(
        answer.missing.first?.message.contains("holds it for p-secretary from \(first) on") == true)
    }
  }

  @Test func `after its last day a delegation is refused with the day`() async throws {
    try await audited { campaign in
      try await delegate(campaign, until: 2)
      let last = try day(2, campaign)
      campaign.clock.advance(days: 4)

      let answer = try await campaign.send("submit", as: Self.deputy)

      #expect(
        answer.missing.first?.message.contains("held it for p-secretary until \(last)") == true)
    }
  }

  @Test func `a deputy cannot delegate further`() async throws {
    try await audited { campaign in
      try await delegate(campaign)
      let last = try day(5, campaign)

      await #expect(throws: RequestError.self) {
        try await campaign.engine.delegate(
          Self.deputy, to: Campaign.inspector, until: last, context)
      }
    }
  }

  @Test func `nobody delegates for longer than she holds the role`() async throws {
    try await audited { campaign in
      let last = try day(5, campaign)
      _ = try await campaign.engine.dismiss(Campaign.secretary, until: last, context)

      await #expect(throws: RequestError.self) { try await delegate(campaign, until: 9) }
    }
  }

  @Test func `nobody delegates what she does not hold`() async throws {
    try await audited { campaign in
      let last = try day(5, campaign)

      await #expect(throws: RequestError.self) {
        try await campaign.engine.delegate(
          Campaign.secretary, to: Self.deputy, role: "guidance", until: last, context)
      }
    }
  }

  @Test func `with the one who is dismissed her deputies go`() async throws {
    try await audited { campaign in
      try await delegate(campaign)

      let changes = try await campaign.engine.dismiss(Campaign.secretary, context)

      let left = try await campaign.store.read {
        try $0.assignments(of: Campaign.secretary) + $0.assignments(of: Self.deputy)
      }
      #expect(changes.map(\.verdict) == [.removed, .removed])
      #expect(left.isEmpty)
    }
  }

  @Test func `a dismissal on a day lets the role hold until then`() async throws {
    try await audited { campaign in
      let last = try day(1, campaign)

      let changes = try await campaign.engine.dismiss(
        Campaign.secretary, role: "secretary", until: last, context)

      let held = try await campaign.store.read { try $0.assignments(of: Campaign.secretary) }
      #expect(changes.first?.fields == [FieldChange("until", old: nil, new: "\(last)")])
      #expect(held.map(\.until) == [last])
    }
  }
}
