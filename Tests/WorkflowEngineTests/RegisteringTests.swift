import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct RegisteringTests {
  private func unit(_ code: UnitCode, in parent: UnitCode?) -> Unit {
    Unit(code: code, parent: parent, level: 2, kind: "team", names: LocalizedText("T"))
  }

  private func refuses(_ organisation: Organisation) async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      await #expect(throws: RequestError.self) {
        _ = try await campaign.engine.apply(
          organisation, identity: Campaign.by(Campaign.officer))
      }

      #expect(try await campaign.size() == size)
    }
  }

  @Test func `what is known already is left alone`() async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      let verdicts = try await campaign.engine.apply(
        Campaign.organisation, identity: Campaign.by(Campaign.officer))

      #expect(Set(verdicts.map(\.verdict)) == [.unchanged])
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `what changes is told field by field`() async throws {
    try await Campaign.audited { campaign in
      let known = try #require(try await campaign.store.read { try $0.unit("G-1") })
      var renamed = known
      renamed.names = LocalizedText("Another name")

      let verdicts = try await campaign.engine.apply(
        Organisation(units: [renamed]), identity: Campaign.by(Campaign.officer))

      #expect(verdicts.map(\.verdict) == [.changed])
      #expect(verdicts.first?.fields.contains { $0.new == "Another name" } == true)
      #expect(verdicts.first?.fields.contains { $0.field == "parent" } == false)
    }
  }

  @Test func `an assignment with another last day replaces the one it was`() async throws {
    try await Campaign.audited { campaign in
      let before = try await campaign.store.read { try $0.assignments(of: Campaign.secretary) }
      let known = try #require(before.first)
      var shorter = known
      shorter.until = CalendarDate(year: 2024, month: 1, day: 31)

      let verdicts = try await campaign.engine.apply(
        Organisation(assignments: [shorter]), identity: Campaign.by(Campaign.officer))
      let held = try await campaign.store.read { try $0.assignments(at: known.unit) }

      #expect(
        verdicts.first?.fields == [FieldChange("until", old: nil, new: "2024-01-31")])
      #expect(held.contains(shorter))
      #expect(!held.contains(known))
    }
  }

  @Test func `a unit cannot be put below itself`() async throws {
    try await refuses(
      Organisation(units: [unit("G", in: "G-1")], people: [], assignments: [], calendars: []))
  }

  @Test func `a unit cannot be below one that is not there`() async throws {
    try await refuses(
      Organisation(units: [unit("T", in: "G-9")], people: [], assignments: [], calendars: []))
  }

  @Test(arguments: ["", "a/b", "a b", "a\n", "\r", "\u{0}"])
  func `the code of a unit is one word`(_ code: String) async throws {
    try await refuses(
      Organisation(
        units: [unit(Identifier(code), in: "G")], people: [], assignments: [], calendars: []))
  }

  @Test func `an assignment is for a person who is known`() async throws {
    try await refuses(
      Organisation(
        units: [], people: [],
        assignments: [
          Assignment(role: "office", person: "p-nobody", unit: "G")
        ], calendars: []))
  }

  @Test func `one stands in for a person who is known`() async throws {
    try await refuses(
      Organisation(
        units: [], people: [],
        assignments: [
          Assignment(
            role: "office", person: Campaign.officer, unit: "G", onBehalfOf: "p-nobody")
        ], calendars: []))
  }

  @Test func `a calendar is in a time zone that there is`() async throws {
    try await refuses(
      Organisation(
        units: [], people: [], assignments: [],
        calendars: [WorkCalendar(unit: "G", zone: "Mars/Olympus")]))
  }

  @Test func `the same text of a workflow again changes nothing`() async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      try await campaign.register(Campaign.review)

      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a version that is registered cannot become another text`() async throws {
    try await Campaign.audited { campaign in
      await #expect(throws: RequestError.self) {
        try await campaign.register(
          Campaign.review.replacing("too often", with: "far too often"))
      }
    }
  }

  @Test func `instances keep the version that they began with`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.register(
        Campaign.review.replacing("<d:workflow version=\"1\">", with: "<d:workflow version=\"2\">"))

      try await campaign.launch(["G-2"], batch: 2)

      #expect(try await campaign.instance("G-1").workflow.version == "1")
      #expect(try await campaign.instance("G-2").workflow.version == "2")
    }
  }
}
