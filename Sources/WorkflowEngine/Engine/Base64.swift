import FoundationEssentials

/// Bytes that are not UTF-8, as text for a payload (RFC 4648, section 4).
enum Base64 {
  static func encoded(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  static func decoded(_ text: String) throws(StoreError) -> [UInt8] {
    guard let data = Data(base64Encoded: text) else {
      throw .corrupt("a payload's base64 does not decode")
    }
    return Array(data)
  }
}
