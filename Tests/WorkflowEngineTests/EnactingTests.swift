import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct EnactingTests {
  @Test func `a draft is not enacted`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes("m-1", [.launch("true()")]))

      await #expect(throws: RequestError.notApproved("m-1", .draft)) {
        try await campaign.enact()
      }
    }
  }

  @Test func `a launch makes an instance for each unit that the predicate selects`() async throws {
    try await Campaign.audited { campaign in
      let window = DateWindow(
        start: PartialDate("2023-09"), end: PartialDate("2024-01"), hasSoftEnd: true)

      try await campaign.hold(Campaign.minutes("m-1", [.launch("@level = 2", window: window)]))

      let batch = try #require(try await campaign.store.read { try $0.batch("drive", 1) })
      #expect(batch.status == .open)
      #expect(batch.window == window)
      #expect(batch.authority == "m-1#d-1")
      #expect(try await campaign.entries(.started).map(\.unit) == ["G-1", "G-2"])
      #expect(try await campaign.store.read { try $0.knownMinutes("m-1").status } == .enacted)
    }
  }

  @Test func `a predicate sees a unit's ancestors`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.hold(
        Campaign.minutes("m-1", [.launch("ancestor::unit[@code = 'G'] and @code != 'G-1'")]))

      #expect(try await campaign.entries(.started).map(\.unit) == ["G-2"])
    }
  }

  @Test func `enacting twice is enacting once`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.hold(
        Campaign.minutes(
          "m-1", [.launch("true()")], [.send("submit", to: .unit("G-1"))]))
      let size = try await campaign.size()

      let again = try await campaign.enact()

      #expect(!again.isNew)
      #expect(again.parts.map(\.record.outcome?.accepted) == [3, 0])
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `orders that cannot be carried out keep all of the minutes back`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(
        Campaign.minutes(
          "m-1", [.launch("@level = 9"), .launch("true()", batch: 2, workflow: "reviw")],
          [.appoint(Assignment(role: "office", person: "p-nobody", unit: "G"))],
          [.send("submit", to: .everyUnit)]))
      try await campaign.approve()
      let size = try await campaign.size()

      let error = await #expect(throws: RequestError.self) { try await campaign.enact() }

      guard case .cannotEnact("m-1", let faults) = error else {
        Issue.record("found \(String(describing: error))")
        return
      }
      // The event is to units of the programme that cannot be launched: it is not complained about.
      #expect(faults.map(\.number) == [1, 2, 3])
      #expect(faults[1].error == .unknown(.workflow, "reviw", nearest: ["review"]))
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a preview says who is chosen, who is left out and when the first are due`()
    async throws
  {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-2"])
      try await campaign.submit(Campaign.minutes("m-1", [.launch("@level = 2", batch: 2)]))
      try await campaign.approve()
      let size = try await campaign.size()

      let preview = try await campaign.enact(isDryRun: true)

      let part = try #require(preview.parts.first)
      #expect(part.firstUnits == ["G-1"])
      #expect(part.leftOut.groups[.notSelected]?.first == ["G"])
      #expect(part.leftOut.groups[.inBatch(1)]?.first == ["G-2"])
      #expect(part.dueDates.map(\.state) == ["draft"])
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `a retired unit is left out, and the preview says so`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.add([
        Unit(
          code: "G-3", parent: "G", level: 2, kind: "institute", names: LocalizedText("三院"),
          retiredAt: ManualClock.start)
      ])

      let enactment = try await campaign.hold(Campaign.minutes("m-1", [.launch("@level = 2")]))

      #expect(enactment.parts.first?.leftOut.groups[.retired]?.first == ["G-3"])
      #expect(enactment.parts.first?.record.size == 2)
    }
  }

  @Test func `an appointment rests on the decision that made it`() async throws {
    try await Campaign.audited { campaign in
      let assignment = Assignment(
        role: "guidance", person: Campaign.secretary, unit: "G-2",
        from: CalendarDate("2023-09-08"), until: CalendarDate("2024-01-31"))

      try await campaign.hold(Campaign.minutes("m-1", [], [.appoint(assignment)]))

      #expect(
        try await campaign.store.read { try $0.assignments(at: "G-2") } == [assignment])
      let entry = try await campaign.entries(.appointed).last
      #expect(entry?.authority == "m-1#d-2")
    }
  }

  @Test func `an event goes to every unit, each with a verdict of its own`() async throws {
    let acknowledging = Campaign.chart(
      initial: "sent",
      """
      <state id="sent">
        <transition event="acknowledge" target="done"><d:allow role="secretary"/></transition>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(acknowledging) { campaign in
      try await campaign.submit(
        Campaign.minutes(
          "m-1", [.launch("true()", workflow: "chart")],
          [.send("acknowledge", to: .selected("@level = 2"), reason: "Said at the meeting.")]))
      // She holds the role on G-1 alone.
      try await campaign.approve(as: Campaign.secretary)

      let enactment = try await campaign.enact()

      #expect(
        enactment.parts.last?.record.outcome == OrderRecord.Outcome(accepted: 1, refused: 1))
      #expect(try await campaign.active("G-1") == ["done"])
      let refusal = try #require(try await campaign.entries(.refused).first)
      #expect(refusal.unit == "G-2")
      #expect(refusal.actor == "p-secretary")
      #expect(refusal.authority == "m-1#d-2")
    }
  }

  @Test func `an event for a unit outside of the programme is no order`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(
        Campaign.minutes("m-1", [.launch("@code = 'G-1'")], [.send("submit", to: .unit("G-2"))]))
      try await campaign.approve()

      await #expect(
        throws: RequestError.cannotEnact(
          "m-1",
          [
            OrderFault(
              authority: Authority(minutes: "m-1", decision: "d-2"), number: 2,
              error: .invalid("the order is for no unit of drive"))
          ])
      ) { try await campaign.enact() }
    }
  }

  @Test(arguments: 3...9)
  func `enacting goes on wherever it died, and does nothing twice`(_ writes: Int) async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(
        Campaign.minutes(
          "m-1", [.launch("@level = 2")], [.deadline("draft", at: "2023-12-01")],
          [.send("submit", to: .everyUnit)]))
      try await campaign.approve()
      let dying = Engine(
        store: CrashingStore(campaign.store, writes: writes), clock: campaign.clock)
      _ = try? await dying.enact(minutes: "m-1", identity: Campaign.by(Campaign.officer))

      _ = try await campaign.engine.resume(identity: Campaign.by(Campaign.officer))
      _ = try await campaign.enact()

      #expect(try await campaign.entries(.enacted).count == 1)
      #expect(try await campaign.entries(.started).count == 2)
      #expect(try await campaign.entries(.carriedOut).count == 2)
      // One refusal each: there is no report yet.
      #expect(try await campaign.entries(.refused).map(\.unit) == ["G-1", "G-2"])
    }
  }

  @Test func `minutes that died before their one transaction ordered nothing`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes("m-1", [.launch("true()")]))
      try await campaign.approve()
      let size = try await campaign.size()
      let dying = Engine(store: CrashingStore(campaign.store, writes: 0), clock: campaign.clock)

      _ = try? await dying.enact(minutes: "m-1", identity: Campaign.by(Campaign.officer))

      #expect(try await campaign.size() == size)
    }
  }

  @Test func `events of an order are sent in the name of the one who approved`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(
        Campaign.minutes("m-1", [.launch("@code = 'G-1'"), .send("submit", to: .unit("G-1"))]))
      try await campaign.approve(as: Campaign.secretary)

      try await campaign.enact()

      let refusal = try #require(try await campaign.entries(.refused).first)
      #expect(refusal.actor == "p-secretary")
      #expect(refusal.authenticated == "minutes")
      #expect(refusal.missing.map { $0["code"]?.string } == ["evidence.missing"])
      #expect(try await campaign.entries(.enacted).map(\.actor) == ["p-office"])
    }
  }
}
