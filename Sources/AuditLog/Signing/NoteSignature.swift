/// One signature of a note, as somebody wrote it.
public struct NoteSignature: Sendable {
  /// The name of the key.
  public let name: String

  public let keyID: UInt32

  /// What the key's algorithm made; for a witness also the time.
  public let bytes: [UInt8]

  init(by key: VerifyingKey, _ bytes: [UInt8]) {
    (name, keyID) = (key.name, key.id)
    self.bytes = bytes
  }

  /// Reads `— name base64(id ‖ signature)`, without the line feed.
  init(line: ArraySlice<UInt8>) throws(InvalidNote) {
    let dash = Array("— ".utf8)
    let parts = line.dropFirst(dash.count)
      .split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
    guard line.starts(with: dash), parts.count == 2,
      let name = String(validating: parts[0], as: UTF8.self), isKeyName(name),
      let text = String(validating: parts[1], as: UTF8.self),
      let bytes = bytesOfBase64(text), bytes.count > 4
    else {
      throw InvalidNote(
        .malformed, "a signature is a line of a dash, the name of a key and base64")
    }
    self.name = name
    keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    self.bytes = Array(bytes.dropFirst(4))
  }

  /// `— name base64(id ‖ signature)`, without a line feed.
  var line: String {
    let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
    return "— \(name) \(base64OfBytes(id + bytes))"
  }
}

extension NoteSignature: Hashable, CustomStringConvertible {
  /// `name+id`, as keys are named.
  public var description: String { "\(name)+\(hexOfKeyID(keyID))" }

  public static func == (left: Self, right: Self) -> Bool { sameBytes(left.line, right.line) }
  public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// Why a note, a checkpoint or a proof is refused.
public struct InvalidNote: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; the raw value is the stable code that tests and tools match on.
  public enum Reason: String, Sendable {
    /// The bytes are no note.
    case malformed = "note.malformed"
    /// A key that is trusted made another signature than this.
    case signature = "note.signature"
    /// No key that is trusted has signed.
    case unsigned = "note.unsigned"
    /// The key is not for this.
    case purpose = "note.purpose"
    /// The note's text is no checkpoint.
    case checkpoint = "checkpoint.malformed"
    /// The checkpoint is another log's.
    case origin = "checkpoint.origin"
    /// Two checkpoints do not say the same.
    case different = "checkpoint.different"
    /// The text is no proof.
    case proof = "proof.malformed"
    /// The proof does not lead from the leaf to the checkpoint's root.
    case inclusion = "proof.inclusion"
  }

  public var reason: Reason

  /// A sentence.
  public var message: String

  init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }

  /// `error: sentence [code]`
  public var description: String { "error: \(message) [\(reason.rawValue)]" }
}
