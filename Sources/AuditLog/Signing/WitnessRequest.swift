/// What a log sends to a witness, and what an auditor takes for a proof that a log only grew: a new
/// checkpoint, and the way to it from the tree of an earlier one.
///
/// ```
/// old 20852014
/// PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
/// …
///
/// example.com/behind-the-sofa
/// 20852163
/// CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
/// — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZ…
/// ```
///
/// Source: C2SP tlog-witness, the body of `add-checkpoint`.
public struct WitnessRequest: Hashable, Sendable {
  /// More hashes are no proof of anything.
  private static let maximumHashCount = 63

  public let oldSize: Int

  /// The consistency proof; none from the empty tree, nor between trees of one size.
  public let hashes: [Digest]

  public let checkpoint: SignedCheckpoint

  /// - Throws: `InvalidNote` where the checkpoint is smaller than the tree before it.
  public init(
    oldSize: Int, hashes: [Digest], checkpoint: SignedCheckpoint
  ) throws(InvalidNote) {
    guard oldSize >= 0, oldSize <= checkpoint.checkpoint.size else {
      throw InvalidNote(
        .proof,
        "\(oldSize) entries cannot be the beginning of \(checkpoint.checkpoint.size) entries")
    }
    guard hashes.count <= Self.maximumHashCount, oldSize > 0 || hashes.isEmpty else {
      throw InvalidNote(.proof, "from \(oldSize) entries, this is no proof of consistency")
    }
    (self.oldSize, self.hashes, self.checkpoint) = (oldSize, hashes, checkpoint)
  }

  /// Reads a request; nothing is checked yet.
  public init(parsing bytes: [UInt8]) throws(InvalidNote) {
    guard bytes.count <= SignedNote.maximumByteCount,
      let gap = (0..<max(bytes.count - 1, 0)).first(where: { bytes[$0...($0 + 1)] == [10, 10] }),
      let head = String(validating: bytes[..<gap], as: UTF8.self)
    else {
      throw InvalidNote(.proof, "a proof is lines of text, an empty line and a checkpoint")
    }
    var lines = head.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst(), first.hasPrefix("old "), let old = Int(first.dropFirst(4)),
      sameBytes("old \(old)", String(first))
    else {
      throw InvalidNote(.proof, "the first line names the size before, as in \"old 12\"")
    }
    var hashes: [Digest] = []
    for line in lines {
      guard let hash = Digest(base64: String(line)) else {
        throw InvalidNote(.proof, "a hash of a proof is not a SHA-256 hash in base64")
      }
      hashes.append(hash)
    }
    try self.init(
      oldSize: old, hashes: hashes,
      checkpoint: try SignedCheckpoint(parsing: Array(bytes[(gap + 2)...])))
  }

  /// The bytes to send.
  public var bytes: [UInt8] {
    let lines = ["old \(oldSize)"] + hashes.map(\.base64)
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
  }

  /// Whether the log of the checkpoint goes on from the tree with this root, which has `oldSize`
  /// leaves. The checkpoint's signature is the caller's to check.
  public func continues(_ oldRoot: Digest) -> Bool {
    let new = checkpoint.checkpoint
    guard oldSize > 0 else { return oldRoot == MerkleTree.emptyRoot }
    return ConsistencyProof(oldSize: oldSize, newSize: new.size, hashes: hashes)
      .verifies(oldRoot: oldRoot, newRoot: new.root)
  }
}
