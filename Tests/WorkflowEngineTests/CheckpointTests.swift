import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct CheckpointTests {
  private let key: SigningKey
  private let witness: SigningKey

  init() throws {
    key = try SigningKey(name: "test.example/log", seed: [UInt8](repeating: 1, count: 32))
    witness = try SigningKey(
      name: "witness.example", purpose: .witness, seed: [UInt8](repeating: 2, count: 32))
  }

  @Test func `a checkpoint is of the log as it stands, and is kept`() async throws {
    let campaign = try await Campaign()

    let signed = try await campaign.engine.checkpoint(by: key)

    let (tree, kept) = try await campaign.store.read { (try $0.tree(), try $0.checkpoints()) }
    #expect(signed.checkpoint.size == tree.size && signed.checkpoint.root == tree.root)
    #expect(kept.map(\.signed) == [signed])
  }

  @Test func `a log that did not grow gets the last checkpoint again, with its cosignatures`()
    async throws
  {
    let campaign = try await Campaign()
    let signed = try await campaign.engine.checkpoint(by: key)
    let cosigned = try signed.cosigned(by: witness, at: campaign.clock.now())
    let kept = try await campaign.engine.add(
      cosignatures: cosigned.bytes, of: [witness.verifyingKey])

    let again = try await campaign.engine.checkpoint(by: key)

    #expect(again == kept && again == cosigned)
  }

  @Test func `a dry run keeps nothing`() async throws {
    let campaign = try await Campaign()

    _ = try await campaign.engine.checkpoint(by: key, isDryRun: true)

    #expect(try await campaign.store.read { try $0.checkpoints() }.isEmpty)
  }

  @Test func `a log with another history than the last checkpoint is not signed`() async throws {
    let campaign = try await Campaign()
    let size = try await campaign.store.read { try $0.tree().size }
    try await keepForeign(size: size - 1, in: campaign)

    await #expect(throws: CheckpointError.otherHistory(since: size - 1, size: size)) {
      try await campaign.engine.checkpoint(by: key)
    }
    #expect(try await campaign.store.read { try $0.checkpoints().count } == 1)
  }

  @Test func `a log that was cut off since the last checkpoint is not signed`() async throws {
    let campaign = try await Campaign()
    try await keepForeign(size: 1_000, in: campaign)

    await #expect(throws: CheckpointError.self) {
      try await campaign.engine.checkpoint(by: key)
    }
  }

  /// Keeps the checkpoint of some other log of that size under this log's name.
  private func keepForeign(size: Int, in campaign: Campaign) async throws {
    let tree = try KeptCheckpoint.sample(size).tree
    let foreign = try #require(KeptCheckpoint(try SignedCheckpoint(of: tree, by: key), tree: tree))
    try await campaign.store.write { try $0.keep(foreign) }
  }

  @Test func `every kept checkpoint is compared`() async throws {
    let campaign = try await Campaign()
    _ = try await campaign.engine.checkpoint(by: key)
    let sound = try await CheckpointAudit().compare(campaign.store)
    try await keepForeign(size: 2, in: campaign)
    try await keepForeign(size: 1_000, in: campaign)

    let result = try await CheckpointAudit().compare(campaign.store)

    #expect(sound.faults.isEmpty && sound.checkpoints == 1)
    #expect(result.checkpoints == 3)
    #expect(result.faults.map(\.code) == ["log.forked", "log.truncated"])
  }

  @Test func `a kept checkpoint that somebody else signed is named`() async throws {
    let campaign = try await Campaign()
    _ = try await campaign.engine.checkpoint(by: key)
    var audit = CheckpointAudit()
    audit.log = try SigningKey(name: key.name, seed: [UInt8](repeating: 9, count: 32)).verifyingKey

    let result = try await audit.compare(campaign.store)

    #expect(result.faults.map(\.code) == ["note.unsigned"])
  }

  @Test func `a quorum of witnesses is counted on one checkpoint`() async throws {
    let campaign = try await Campaign()
    let other = try SigningKey(
      name: "witness.example/2", purpose: .witness, seed: [UInt8](repeating: 3, count: 32))
    var audit = CheckpointAudit()
    audit.log = key.verifyingKey
    audit.witnesses = [witness.verifyingKey, other.verifyingKey]
    let first = try await campaign.engine.checkpoint(by: key)
    try await cosign(first, by: [witness], campaign)
    audit.quorum = 2
    let tooFew = try await audit.compare(campaign.store)
    audit.quorum = 1
    let enough = try await audit.compare(campaign.store)

    #expect(tooFew.faults.map(\.code) == ["checkpoint.quorum"])
    #expect(enough.faults.isEmpty && enough.witnessed == first.checkpoint.size)
  }

  private func cosign(
    _ checkpoint: SignedCheckpoint, by keys: [SigningKey], _ campaign: Campaign
  ) async throws {
    for key in keys {
      let cosigned = try checkpoint.cosigned(by: key, at: campaign.clock.now())
      _ = try await campaign.engine.add(cosignatures: cosigned.bytes, of: [key.verifyingKey])
    }
  }

  @Test func `any entry that was signed can be proven without the store`() async throws {
    let campaign = try await Campaign()
    let size = try await campaign.engine.checkpoint(by: key).checkpoint.size
    try await campaign.launch()

    for index in 0..<size {
      let bytes = try await campaign.store.proof(ofEntry: index).bytes
      let proof = try TLogProof(parsing: bytes)
      let leaf = try #require(proof.extra)

      try proof.verify(leaf: leaf, log: key.verifyingKey)
      #expect(
        try await campaign.store.read { try $0.entry(at: index)?.entry.leaf.canonical() } == leaf)
    }
    await #expect(throws: ProofError.notYetSigned(index: size, size: size)) {
      try await campaign.store.proof(ofEntry: size)
    }
    await #expect(throws: ProofError.noEntry(10_000)) {
      try await campaign.store.proof(ofEntry: 10_000)
    }
  }

  @Test func `a witness accepts the proof that the log only grew`() async throws {
    let campaign = try await Campaign()
    var witness = try Witness(key: witness, log: key.verifyingKey)
    for round in 0..<3 {
      _ = try await campaign.engine.checkpoint(by: key)
      let request = try await campaign.store.consistency(from: witness.last?.size ?? 0)

      _ = try witness.cosign(request, at: campaign.clock.now())

      let size = try await campaign.store.read { try $0.tree().size }
      #expect(witness.last?.size == size)
      if round == 0 { try await campaign.launch() }
    }
  }
}
