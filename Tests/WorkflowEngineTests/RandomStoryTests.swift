import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// What holds for every story, told by a generator that prints its seed when it finds one that
/// breaks it.
@Suite struct RandomStoryTests {
  /// SplitMix64 (Steele, Lea and Flood, 2014).
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Two regions, history, timers, sends, gates and a ledger in one small workflow.
  private static let busy = Campaign.chart(
    "busy",
    declarations: """
      <d:evidence id="report"/>
      <d:ledger id="problems" workflow="problem" closed="closed"/>
      <d:withdraw role="office"/>
      """,
    data: "<data id=\"n\" expr=\"0\"/>", initial: "both",
    """
    <parallel id="both">
      <d:stage/>
      <history id="past" type="deep"><transition target="l1 r1"/></history>
      <state id="left" initial="l1">
        <state id="l1">
          <d:stage/><d:deadline after="P3D"/><d:reminder before="P1D"/>
          <transition event="go" target="l2">
            <d:allow role="secretary"/><d:require evidence="report" min="1" since="entry"/>
          </transition>
          <transition event="deadline.l1" target="l2"/>
        </state>
        <state id="l2">
          <d:stage/>
          <onentry><send event="tick" delay="12h" id="t"/><send event="soon"/></onentry>
          <transition event="back" target="l1"><d:allow role="guidance" distinct-from="go"/></transition>
          <transition event="tick" target="l1"/>
          <transition event="stop"><cancel sendid="t"/></transition>
        </state>
      </state>
      <state id="right" initial="r1">
        <state id="r1">
          <transition event="go" target="r2"><d:reason/></transition>
          <transition event="soon"><assign location="$n" expr="$n + 1"/></transition>
        </state>
        <state id="r2">
          <d:stage/>
          <transition event="units.changed" target="r1"/>
          <transition event="back" target="r1"/>
        </state>
      </state>
      <transition event="pause" target="paused"/>
      <transition event="finish" target="done">
        <d:require ledger="problems" open="0"/><d:require units="children" in="r2"/>
      </transition>
    </parallel>
    <state id="paused">
      <d:deadline after="P1D"/>
      <transition event="deadline.paused" target="past"/><transition event="go" target="past"/>
    </state>
    <final id="done"><d:stage/></final>
    """)

  private static let problem = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="problem" datamodel="xpath" initial="open">
      <d:workflow version="1"/>
      <state id="open"><transition event="close" target="closed"/></state>
      <state id="closed"><transition event="reopen" target="open"/></state>
    </scxml>
    """

  private static let units: [UnitCode] = ["G", "G-1", "G-2"]
  private static let events = [
    "go", "go", "go", "back", "stop", "pause", "finish", "unheard", "units.changed", "docket.item",
  ]

  /// One step of the story; answers what it got, if it got one answer.
  private func step(
    _ number: Int, _ campaign: Campaign, _ generator: inout Generator, sent: inout [Identifier]
  ) async throws -> Answer? {
    let unit = Self.units.randomElement(using: &generator) ?? "G"
    let person =
      [Campaign.officer, Campaign.secretary, Campaign.inspector]
      .randomElement(using: &generator) ?? Campaign.officer
    let reason = Bool.random(using: &generator) ? "because" : nil
    let id = Identifier("x\(number)")
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<9:
      sent.append(id)
      return try await campaign.send(
        Self.events.randomElement(using: &generator) ?? "go", as: person, unit: unit, id: id,
        reason: reason, region: Int.random(in: 0..<4, using: &generator) == 0 ? "left" : nil)
    case 9, 10:
      return try await campaign.addEvidence("report", "\(number)", as: person, unit: unit)
    case 11:
      guard let event = sent.randomElement(using: &generator) else { return nil }
      return try? await campaign.withdraw(event, as: person, id: id).first
    case 12, 13:
      let action: ManagementAction =
        Int.random(in: 0..<8, using: &generator) == 0
        ? .cancel : Bool.random(using: &generator) ? .suspend : .resume
      return try await campaign.manage(action, unit: unit, reason: reason, id: id)
    case 14: return try await campaign.raise(unit: unit, id: id)
    case 15:
      let items = try await campaign.store.read { reader in
        try reader.instances(InstanceQuery(parent: Instance.id("drive", unit), includesItems: true))
      }
      guard let item = items.randomElement(using: &generator) else { return nil }
      return try await campaign.engine.send(
        EventRequest(
          instance: item.id, name: Bool.random(using: &generator) ? "close" : "reopen", id: id,
          identity: Campaign.by(person)))
    case 16:
      _ = try await campaign.engine.send(
        Self.units.map { unit in
          EventRequest(
            instance: Instance.id("drive", unit), name: "go", id: id,
            identity: Campaign.by(person), reason: reason)
        }, isAllOrNothing: Bool.random(using: &generator))
      return nil
    case 17:
      campaign.clock.advance(
        milliseconds: Int64.random(in: -40...20, using: &generator) * 3_600_000)
      return nil
    default:
      campaign.clock.advance(milliseconds: Int64.random(in: 1...30, using: &generator) * 3_600_000)
      _ = try await campaign.engine.tick()
      return nil
    }
  }

  @Test(arguments: [1, 2, 3, 20_230_901, 77] as [UInt64])
  func `after every step the log replays, configurations are legal, revisions only grow`(
    _ seed: UInt64
  ) async throws {
    var generator = Generator(state: seed)
    let campaign = try await Campaign(workflow: Self.busy)
    try await campaign.register(Self.problem)
    try await campaign.launch(Self.units)
    let chart = try await campaign.engine.explain("drive/G", as: Campaign.officer).workflow.chart
    var sent: [Identifier] = []
    var before = try await instances(campaign)

    for number in 1...40 {
      let size = try await campaign.size()
      let answer = try await step(number, campaign, &generator, sent: &sent)
      let after = try await instances(campaign)

      for (id, instance) in after {
        let found = before[id] ?? instance
        #expect(found.revision <= instance.revision, "seed \(seed), step \(number), \(id)")
        #expect(found.at <= instance.at, "seed \(seed), step \(number), \(id)")
        guard instance.parent == nil, !instance.status.isClosed else { continue }
        let active = instance.snapshot.active.compactMap { chart.index(of: $0) }
        #expect(
          chart.isLegal(chart.configuration(ofAtomic: active)),
          "seed \(seed), step \(number), \(instance.snapshot.active)")
      }
      // One new entry: no timer came before the refusal.
      if answer?.verdict == .refused, try await campaign.size() == size + 1 {
        #expect(after == before, "seed \(seed), step \(number)")
      }
      let verification = try await campaign.verify()
      #expect(
        verification.faults.map(\.message) == [], "seed \(seed), step \(number)")
      guard verification.faults.isEmpty else { return }
      before = after
    }
  }

  @Test(arguments: [4, 5, 20_231_001] as [UInt64])
  func `entries that are only read tell of every moment what deciding them again tells`(
    _ seed: UInt64
  ) async throws {
    var generator = Generator(state: seed)
    let campaign = try await Campaign(workflow: Self.busy)
    try await campaign.register(Self.problem)
    try await campaign.launch(Self.units)
    var sent: [Identifier] = []
    for number in 1...60 {
      _ = try await step(number, campaign, &generator, sent: &sent)
    }
    let size = try await campaign.size()

    for position in [1, size / 3, size / 2, size - 1, size] {
      let read = try await campaign.survey(.position(position))
      let past = MemoryStore()
      try await campaign.store.rebuild(position, in: past)
      let decided = try await Engine(store: past, clock: campaign.clock)
        .survey(SurveyQuery(), scratch: { MemoryStore() })

      #expect(read.position == decided.position, "seed \(seed), entry \(position)")
      #expect(read.standings == decided.standings, "seed \(seed), entry \(position)")
      #expect(read.items == decided.items, "seed \(seed), entry \(position)")
      #expect(read.batches == decided.batches, "seed \(seed), entry \(position)")
      #expect(read.units == decided.units, "seed \(seed), entry \(position)")
    }
  }

  private func instances(_ campaign: Campaign) async throws -> [InstanceID: Instance] {
    let all = try await campaign.store.read { try $0.instances(InstanceQuery(includesItems: true)) }
    return Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
  }
}
