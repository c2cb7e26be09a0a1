/// Somebody outside who remembers the last checkpoint that she saw of each log, and signs another
/// only if it continues that one. A log that shows different people different histories gets no
/// second signature.
///
/// A value: whoever uses it must make the new one durable before handing out the signature.
///
/// Source: C2SP tlog-witness.
public struct Witness: Sendable {
  /// Why a witness does not sign; the raw value is the HTTP status that the protocol gives it.
  public enum Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The log is not one that this witness watches.
    case unknownLog(origin: String)
    /// The log itself has not signed, or wrongly.
    case unsigned(InvalidNote)
    /// The proof begins at another size than the witness saw last.
    case otherSize(last: Int)
    /// The log had another root when it had this size.
    case forked(size: Int)
    /// The proof does not lead from the last root to this one.
    case inconsistent

    public var status: Int {
      switch self {
      case .unknownLog: 404
      case .unsigned: 403
      case .otherSize, .forked: 409
      case .inconsistent: 422
      }
    }

    /// `error: sentence [code]`
    public var description: String {
      switch self {
      case .unknownLog(let origin):
        "error: this witness does not watch \(escapedForPeople(origin)) [witness.log]"
      case .unsigned(let error): error.description
      case .otherSize(let last):
        "error: this witness saw \(last) entries last; send a proof from there [witness.size]"
      case .forked(let size):
        "error: this witness saw another history of the \(size) entries: the log was changed"
          + " [log.forked]"
      case .inconsistent:
        "error: these entries do not continue those that this witness saw: the log was changed"
          + " [log.forked]"
      }
    }
  }

  private let key: SigningKey
  private let log: VerifyingKey

  /// The last checkpoint that was signed; nil if there is none yet.
  public private(set) var last: Checkpoint?

  /// A witness of one log.
  ///
  /// - Throws: `InvalidNote` if the key is not a witness's, or `last` is another log's.
  public init(
    key: SigningKey, log: VerifyingKey, last: Checkpoint? = nil
  ) throws(InvalidNote) {
    guard key.purpose == .witness else {
      throw InvalidNote(.purpose, "\(key.name) is the key of a log, not of a witness")
    }
    if let last, !sameBytes(last.origin, log.name) {
      throw InvalidNote(
        .origin, "the last checkpoint is of \(escapedForPeople(last.origin)), not of \(log.name)")
    }
    (self.key, self.log, self.last) = (key, log, last)
  }

  /// Signs the checkpoint of a request, if it continues the last one.
  ///
  /// - Returns: The line of the signature, as it is sent back.
  public mutating func cosign(
    _ request: WitnessRequest, at time: Instant
  ) throws(Refusal) -> [UInt8] {
    let checkpoint = request.checkpoint.checkpoint
    guard sameBytes(checkpoint.origin, log.name) else {
      throw .unknownLog(origin: checkpoint.origin)
    }
    let cosigned: SignedCheckpoint
    do throws(InvalidNote) {
      try request.checkpoint.verify(log: log)
      cosigned = try request.checkpoint.cosigned(by: key, at: time)
    } catch {
      throw .unsigned(error)
    }
    let size = last?.size ?? 0
    guard request.oldSize == size else { throw .otherSize(last: size) }
    let root = last?.root ?? MerkleTree.emptyRoot
    if checkpoint.size == size, checkpoint.root != root { throw .forked(size: size) }
    guard request.continues(root) else { throw .inconsistent }
    last = checkpoint
    let line = cosigned.note.signatures.last.map { $0.line + "\n" } ?? ""
    return Array(line.utf8)
  }
}
