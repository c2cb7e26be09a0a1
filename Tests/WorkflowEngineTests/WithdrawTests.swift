import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct WithdrawTests {
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-1", "G-2"])
      try await campaign.addEvidence("report", "May")
      try await story(campaign)
    }
  }

  @Test func `who sent an event takes it back, and all is as before`() async throws {
    try await audited { campaign in
      let before = try await campaign.instance()
      let timers = try await campaign.timers()
      try await campaign.send("submit", id: "s")

      let answers = try await campaign.withdraw("s")

      var expected = before
      expected.revision = 2
      #expect(answers.map(\.verdict) == [.accepted])
      #expect(try await campaign.instance() == expected)
      #expect(try await campaign.timers() == timers)
    }
  }

  @Test func `an event that ended the instance can be taken back`() async throws {
    try await audited { campaign in
      try await campaign.send("submit")
      try await campaign.send("approve", as: Campaign.inspector, id: "a")

      try await campaign.withdraw("a", as: Campaign.inspector)

      let instance = try await campaign.instance()
      #expect(instance.status == .running)
      #expect(instance.snapshot.active == ["review"])
    }
  }

  @Test func `a role that the workflow names takes back what another sent`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")

      let answers = try await campaign.withdraw("s", as: Campaign.officer)

      #expect(answers.map(\.verdict) == [.accepted])
      #expect(answers.map(\.role) == ["office"])
    }
  }

  @Test func `somebody else takes nothing back`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")

      let answers = try await campaign.withdraw("s", as: Campaign.inspector)

      #expect(answers.flatMap(\.codes) == ["withdraw.not-yours"])
      #expect(answers[0].missing[0].suppliers == [Campaign.secretary, Campaign.officer])
      #expect(try await campaign.active() == ["review"])
    }
  }

  @Test func `an event after which another was accepted stays`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      try await campaign.send("return", as: Campaign.inspector, reason: "unclear")

      let answers = try await campaign.withdraw("s")

      #expect(answers.flatMap(\.codes) == ["withdraw.superseded"])
    }
  }

  @Test func `an event after which a timer moved the instance stays`() async throws {
    try await audited { campaign in
      try await campaign.send("submit")
      try await campaign.send("return", as: Campaign.inspector, id: "r", reason: "unclear")
      campaign.clock.advance(days: 10)
      _ = try await campaign.engine.tick()

      let answers = try await campaign.withdraw("r", as: Campaign.inspector)

      #expect(answers.flatMap(\.codes) == ["withdraw.superseded"])
    }
  }

  @Test func `a refusal since does not stand in the way`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      try await campaign.send("submit")

      let answers = try await campaign.withdraw("s")

      #expect(answers.map(\.verdict) == [.accepted])
    }
  }

  @Test func `an event is taken back once`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      try await campaign.withdraw("s")

      let again = try await campaign.withdraw("s")

      #expect(again.flatMap(\.codes) == ["withdraw.superseded"])
    }
  }

  @Test func `the same withdrawal sent twice gets the first answer again`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      let first = try await campaign.withdraw("s", id: "w")

      let second = try await campaign.withdraw("s", id: "w")

      #expect(second.map(\.isRepeat) == [true])
      #expect(second.map(\.index) == first.map(\.index))
    }
  }

  @Test func `an event that was refused cannot be taken back`() async throws {
    try await audited { campaign in
      try await campaign.send("approve", id: "a")

      await #expect(throws: RequestError.unknown(.event, "a", nearest: [])) {
        try await campaign.withdraw("a")
      }
    }
  }

  @Test func `evidence that came since keeps its number`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      try await campaign.addEvidence("report", "June")
      try await campaign.withdraw("s")

      try await campaign.addEvidence("report", "July")

      let evidence = try await campaign.store.read { try $0.evidence(of: "drive/G-1") }
      #expect(evidence.map(\.number) == [1, 2, 3])
    }
  }

  @Test func `a whole job is taken back, one answer for each unit in the order of the log`()
    async throws
  {
    try await audited { campaign in
      try await campaign.addEvidence("report", "June", as: Campaign.officer, unit: "G-2")
      let units: [UnitCode] = ["G-2", "G-1"]
      _ = try await campaign.engine.send(
        units.map { unit in
          EventRequest(
            instance: Instance.id("drive", unit), name: "submit",
            id: Identifier("job-1/drive/\(unit)"), identity: Campaign.by(Campaign.officer))
        })

      let answers = try await campaign.withdraw("job-1", as: Campaign.officer)

      #expect(answers.map(\.instance) == ["drive/G-2", "drive/G-1"])
      #expect(answers.allSatisfy { $0.verdict == .accepted })
      #expect(try await campaign.active("G-2") == ["draft"])
    }
  }

  @Test func `an id that was used for two instances can be taken back for one`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "June", as: Campaign.officer, unit: "G-2")
      try await campaign.send("submit", as: Campaign.officer, id: "s")
      try await campaign.send("submit", as: Campaign.officer, unit: "G-2", id: "s")

      let answers = try await campaign.engine.withdraw(
        "s",
        EventRequest(
          instance: "drive/G-2", name: "", id: "w", identity: Campaign.by(Campaign.officer)))

      #expect(answers.map(\.instance) == ["drive/G-2"])
      #expect(try await campaign.active() == ["review"])
    }
  }

  @Test func `a dry withdrawal answers and leaves no trace`() async throws {
    try await audited { campaign in
      try await campaign.send("submit", id: "s")
      let size = try await campaign.size()

      let answers = try await campaign.engine.withdraw(
        "s",
        EventRequest(instance: "", name: "", id: "w", identity: Campaign.by(Campaign.secretary)),
        isDryRun: true)

      #expect(answers.map(\.verdict) == [.accepted])
      #expect(try await campaign.size() == size)
      #expect(try await campaign.active() == ["review"])
    }
  }
}
