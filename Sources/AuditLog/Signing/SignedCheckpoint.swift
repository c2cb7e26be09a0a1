/// A checkpoint with its signatures: the log's own, and those of witnesses.
public struct SignedCheckpoint: Hashable, Sendable {
  public let checkpoint: Checkpoint
  public private(set) var note: SignedNote

  /// Signs the state of a log. The origin is the key's name.
  ///
  /// Whoever signs must know that the tree is an extension of every tree that the log signed
  /// before; `CheckpointComparison` tells.
  public init(of tree: MerkleTree, by key: SigningKey) throws(InvalidNote) {
    checkpoint = Checkpoint(origin: key.name, size: tree.size, root: tree.root)
    note = try SignedNote(signing: checkpoint.text, by: key)
  }

  /// Reads a checkpoint; the signatures are not yet checked.
  public init(parsing bytes: [UInt8]) throws(InvalidNote) {
    note = try SignedNote(parsing: bytes)
    checkpoint = try Checkpoint(parsing: note.text)
  }

  /// The bytes of the note.
  public var bytes: [UInt8] { note.bytes }

  /// Checks the log's signature and, as far as they are there, those of the witnesses.
  ///
  /// - Parameters:
  ///   - log: The key of the log; its name is the origin.
  ///   - witnesses: The keys of the witnesses that are trusted; others are ignored.
  /// - Returns: The cosignatures that hold. How many are enough is the caller's rule.
  @discardableResult
  public func verify(
    log: VerifyingKey, witnesses: [VerifyingKey] = []
  ) throws(InvalidNote) -> [VerifiedSignature] {
    guard sameBytes(checkpoint.origin, log.name) else {
      throw InvalidNote(
        .origin,
        "this is a checkpoint of \(escapedForPeople(checkpoint.origin)), not of"
          + " \(escapedForPeople(log.name))")
    }
    let verified = try note.verify(by: [log] + witnesses)
    guard verified.contains(where: { $0.key == log }) else {
      throw InvalidNote(.unsigned, "the log itself has not signed this checkpoint")
    }
    return verified.filter { $0.key != log }
  }

  /// The same checkpoint with a witness's cosignature.
  ///
  /// - Parameter time: Of the cosignature; fractions of a second are dropped, and nothing before
  ///   1970 can be written.
  public func cosigned(by witness: SigningKey, at time: Instant) throws(InvalidNote)
    -> SignedCheckpoint
  {
    guard witness.purpose == .witness else {
      throw InvalidNote(.purpose, "\(witness.name) is the key of a log, not of a witness")
    }
    let seconds = max(0, time.millisecondsSinceEpoch) / 1_000
    let cosignature = Cosignature(of: note.text, at: seconds, by: witness)
    var result = self
    result.note.add(NoteSignature(by: witness.verifyingKey, cosignature.bytes))
    return result
  }

  /// The same checkpoint with the signatures that somebody added to another copy of it, as a
  /// witness sends it back.
  public func merging(_ other: SignedCheckpoint) throws(InvalidNote) -> SignedCheckpoint {
    guard checkpoint == other.checkpoint else {
      throw InvalidNote(.different, "these are signatures of another checkpoint")
    }
    var result = self
    for signature in other.note.signatures {
      result.note.add(signature)
    }
    return result
  }

  /// The same checkpoint with a witness's answer: a whole note of it, or mere lines of signatures as
  /// the witness protocol sends them. Signatures of keys that are not given are left out.
  ///
  /// - Throws: `InvalidNote` if the bytes are neither, a signature is wrong, or no witness that is
  ///   given has signed this checkpoint.
  public func adding(
    answer bytes: [UInt8], of witnesses: [VerifyingKey]
  ) throws(InvalidNote) -> SignedCheckpoint {
    let isLines = bytes.starts(with: Array("— ".utf8))
    let note = try SignedNote(parsing: isLines ? Array((note.text + "\n").utf8) + bytes : bytes)
    guard sameBytes(note.text, self.note.text) else {
      throw InvalidNote(.different, "these are signatures of another checkpoint")
    }
    let verified = try note.verify(by: witnesses)
    var result = self
    for signature in note.signatures
    where verified.contains(where: { $0.key.made(signature) }) {
      result.note.add(signature)
    }
    return result
  }
}
