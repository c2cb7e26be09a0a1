import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct MinutesApprovalTests {
  @Test func `minutes come in as a draft, with their text`() async throws {
    try await Campaign.audited { campaign in
      let minutes = Campaign.minutes("m-1", [.launch("true()")], text: "纪要全文")

      let change = try await campaign.submit(minutes)

      #expect(change == AppliedChange(type: "minutes", id: "m-1", verdict: .registered))
      let (record, decisions, text) = try await campaign.store.read { reader in
        let record = try reader.knownMinutes("m-1")
        return (record, try reader.decisions(of: "m-1"), try reader.text(of: record))
      }
      #expect(record.status == .draft)
      #expect(decisions.map(\.authority.description) == ["m-1#d-1"])
      #expect(text == minutes.text)
    }
  }

  @Test func `the same text again changes nothing`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes())
      let size = try await campaign.size()

      let change = try await campaign.submit(Campaign.minutes())

      #expect(change.verdict == .unchanged)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `another text replaces a draft with all of its decisions`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes("m-1", [], [], text: "first"))

      let change = try await campaign.submit(Campaign.minutes("m-1", [], text: "second"))

      #expect(change.verdict == .changed)
      #expect(
        try await campaign.store.read { try $0.decisions(of: "m-1").map(\.decision.id) } == ["d-1"])
    }
  }

  @Test func `approved minutes are not replaced`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes(text: "first"))
      try await campaign.approve()

      await #expect(throws: RequestError.minutesApproved("m-1")) {
        try await campaign.submit(Campaign.minutes(text: "second"))
      }
    }
  }

  @Test func `who approved minutes, and when, is on record`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes())

      try await campaign.approve(as: Campaign.inspector)

      let record = try await campaign.store.read { try $0.knownMinutes("m-1") }
      #expect(record.approvedBy == Campaign.inspector)
      #expect(record.approvedAt == campaign.clock.now())
      #expect(try await campaign.entries(.approved).map(\.actor) == ["p-inspector"])
    }
  }

  @Test func `approving twice is approving once`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes())
      try await campaign.approve()

      let (minutes, isNew) = try await campaign.engine.approve(
        minutes: "m-1", identity: Campaign.by(Campaign.inspector))

      #expect(!isNew)
      #expect(minutes.approvedBy == Campaign.officer)
    }
  }

  @Test func `only somebody whom the store knows approves`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes())

      await #expect(throws: RequestError.unknown(.person, "p-offic", nearest: ["p-office"])) {
        try await campaign.approve(as: "p-offic")
      }
    }
  }

  @Test func `minutes that nobody knows are named with the nearest ones`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.submit(Campaign.minutes("m-2023-09-08"))

      await #expect(
        throws: RequestError.unknown(.minutes, "m-2023-09-80", nearest: ["m-2023-09-08"])
      ) { try await campaign.approve("m-2023-09-80") }
    }
  }

  @Test func `a rehearsed draft leaves no trace`() async throws {
    try await Campaign.audited { campaign in
      let size = try await campaign.size()

      _ = try await campaign.engine.register(
        minutes: Campaign.minutes(), identity: Campaign.by(Campaign.officer), isDryRun: true)

      #expect(try await campaign.size() == size)
    }
  }
}
