/// 16 random bytes that keep a committed value from being guessed.
///
/// The length is fixed: were it free, the bytes of salt ‖ value could be divided in two ways, and
/// one commitment would fit two values. Nobody tries 2^128 salts to guess a short value.
public struct Salt: Hashable, Sendable {
  /// The number of bytes of every salt.
  public static let byteCount = 16

  public let bytes: [UInt8]

  /// The salt with these bytes, or nil if there are not 16 of them.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = bytes
  }

  /// The salt written as 32 lower-case hexadecimal digits, or nil for any other text.
  public init?(hex: String) {
    guard let bytes = bytesOfHex(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// 32 lower-case hexadecimal digits.
  public var hex: String { hexOfBytes(bytes) }

  /// A fresh salt from the operating system.
  @Sendable public static func random() -> Salt {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// A fresh salt from this generator; rehearsals and tests give one that repeats itself.
  public static func random(using generator: inout some RandomNumberGenerator) -> Salt {
    Salt(words: (generator.next(), generator.next()))
  }

  /// The salt with these words, the first byte the highest of the first word.
  init(words: (UInt64, UInt64)) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for word in [words.0, words.1] {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    self.bytes = bytes
  }
}
