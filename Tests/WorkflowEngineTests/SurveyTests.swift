import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// What boards and reports are made of.
@Suite struct SurveyTests {
  /// Acknowledged, then two parts at once, then done.
  private static let twoParts = Campaign.chart(
    "parts", declarations: "<d:evidence id=\"report\"/>", data: "", initial: "deploy",
    """
    <state id="deploy" initial="notified">
      <d:stage/>
      <transition event="done.state.deploy" target="both"/>
      <state id="notified">
        <d:deadline after="P5D"/>
        <transition event="acknowledge" target="acknowledged"/>
      </state>
      <final id="acknowledged"/>
    </state>
    <parallel id="both">
      <d:stage/>
      <transition event="done.state.both" target="end"/>
      <transition event="abandon" target="end"/>
      <state id="left" initial="l1">
        <d:stage/>
        <state id="l1">
          <d:deadline after="P9D"/>
          <transition event="left" target="l2">
            <d:allow role="secretary" distinct-from="propose"/>
            <d:require evidence="report" min="3"/>
          </transition>
          <transition event="propose"/>
          <transition event="waive" target="l2"><d:authority/></transition>
        </state>
        <final id="l2"/>
      </state>
      <state id="right" initial="r1">
        <d:stage/>
        <state id="r1"><transition event="right" target="r2"/></state>
        <final id="r2"/>
      </state>
    </parallel>
    <final id="end"><d:stage/></final>
    """)

  /// G and G-1 in the programme, on 8 September 2023; a day is added before each step.
  private func campaign() async throws -> Campaign {
    let campaign = try await Campaign(workflow: Self.twoParts)
    try await campaign.launch(["G", "G-1"])
    return campaign
  }

  private func plan(_ survey: Survey) throws -> StagePlan {
    StagePlan(try #require(survey.workflows.first?.value))
  }

  @Test func `a parallel stage is one phase, and a column for each of its parts`() async throws {
    let survey = try await campaign().survey(.present)

    let plan = try plan(survey)

    #expect(plan.phases.map(\.id) == ["deploy", "both", "end"])
    #expect(plan.columns.map(\.id) == ["deploy", "left", "right", "end"])
  }

  @Test func `a part that waits for the others is passed`() async throws {
    let campaign = try await campaign()
    try await campaign.send("acknowledge")
    try await campaign.send("right")

    let survey = try await campaign.survey(.present)

    let standing = try #require(survey.standings.first { $0.unit == "G-1" })
    #expect(try plan(survey).progress(of: standing) == [.passed, .inside, .passed, .ahead])
  }

  @Test func `a branch sums up what is below it, in the order of the tree`() async throws {
    let campaign = try await campaign()
    try await campaign.send("acknowledge")

    let tree = ProgrammeTree(try await campaign.survey(.present))

    #expect(tree.rows.map(\.unit.code) == ["G", "G-1", "G-2"])
    #expect(tree.rows.map(\.sum.units) == [2, 1, 0])
    #expect(tree.rows.map(\.sum.unacknowledged) == [1, 0, 0])
    #expect(tree.total.phases == ["deploy": 1, "both": 1])
  }

  @Test func `a board of counts says what one unit after the other says`() async throws {
    struct DecidedAgain: Error {}
    let campaign = try await campaign()
    try await campaign.send("acknowledge")
    campaign.clock.advance(milliseconds: 7 * 86_400_000)
    let day = campaign.clock.now()
    let query = SurveyQuery(moment: .present, now: day)

    let board = try await campaign.engine.board(query, scratch: { throw DecidedAgain() })

    let survey = try await campaign.survey(.present)
    #expect(board.groups == BoardSurvey(survey).groups)
    #expect(board.groups.map(\.count) == [1, 1])
    let colours = survey.standings.map { SurveyLook(survey).colour(of: $0) }
    #expect(Set(board.groups.map { board.colour(of: $0.look) }) == Set(colours))
    #expect(Set(colours) == [.red, .blue])
  }

  @Test func `a board of the past is counted from the log`() async throws {
    struct DecidedAgain: Error {}
    let campaign = try await campaign()
    let before = campaign.clock.now()
    campaign.clock.advance(days: 1)
    try await campaign.send("acknowledge")

    let board = try await campaign.engine.board(
      SurveyQuery(moment: .time(before)), scratch: { throw DecidedAgain() })

    #expect(board.groups.map(\.count) == [2])
    #expect(board.groups.first?.look.stages == ["deploy"])
  }

  @Test func `the worst colour of a branch is that of the one who is most late`() async throws {
    let campaign = try await campaign()
    try await campaign.send("acknowledge")
    campaign.clock.advance(milliseconds: 7 * 86_400_000)

    let tree = ProgrammeTree(try await campaign.survey(.present))

    #expect(tree.rows.map(\.sum.worst) == [.red, .blue, nil])
  }

  @Test func `who was late stays yellow, and is never green`() async throws {
    let campaign = try await campaign()
    campaign.clock.advance(milliseconds: 7 * 86_400_000)
    try await campaign.send("acknowledge")
    try await campaign.send("abandon")

    let survey = try await campaign.survey(.present)

    let standing = try #require(survey.standings.first { $0.unit == "G-1" })
    #expect(standing.status == .ended)
    #expect(SurveyLook(survey).colour(of: standing) == .yellow)
  }

  @Test func `the rows of a heat map at its depth stand for their branches`() async throws {
    let campaign = try await campaign()
    try await campaign.send("acknowledge")

    let map = HeatMap(try await campaign.survey(.present), toDepth: 0)

    #expect(map.rows.map(\.unit.code) == ["G"])
    #expect(map.rows[0].cells.map(\.inside) == [1, 1, 1, 0])
    #expect(map.rows[0].cells.map(\.passed) == [1, 0, 0, 0])
  }

  @Test func `the course tells how many were where at the end of each day`() async throws {
    let campaign = try await campaign()
    campaign.clock.advance(milliseconds: 2 * 86_400_000)
    try await campaign.send("acknowledge")
    try await campaign.manage(.exempt, unit: "G", reason: "merged", id: "x")
    campaign.clock.advance(milliseconds: 86_400_000)

    let survey = try await campaign.survey(.present, withCourse: true)

    let days = try #require(survey.course?.days)
    #expect(days.map { $0.date.dayNumber - days[0].date.dayNumber } == [0, 2, 3])
    #expect(days[0].counts[.phase("deploy")] == 2)
    #expect(days.map(\.scope) == [2, 1, 1])
    #expect(days[2].counts[.phase("both")] == 1)
  }

  @Test func `the burden is what the way onward asks, once`() async throws {
    let survey = try await campaign().survey(.present)
    let workflow = try #require(survey.workflows.first?.value)

    let burden = Burden(workflow, StagePlan(workflow))

    #expect(burden.parts.map(\.steps) == [["acknowledge"], ["propose", "left"], ["right"], []])
    #expect(burden.parts[1].files == ["report": 3])
    #expect(burden.signOffs == 1)
  }

  @Test func `the past is found by time, and a log whose clock was set back says so`() async throws
  {
    let campaign = try await campaign()
    let before = campaign.clock.now()
    campaign.clock.advance(milliseconds: 86_400_000)
    try await campaign.send("acknowledge")
    let size = try await campaign.size()

    let (then, late) = try await campaign.store.read { try $0.position(at: before) }
    campaign.clock.advance(milliseconds: -86_400_000)
    try await campaign.send("acknowledge", unit: "G")
    let (now, first) = try await campaign.store.read { try $0.position(at: before) }

    #expect(then < size && late == nil)
    #expect(now == size + 1)
    #expect(first.map { $0 < now } == true)
  }
}
