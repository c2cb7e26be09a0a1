/// What a leaf says of a value that must not stand in it: SHA-256(salt ‖ value).
///
/// Who has the value and the salt can show that it is this value; when both are erased, nothing
/// leads back to it and the leaf still verifies.
public struct Commitment: Hashable, Sendable {
  public var digest: Digest

  /// A commitment as it was read.
  public init(digest: Digest) {
    self.digest = digest
  }

  /// Commits to the UTF-8 bytes of a text.
  public init(to value: String, salt: Salt) {
    self.init(to: Array(value.utf8), salt: salt)
  }

  /// Commits to bytes.
  public init(to value: [UInt8], salt: Salt) {
    var hasher = SHA256()
    hasher.update(salt.bytes)
    hasher.update(value)
    digest = hasher.finalize()
  }

  /// Whether this is the commitment to that text with that salt.
  public func matches(_ value: String, salt: Salt) -> Bool {
    self == Commitment(to: value, salt: salt)
  }
}

extension Commitment: CanonicallyWritten {
  /// The digest.
  public func write(to writer: inout CanonicalWriter) { writer.digest(digest) }
}
