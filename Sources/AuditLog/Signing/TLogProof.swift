/// A proof that can be checked offline and years later: this leaf is in the log that signed this
/// checkpoint. Files of it end with `.tlog-proof`.
///
/// Source: C2SP tlog-proof.
public struct TLogProof: Hashable, Sendable {
  private static let header = "c2sp.org/tlog-proof@v1"

  /// Bytes that somebody added; nothing vouches for them.
  public let extra: [UInt8]?

  public let inclusion: InclusionProof
  public let checkpoint: SignedCheckpoint

  /// A proof of the leaf at `inclusion.index`.
  ///
  /// - Throws: `InvalidNote` if the inclusion proof is for a tree of another size.
  public init(
    _ inclusion: InclusionProof, checkpoint: SignedCheckpoint, extra: [UInt8]? = nil
  ) throws(InvalidNote) {
    guard inclusion.size == checkpoint.checkpoint.size,
      0..<inclusion.size ~= inclusion.index
    else {
      throw InvalidNote(
        .proof,
        "entry \(inclusion.index) is not one of the \(checkpoint.checkpoint.size) entries of the"
          + " checkpoint")
    }
    (self.inclusion, self.checkpoint, self.extra) = (inclusion, checkpoint, extra)
  }

  /// Reads a proof; nothing is checked yet.
  public init(parsing bytes: [UInt8]) throws(InvalidNote) {
    // The first empty line ends the proof; the checkpoint has one of its own.
    guard bytes.count <= SignedNote.maximumByteCount,
      let gap = (0..<max(bytes.count - 1, 0)).first(where: { bytes[$0...($0 + 1)] == [10, 10] }),
      let head = String(validating: bytes[..<gap], as: UTF8.self)
    else {
      throw InvalidNote(.proof, "a proof is lines of text, an empty line and a checkpoint")
    }
    var lines = head.split(separator: "\n", omittingEmptySubsequences: false)[...]
    guard let first = lines.popFirst(), sameBytes(String(first), Self.header) else {
      throw InvalidNote(.proof, "the first line of a proof is \(Self.header)")
    }
    var extra: [UInt8]?
    if let line = lines.first, line.hasPrefix("extra ") {
      extra = bytesOfBase64(line.dropFirst(6))
      guard extra != nil else {
        throw InvalidNote(.proof, "the extra data of a proof are base64")
      }
      lines.removeFirst()
    }
    guard let line = lines.popFirst(), line.hasPrefix("index "),
      let index = Int(line.dropFirst(6)), index >= 0, sameBytes("index \(index)", String(line))
    else {
      throw InvalidNote(.proof, "a proof names the entry as in \"index 12\"")
    }
    var hashes: [Digest] = []
    for line in lines {
      guard let hash = Digest(base64: String(line)) else {
        throw InvalidNote(.proof, "a hash of a proof is not a SHA-256 hash in base64")
      }
      hashes.append(hash)
    }
    let checkpoint = try SignedCheckpoint(parsing: Array(bytes[(gap + 2)...]))
    try self.init(
      InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes),
      checkpoint: checkpoint, extra: extra)
  }

  /// The bytes of the file.
  public var bytes: [UInt8] {
    var lines = [Self.header]
    if let extra { lines.append("extra \(base64OfBytes(extra))") }
    lines.append("index \(inclusion.index)")
    lines += inclusion.hashes.map(\.base64)
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
  }

  /// Checks everything: the checkpoint's signatures, and the way from the leaf to its root.
  ///
  /// - Returns: The cosignatures of the witnesses that are trusted and have signed.
  @discardableResult
  public func verify(
    leaf: [UInt8], log: VerifyingKey, witnesses: [VerifyingKey] = []
  ) throws(InvalidNote) -> [VerifiedSignature] {
    let cosignatures = try checkpoint.verify(log: log, witnesses: witnesses)
    let root = checkpoint.checkpoint.root
    guard inclusion.verifies(leafHash: MerkleTree.leafHash(leaf), root: root) else {
      throw InvalidNote(
        .inclusion, "this is not entry \(inclusion.index) of the log that signed the checkpoint")
    }
    return cosignatures
  }
}
