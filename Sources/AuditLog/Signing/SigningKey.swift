/// A private key under its name. Whoever has it can sign in that name; keep it apart from the log.
public struct SigningKey: Sendable {
  /// What verifies the signatures of this key.
  public let verifyingKey: VerifyingKey

  private let seed: [UInt8]

  public var name: String { verifyingKey.name }
  public var purpose: KeyPurpose { verifyingKey.purpose }

  /// A fresh key from the operating system's random numbers.
  public static func random(
    name: String, purpose: KeyPurpose = .log
  ) throws(InvalidKey) -> SigningKey {
    var generator = SystemRandomNumberGenerator()
    let seed = (0..<Ed25519.seedByteCount).map { _ in
      UInt8.random(in: .min ... .max, using: &generator)
    }
    return try SigningKey(name: name, purpose: purpose, seed: seed)
  }

  /// The key of a seed: the same seed always gives the same key.
  ///
  /// - Parameters:
  ///   - name: For a log, its origin. No spaces, control characters or plus signs.
  ///   - seed: 32 bytes that nobody can guess.
  public init(name: String, purpose: KeyPurpose = .log, seed: [UInt8]) throws(InvalidKey) {
    guard isKeyName(name) else {
      throw InvalidKey(.name, "the name of a key must not be empty and has no spaces and no +")
    }
    guard seed.count == Ed25519.seedByteCount else {
      throw InvalidKey(.malformed, "the seed of a key has 32 bytes")
    }
    self.seed = seed
    verifyingKey = VerifyingKey(
      name: name, purpose: purpose, publicKey: Ed25519.publicKey(ofSeed: seed))
  }

  /// Reads `PRIVATE+KEY+name+id+base64(type ‖ seed)`, with or without a line feed at its end.
  ///
  /// Source: Go's package `sumdb/note`, whose convention other tools follow.
  public init(_ text: String) throws(InvalidKey) {
    let prefix = "PRIVATE+KEY+"
    guard text.hasPrefix(prefix) else {
      throw InvalidKey(.malformed, "a private key begins with \(prefix)")
    }
    let rest = text.dropFirst(prefix.count)
    let parts = try KeyText(parsing: rest.hasSuffix("\n") ? rest.dropLast() : rest)
    try self.init(name: parts.name, purpose: parts.purpose, seed: parts.bytes)
    guard sameBytes(parts.id, hexOfKeyID(verifyingKey.id)) else {
      throw InvalidKey(.id, "the key's id does not fit its name and its bytes")
    }
  }

  /// `PRIVATE+KEY+name+id+base64(type ‖ seed)`: the secret itself.
  public var encoded: String {
    "PRIVATE+KEY+\(name)+\(hexOfKeyID(verifyingKey.id))+"
      + base64OfBytes([purpose.rawValue] + seed)
  }

  /// Signs a message as it stands.
  func signature(of message: [UInt8]) -> [UInt8] {
    Ed25519.signature(of: message, seed: seed)
  }
}

// What is printed or dumped by accident does not show the seed.
extension SigningKey: CustomStringConvertible, CustomReflectable {
  /// The name and the id; not the secret.
  public var description: String { "private key \(name)+\(hexOfKeyID(verifyingKey.id))" }

  public var customMirror: Mirror { Mirror(self, children: ["verifyingKey": verifyingKey]) }
}
