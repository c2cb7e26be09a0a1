extension JSON {
  /// The one way to write this value, as UTF-8: the JSON Canonicalization Scheme.
  ///
  /// No white space; names in the order of their UTF-16 code units; numbers as ECMAScript writes
  /// them; in strings only what must be escaped is. Equal values give equal bytes.
  ///
  /// Source: RFC 8785, section 3.2.
  public var canonical: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    writeCanonical(to: &bytes)
    return bytes
  }

  private func writeCanonical(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes.append(contentsOf: "null".utf8)
    case .bool(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let number): bytes.append(contentsOf: canonicalNumber(number).utf8)
    case .string(let text): writeCanonicalString(text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.writeCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        writeCanonicalString(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.writeCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

/// Writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
func writeCanonicalString(_ text: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
  guard text.utf8.span.hasEscapes else {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\""))
    return
  }
  for byte in text.utf8 {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [0x5C, byte])
    case 0x08: bytes.append(contentsOf: "\\b".utf8)
    case 0x09: bytes.append(contentsOf: "\\t".utf8)
    case 0x0A: bytes.append(contentsOf: "\\n".utf8)
    case 0x0C: bytes.append(contentsOf: "\\f".utf8)
    case 0x0D: bytes.append(contentsOf: "\\r".utf8)
    case 0..<0x20: bytes.append(contentsOf: unicodeEscape(UInt32(byte)).utf8)
    default: bytes.append(byte)
    }
  }
  bytes.append(UInt8(ascii: "\""))
}

extension Span<UInt8> {
  /// Whether RFC 8785 wants anything of the text escaped.
  fileprivate var hasEscapes: Bool {
    for index in indices {
      let byte = self[index]
      if byte < 0x20 || byte == 0x22 || byte == 0x5C { return true }
    }
    return false
  }
}

/// `\u` and four lower-case hexadecimal digits, for a character up to U+FFFF.
func unicodeEscape(_ unit: UInt32) -> String {
  let digits = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
