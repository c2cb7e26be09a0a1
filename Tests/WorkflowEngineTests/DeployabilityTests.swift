import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct DeployabilityTests {
  private func look(
    _ workflow: String, at units: [UnitCode], window: DateWindow = DateWindow(),
    organisation: Organisation = Campaign.organisation
  ) async throws -> Deployability {
    let campaign = try await Campaign()
    _ = try await campaign.engine.apply(organisation, identity: Campaign.by(Campaign.officer))
    let compiled = try WorkflowReader.read(Array(workflow.utf8))
    return try await campaign.store.read { reader in
      try reader.deployability(
        DeploymentQuestion(
          workflow: compiled, units: units, window: window,
          day: CalendarDate("2023-09-08") ?? CalendarDate(dayNumber: 0)))
    }
  }

  @Test func `a workflow whose people are all there can be launched`() async throws {
    let found = try await look(Campaign.review, at: ["G-1"])

    #expect(found.findings == [])
    #expect(found.burden.files == 1)
  }

  @Test func `a role that nobody holds is named with its units`() async throws {
    let found = try await look(Self.surveyed, at: ["G-1", "G-2"])

    let finding = try #require(found.findings.first)
    #expect(finding.code == "role.nobody")
    #expect(finding.state == "a")
    #expect(finding.units.first == ["G-1", "G-2"])
    #expect(found.hasErrors)
  }

  @Test func `four eyes that are two of one person are named with her`() async throws {
    let doubled = Campaign.chart(
      initial: "a",
      """
      <state id="a">
        <transition event="submit"><d:allow role="office"/></transition>
        <transition event="confirm" target="b">
          <d:allow role="office" distinct-from="submit"/>
        </transition>
      </state>
      <final id="b"/>
      """)

    let found = try await look(doubled, at: ["G-1"])

    #expect(found.findings.map(\.code) == ["role.distinct"])
    #expect(found.findings.first?.people == [Campaign.officer])
  }

  /// One step, for the role of a surveyor.
  private static let surveyed = Campaign.chart(
    initial: "a",
    """
    <state id="a">
      <transition event="survey" target="b"><d:allow role="surveyor"/></transition>
    </state>
    <final id="b"/>
    """, declaring: "surveyor")

  private static func surveyor(until day: String) -> Organisation {
    var organisation = Campaign.organisation
    organisation.people.append(Person(id: "p-2", names: LocalizedText("Two")))
    organisation.assignments = [
      Assignment(role: "surveyor", person: "p-2", unit: "G", until: CalendarDate(day))
    ]
    return organisation
  }

  @Test func `an appointment that has ended is none`() async throws {
    let organisation = Self.surveyor(until: "2023-09-07")

    let found = try await look(Self.surveyed, at: ["G-1"], organisation: organisation)

    #expect(found.findings.map(\.code) == ["role.nobody"])
  }

  @Test func `units that a gate passes over are named`() async throws {
    let gated = Campaign.chart(
      initial: "a",
      """
      <state id="a">
        <transition event="close" target="b"><d:require units="children" in="b"/></transition>
      </state>
      <final id="b"/>
      """)

    let found = try await look(gated, at: ["G", "G-1"])

    #expect(found.findings.map(\.code) == ["gate.outside"])
    #expect(found.findings.first?.units.first == ["G-2"])
    #expect(!found.hasErrors)
  }

  @Test func `a deadline before that of what comes first is an error`() async throws {
    let hasty = Campaign.chart(
      initial: "a",
      """
      <state id="a"><d:deadline after="P30D"/><transition event="go" target="b"/></state>
      <state id="b"><d:deadline at="2023-09-20"/><transition event="go" target="c"/></state>
      <final id="c"/>
      """)

    let found = try await look(hasty, at: ["G-1"])

    #expect(found.findings.map(\.code) == ["deadline.before"])
    #expect(found.findings.first?.state == "b")
  }

  @Test func `a role whose last holder leaves inside the window is named with her and the day`()
    async throws
  {
    let organisation = Self.surveyor(until: "2023-11-30")

    let short = try await look(
      Self.surveyed, at: ["G-1", "G-2"], window: DateWindow(end: PartialDate("2024-01")),
      organisation: organisation)
    let long = try await look(
      Self.surveyed, at: ["G-1", "G-2"], window: DateWindow(end: PartialDate("2023-10")),
      organisation: organisation)

    let finding = try #require(short.findings.first)
    #expect(finding.code == "role.ends")
    #expect(finding.severity == .warning)
    #expect(finding.people == ["p-2"])
    #expect(finding.units.first == ["G-1", "G-2"])
    #expect(finding.message.contains("ends on 2023-11-30, inside the window (to 2024-01)"))
    #expect(long.findings == [])
  }

  @Test func `somebody who follows inside the window is enough`() async throws {
    var organisation = Campaign.organisation
    organisation.people.append(Person(id: "p-2", names: LocalizedText("Two")))
    organisation.assignments = [
      Assignment(role: "surveyor", person: "p-2", unit: "G", until: CalendarDate("2023-11-30")),
      Assignment(
        role: "surveyor", person: Campaign.inspector, unit: "G-1",
        from: CalendarDate("2023-12-01")),
    ]
    let found = try await look(
      Self.surveyed, at: ["G-1"], window: DateWindow(end: PartialDate("2024-01")),
      organisation: organisation)

    #expect(found.findings == [])
  }

  @Test func `a deadline that an expression yields is computed from what is planned`() async throws
  {
    let planned = Campaign.chart(
      initial: "a",
      """
      <state id="a"><d:deadline after="P90D"/><transition event="go" target="b"/></state>
      <state id="b">
        <d:deadline expr="d:batch()/@end"/><transition event="go" target="c"/>
      </state>
      <final id="c"/>
      """)

    let found = try await look(
      planned, at: ["G-1"], window: DateWindow(end: PartialDate("2023-10"), hasSoftEnd: true))

    #expect(found.findings.map(\.code) == ["deadline.before", "deadline.window"])
    #expect(found.findings.first?.state == "b")
    #expect(found.findings.first?.message.contains("2023-10-31") ?? false)
  }

  @Test(arguments: [
    ("$due", "depends on data that change at work"),
    ("d:items('problems')/@deadline", "d:items() is known at work only"),
    ("d:batch()/@end", "the expression yields no date"),
  ])
  func `a deadline that is known at work only is named`(_ expression: String, _ words: String)
    async throws
  {
    let open = Campaign.chart(
      declarations: "<d:ledger id=\"problems\" workflow=\"item\"/>",
      data: "<data id=\"due\" expr=\"'2023-10-01'\"/>", initial: "a",
      """
      <state id="a">
        <d:deadline expr="\(expression)"/>
        <transition event="go" target="b"><d:require ledger="problems" open="0"/></transition>
      </state>
      <final id="b"/>
      """)

    let found = try await look(open, at: ["G-1"])

    #expect(found.findings.map(\.code) == ["deadline.unknown"])
    #expect(found.findings.first?.severity == .warning)
    #expect(found.findings.first?.message.contains(words) ?? false)
  }

  @Test func `deadlines that add up to more than the window are a warning`() async throws {
    let long = Campaign.chart(
      initial: "a",
      """
      <state id="a"><d:deadline after="P30D"/><transition event="go" target="b"/></state>
      <state id="b">
        <d:deadline after="P30D"/>
        <transition event="go" target="c"/><transition event="back" target="a"/>
      </state>
      <final id="c"/>
      """)

    let found = try await look(
      long, at: ["G-1"], window: DateWindow(end: PartialDate("2023-10"), hasSoftEnd: true))

    #expect(found.findings.map(\.code) == ["deadline.window"])
    #expect(found.findings.first?.message.contains("2023-11-07") ?? false)
  }
}

extension Campaign {
  /// `chart`, with one role more.
  fileprivate static func chart(initial: String, _ states: String, declaring role: String)
    -> String
  {
    chart(declarations: "<d:role id=\"\(role)\"/>", initial: initial, states)
  }
}
