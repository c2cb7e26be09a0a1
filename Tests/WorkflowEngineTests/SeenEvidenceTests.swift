import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct SeenEvidenceTests {
  private static let confirming = Campaign.chart(
    declarations: "<d:evidence id=\"report\"/>", initial: "review",
    """
    <state id="review">
      <transition event="confirm" target="done"><d:allow role="guidance"/><d:seen/></transition>
      <transition event="note"><d:allow role="guidance"/></transition>
    </state>
    <final id="done"/>
    """)

  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited(Self.confirming) { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")
      try await story(campaign)
    }
  }

  /// The hash of what there is now.
  private func look(_ campaign: Campaign) async throws -> SeenEvidence {
    let evidence = try await campaign.store.read { try $0.evidence(of: "drive/G-1") }
    return try SeenEvidence(try #require(SeenEvidence.digest(of: evidence)).hex)
  }

  private func send(
    _ event: String = "confirm", seen: SeenEvidence?, _ campaign: Campaign
  ) async throws -> Answer {
    let size = try await campaign.size()
    return try await campaign.engine.send(
      EventRequest(
        instance: "drive/G-1", name: event, id: Identifier("e\(size)"),
        identity: Campaign.by(Campaign.inspector), seen: seen))
  }

  @Test func `what was seen as it is can be confirmed`() async throws {
    try await audited { campaign in
      let answer = try await send(seen: try await look(campaign), campaign)

      #expect(answer.verdict == .accepted)
      let leaf = try #require(try await campaign.entries(.event).last)
      #expect(leaf.details["seen"] == 1)
      #expect(leaf.commitments["seen"] != nil)
    }
  }

  @Test func `nothing is confirmed unseen`() async throws {
    try await audited { campaign in
      let answer = try await send(seen: nil, campaign)

      #expect(answer.codes == ["seen.missing"])
    }
  }

  @Test func `evidence that was added after somebody looked is named`() async throws {
    try await audited { campaign in
      let seen = try await look(campaign)
      try await campaign.addEvidence("report", "June")

      let answer = try await send(seen: seen, campaign)

      #expect(answer.codes == ["seen.changed"])
      #expect(answer.missing[0].message.contains("2 (report, by p-secretary)"))
    }
  }

  @Test func `a hash of no list is told apart from an old one`() async throws {
    try await audited { campaign in
      let seen = try SeenEvidence(String(repeating: "ab", count: 32))

      let answer = try await send(seen: seen, campaign)

      #expect(answer.codes == ["seen.unknown"])
    }
  }

  @Test func `the first digits are enough`() async throws {
    try await audited { campaign in
      let whole = try await look(campaign).digest

      let answer = try await send(seen: try SeenEvidence(String(whole.prefix(12))), campaign)

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `an event that need not say what was seen is refused if it says what is not so`()
    async throws
  {
    try await audited { campaign in
      let seen = try await look(campaign)
      try await campaign.addEvidence("report", "June")

      let answer = try await send("note", seen: seen, campaign)

      #expect(answer.codes == ["seen.changed"])
    }
  }

  @Test(arguments: ["", "abc", "0123456789abcdefg", "ABCDEF012345"])
  func `what cannot be a hash is no request`(_ text: String) {
    #expect(throws: RequestError.self) { _ = try SeenEvidence(text) }
  }

  @Test func `the hash is that of one line a piece`() {
    let piece = Evidence(
      instance: "i", number: 3, kind: "report", name: nil, digest: Digest.sha256([1]), size: 9,
      addedBy: "p", addedAt: ManualClock.start, revision: 1)

    let line = "3 report 9 \(Digest.sha256([1]).hex)\n"
    #expect(SeenEvidence.digest(of: [piece]) == Digest.sha256(Array(line.utf8)))
  }
}
