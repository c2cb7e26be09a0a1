import AuditLog
import FoundationEssentials
import SecondOpinion
import Testing

/// What we export, read by programs that nobody here wrote.
@Suite struct ThirdPartyTests {
  /// The script lies beside the vectors; it uses sigstore, pymerkle and cryptography.
  private static let script = Vectors.folder + "/../tools/verify/verify_third_party.py"
  private static let isPresent =
    FileManager.default.fileExists(atPath: script)
    && Python.has("sigstore", "pymerkle", "cryptography")

  @Test(
    .enabled(
      if: isPresent,
      Comment(rawValue: Python.absence("sigstore 4.5.1, pymerkle 7.0.0 and cryptography"))),
    arguments: [(1, 1), (200, 256), (256, 300), (300, 1_000)])
  func `tiles, proofs and growth verify with sigstore and pymerkle`(old: Int, size: Int) throws {
    let key = try SigningKey(name: "docket.example/log", seed: [UInt8](repeating: 3, count: 32))
    let folder = try TestFolder()
    let oldCheckpoint = try write(old, key, folder)
    let checkpoint = try write(size, key, folder)
    var reader = TileReader(folder: folder.path, size: size)
    let inclusion = try reader.inclusion(of: size / 3)
    let proof = try TLogProof(try #require(inclusion), checkpoint: checkpoint)
    try folder.put(proof.bytes, "entry.tlog-proof")
    let kept = try TestFolder()
    try kept.put(oldCheckpoint.bytes, "checkpoint")

    let (status, output) = try Python.run([
      Self.script, key.verifyingKey.encoded, folder.path, kept.path + "/checkpoint",
    ])

    #expect(status == 0, "\(output)")
    #expect(output.contains("OK tlog-proof"))
    #expect(output.contains("OK consistency \(old) -> \(size)"))
  }

  private func write(
    _ size: Int, _ key: SigningKey, _ folder: TestFolder
  ) throws -> SignedCheckpoint {
    var writer = try TileWriter(folder: folder.path, log: key.verifyingKey)
    for index in writer.size..<size { try writer.append(Array("entry-\(index)".utf8)) }
    let checkpoint = try SignedCheckpoint(of: MerkleTree(leafHashes: leafHashes(size)), by: key)
    try writer.publish(checkpoint)
    return checkpoint
  }
}
