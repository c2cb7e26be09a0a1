import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct EvidenceReuseTests {
  /// G-1 and G-2 have given one report each in last year's drive, and run this year's.
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-1", "G-2"], programme: "earlier")
      try await campaign.launch(["G-1", "G-2"])
      _ = try await give("May", "earlier/G-1", campaign)
      _ = try await give("June", "earlier/G-2", campaign)
      try await story(campaign)
    }
  }

  private func give(_ text: String, _ instance: InstanceID, _ campaign: Campaign) async throws
    -> Answer
  {
    var chunks = [Array(text.utf8)]
    let (digest, size) = try await campaign.engine.stage(limit: 1_000) { chunks.popLast() ?? [] }
    return try await campaign.engine.add(
      EvidenceRequest(
        instance: instance, kind: "report", name: "\(text).txt", digest: digest, size: size,
        id: Identifier("\(text)-\(instance)"), identity: Campaign.by(Campaign.officer)))
  }

  private func reuse(_ name: String, _ campaign: Campaign, in instance: InstanceID = "drive/G-1")
    async throws -> Answer
  {
    try await campaign.engine.reuse(
      name, as: nil, in: instance, eventID: "reuse", identity: Campaign.by(Campaign.officer))
  }

  private func evidence(_ campaign: Campaign, of instance: InstanceID = "drive/G-1") async throws
    -> [Evidence]
  {
    try await campaign.store.read { try $0.evidence(of: instance) }
  }

  @Test func `what a unit gave in another programme is given again without its bytes`() async throws
  {
    try await audited { campaign in
      let answer = try await reuse("earlier/G-1#1", campaign)

      #expect(answer.verdict == .accepted)
      let given = try await evidence(campaign)
      #expect(given.map(\.name) == ["May.txt"])
      #expect(given.map(\.digest) == [Digest.sha256(Array("May".utf8))])
    }
  }

  @Test func `it can be named by its hash`() async throws {
    try await audited { campaign in
      let answer = try await reuse(
        String(Digest.sha256(Array("May".utf8)).hex.prefix(16)), campaign)

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `what another unit gave cannot be given again`() async throws {
    try await audited { campaign in
      await #expect(throws: RequestError.self) {
        _ = try await reuse("earlier/G-2#1", campaign)
      }

      let kept = try await evidence(campaign)
      #expect(kept.isEmpty)
    }
  }

  @Test func `a request that names another unit's evidence is refused`() async throws {
    try await audited { campaign in
      var request = EvidenceRequest(
        instance: "drive/G-1", kind: "report", name: "x.txt",
        digest: Digest.sha256(Array("June".utf8)), size: 4, id: "forged",
        identity: Campaign.by(Campaign.officer))
      request.source = EvidenceReference("earlier/G-2#1")

      let answer = try await campaign.engine.add(request)

      #expect(answer.codes == ["evidence.not-given"])
    }
  }

  @Test func `who is asked for what the unit has given is told where`() async throws {
    try await audited { campaign in
      let explanation = try await campaign.engine.explain("drive/G-1", as: Campaign.secretary)

      let missing = explanation.options.first { $0.event == "submit" }?.missing.first
      #expect(missing?.offers.map(\.description) == ["earlier/G-1#1"])
    }
  }

  @Test func `what is given already is not offered`() async throws {
    try await audited { campaign in
      _ = try await reuse("earlier/G-1#1", campaign)

      let again = try await campaign.engine.reuse(
        "earlier/G-1#1", as: nil, in: "drive/G-1", eventID: "again",
        identity: Campaign.by(Campaign.officer))

      #expect(again.codes == ["evidence.duplicate"])
    }
  }

  @Test func `the entry says where it came from, and not which file it is`() async throws {
    try await audited { campaign in
      _ = try await reuse("earlier/G-1#1", campaign)

      let leaf = try #require(try await campaign.entries(.evidenceAdded).last)
      #expect(leaf.event?.data?["from"] == "earlier/G-1#1")
      let hex = Digest.sha256(Array("May".utf8)).hex
      let text = String(decoding: try leaf.canonical(), as: UTF8.self)
      #expect(!text.contains(hex))
    }
  }

  @Test func `a file that several units give is found`() async throws {
    try await audited { campaign in
      _ = try await give("May", "drive/G-2", campaign)

      let shared = try await campaign.store.read { try $0.evidenceOfSeveralUnits(in: nil) }

      #expect(shared.map(\.reference.description) == ["drive/G-2#1", "earlier/G-1#1"])
    }
  }

  @Test(arguments: [
    ("drive/G-1#2", "drive/G-1", 2), ("a/b/problems/1#10", "a/b/problems/1", 10),
  ])
  func `a place is an instance and a number`(_ text: String, _ instance: String, _ number: Int) {
    let reference = EvidenceReference(text)

    #expect(reference?.instance == Identifier(instance))
    #expect(reference?.number == number)
    #expect(reference?.description == text)
  }

  @Test(arguments: ["drive/G-1", "#1", "drive#0", "drive#x", ""])
  func `other texts are no place`(_ text: String) {
    #expect(EvidenceReference(text) == nil)
  }
}
