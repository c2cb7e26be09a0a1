import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct LaunchTests {
  private func request(
    _ units: [UnitCode], programme: ProgrammeName = "drive", batch: Int = 1,
    authority: String? = nil, end: PartialDate? = nil
  ) -> LaunchRequest {
    LaunchRequest(
      workflow: "review", programme: programme, batch: batch, units: units,
      window: DateWindow(end: end), authority: authority, identity: Campaign.by(Campaign.officer))
  }

  /// Freezes the plan and dies before the first instance is made.
  private func freezeAndDie(_ campaign: Campaign, _ units: [UnitCode]) async throws {
    let dying = Engine(store: CrashingStore(campaign.store, writes: 1), clock: campaign.clock)
    await #expect(throws: StoreError.unavailable("crashed")) {
      _ = try await dying.launch(request(units))
    }
  }

  @Test func `a launch makes an instance for every unit of the plan and opens the batch`()
    async throws
  {
    try await Campaign.audited { campaign in
      let report = try await campaign.engine.launch(request(["G-2", "G-1"], authority: "m-1#2"))

      #expect(report.started == 2)
      #expect(report.batch.status == .open)
      #expect(try await campaign.entries(.started).map(\.unit) == ["G-2", "G-1"])
      #expect(try await campaign.entries(.started).allSatisfy { $0.authority == "m-1#2" })
    }
  }

  @Test func `the same plan again makes nothing`() async throws {
    try await Campaign.audited { campaign in
      _ = try await campaign.engine.launch(request(["G-1", "G-2"]))
      let size = try await campaign.size()

      let report = try await campaign.engine.launch(request(["G-1", "G-2"]))

      #expect(report.started == 0)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a plan that is frozen cannot become another one`() async throws {
    try await Campaign.audited { campaign in
      _ = try await campaign.engine.launch(request(["G-1"]))

      for other in [
        request(["G-1", "G-2"]), request(["G-1"], authority: "m-1#2"),
        request(["G-1"], end: PartialDate("2023-12")),
      ] {
        await #expect(throws: RequestError.planFrozen("drive", batch: 1)) {
          _ = try await campaign.engine.launch(other)
        }
      }
    }
  }

  @Test func `a batch that was left half made takes no events`() async throws {
    try await Campaign.audited { campaign in
      let units = (1...600).map { number in
        Unit(
          code: Identifier("T-\(number)"), parent: "G", level: 2, kind: "team",
          names: LocalizedText("T"))
      }
      try await campaign.add(units)
      let dying = Engine(store: CrashingStore(campaign.store, writes: 2), clock: campaign.clock)
      _ = try? await dying.launch(request(units.map(\.code)))

      let answer = try await campaign.send("submit", unit: "T-1")

      #expect(answer.codes == ["instance.launching"])
    }
  }

  @Test func `the same launch goes on where the first one died`() async throws {
    try await Campaign.audited { campaign in
      try await freezeAndDie(campaign, ["G-1", "G-2"])

      let report = try await campaign.engine.launch(request(["G-1", "G-2"]))

      #expect(report.started == 2)
      #expect(report.batch.status == .open)
    }
  }

  @Test func `launches that died are completed together`() async throws {
    try await Campaign.audited { campaign in
      try await freezeAndDie(campaign, ["G-1", "G-2"])

      let batches = try await campaign.engine.resumeLaunches(
        identity: Campaign.by(Campaign.officer))

      #expect(batches.map(\.made) == [2])
      #expect(try await campaign.active("G-2") == ["draft"])
    }
  }

  @Test func `a unit is in a programme once`() async throws {
    try await Campaign.audited { campaign in
      _ = try await campaign.engine.launch(request(["G-1"]))

      await #expect(throws: RequestError.invalid("G-1 is in batch 1 of drive already")) {
        _ = try await campaign.engine.launch(request(["G-2", "G-1"], batch: 2))
      }
    }
  }

  @Test(arguments: [
    ["G-1", "G-1"], [], ["G-1", "G-9"],
  ])
  func `a plan that cannot be carried out leaves no trace`(_ units: [UnitCode]) async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      await #expect(throws: RequestError.self) {
        _ = try await campaign.engine.launch(request(units))
      }

      #expect(try await campaign.size() == size)
    }
  }

  @Test(arguments: ["", "a/b", "a\nb"])
  func `the name of a programme is one that ids can be made of`(_ name: String) async throws {
    try await Campaign.audited { campaign in
      await #expect(throws: RequestError.self) {
        _ = try await campaign.engine.launch(request(["G-1"], programme: Identifier(name)))
      }
    }
  }

  @Test func `a workflow that cannot start is not launched`() async throws {
    let endless = Campaign.chart(
      data: "<data id=\"n\" expr=\"1\"/>", initial: "a",
      """
      <state id="a"><transition cond="$n = 1" target="b"/><transition event="x" target="e"/></state>
      <state id="b"><transition cond="$n = 1" target="a"/><transition event="x" target="e"/></state>
      <final id="e"/>
      """)
    try await Campaign.audited(endless) { campaign in
      let size = try await campaign.size()

      await #expect(throws: RequestError.self) { try await campaign.launch() }

      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a rehearsed launch leaves no trace`() async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      _ = try await campaign.engine.launch(request(["G-1"]), isDryRun: true)

      #expect(try await campaign.size() == size)
    }
  }
}
