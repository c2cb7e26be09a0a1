internal import FoundationEssentials

/// A SHA-256 hash: 32 bytes, kept without an allocation.
public struct Digest: Hashable, Sendable {
  /// The number of bytes of every digest.
  public static let byteCount = 32

  // Big-endian words, so that the first byte is the highest of the first word.
  let words: (UInt64, UInt64, UInt64, UInt64)

  /// The digest with these bytes, or nil if there are not 32 of them.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var buffer: [32 of UInt8] = .init(repeating: 0)
    var index = 0
    for byte in bytes {
      buffer[index] = byte
      index += 1
    }
    self.init(buffer)
  }

  /// The digest that libcrypto wrote into a buffer of its size.
  init(_ buffer: [32 of UInt8]) {
    func word(at start: Int) -> UInt64 {
      var word: UInt64 = 0
      for index in start..<start + 8 {
        word = word << 8 | UInt64(buffer[index])
      }
      return word
    }
    words = (word(at: 0), word(at: 8), word(at: 16), word(at: 24))
  }

  /// The digest with these words, the first byte the highest of the first word.
  init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// The 32 bytes.
  public var bytes: [UInt8] {
    let buffer = buffer
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for index in buffer.indices { bytes.append(buffer[index]) }
    return bytes
  }

  /// The 32 bytes, without an allocation.
  var buffer: [32 of UInt8] {
    var buffer: [32 of UInt8] = .init(repeating: 0)
    func put(_ word: UInt64, at start: Int) {
      for index in 0..<8 {
        buffer[start + index] = UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * index))
      }
    }
    put(words.0, at: 0)
    put(words.1, at: 8)
    put(words.2, at: 16)
    put(words.3, at: 24)
    return buffer
  }

  public static func == (left: Digest, right: Digest) -> Bool {
    left.words == right.words
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}

extension Digest {
  /// The digest written as 64 lower-case hexadecimal digits, or nil for any other text.
  public init?(hex: String) {
    guard let bytes = bytesOfHex(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String { hexOfBytes(bytes) }

  /// The digest written in base64 with padding (RFC 4648, section 4), or nil for any other text,
  /// also for one that merely decodes to the same bytes.
  public init?(base64: String) {
    guard let data = Data(base64Encoded: base64) else { return nil }
    self.init(bytes: data)
    guard sameBytes(self.base64, base64) else { return nil }
  }

  /// 44 characters of base64, with padding.
  public var base64: String { Data(bytes).base64EncodedString() }
}

extension Digest: CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  public var description: String { hex }
}

extension Digest: CanonicallyWritten {
  /// The hexadecimal digits.
  public func write(to writer: inout CanonicalWriter) { writer.digest(self) }
}
