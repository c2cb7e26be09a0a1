/// What a key is for; the raw value is the type of signature that C2SP signed-note assigns.
public enum KeyPurpose: UInt8, Hashable, Sendable {
  /// Signs notes: the checkpoints of a log.
  case log = 0x01
  /// Cosigns the checkpoints of other logs, with the time (C2SP tlog-cosignature).
  case witness = 0x04
}

/// Why a text or bytes are not a key.
public struct InvalidKey: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong; the raw value is the stable code that tests and tools match on.
  public enum Reason: String, Sendable {
    /// The text has not the form of a key.
    case malformed = "key.malformed"
    /// A name is empty or has a space, a control character or a plus sign.
    case name = "key.name"
    /// A signature algorithm that is not one of `KeyPurpose`.
    case algorithm = "key.algorithm"
    /// The key id in the text is not that of the name and the key.
    case id = "key.id"
    /// A key for one purpose was to serve another.
    case purpose = "key.purpose"
  }

  public var reason: Reason

  /// A sentence. It never quotes a private key.
  public var message: String

  init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }

  /// `error: sentence [code]`
  public var description: String { "error: \(message) [\(reason.rawValue)]" }
}

/// Whether a text can name a key: not empty, no Unicode space, no control character, no plus sign
/// (C2SP signed-note, "Format").
func isKeyName(_ name: some StringProtocol) -> Bool {
  !name.isEmpty
    && name.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
    }
}

/// The id of a key: the first four bytes of SHA-256(name ‖ LF ‖ type ‖ public key), big-endian.
func keyID(name: String, purpose: KeyPurpose, publicKey: [UInt8]) -> UInt32 {
  var hasher = SHA256()
  hasher.update(Array(name.utf8))
  hasher.update(0x0A)
  hasher.update(purpose.rawValue)
  hasher.update(publicKey)
  return hasher.finalize().bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
}

/// A key id as it is written: eight lower-case hexadecimal digits.
func hexOfKeyID(_ id: UInt32) -> String {
  hexOfBytes((0..<4).map { UInt8(truncatingIfNeeded: id >> (24 - 8 * $0)) })
}

/// The parts that both kinds of key have in their text: `name+id+base64(type ‖ 32 bytes)`.
struct KeyText {
  var name: String
  var id: String
  var purpose: KeyPurpose
  var bytes: [UInt8]

  init(parsing text: Substring) throws(InvalidKey) {
    // The base64 may have plus signs of its own.
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let bytes = bytesOfBase64(parts[2]), let type = bytes.first else {
      throw InvalidKey(.malformed, "a key is written as a name, an id and base64, joined by +")
    }
    guard isKeyName(parts[0]) else {
      throw InvalidKey(.name, "the name of a key must have no spaces")
    }
    guard let purpose = KeyPurpose(rawValue: type) else {
      throw InvalidKey(.algorithm, "signatures of type \(type) are not supported here")
    }
    guard bytes.count == 33 else {
      throw InvalidKey(.malformed, "an Ed25519 key has 32 bytes; this one has \(bytes.count - 1)")
    }
    (name, id) = (String(parts[0]), String(parts[1]))
    self.purpose = purpose
    self.bytes = Array(bytes.dropFirst())
  }
}
