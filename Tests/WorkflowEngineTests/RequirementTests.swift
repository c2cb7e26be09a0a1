import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct RequirementTests {
  private static func evidence(since: String) -> String {
    Campaign.chart(
      declarations: "<d:evidence id=\"report\"/>", initial: "work",
      """
      <state id="work">
        <transition event="go" target="review">
          <d:require evidence="report" min="1" \(since)/>
        </transition>
      </state>
      <state id="review">
        <transition event="return" target="work"/>
        <transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
  }

  @Test func `evidence counts since ever where the workflow does not say otherwise`() async throws {
    try await Campaign.audited(Self.evidence(since: "")) { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")
      try await campaign.send("go")
      try await campaign.send("return")

      let answer = try await campaign.send("go")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `after a send-back, evidence since the entry must be new`() async throws {
    try await Campaign.audited(Self.evidence(since: "since=\"entry\"")) { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")
      try await campaign.send("go")
      try await campaign.send("return")

      let old = try await campaign.send("go")
      try await campaign.addEvidence("report", "June")
      let new = try await campaign.send("go")

      #expect(old.codes == ["evidence.missing"])
      #expect(new.verdict == .accepted)
    }
  }

  private static let asked = Campaign.chart(
    data: "<data id=\"plan\" expr=\"'no'\"/>", initial: "work",
    """
    <state id="work">
      <transition event="approve-plan"><assign location="$plan" expr="'yes'"/></transition>
      <transition event="cite" target="done"><d:authority/></transition>
      <transition event="explain" target="done"><d:reason/></transition>
      <transition event="test" target="done">
        <d:require test="$plan = 'yes'">
          <d:message xml:lang="en">The plan is not approved.</d:message>
          <d:message xml:lang="zh-Hans">方案未批准。</d:message>
        </d:require>
      </transition>
      <transition event="broken" target="done">
        <d:require test="d:days-between('x', 'y') = 1">Never.</d:require>
      </transition>
    </state>
    <final id="done"/>
    """)

  @Test func `a test that does not hold refuses in the workflow's own words`() async throws {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("test")

      #expect(answer.codes == ["test.failed"])
      #expect(answer.missing[0].ownWords.text(in: ["zh"]) == "方案未批准。")
    }
  }

  @Test func `a test that holds lets the event pass`() async throws {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()
      try await campaign.send("approve-plan")

      let answer = try await campaign.send("test")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `a test that cannot be evaluated refuses`() async throws {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("broken")

      #expect(answer.codes == ["test.error"])
    }
  }

  @Test func `an authority must be cited where it is asked for`() async throws {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()

      let none = try await campaign.send("cite")
      let cited = try await campaign.send("cite", authority: "m-2023-7#d-2")

      #expect(none.codes == ["authority.missing"])
      #expect(cited.verdict == .accepted)
      #expect(try await campaign.entries(.event).last?.authority == "m-2023-7#d-2")
    }
  }

  @Test(arguments: ["because of Wang", "m-1", "#d", "m#", "m#d#e", "m #d", ""])
  func `an authority that cites no decision cannot be judged and is not logged`(_ text: String)
    async throws
  {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()
      let size = try await campaign.size()

      await #expect(throws: RequestError.self) {
        try await campaign.send("cite", authority: text)
      }

      #expect(try await campaign.size() == size)
    }
  }

  @Test(arguments: [nil, ""])
  func `a reason must be given in words where it is asked for`(_ reason: String?) async throws {
    try await Campaign.audited(Self.asked) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("explain", reason: reason)

      #expect(answer.codes == ["reason.missing"])
    }
  }

  // MARK: Regions

  private static let regions = Campaign.chart(
    initial: "both",
    """
    <parallel id="both">
      <state id="left" initial="l1">
        <state id="l1">
          <transition event="go" target="l2"><d:allow role="guidance"/></transition>
        </state>
        <final id="l2"/>
      </state>
      <state id="right" initial="r1">
        <state id="r1"><transition event="go" target="r2"><d:reason/></transition></state>
        <final id="r2"/>
      </state>
      <transition event="done.state.both" target="done"/>
    </parallel>
    <final id="done"/>
    """)

  @Test func `all regions are judged together, each with what it lacks`() async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("go")

      #expect(answer.missing.map(\.region) == ["l1", "r1"])
      #expect(answer.codes == ["role.missing", "reason.missing"])
      #expect(try await campaign.active() == ["l1", "r1"])
    }
  }

  @Test func `one region that refuses holds back the others`() async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("go", reason: "ready")

      #expect(answer.missing.map(\.region) == ["l1"])
      #expect(try await campaign.active() == ["l1", "r1"])
    }
  }

  @Test func `an event can be narrowed to one region`() async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("go", reason: "ready", region: "right")

      #expect(answer.after == ["l1", "r2"])
    }
  }

  @Test func `a region that is no state is answered with the nearest`() async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      await #expect(throws: RequestError.unknown(.state, "rihgt", nearest: ["right"])) {
        try await campaign.send("go", region: "rihgt")
      }
    }
  }

  // MARK: What cannot be judged by a transition

  @Test(arguments: ["", "a b", "a..b", ".a", "a.", "*", "a.*", "a\nb", "a\u{0}"])
  func `what is not the name of an event is refused`(_ name: String) async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send(name)

      #expect(answer.codes == ["event.name"])
    }
  }

  @Test(arguments: [
    "docket.suspend", "docket.cancel", "docket.evidence", "docket.item", "docket.withdraw",
    "done.state.both", "error.execution", "deadline.l1", "reminder.l1", "units.changed",
    // A mark behind a dot is one character with it, but no descriptor sees characters.
    "docket.\u{301}suspend", "deadline.\u{301}l1",
  ])
  func `a name of the engine's own is refused, and a replay agrees`(_ name: String) async throws {
    try await Campaign.audited(Self.regions) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send(name, as: Campaign.officer, reason: "trying")

      #expect(answer.codes == ["event.reserved"])
    }
  }

  @Test func `an event that only a failed condition answers is refused and changes nothing`()
    async throws
  {
    // The interpreter consumes the event and handles the error; the engine refuses it all.
    let broken = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <transition event="go" cond="d:days-between('x', 'y') = 1" target="done"/>
        <transition event="error.execution" target="trouble"/>
      </state>
      <state id="trouble"><transition event="go" target="done"/></state>
      <final id="done"/>
      """)
    try await Campaign.audited(broken) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("go")

      #expect(answer.codes == ["event.unexpected"])
      #expect(try await campaign.active() == ["work"])
    }
  }

  @Test func `a workflow that does not come to rest has its event refused`() async throws {
    let endless = Campaign.chart(
      data: "<data id=\"n\" expr=\"0\"/>", initial: "work",
      """
      <state id="work">
        <transition event="go" target="a"><assign location="$n" expr="1"/></transition>
      </state>
      <state id="a"><transition cond="$n = 1" target="b"/><transition event="x" target="e"/></state>
      <state id="b"><transition cond="$n = 1" target="a"/><transition event="x" target="e"/></state>
      <final id="e"/>
      """)
    try await Campaign.audited(endless) { campaign in
      try await campaign.launch()

      let answer = try await campaign.send("go")

      #expect(answer.codes == ["macrostep.limit"])
      #expect(try await campaign.active() == ["work"])
    }
  }
}
