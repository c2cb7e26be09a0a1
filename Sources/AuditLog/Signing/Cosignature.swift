/// A witness's statement that, at a time, this was the largest consistent tree it had seen of the
/// log: eight bytes of time and an Ed25519 signature.
///
/// Source: C2SP tlog-cosignature, the Ed25519 type (`cosignature/v1`).
struct Cosignature {
  /// Seconds since 1970-01-01T00:00:00Z; not negative.
  var time: Int64

  var signature: [UInt8]

  init?(_ bytes: [UInt8]) {
    guard bytes.count == 8 + Ed25519.signatureByteCount else { return nil }
    let time = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let time = Int64(exactly: time) else { return nil }
    self.time = time
    signature = Array(bytes.dropFirst(8))
  }

  init(of text: String, at time: Int64, by key: SigningKey) {
    self.time = time
    signature = key.signature(of: Self.message(text, time: time))
  }

  var bytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: time >> Int64(56 - 8 * $0)) } + signature
  }

  /// What is signed: two lines and the checkpoint's text.
  static func message(_ text: String, time: Int64) -> [UInt8] {
    Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
  }
}
