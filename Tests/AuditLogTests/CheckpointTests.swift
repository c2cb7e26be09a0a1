import AuditLog
import Testing

@Suite struct CheckpointTests {
  private let log: SigningKey
  private let witness: SigningKey

  init() throws {
    log = try SigningKey(tesseraSigner)
    witness = try SigningKey(
      name: "witness.example/w1", purpose: .witness, seed: [UInt8](repeating: 9, count: 32))
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: 0...15)
  func `a checkpoint is byte by byte the one that Tessera signed`(size: Int) throws {
    let bytes = try Vectors.bytes(of: "tessera-log/testdata/log/checkpoint.\(size)")
    let read = try SignedCheckpoint(parsing: bytes)
    let leaves = size == 0 ? [] : try TileReader.tessera(size: size).leaves(inTile: 0)

    let made = try SignedCheckpoint(
      of: MerkleTree(leafHashes: leaves.map { MerkleTree.leafHash($0) }), by: log)

    #expect(made.bytes == bytes)
    try read.verify(log: VerifyingKey(tesseraVerifier))
  }

  @Test func `a cosignature of a witness that is trusted is found, with its time`() throws {
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)

    let cosigned = try checkpoint.cosigned(
      by: witness, at: Instant(millisecondsSinceEpoch: 1_679_315_147_500))
    let found = try SignedCheckpoint(parsing: cosigned.bytes)
      .verify(log: log.verifyingKey, witnesses: [witness.verifyingKey])

    #expect(found.map(\.key) == [witness.verifyingKey])
    #expect(found.map(\.time) == [1_679_315_147])
  }

  @Test func `a cosignature of a witness that is not trusted is ignored`() throws {
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
      .cosigned(by: witness, at: Instant(millisecondsSinceEpoch: 0))

    #expect(try checkpoint.verify(log: log.verifyingKey).isEmpty)
  }

  @Test func `a cosignature with another time is refused`() throws {
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
      .cosigned(by: witness, at: Instant(millisecondsSinceEpoch: 5_000))
    let other = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
      .cosigned(by: witness, at: Instant(millisecondsSinceEpoch: 6_000))
    let stolen = try #require(checkpoint.note.signatures.last)
    let moved = try #require(other.note.signatures.last)

    let forged = try forge(stolen, timeOf: moved, in: checkpoint.bytes)

    let error = #expect(throws: InvalidNote.self) {
      try forged.verify(log: log.verifyingKey, witnesses: [witness.verifyingKey])
    }
    #expect(error?.reason == .signature)
  }

  @Test func `signatures that a witness added to a copy are merged`() throws {
    let mine = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
    let returned = try mine.cosigned(by: witness, at: Instant(millisecondsSinceEpoch: 5_000))

    let merged = try mine.merging(returned).merging(returned)

    #expect(merged == returned)
  }

  @Test func `signatures of another checkpoint are not merged`() throws {
    let mine = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
    let other = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(4)), by: log)

    let error = #expect(throws: InvalidNote.self) { try mine.merging(other) }

    #expect(error?.reason == .different)
  }

  @Test func `a witness's signature alone does not make a checkpoint`() throws {
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(3)), by: log)
      .cosigned(by: witness, at: Instant(millisecondsSinceEpoch: 0))
    let lines = String(decoding: checkpoint.bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let without = (lines[..<4] + lines[5...]).joined(separator: "\n")

    let error = #expect(throws: InvalidNote.self) {
      try SignedCheckpoint(parsing: Array(without.utf8))
        .verify(log: log.verifyingKey, witnesses: [witness.verifyingKey])
    }

    #expect(error?.reason == .unsigned)
  }

  @Test func `a checkpoint of another log is refused`() throws {
    let other = try SigningKey.random(name: "other.example")
    let checkpoint = try SignedCheckpoint(of: MerkleTree(), by: other)

    let error = #expect(throws: InvalidNote.self) {
      try checkpoint.verify(log: log.verifyingKey)
    }

    #expect(error?.reason == .origin)
  }

  @Test func `a key signs only what it is for`() throws {
    let checkpoint = try SignedCheckpoint(of: MerkleTree(), by: log)

    #expect(throws: InvalidNote.self) { try SignedCheckpoint(of: MerkleTree(), by: witness) }
    #expect(throws: InvalidNote.self) {
      try checkpoint.cosigned(by: log, at: Instant(millisecondsSinceEpoch: 0))
    }
  }

  private static let root = MerkleTree.emptyRoot.base64

  @Test(arguments: [
    "", "origin\n", "origin\n0\n", "origin\n\n\(root)\n", "\n0\n\(root)\n", "origin\n00\n\(root)\n",
    "origin\n-1\n\(root)\n", "origin\n+1\n\(root)\n", "origin\n1 \n\(root)\n",
    "origin\n9223372036854775808\n\(root)\n", "origin\n0\nabc=\n", "origin\n0\n\(root)",
    "origin\n0\n\(root)\n\n", "origin\r\n0\r\n\(root)\r\n",
  ])
  func `a text that is not quite a checkpoint is refused`(text: String) {
    #expect(throws: InvalidNote.self) { try Checkpoint(parsing: text) }
  }

  @Test func `extension lines are kept`() throws {
    let text = "origin\n0\n\(Self.root)\none\ntwo\n"

    let checkpoint = try Checkpoint(parsing: text)

    #expect(checkpoint.extensions == ["one", "two"])
    #expect(checkpoint.text == text)
  }

  @Test func `a log that only grew agrees with every checkpoint`() throws {
    let hashes = leafHashes(20)

    #expect(try problems(of: hashes, kept: [0, 1, 7, 7, 20].map { ($0, hashes) }).isEmpty)
  }

  @Test func `a log that was cut off is seen`() throws {
    let hashes = leafHashes(20)

    let problems = try problems(of: Array(hashes.prefix(9)), kept: [(9, hashes), (10, hashes)])

    let problem = try #require(problems.first)
    #expect(problems.count == 1)
    #expect("\(problem)".hasSuffix("[log.truncated]"))
    #expect(problem.checkpoint.size == 10)
  }

  @Test func `a log that was rewritten is seen from the first checkpoint on`() throws {
    let hashes = leafHashes(20)
    var forged = hashes
    forged[5] = MerkleTree.leafHash([1])

    let problems = try problems(of: forged, kept: [5, 6, 20].map { ($0, hashes) })

    #expect(problems.map(\.checkpoint.size) == [6, 20])
    #expect(problems.allSatisfy { "\($0)".hasSuffix("[log.forked]") })
  }

  private func problems(
    of hashes: [Digest], kept: [(size: Int, hashes: [Digest])]
  ) throws -> [CheckpointComparison.Problem] {
    var comparison = CheckpointComparison(
      with: try kept.map { kept in
        try SignedCheckpoint(
          of: MerkleTree(leafHashes: kept.hashes.prefix(kept.size)), by: log
        ).checkpoint
      })
    var tree = MerkleTree()
    comparison.check(tree)
    for hash in hashes {
      tree.append(hash)
      comparison.check(tree)
    }
    return comparison.finish(tree)
  }

  /// The note with the time of one cosignature before the signature of another.
  private func forge(
    _ signature: NoteSignature, timeOf other: NoteSignature, in note: [UInt8]
  ) throws -> SignedCheckpoint {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: signature.keyID >> (24 - 8 * $0)) }
    func base64(_ bytes: [UInt8]) -> String { Base64Text.encoded(id + bytes) }
    let forged = Array(other.bytes.prefix(8)) + signature.bytes.dropFirst(8)
    let text = String(decoding: note, as: UTF8.self)
    let parts = text.split(separator: " ").map { part in
      part == base64(signature.bytes) + "\n" ? base64(forged) + "\n" : String(part)
    }
    return try SignedCheckpoint(parsing: Array(parts.joined(separator: " ").utf8))
  }
}
