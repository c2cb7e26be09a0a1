import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct ReorganisingTests {
  /// G waits for its children and hears of them; everybody has a ledger.
  private static let drive = Campaign.chart(
    "a-drive",
    declarations: "<d:ledger id=\"problems\" workflow=\"problem\" closed=\"closed\"/>"
      + "<d:evidence id=\"report\"/>",
    data: "<data id=\"heard\" expr=\"0\"/>", initial: "work",
    """
    <state id="work">
      <d:stage/>
      <d:deadline after="P5D"/>
      <transition event="close" target="done">
        <d:require units="descendants" in="ready"/><d:require ledger="problems" open="0"/>
      </transition>
      <transition event="ready" target="ready"><d:allow role="secretary"/></transition>
      <transition event="units.changed"><assign location="$heard" expr="$heard + 1"/></transition>
    </state>
    <state id="ready"><d:stage/><transition event="close" target="done"/></state>
    <final id="done"/>
    """)

  private static let item = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="problem" datamodel="xpath" initial="found">
      <d:workflow version="1"><d:role id="secretary"/></d:workflow>
      <state id="found">
        <d:stage/>
        <transition event="close" target="closed"><d:allow role="secretary"/></transition>
      </state>
      <final id="closed"/>
    </scxml>
    """

  private static let team = Unit(
    code: "G-1-1", parent: "G-1", level: 3, kind: "team", names: LocalizedText("一组"))

  private func audited(
    _ units: [UnitCode] = ["G", "G-1", "G-2", "G-1-1"],
    _ story: (Campaign) async throws -> Void
  ) async throws {
    try await Campaign.audited(Self.drive) { campaign in
      try await campaign.register(Self.item)
      try await campaign.add([Self.team])
      try await campaign.launch(units)
      try await story(campaign)
    }
  }

  @discardableResult
  private func reorganise(
    _ campaign: Campaign, _ change: UnitChange, reason: String = "as decided",
    id: Identifier? = nil, isDryRun: Bool = false
  ) async throws -> Reorganisation {
    try await campaign.engine.reorganise(
      ReorganisationRequest(
        change, reason: reason, authority: "m-1#2", id: id,
        identity: Campaign.by(Campaign.officer)), isDryRun: isDryRun)
  }

  // MARK: Once

  @Test func `a change of the tree that is sent twice is done once`() async throws {
    try await audited { campaign in
      let merge = UnitChange.merge(["G-1-1"], into: "G-1")
      let first = try await reorganise(campaign, merge, id: "e-1")
      let size = try await campaign.size()

      let again = try await reorganise(campaign, merge, reason: "in other words", id: "e-1")

      #expect(!first.isRepeat && again.isRepeat)
      #expect(again.units == [])
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a move that was undone since is not done again by its repetition`() async throws {
    try await audited { campaign in
      try await reorganise(campaign, .move("G-1-1", under: "G-2"), id: "e-1")
      try await reorganise(campaign, .move("G-1-1", under: "G-1"), id: "e-2")

      let again = try await reorganise(campaign, .move("G-1-1", under: "G-2"), id: "e-1")

      #expect(again.isRepeat)
      #expect(try await campaign.store.read { try $0.unit("G-1-1")?.parent } == "G-1")
    }
  }

  @Test func `an id that stands for another change of the unit is a conflict`() async throws {
    try await audited { campaign in
      try await reorganise(campaign, .move("G-1-1", under: "G-2"), id: "e-1")

      await #expect(throws: RequestError.eventIDReused("G-1-1", "e-1")) {
        try await reorganise(campaign, .move("G-1-1", under: "G"), id: "e-1")
      }
    }
  }

  // MARK: Moving and merging

  private func refuses(
    _ campaign: Campaign, _ change: UnitChange, _ words: String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) async throws {
    let size = try await campaign.size()
    do {
      try await reorganise(campaign, change)
      Issue.record("it was done", sourceLocation: sourceLocation)
    } catch RequestError.invalid(let sentence) {
      #expect(sentence.contains(words), sourceLocation: sourceLocation)
    }
    #expect(try await campaign.size() == size, sourceLocation: sourceLocation)
  }

  // MARK: Moving

  @Test func `a unit that moves takes what is below it along`() async throws {
    try await audited { campaign in
      let result = try await reorganise(campaign, .move("G-1", under: "G-2"))

      let (moved, below) = try await campaign.store.read {
        (try $0.unit("G-1"), try $0.unit("G-1-1"))
      }
      #expect(moved?.parent == "G-2")
      #expect(moved?.level == 3)
      #expect(below?.level == 4)
      #expect(result.units.map(\.id) == ["G-1", "G-1-1"])
    }
  }

  @Test func `what runs in a unit goes on when it moves`() async throws {
    try await audited { campaign in
      let before = try await campaign.instance("G-1")

      try await reorganise(campaign, .move("G-1", under: "G-2"))

      #expect(try await campaign.instance("G-1") == before)
      #expect(try await campaign.send("ready", unit: "G-1").verdict == .accepted)
    }
  }

  @Test func `the units above are told, where it was and where it is`() async throws {
    try await audited { campaign in
      let result = try await reorganise(campaign, .move("G-1-1", under: "G-2"))

      #expect(Set(result.told) == ["drive/G", "drive/G-1", "drive/G-2"])
      let news = try await campaign.entries(.delivered).suffix(3)
      #expect(Set(news.compactMap(\.instance)) == ["drive/G", "drive/G-1", "drive/G-2"])
      #expect(Set(news.compactMap(\.event?.name)) == ["units.changed"])
    }
  }

  @Test func `a gate waits for the units that are below it now`() async throws {
    try await audited { campaign in
      try await campaign.send("ready", as: Campaign.officer, unit: "G-2")
      try await reorganise(campaign, .move("G-1-1", under: "G-2"))

      let left = try await campaign.send("close", unit: "G-1")
      let got = try await campaign.send("close", unit: "G")

      #expect(left.verdict == .accepted)
      #expect(got.missing.first?.waitingFor == ["G-1-1"])
    }
  }

  @Test func `from the move on the roles of the new place count`() async throws {
    try await audited { campaign in
      try await reorganise(campaign, .move("G-1-1", under: "G-2"))

      let answer = try await campaign.send("ready", unit: "G-1-1")

      #expect(answer.codes == ["role.missing"])
    }
  }

  @Test func `a unit cannot be moved below itself`() async throws {
    try await audited { campaign in
      try await refuses(campaign, .move("G-1", under: "G-1-1"), "would be above itself")
    }
  }

  @Test func `a move to where the unit is changes nothing`() async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      let result = try await reorganise(campaign, .move("G-1", under: "G"))

      #expect(result == Reorganisation())
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a rehearsed move leaves no trace`() async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      let result = try await reorganise(campaign, .move("G-1", under: "G-2"), isDryRun: true)

      #expect(result.units.count == 2)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a file cannot move a unit that is at work`() async throws {
    try await audited { campaign in
      let moved = Unit(
        code: "G-1-1", parent: "G-2", level: 3, kind: "team", names: LocalizedText("一组"))

      await #expect(throws: RequestError.self) { try await campaign.add([moved]) }
    }
  }

  // MARK: Merging

  @Test func `a merged unit leaves the tree and names its successor`() async throws {
    try await audited { campaign in
      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))

      let (unit, children) = try await campaign.store.read {
        (try $0.unit("G-1"), try $0.children(of: "G-2").map(\.code))
      }
      #expect(unit?.retiredAt == campaign.clock.now())
      #expect(unit?.successors == ["G-2"])
      #expect(children == ["G-1-1"])
    }
  }

  @Test func `its instance is closed, out of the count, and names the one that took over`()
    async throws
  {
    try await audited { campaign in
      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))
      let instance = try await campaign.instance("G-1")

      #expect(instance.status == .exempted)
      #expect(instance.successor == "drive/G-2")
      #expect(try await campaign.timers("G-1").isEmpty)
      let answer = try await campaign.send("close", as: Campaign.officer, unit: "G-1")
      #expect(answer.codes == ["instance.closed"])
      #expect(answer.missing.first?.message.contains("drive/G-2") == true)
    }
  }

  @Test func `its open items go to the successor's ledger under their own ids`() async throws {
    try await audited { campaign in
      let item = try await campaign.raise().instance

      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))
      try await campaign.send("ready", as: Campaign.officer, unit: "G-1-1")
      let waiting = try await campaign.send("close", unit: "G-2")

      let moved = try #require(try await campaign.store.read { try $0.instance(item) })
      #expect(moved.parent == "drive/G-2")
      #expect(moved.unit == "G-2")
      #expect(moved.status == .running)
      #expect(waiting.missing.first?.waitingFor == [item.text])
    }
  }

  @Test func `the evidence stays where it was given`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "text")

      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))

      let kept = try await campaign.store.read { try $0.evidence(of: "drive/G-1") }
      #expect(kept.count == 1)
    }
  }

  @Test func `nobody takes over where the successor takes no part`() async throws {
    try await audited(["G", "G-1"]) { campaign in
      try await refuses(
        campaign, .merge(["G-1"], into: "G-2"), "G-2 takes no part in drive")
    }
  }

  @Test func `nobody takes over who has ended`() async throws {
    try await audited { campaign in
      try await campaign.send("ready", as: Campaign.officer, unit: "G-2")
      try await campaign.send("close", as: Campaign.officer, unit: "G-2")

      try await refuses(campaign, .merge(["G-1"], into: "G-2"), "drive/G-2 is ended")
    }
  }

  @Test func `what was merged cannot be taken back event by event`() async throws {
    try await audited { campaign in
      try await campaign.send("ready", id: "e")
      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))

      let answers = try await campaign.withdraw("e")

      #expect(answers.first?.codes == ["withdraw.superseded"])
    }
  }

  // MARK: Splitting and retiring

  @Test func `the first of the successors takes over what is open`() async throws {
    try await audited { campaign in
      let half = Unit(
        code: "G-3", parent: "G", level: 2, kind: "institute", names: LocalizedText("三院"))
      try await campaign.add([half])
      try await campaign.launch(["G-3"], batch: 2)
      try await reorganise(campaign, .move("G-1-1", under: "G-3"))
      let item = try await campaign.raise().instance

      try await reorganise(campaign, .split("G-1", into: ["G-3", "G-2"]))

      let (unit, moved) = try await campaign.store.read {
        (try $0.unit("G-1"), try $0.instance(item))
      }
      #expect(unit?.successors == ["G-3", "G-2"])
      #expect(moved?.parent == "drive/G-3")
      #expect(try await campaign.instance("G-1").successor == "drive/G-3")
    }
  }

  @Test func `a unit with units below it is not split`() async throws {
    try await audited { campaign in
      try await refuses(campaign, .split("G-1", into: ["G-2", "G"]), "move them first")
    }
  }

  @Test func `a unit with open work is not retired`() async throws {
    try await audited { campaign in
      try await refuses(campaign, .retire("G-1-1"), "drive/G-1-1 is running")
    }
  }

  @Test func `a unit whose work is done is retired, and stays in its history`() async throws {
    try await audited { campaign in
      try await campaign.manage(.exempt, unit: "G-1-1")

      try await reorganise(campaign, .retire("G-1-1"))

      let entries = try await campaign.entries(.retired)
      #expect(entries.first?.authority == "m-1#2")
      #expect(entries.first?.reason != nil)
      #expect(try await campaign.instance("G-1-1").status == .exempted)
    }
  }

  @Test func `a reason must be given in words`() async throws {
    try await audited { campaign in
      await #expect(throws: RequestError.self) {
        try await reorganise(campaign, .move("G-1", under: "G-2"), reason: " ")
      }
    }
  }

  // MARK: Dates

  @Test func `the tree of every date stays`() async throws {
    try await audited { campaign in
      let before = campaign.clock.now()
      campaign.clock.advance(days: 1)
      try await reorganise(campaign, .move("G-1-1", under: "G-2"))

      let (then, now) = try await campaign.store.read { reader in
        (
          try reader.ancestors(of: "G-1-1", at: before).map(\.code),
          try reader.ancestors(of: "G-1-1", at: campaign.clock.now()).map(\.code)
        )
      }
      #expect(then == ["G-1", "G"])
      #expect(now == ["G-2", "G"])
    }
  }

  @Test func `the past is seen with the tree of its date`() async throws {
    try await audited { campaign in
      let position = try await campaign.size()
      try await reorganise(campaign, .merge(["G-1"], into: "G-2"))

      let then = try await campaign.survey(.position(position))
      let now = try await campaign.survey(.position(try await campaign.size()))

      #expect(then.units.first { $0.code == "G-1-1" }?.parent == "G-1")
      #expect(now.units.first { $0.code == "G-1-1" }?.parent == "G-2")
      #expect(now.standings.first { $0.id == "drive/G-1" }?.status == .exempted)
    }
  }
}
