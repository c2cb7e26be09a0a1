import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct BulkTests {
  private func requests(_ units: [UnitCode], event: String = "submit") -> [EventRequest] {
    units.map { unit in
      EventRequest(
        instance: Instance.id("drive", unit), name: event, id: Identifier("job/drive/\(unit)"),
        identity: Campaign.by(Campaign.officer))
    }
  }

  /// G-1 has its evidence, G-2 lacks it.
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-1", "G-2"])
      try await campaign.addEvidence("report", "May")
      try await story(campaign)
    }
  }

  @Test func `every unit gets a verdict of its own`() async throws {
    try await audited { campaign in
      let verdicts = try await campaign.engine.send(requests(["G-1", "G-9", "G-2"]))

      #expect(verdicts.map(\.instance) == ["drive/G-1", "drive/G-9", "drive/G-2"])
      #expect(verdicts.map(\.isAccepted) == [true, false, false])
      #expect(try await campaign.active() == ["review"])
    }
  }

  @Test func `a job that is run again goes on where it stopped`() async throws {
    try await audited { campaign in
      _ = try await campaign.engine.send(requests(["G-1"]))

      let verdicts = try await campaign.engine.send(requests(["G-1", "G-2"]))

      guard case .answered(let first) = verdicts[0].result else {
        Issue.record("G-1 was not answered")
        return
      }
      #expect(first.isRepeat)
      #expect(try await campaign.instance().revision == 1)
    }
  }

  @Test func `all or nothing: one refusal and nothing is accepted`() async throws {
    try await audited { campaign in
      let before = try await campaign.instance()

      let verdicts = try await campaign.engine.send(
        requests(["G-1", "G-2"]), isAllOrNothing: true)

      #expect(verdicts.map(\.isAccepted) == [false, false])
      #expect(try await campaign.instance() == before)
    }
  }

  @Test func `all or nothing: who was held back by others is told so`() async throws {
    try await audited { campaign in
      let verdicts = try await campaign.engine.send(
        requests(["G-1", "G-2"]), isAllOrNothing: true)

      guard case .answered(let held) = verdicts[0].result else {
        Issue.record("G-1 was not answered")
        return
      }
      #expect(held.codes == ["bulk.all-or-nothing"])
      #expect(held.index == nil)
      #expect(held.after == ["draft"])
    }
  }

  @Test func `all or nothing: the refusals are logged`() async throws {
    try await audited { campaign in
      _ = try await campaign.engine.send(requests(["G-1", "G-2"]), isAllOrNothing: true)

      #expect(try await campaign.entries(.refused).map(\.unit) == ["G-2"])
    }
  }

  @Test func `all or nothing: nothing is missing and all is accepted`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "June", as: Campaign.officer, unit: "G-2")

      let verdicts = try await campaign.engine.send(
        requests(["G-1", "G-2"]), isAllOrNothing: true)

      #expect(verdicts.map(\.isAccepted) == [true, true])
      #expect(try await campaign.active("G-2") == ["review"])
    }
  }

  @Test func `all or nothing takes at most 10,000 requests`() async throws {
    try await audited { campaign in
      let many = Array(repeating: requests(["G-1"])[0], count: 10_001)

      await #expect(throws: RequestError.self) {
        try await campaign.engine.send(many, isAllOrNothing: true)
      }
    }
  }

  @Test(arguments: [false, true])
  func `a rehearsal leaves no trace`(_ isAllOrNothing: Bool) async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      let verdicts = try await campaign.engine.send(
        requests(["G-1"]), isAllOrNothing: isAllOrNothing, isDryRun: true)

      #expect(verdicts.map(\.isAccepted) == [true])
      #expect(try await campaign.size() == size)
    }
  }

  /// 450 units in the state a, from which `go` leads to b, and on to c.
  private func line() async throws -> (Campaign, [EventRequest]) {
    let codes = (1...450).map { UnitCode("X-\($0)") }
    let campaign = try await Campaign(
      workflow: Campaign.chart(
        initial: "a",
        """
        <state id="a"><transition event="go" target="b"/></state>
        <state id="b"><transition event="go" target="c"/></state>
        <state id="c"/>
        """))
    try await campaign.add(
      codes.map {
        Unit(code: $0, parent: "G", level: 2, kind: "branch", names: LocalizedText($0.text))
      })
    try await campaign.launch(codes)
    return (campaign, requests(codes, event: "go"))
  }

  private struct Enough: Error {}

  @Test func `verdicts are handed on once their chunk is kept, and who has enough can stop`()
    async throws
  {
    let (campaign, requests) = try await line()
    var received: [BulkVerdict] = []

    await #expect(throws: Enough.self) {
      try await campaign.engine.send(chunksOf: requests) { chunk in
        received += chunk
        throw Enough()
      }
    }

    let moved = try await campaign.store.read { try $0.stateCount("b") }
    #expect((1..<450).contains(moved))
    #expect(received.map(\.instance) == requests.prefix(moved).map(\.instance))
  }

  @Test func `a job that died is run again, and every unit moves once`() async throws {
    let (campaign, requests) = try await line()
    let dying = Engine(store: CrashingStore(campaign.store, writes: 1), clock: campaign.clock)

    await #expect(throws: StoreError.unavailable("crashed")) { _ = try await dying.send(requests) }
    let half = try await campaign.store.read { try $0.stateCount("b") }
    let verdicts = try await campaign.engine.send(requests)

    #expect((1..<450).contains(half))
    #expect(verdicts.allSatisfy { $0.isAccepted })
    #expect(try await campaign.store.read { try $0.stateCount("b") } == 450)
    #expect(try await campaign.store.read { try $0.stateCount("c") } == 0)
  }
}

extension StoreReader {
  fileprivate func stateCount(_ state: Identifier) throws -> Int {
    try allInstances(InstanceQuery(programme: "drive", state: state)).count
  }
}
