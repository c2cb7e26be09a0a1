import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct UnitGateTests {
  private static func gate(_ rule: String, listening: String = "") -> String {
    Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <d:stage/>
        <transition event="close" target="done"><d:require \(rule)/></transition>
        <transition event="ready" target="ready"/>
        \(listening)
      </state>
      <state id="ready">
        <d:stage/>
        <transition event="back" target="work"/><transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
  }

  private static let children = gate("units=\"children\" in=\"ready\"")

  @Test func `a gate waits for every unit below and names those that lack`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1", "G-2"])
      try await campaign.send("ready")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.codes == ["units.waiting"])
      #expect(answer.missing[0].waitingFor == ["G-2"])
      #expect(answer.missing[0].have == 1)
      #expect(answer.missing[0].need == 2)
    }
  }

  @Test func `a gate opens when every unit is in one of the states or has ended`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1", "G-2"])
      try await campaign.send("ready")
      try await campaign.send("close", unit: "G-2")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `a gate does not pass while a unit is sent back`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])
      try await campaign.send("ready")
      try await campaign.send("back")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.codes == ["units.waiting"])
    }
  }

  @Test func `units that take no part in the programme do not count`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])
      try await campaign.send("ready")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `where no unit counts at all, the gate is open`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G"])

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `exempted units leave the count`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1", "G-2"])
      try await campaign.send("ready")
      try await campaign.manage(.exempt, unit: "G-2")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `a unit that is exempted is news for the units above`() async throws {
    let listening = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <transition event="units.changed" target="heard"/>
      </state>
      <state id="heard"><transition event="close" target="done"/></state>
      <final id="done"/>
      """)
    try await Campaign.audited(listening) { campaign in
      try await campaign.launch(["G", "G-2"])

      try await campaign.manage(.exempt, unit: "G-2")

      #expect(try await campaign.instance("G").snapshot.active == ["heard"])
    }
  }

  @Test func `a cancelled unit does not pass, whatever state it was in`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])
      try await campaign.send("ready")
      try await campaign.manage(.cancel, unit: "G-1")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.missing.first?.waitingFor == ["G-1"])
    }
  }

  @Test func `a suspended unit counts by the state it is in`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])
      try await campaign.send("ready")
      try await campaign.manage(.suspend, unit: "G-1")

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `a retired unit is no longer below`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])
      var unit = try #require(Campaign.organisation.units.first { $0.code == "G-1" })
      unit.retiredAt = campaign.clock.now()
      try await campaign.add([unit])

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  private static let team = Unit(
    code: "G-1-1", parent: "G-1", level: 3, kind: "team", names: LocalizedText("一组"))

  @Test func `children are the units directly below`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.add([Self.team])
      try await campaign.launch(["G", "G-1-1"])

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `descendants are all units below, also below one that takes no part`() async throws {
    try await Campaign.audited(Self.gate("units=\"descendants\" in=\"ready\"")) { campaign in
      try await campaign.add([Self.team])
      try await campaign.launch(["G", "G-1-1"])

      let answer = try await campaign.send("close", unit: "G")

      #expect(answer.missing.first?.waitingFor == ["G-1-1"])
    }
  }

  @Test func `a share opens the gate before the last unit`() async throws {
    try await Campaign.audited(Self.gate("units=\"children\" in=\"ready\" share=\"0.5\"")) {
      campaign in
      try await campaign.launch(["G", "G-1", "G-2"])

      let none = try await campaign.send("close", unit: "G")
      try await campaign.send("ready")
      let half = try await campaign.send("close", unit: "G")

      #expect(none.missing.first?.need == 1)
      #expect(half.verdict == .accepted)
    }
  }

  @Test func `a unit that is planned and not yet started counts`() async throws {
    let campaign = try await Campaign(workflow: Self.children)
    try await campaign.launch(["G"])
    let batch = Batch(
      programme: "drive", number: 2, workflow: try await campaign.instance("G").workflow,
      status: .open, size: 1, plan: .sha256([]), launchedAt: campaign.clock.now())
    try await campaign.store.write { transaction in
      try transaction.apply(.batch(batch))
      try transaction.apply(
        .members([Member(programme: "drive", unit: "G-1", batch: 2, position: 0)]))
    }

    let answer = try await campaign.send("close", unit: "G")

    #expect(answer.missing.first?.waitingFor == ["G-1"])
  }

  // MARK: The news of units

  private static let listening = Campaign.chart(
    data: "<data id=\"news\" expr=\"0\"/>", initial: "work",
    """
    <state id="work">
      <d:stage/>
      <transition event="units.changed"
        cond="count(d:children()) &gt; 0 and not(d:children()[@stages != 'ready'])" target="ready"/>
      <transition event="ready" target="ready"/>
      <transition event="units.changed"><assign location="$news" expr="$news + 1"/></transition>
    </state>
    <state id="ready"><d:stage/><transition event="back" target="work"/></state>
    <state id="done"><d:stage/></state>
    """)

  @Test func `a workflow that listens moves by itself when the last unit is there`() async throws {
    try await Campaign.audited(Self.listening) { campaign in
      try await campaign.launch(["G", "G-1", "G-2"])

      try await campaign.send("ready")
      let before = try await campaign.active("G")
      try await campaign.send("ready", as: Campaign.officer, unit: "G-2")

      #expect(before == ["work"])
      #expect(try await campaign.active("G") == ["ready"])
    }
  }

  @Test func `many units that move in one transaction send their news once`() async throws {
    try await Campaign.audited(Self.listening) { campaign in
      try await campaign.launch(["G", "G-1", "G-2"])
      let before = try await campaign.entries(.delivered).count

      _ = try await campaign.engine.send(
        ["G-1", "G-2"].map { unit in
          EventRequest(
            instance: Instance.id("drive", unit), name: "ready", id: "job",
            identity: Campaign.by(Campaign.officer))
        })

      #expect(try await campaign.entries(.delivered).count == before + 1)
    }
  }

  @Test func `news that comes while the instance is suspended waits for its resumption`()
    async throws
  {
    try await Campaign.audited(Self.listening) { campaign in
      try await campaign.launch(["G", "G-1"])
      try await campaign.manage(.suspend, unit: "G")
      try await campaign.send("ready")
      try await campaign.manage(.resume, unit: "G")

      _ = try await campaign.engine.tick()

      #expect(try await campaign.active("G") == ["ready"])
    }
  }

  @Test func `a workflow that does not listen gets no news`() async throws {
    try await Campaign.audited(Self.children) { campaign in
      try await campaign.launch(["G", "G-1"])

      try await campaign.send("ready")

      #expect(try await campaign.entries(.delivered) == [])
    }
  }
}
