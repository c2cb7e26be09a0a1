import AuditLog
import Testing

@Suite struct TLogProofTests {
  private static let logs = [(1, 0), (256, 85), (300, 100)]

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: logs)
  func `a proof that Go's code made verifies offline`(size: Int, index: Int) throws {
    let bytes = try Vectors.bytes(of: "go-sumdb/log-\(size)/entry-\(index).tlog-proof")
    let leaf = try Vectors.bytes(of: "go-sumdb/log-\(size)/entry-\(index)")

    let proof = try TLogProof(parsing: bytes)

    try proof.verify(leaf: leaf, log: VerifyingKey(tesseraVerifier))
    #expect(proof.bytes == bytes)
    #expect(proof.inclusion.index == index)
  }

  @Test(.enabled(if: Vectors.isPresent, Vectors.absence), arguments: logs)
  func `a proof made from tiles is byte by byte the one of Go's code`(
    size: Int, index: Int
  ) throws {
    let folder = "\(Vectors.folder)/go-sumdb/log-\(size)"
    var reader = TileReader(folder: folder, size: size)

    let inclusion = try reader.inclusion(of: index)
    let proof = try TLogProof(
      try #require(inclusion),
      checkpoint: SignedCheckpoint(
        parsing: Vectors.bytes(of: "go-sumdb/log-\(size)/checkpoint")))

    #expect(
      try proof.bytes == Vectors.bytes(of: "go-sumdb/log-\(size)/entry-\(index).tlog-proof"))
  }

  @Test func `a proof of another leaf is refused`() throws {
    let proof = try proof(of: 4)

    let error = #expect(throws: InvalidNote.self) {
      try proof.verify(leaf: Array("entry-5".utf8), log: VerifyingKey(tesseraVerifier))
    }

    #expect(error?.reason == .inclusion)
  }

  @Test func `extra data come back as they were`() throws {
    let extra: [UInt8] = [0, 255, 10, 10]

    let proof = try proof(of: 4, extra: extra)

    #expect(try TLogProof(parsing: proof.bytes).extra == extra)
    #expect(try TLogProof(parsing: proof.bytes) == proof)
  }

  @Test func `a proof for a tree of another size is not made`() throws {
    let checkpoint = try SignedCheckpoint(
      of: MerkleTree(leafHashes: leafHashes(9)), by: SigningKey(tesseraSigner))
    let inclusion = try #require(InclusionProof(of: 3, in: leafHashes(8)))

    #expect(throws: InvalidNote.self) { try TLogProof(inclusion, checkpoint: checkpoint) }
  }

  @Test(arguments: [
    ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"), ("index 4", "index 04"),
    ("index 4", "index -4"), ("index 4", "index 9"), ("index 4", "inex 4"),
    ("index 4\n", "index 4\nabc\n"), ("index 4\n", "extra ?\nindex 4\n"), ("index 4\n", ""),
    ("index 4\n", "index 4\n\n"),
  ])
  func `a text that is not quite a proof is refused`(part: String, other: String) throws {
    let lines = String(decoding: try proof(of: 4).bytes, as: UTF8.self)
    let parts = lines.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)

    let changed = parts.joined(separator: other)

    #expect(parts.count == 2)
    #expect(throws: InvalidNote.self) { try TLogProof(parsing: Array(changed.utf8)) }
  }

  @Test(arguments: [0, 1, 40, 200])
  func `bytes that end too early are refused`(count: Int) throws {
    let bytes = try proof(of: 4).bytes

    #expect(throws: InvalidNote.self) { try TLogProof(parsing: Array(bytes.prefix(count))) }
  }

  /// A proof in a log of nine entries.
  private func proof(of index: Int, extra: [UInt8]? = nil) throws -> TLogProof {
    let hashes = leafHashes(9)
    let checkpoint = try SignedCheckpoint(
      of: MerkleTree(leafHashes: hashes), by: SigningKey(tesseraSigner))
    let inclusion = try #require(InclusionProof(of: index, in: hashes))
    return try TLogProof(inclusion, checkpoint: checkpoint, extra: extra)
  }
}
