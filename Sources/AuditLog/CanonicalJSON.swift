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
  let source = text.utf8.span
  var count = source.count
  for index in source.indices { count += escapeLength(source[index]) }
  bytes.append(addingCapacity: count + 2) { output in
    output.append(UInt8(ascii: "\""))
    for index in source.indices {
      let byte = source[index]
      switch escapeLength(byte) {
      case 0: output.append(byte)
      case 1:
        output.append(UInt8(ascii: "\\"))
        output.append(letterOfEscape(byte))
      default:
        for unit in unicodeEscape(UInt32(byte)).utf8 { output.append(unit) }
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

/// How many bytes longer than itself a byte is written.
private func escapeLength(_ byte: UInt8) -> Int {
  guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return 0 }
  return letterOfEscape(byte) == 0 ? 5 : 1
}

/// What follows the backslash; 0 for a control character without a letter.
private func letterOfEscape(_ byte: UInt8) -> UInt8 {
  switch byte {
  case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
  case 0x08: UInt8(ascii: "b")
  case 0x09: UInt8(ascii: "t")
  case 0x0A: UInt8(ascii: "n")
  case 0x0C: UInt8(ascii: "f")
  case 0x0D: UInt8(ascii: "r")
  default: 0
  }
}

/// `\u` and four lower-case hexadecimal digits, for a character up to U+FFFF.
func unicodeEscape(_ unit: UInt32) -> String {
  let digits = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
