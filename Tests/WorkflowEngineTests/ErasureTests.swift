import AuditLog
import Statechart
import Testing
import WorkflowEngine

@testable import WorkflowTesting

/// Values go, the proof stays.
@Suite struct ErasureTests {
  private static let file = Digest.sha256(Array("May".utf8))

  /// A story in which the secretary gives every kind of text, accepted and refused.
  private func told() async throws -> Campaign {
    let campaign = try await Campaign(
      workflow: Campaign.review.replacing(
        "<d:withdraw role=\"office\"/>",
        with: "<d:ledger id=\"problems\" workflow=\"review\"/><d:withdraw role=\"office\"/>"))
    try await campaign.launch(["G-1", "G-2"])
    try await campaign.addEvidence("report", "May")
    _ = try await campaign.engine.add(
      EvidenceRequest(
        instance: "drive/G-1", kind: "report", name: "again.txt", digest: Self.file, size: 3,
        id: "twice", identity: Campaign.by(Campaign.secretary)))
    try await campaign.send("submit", id: "s", reason: "done")
    try await campaign.send("approve", reason: "I may not")
    try await campaign.send("return", as: Campaign.inspector, reason: "图表不全")
    try await campaign.send("return", as: Campaign.inspector, reason: "")
    _ = try await campaign.raise(fields: [("problem", "a leaking roof")])
    return campaign
  }

  @discardableResult
  private func erase(
    _ subject: ErasureSubject, in campaign: Campaign, isDryRun: Bool = false
  ) async throws -> Erasure {
    try await campaign.engine.erase(
      ErasureRequest(
        subject, identity: Campaign.by(Campaign.officer), authority: "m-9#2", reason: "她已离职"),
      isDryRun: isDryRun)
  }

  private func payloads(_ campaign: Campaign) async throws -> String {
    try await campaign.store.read { reader in
      try reader.storedEntries(from: 0, limit: 1_000)
        .map { String(decoding: $0.payload, as: UTF8.self) }.joined()
    }
  }

  @Test func `a person's values are gone from the log and from the table`() async throws {
    let campaign = try await told()

    let erasure = try await erase(
      .person(Campaign.secretary, fields: nil, includesTexts: false), in: campaign)

    let person = try await campaign.store.read { try $0.person(Campaign.secretary) }
    #expect(erasure.entries.keys.sorted() == ["names", "post"])
    #expect(person == Person(id: Campaign.secretary, names: LocalizedText()))
    #expect(try await !payloads(campaign).contains("王丽"))
    #expect(try await payloads(campaign).contains("a leaking roof"))
  }

  @Test func `the tree stays, and everything is replayed after every erasure`() async throws {
    let campaign = try await told()
    let subjects: [ErasureSubject] = [
      .person(Campaign.secretary, fields: ["post"], includesTexts: false),
      .person(Campaign.secretary, fields: nil, includesTexts: true),
      .person(Campaign.inspector, fields: nil, includesTexts: true),
      .evidence(Self.file),
    ]
    for subject in subjects {
      let root = try await campaign.store.read { try $0.tree().root }
      let size = try await campaign.store.read { try $0.tree().size }

      try await erase(subject, in: campaign)

      let verification = try await campaign.verify()
      let leaves = try await campaign.store.read { reader in
        try reader.storedEntries(from: 0, limit: size).map { MerkleTree.leafHash($0.leaf) }
      }
      #expect(verification.faults.map(\.message) == [])
      #expect(verification.replayed == verification.entries)
      #expect(MerkleTree(leafHashes: leaves).root == root)
    }
  }

  @Test func `texts that a person wrote go on request, those of others stay`() async throws {
    let campaign = try await told()

    try await erase(.person(Campaign.secretary, fields: [], includesTexts: true), in: campaign)

    let payloads = try await payloads(campaign)
    for gone in ["记录.txt", "again.txt", "I may not", "a leaking roof"] {
      #expect(!payloads.contains(gone), "\(gone)")
    }
    for left in ["图表不全", "王丽", Self.file.hex] { #expect(payloads.contains(left), "\(left)") }
  }

  @Test func `a file goes with its bytes, its name and its digest`() async throws {
    let campaign = try await told()

    let erasure = try await erase(.evidence(Self.file), in: campaign)

    let (size, rows) = try await campaign.store.read { reader in
      (try reader.contentSize(Self.file), try reader.evidence(of: "drive/G-1"))
    }
    #expect(size == nil && erasure.files == 1)
    #expect(rows.map(\.digest) == [nil] && rows.map(\.name) == [nil])
    #expect(try await !payloads(campaign).contains(Self.file.hex))
  }

  @Test func `a file that was erased can be given again, and erased again`() async throws {
    let campaign = try await told()
    try await campaign.send("submit", id: "again")
    try await erase(.evidence(Self.file), in: campaign)
    var chunks = [Array("May".utf8)]
    _ = try await campaign.engine.stage(limit: 10) { chunks.popLast() ?? [] }

    let answer = try await campaign.engine.add(
      EvidenceRequest(
        instance: "drive/G-1", kind: "report", name: "x.txt", digest: Self.file, size: 3,
        id: "third", identity: Campaign.by(Campaign.secretary)))
    try await erase(.evidence(Self.file), in: campaign)

    #expect(answer.verdict == .accepted)
    #expect(try await campaign.verify().faults.map(\.message) == [])
  }

  @Test func `the entry says what was erased and by what right, and not what it was`() async throws
  {
    let campaign = try await told()

    let erasure = try await erase(
      .person(Campaign.secretary, fields: ["names"], includesTexts: false), in: campaign)

    let index = try #require(erasure.records.first)
    let leaf = try #require(try await campaign.store.read { try $0.entry(at: index)?.entry.leaf })
    #expect(leaf.kind == .erased && leaf.subject.id == Campaign.secretary.text)
    #expect(leaf.authority == "m-9#2" && leaf.actor == Campaign.officer.text)
    #expect(leaf.details["values"] == 1)
    #expect(leaf.details["erased"]?[0]?["field"] == "names")
    #expect(!String(decoding: leaf.json.canonical, as: UTF8.self).contains("王丽"))
  }

  @Test func `erasing twice finds nothing and logs nothing`() async throws {
    let campaign = try await told()
    let subject = ErasureSubject.person(Campaign.secretary, fields: nil, includesTexts: true)
    try await erase(subject, in: campaign)
    let size = try await campaign.store.read { try $0.tree().size }

    let again = try await erase(subject, in: campaign)

    #expect(again.count == 0)
    #expect(try await campaign.store.read { try $0.tree().size } == size)
  }

  @Test func `a dry run erases nothing`() async throws {
    let campaign = try await told()
    let before = try await payloads(campaign)

    let erasure = try await erase(.evidence(Self.file), in: campaign, isDryRun: true)

    #expect(erasure.count > 0)
    #expect(try await payloads(campaign) == before)
  }

  @Test func `a value that is gone without an entry is a fault`() async throws {
    let campaign = try await told()
    let index = try #require(
      try await campaign.store.read { reader in
        try reader.entries(EntryQuery(kinds: ["event"])).first?.index
      })
    let tampered = try await TamperedStore(campaign.store) { tables in
      tables.stored[index].payload = Payload().canonical
    }

    let verification = try await Verifier(tampered, scratch: MemoryStore()).verify()

    #expect(verification.faults.map(\.code) == ["payload.missing"])
    #expect(verification.faults.first?.index == index)
  }

  @Test func `a value that came back after it was erased is a fault`() async throws {
    let campaign = try await told()
    let subject = ErasureSubject.person(Campaign.inspector, fields: [], includesTexts: true)
    let stored = try await campaign.store.read { try $0.storedEntries(from: 0, limit: 1_000) }
    let erasure = try await erase(subject, in: campaign)
    let index = try #require(erasure.entries["reason"]?.first)
    let tampered = try await TamperedStore(campaign.store) { tables in
      tables.stored[index].payload = stored[index].payload
    }

    let verification = try await Verifier(tampered, scratch: MemoryStore()).verify()

    #expect(verification.faults.map(\.code) == ["erasure.undone"])
  }

  @Test func `the past can be rebuilt across an erasure of long before`() async throws {
    let campaign = try await told()
    for number in 0..<520 { try await campaign.send("nothing", id: Identifier("n\(number)")) }
    try await erase(.person(Campaign.secretary, fields: nil, includesTexts: true), in: campaign)
    let size = try await campaign.store.read { try $0.tree().size }
    let past = MemoryStore()

    try await campaign.store.rebuild(size, in: past)

    #expect(try await past.read { try $0.tree().size } == size)
  }

  @Test func `nobody erases what is unknown, or without a reason or a decision`() async throws {
    let campaign = try await told()
    func fails(_ subject: ErasureSubject, _ authority: String, _ reason: String) async -> Bool {
      do {
        _ = try await campaign.engine.erase(
          ErasureRequest(
            subject, identity: Campaign.by(Campaign.officer), authority: authority, reason: reason)
        )
        return false
      } catch is RequestError {
        return true
      } catch {
        return false
      }
    }
    let known = ErasureSubject.person(Campaign.secretary, fields: nil, includesTexts: false)

    #expect(await fails(.person("nobody", fields: nil, includesTexts: false), "m#1", "x"))
    #expect(
      await fails(.person(Campaign.secretary, fields: ["shoes"], includesTexts: false), "m#1", "x"))
    #expect(await fails(.evidence(Digest.sha256([])), "m#1", "x"))
    #expect(await fails(known, "because", "x"))
    #expect(await fails(known, "m#1", ""))
  }
}
