/// The public half of a key, under a name that its owner is known by.
public struct VerifyingKey: Sendable {
  /// For a log, its origin; a URL without a scheme is recommended.
  public let name: String

  public let purpose: KeyPurpose

  /// The 32 bytes of the Ed25519 public key.
  public let publicKey: [UInt8]

  /// Names the key in signatures together with its name. It is short: a hint, not a proof.
  public let id: UInt32

  init(name: String, purpose: KeyPurpose, publicKey: [UInt8]) {
    (self.name, self.purpose, self.publicKey) = (name, purpose, publicKey)
    id = keyID(name: name, purpose: purpose, publicKey: publicKey)
  }

  /// Reads `name+id+base64(type ‖ public key)`, with or without a line feed at its end.
  ///
  /// Source: C2SP signed-note; Go's package `sumdb/note` writes the same.
  public init(_ text: String) throws(InvalidKey) {
    let parts = try KeyText(parsing: text.hasSuffix("\n") ? text.dropLast() : text[...])
    self.init(name: parts.name, purpose: parts.purpose, publicKey: parts.bytes)
    guard sameBytes(parts.id, hexOfKeyID(id)) else {
      throw InvalidKey(.id, "the key's id does not fit its name and its bytes")
    }
  }

  /// `name+id+base64(type ‖ public key)`, to be handed to whoever shall verify.
  public var encoded: String {
    "\(name)+\(hexOfKeyID(id))+\(base64OfBytes([purpose.rawValue] + publicKey))"
  }
}

extension VerifyingKey: Hashable, CustomStringConvertible {
  public var description: String { encoded }

  public static func == (left: Self, right: Self) -> Bool {
    sameBytes(left.encoded, right.encoded)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(publicKey)
  }
}

extension VerifyingKey {
  /// Whether a signature line claims to be of this key.
  func made(_ signature: NoteSignature) -> Bool {
    signature.keyID == id && sameBytes(signature.name, name)
  }

  /// What the signature proves of the text, or nil if it proves nothing.
  func verify(_ signature: NoteSignature, of text: String) -> VerifiedSignature? {
    switch purpose {
    case .log:
      let isValid = Ed25519.verifies(
        signature.bytes, of: Array(text.utf8), publicKey: publicKey)
      return isValid ? VerifiedSignature(key: self, time: nil) : nil
    case .witness:
      guard let cosignature = Cosignature(signature.bytes),
        Ed25519.verifies(
          cosignature.signature, of: Cosignature.message(text, time: cosignature.time),
          publicKey: publicKey)
      else { return nil }
      return VerifiedSignature(key: self, time: cosignature.time)
    }
  }
}

/// A signature that was checked.
public struct VerifiedSignature: Hashable, Sendable {
  public var key: VerifyingKey

  /// When a witness signed, in seconds since 1970-01-01T00:00:00Z; nil for a log's own signature.
  public var time: Int64?
}
