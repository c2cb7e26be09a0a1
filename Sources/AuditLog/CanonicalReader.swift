/// Reads canonical JSON straight into values, without making a tree of it first.
///
/// Canonical bytes have one spelling and one order, so that whoever knows the members of an object
/// asks for them in that order: each is the next one or is not there. Everything else is
/// `Unexpected`: a fault, a member that is not known, and what is rare (fractions, great depth). The
/// strict parser then says what it is. So this accepts nothing that the parser refuses and has
/// nothing to say about faults; a property test compares the two.
public struct CanonicalReader {
  /// The bytes are for the strict parser.
  public struct Unexpected: Error {
    @inlinable public init() {}
  }

  let bytes: [UInt8]
  /// Where the next byte is.
  var position = 0
  private var depth = 0
  /// Whether nothing was read yet of the object or array that began last.
  var isFirst = false

  /// What lies deeper is for the strict parser, which knows how deep is too deep.
  public static let maximumDepth = 32

  public init(_ bytes: [UInt8]) throws(Unexpected) {
    self.bytes = bytes
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw Unexpected()
    }
  }

  /// Ends the reading: behind the value is nothing.
  public func finish() throws(Unexpected) {
    guard position == bytes.count else { throw Unexpected() }
  }

  @usableFromInline mutating func expect(_ byte: Unicode.Scalar) throws(Unexpected) {
    guard position < bytes.count, UInt32(bytes[position]) == byte.value else { throw Unexpected() }
    position += 1
  }

  private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == byte.value else { return false }
    position += 1
    return true
  }

  /// Begins an object or an array.
  public mutating func begin(_ bracket: Unicode.Scalar) throws(Unexpected) {
    try expect(bracket)
    depth += 1
    guard depth <= Self.maximumDepth else { throw Unexpected() }
    isFirst = true
  }

  public mutating func end(_ bracket: Unicode.Scalar) throws(Unexpected) {
    guard isEnd(bracket) else { throw Unexpected() }
  }

  /// Ends the object or array if this is its end.
  @usableFromInline mutating func isEnd(_ bracket: Unicode.Scalar) -> Bool {
    guard skip(bracket) else { return false }
    depth -= 1
    isFirst = false
    return true
  }

  /// Goes on to the next member or element.
  @usableFromInline mutating func separate() throws(Unexpected) {
    if !isFirst { try expect(",") }
    isFirst = false
  }
}

// MARK: - Values

extension CanonicalReader {
  /// A string.
  public mutating func text() throws(Unexpected) -> String {
    try expect("\"")
    let (text, end) = if let plain = try plainText() { plain } else { try escapedText() }
    position = end + 1
    return text
  }

  /// The string up to the quotation mark, and where that is; nil where something is escaped.
  private func plainText() throws(Unexpected) -> (text: String, end: Int)? {
    let span = bytes.span
    var seen: UInt64 = 0
    let end = endOfPlainText(span, from: position, &seen)
    guard end < span.count else { throw Unexpected() }
    guard span[end] == UInt8(ascii: "\"") else { return nil }
    let text = span.extracting(position..<end)
    let isASCII = seen & 0x8080_8080_8080_8080 == 0
    if isASCII, text.count <= 15 { return (Self.short(text), end) }
    // All of the bytes are UTF-8, and no character lies across a quotation mark.
    return (String(copying: unsafe UTF8Span(unchecked: text, isKnownASCII: isASCII)), end)
  }

  /// Up to 15 characters of ASCII: `String` holds them without memory of its own.
  private static func short(_ text: Span<UInt8>) -> String {
    unsafe String(unsafeUninitializedCapacity: text.count) { output in
      unsafe text.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(output).copyMemory(from: $0)
      }
      return text.count
    }
  }

  /// The same where something is escaped.
  private func escapedText() throws(Unexpected) -> (text: String, end: Int) {
    let span = bytes.span
    var seen: UInt64 = 0
    var end = endOfPlainText(span, from: position, &seen)
    while end < span.count, span[end] == UInt8(ascii: "\\") {
      end = endOfPlainText(span, from: min(end + 2, span.count), &seen)
    }
    guard end < span.count, span[end] == UInt8(ascii: "\"") else { throw Unexpected() }
    return (try text(escapedUntil: end), end)
  }

  /// A string with escapes, each in the only spelling that is canonical.
  private func text(escapedUntil end: Int) throws(Unexpected) -> String {
    let span = bytes.span
    var text: [UInt8] = []
    text.reserveCapacity(end - position)
    var index = position
    while index < end {
      let byte = span[index]
      index += 1
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      switch span[index] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(span[index])
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "r"): text.append(0x0D)
      // Other control characters are rare, and there is nothing else to escape.
      default: throw Unexpected()
      }
      index += 1
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// An integer of at most fifteen digits, each of which a double holds exactly.
  public mutating func integer() throws(Unexpected) -> Int {
    let isNegative = skip("-")
    let start = position
    var number = 0
    while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10
    {
      guard position - start < 15 else { throw Unexpected() }
      number = number * 10 + Int(digit)
      position += 1
    }
    let count = position - start
    // Zero is written 0, and no other number begins with it.
    guard count > 0, number != 0 || (count == 1 && !isNegative),
      count == 1 || bytes[start] != UInt8(ascii: "0")
    else { throw Unexpected() }
    return isNegative ? -number : number
  }

  public mutating func flag() throws(Unexpected) -> Bool {
    guard position < bytes.count else { throw Unexpected() }
    return bytes[position] == UInt8(ascii: "t") ? try name("true", true) : try name("false", false)
  }

  /// A time as `Instant.description` writes it.
  public mutating func instant() throws(Unexpected) -> Instant {
    try expect("\"")
    let (year, month) = (try digits(4, then: "-"), try digits(2, then: "-"))
    let day = try digits(2, then: "T")
    let (hour, minute) = (try digits(2, then: ":"), try digits(2, then: ":"))
    let (second, millisecond) = (try digits(2, then: "."), try digits(3, then: "Z"))
    try expect("\"")
    guard let date = CalendarDate(year: year, month: month, day: day), hour < 24, minute < 60,
      second < 60
    else { throw Unexpected() }
    let seconds = ((date.dayNumber * 24 + hour) * 60 + minute) * 60 + second
    return Instant(millisecondsSinceEpoch: Int64(seconds * 1_000 + millisecond))
  }

  private mutating func digits(_ count: Int, then mark: Unicode.Scalar) throws(Unexpected) -> Int {
    guard position + count <= bytes.count else { throw Unexpected() }
    var number = 0
    for _ in 0..<count {
      let digit = bytes[position] &- UInt8(ascii: "0")
      guard digit < 10 else { throw Unexpected() }
      number = number * 10 + Int(digit)
      position += 1
    }
    try expect(mark)
    return number
  }

  /// 64 lower-case hexadecimal digits.
  public mutating func digest() throws(Unexpected) -> Digest {
    try expect("\"")
    let digest = Digest(words: (try word(), try word(), try word(), try word()))
    try expect("\"")
    return digest
  }

  /// 32 lower-case hexadecimal digits.
  mutating func salt() throws(Unexpected) -> Salt {
    try expect("\"")
    let salt = Salt(words: (try word(), try word()))
    try expect("\"")
    return salt
  }

  /// 16 lower-case hexadecimal digits.
  private mutating func word() throws(Unexpected) -> UInt64 {
    guard let word = hexadecimalWord() else { throw Unexpected() }
    position += 16
    return word
  }

  private func hexadecimalWord() -> UInt64? {
    guard position + 16 <= bytes.count else { return nil }
    let digits = unsafe bytes.span.bytes
    let (first, second) = unsafe (
      digits.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self),
      digits.unsafeLoadUnaligned(fromByteOffset: position + 8, as: UInt64.self)
    )
    guard let high = valueOfHexadecimalDigits(UInt64(bigEndian: first)),
      let low = valueOfHexadecimalDigits(UInt64(bigEndian: second))
    else { return nil }
    return high << 32 | low
  }

  /// Any value, as a tree.
  public mutating func json() throws(Unexpected) -> JSON {
    guard position < bytes.count else { throw Unexpected() }
    switch bytes[position] {
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "{"):
      return .object(try members { (reader) throws(Unexpected) in try reader.json() })
    case UInt8(ascii: "["):
      return .array(try elements { (reader) throws(Unexpected) in try reader.json() })
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try flag())
    case UInt8(ascii: "n"): return try name("null", .null)
    default: return .number(Double(try integer()))
    }
  }

  private mutating func name<Value>(_ name: String, _ value: Value) throws(Unexpected) -> Value {
    for scalar in name.unicodeScalars { try expect(scalar) }
    return value
  }

  /// An object whose names are not known before.
  @inlinable public mutating func members<Value>(
    _ read: (inout Self) throws(Unexpected) -> Value
  ) throws(Unexpected) -> Members<Value> {
    var members: [Members<Value>.Element] = []
    try begin("{")
    while !isEnd("}") {
      try separate()
      let name = try text()
      try expect(":")
      if let last = members.last, compareUTF16(last.key, name) != .less { throw Unexpected() }
      members.append((name, try read(&self)))
    }
    return Members(inOrder: members)
  }

  /// An array.
  @inlinable public mutating func elements<Value>(
    _ read: (inout Self) throws(Unexpected) -> Value
  ) throws(Unexpected) -> [Value] {
    var elements: [Value] = []
    elements.reserveCapacity(2)
    try begin("[")
    while !isEnd("]") {
      try separate()
      elements.append(try read(&self))
    }
    return elements
  }
}
