internal import FoundationEssentials

/// Base64 with padding (RFC 4648, section 4).
func base64OfBytes(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

/// The bytes of a text in base64, or nil for any other text, also for one that merely decodes to
/// the same bytes: a value has one spelling.
func bytesOfBase64(_ text: some StringProtocol) -> [UInt8]? {
  let text = String(text)
  guard let data = Data(base64Encoded: text), sameBytes(data.base64EncodedString(), text) else {
    return nil
  }
  return Array(data)
}
