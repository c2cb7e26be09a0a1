internal import CCrypto

/// SHA-256 in steps, for what is too large to hold at once, and for many hashes in a row.
///
/// The bytes given to `update` one after the other count as one text. After `finalize` the hasher
/// is as new and can be used again, which saves its allocation.
///
/// Source: FIPS 180-4, section 6.2, as implemented by OpenSSL's libcrypto.
@safe public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// The algorithm is looked up once in the process. It is immutable and lives as long as the
  /// process; it is kept as an address because Swift's pointers cannot be shared between threads.
  private static let algorithm: UInt = {
    // What is fetched is fetched by its name, once. Without this, libcrypto first makes tables of the
    // names of all algorithms and of the texts of all errors: a millisecond of every command.
    OPENSSL_init_crypto(
      UInt64(
        OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
          | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS), nil)
    return unsafe UInt(bitPattern: EVP_MD_fetch(nil, "SHA256", nil))
  }()

  /// A hasher of its own; any number of them may work at the same time.
  public init() {
    guard let context = unsafe EVP_MD_CTX_new() else {
      preconditionFailure("libcrypto could not allocate the context of a hash")
    }
    unsafe self.context = context
    let algorithm = unsafe OpaquePointer(bitPattern: Self.algorithm)
    precondition(
      unsafe EVP_DigestInit_ex(context, algorithm, nil) == 1,
      "libcrypto offers no SHA-256; its configuration is broken")
  }

  deinit {
    unsafe EVP_MD_CTX_free(context)
  }

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      let result = unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
      precondition(result == 1, "libcrypto could not continue a hash")
    }
  }

  /// Adds bytes to what is hashed.
  public mutating func update(_ bytes: [UInt8]) {
    update(bytes.span)
  }

  /// Adds one byte to what is hashed.
  public mutating func update(_ byte: UInt8) {
    let one: [1 of UInt8] = [byte]
    update(one.span)
  }

  /// Adds the bytes of a digest to what is hashed.
  public mutating func update(_ digest: Digest) {
    let bytes = digest.buffer
    update(bytes.span)
  }

  /// The hash of everything since the last `finalize`; the hasher starts anew.
  public mutating func finalize() -> Digest {
    var digest: [32 of UInt8] = .init(repeating: 0)
    var span = digest.mutableSpan
    unsafe span.withUnsafeMutableBufferPointer { buffer in
      let result = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      // Without an algorithm, the context starts again with the one it has.
      let restarted = unsafe EVP_DigestInit_ex(context, nil, nil)
      precondition(result == 1 && restarted == 1, "libcrypto could not finish a hash")
    }
    return Digest(digest)
  }
}

extension Digest {
  /// The SHA-256 hash of bytes.
  public static func sha256(_ bytes: [UInt8]) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The SHA-256 hash of bytes that are not in an array.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> Digest {
    sha256(Array(bytes))
  }

  /// The SHA-256 hash of bytes in somebody else's memory.
  public static func sha256(_ bytes: Span<UInt8>) -> Digest {
    var hasher = SHA256()
    hasher.update(bytes)
    return hasher.finalize()
  }
}
