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
func writeCanonicalString(_ text: String, to bytes: inout GrowingBytes) {
  let source = text.utf8.span
  var seen: UInt64 = 0
  var (start, end) = (0, endOfPlainText(source, from: 0, &seen))
  // Most texts have nothing to escape.
  if end == source.count { return bytes.append(quoted: source) }
  bytes.append(UInt8(ascii: "\""))
  while true {
    bytes.append(source.extracting(start..<end))
    guard end < source.count else { break }
    let letter = letterOfEscape(source[end])
    if letter == 0 {
      bytes.append(unicodeEscape(UInt32(source[end])).utf8.span)
    } else {
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(letter)
    }
    start = end + 1
    end = endOfPlainText(source, from: start, &seen)
  }
  bytes.append(UInt8(ascii: "\""))
}

/// Where the next byte is that must be escaped: a control character, a quotation mark or a backslash.
/// Eight bytes are looked at at once, as most texts have none.
///
/// - Parameter seen: Gets every bit that is set in a byte before that.
@inline(__always)
func endOfPlainText(_ source: Span<UInt8>, from start: Int, _ seen: inout UInt64) -> Int {
  let (ones, highs): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
  let raw = unsafe source.bytes
  let lastWord = source.count - 8
  var position = start
  while position < source.count, start <= lastWord {
    // The last word overlaps the one before it, in which nothing was found.
    position = min(position, lastWord)
    let word = UInt64(
      littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self))
    // The subtraction borrows into the highest bit of a byte that is too small, or was made zero. It
    // may err behind such a byte, never before it.
    let quotation = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let found =
      ((word &- ones &* 0x20) & ~word | (quotation &- ones) & ~quotation
        | (backslash &- ones) & ~backslash) & highs
    if found != 0 {
      let count = found.trailingZeroBitCount / 8
      seen |= word & ((1 << UInt64(8 * count)) - 1)
      return position + count
    }
    seen |= word
    position += 8
  }
  while position < source.count {
    let byte = source[position]
    if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
    seen |= UInt64(byte)
    position += 1
  }
  return position
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
