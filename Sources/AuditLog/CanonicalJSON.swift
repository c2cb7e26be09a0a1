extension JSON: CanonicallyWritten {
  /// No white space; names in the order of their UTF-16 code units; numbers as ECMAScript writes
  /// them; in strings only what must be escaped is. Equal values give equal bytes.
  ///
  /// Source: RFC 8785, section 3.2.
  public func write(to writer: inout CanonicalWriter) { writer.json(self) }

  /// This value itself.
  public var json: JSON { self }
}

/// Writes a string with the escapes of RFC 8785, section 3.2.2.2, and no others.
func writeCanonicalString(_ text: String, to bytes: inout [UInt8]) {
  let start = bytes.count
  let source = text.utf8.span
  var isPlain = true
  bytes.append(addingCapacity: source.count + 2) { output in
    output.append(UInt8(ascii: "\""))
    for index in source.indices {
      let byte = source[index]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        isPlain = false
      }
      output.append(byte)
    }
    output.append(UInt8(ascii: "\""))
  }
  guard !isPlain else { return }
  bytes.removeLast(bytes.count - start)
  writeEscaped(text, to: &bytes)
}

private func writeEscaped(_ text: String, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "\""))
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

/// `\u` and four lower-case hexadecimal digits, for a character up to U+FFFF.
func unicodeEscape(_ unit: UInt32) -> String {
  let digits = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
