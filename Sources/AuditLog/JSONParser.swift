extension JSON {
  /// How deep arrays and objects may be nested in a text, unless the caller says otherwise.
  public static let defaultMaximumDepth = 128

  /// Reads a text strictly: RFC 8259 with the restrictions of I-JSON (RFC 7493).
  ///
  /// Refused are a byte order mark, invalid UTF-8, lone surrogates, a name twice in one object, text
  /// after the value, and a number that would not come back: one too large for a double, or an
  /// integer in plain digits that a double would round (it belongs into a string).
  ///
  /// - Parameters:
  ///   - bytes: UTF-8. The caller limits their number.
  ///   - maximumDepth: How deep arrays and objects may be nested. The parser recurses as deep.
  /// - Throws: The first fault, with its place.
  /// - Complexity: O(*n* log *m*) for *n* bytes and at most *m* members in one object.
  public init(
    parsing bytes: [UInt8], maximumDepth: Int = defaultMaximumDepth
  ) throws(InvalidJSON) {
    var parser = try JSONParser(bytes, maximumDepth: maximumDepth)
    self = try parser.document()
  }

  /// Reads a text strictly, as `init(parsing:maximumDepth:)` does for bytes.
  public init(
    parsing text: String, maximumDepth: Int = defaultMaximumDepth
  ) throws(InvalidJSON) {
    try self.init(parsing: Array(text.utf8), maximumDepth: maximumDepth)
  }
}

/// Recursive descent over bytes that are known to be UTF-8 (RFC 8259, sections 2 to 7).
struct JSONParser {
  private let bytes: [UInt8]
  private var position = 0
  private var depth = 0
  private let maximumDepth: Int

  init(_ bytes: [UInt8], maximumDepth: Int) throws(InvalidJSON) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw InvalidJSON(
        .encoding, "these bytes are not UTF-8", at: error.byteOffsets.lowerBound, in: bytes)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw InvalidJSON(.syntax, "a byte order mark is not allowed", at: 0, in: bytes)
    }
  }

  mutating func document() throws(InvalidJSON) -> JSON {
    skipWhitespace()
    let value = try value()
    skipWhitespace()
    guard position == bytes.count else {
      throw fault(.trailing, "there is text after the end of the value")
    }
    return value
  }

  private mutating func value() throws(InvalidJSON) -> JSON {
    guard let first = peek else { throw unexpected("a value") }
    switch first {
    case UInt8(ascii: "{"): return .object(try object())
    case UInt8(ascii: "["): return .array(try array())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: throw unexpected("a value")
    }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(InvalidJSON) -> JSON {
    guard bytes[position...].starts(with: word.utf8) else {
      throw fault(.syntax, "expected a value; did you mean \(word)?")
    }
    position += word.utf8.count
    return value
  }

  private mutating func array() throws(InvalidJSON) -> [JSON] {
    try enter()
    defer { depth -= 1 }
    var elements: [JSON] = []
    skipWhitespace()
    if skip(UInt8(ascii: "]")) { return elements }
    while true {
      skipWhitespace()
      elements.append(try value())
      skipWhitespace()
      if skip(UInt8(ascii: "]")) { return elements }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("a comma or the end of the array") }
    }
  }

  private mutating func object() throws(InvalidJSON) -> JSONObject {
    try enter()
    defer { depth -= 1 }
    var members: [JSONObject.Element] = []
    var offsets: [Int] = []
    skipWhitespace()
    if skip(UInt8(ascii: "}")) { return JSONObject() }
    while true {
      skipWhitespace()
      offsets.append(position)
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in quotation marks") }
      let name = try string()
      skipWhitespace()
      guard skip(UInt8(ascii: ":")) else { throw unexpected("a colon") }
      skipWhitespace()
      members.append((name, try value()))
      skipWhitespace()
      if skip(UInt8(ascii: "}")) { return try inOrder(members, at: offsets) }
      guard skip(UInt8(ascii: ",")) else { throw unexpected("a comma or the end of the object") }
    }
  }

  /// The members in canonical order; a name that occurs twice is a fault at its second place.
  private func inOrder(
    _ members: [JSONObject.Element], at offsets: [Int]
  ) throws(InvalidJSON) -> JSONObject {
    let isSorted = zip(members, members.dropFirst()).allSatisfy {
      compareUTF16($0.key, $1.key) == .less
    }
    if isSorted { return JSONObject(inOrder: members) }
    // Equal names keep the order of the text, so that the second one is the one to blame.
    let order = members.indices.sorted { left, right in
      switch compareUTF16(members[left].key, members[right].key) {
      case .less: true
      case .greater: false
      case .same: left < right
      }
    }
    let repeated = zip(order, order.dropFirst()).lazy
      .filter { sameBytes(members[$0].key, members[$1].key) }
      .map { $1 }.min()
    if let repeated {
      let name = escapedForPeople(members[repeated].key)
      let message = "the name \"\(name)\" occurs twice in this object"
      throw InvalidJSON(.duplicateName, message, at: offsets[repeated], in: bytes)
    }
    return JSONObject(inOrder: order.map { members[$0] })
  }

  private mutating func enter() throws(InvalidJSON) {
    guard depth < maximumDepth else {
      throw fault(.depth, "arrays and objects are nested more than \(maximumDepth) deep")
    }
    depth += 1
    position += 1
  }
}

// MARK: - Strings

extension JSONParser {
  private mutating func string() throws(InvalidJSON) -> String {
    position += 1
    let start = position
    while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\\") {
      position += 1
      if byte == UInt8(ascii: "\"") {
        return String(decoding: bytes[start..<position - 1], as: UTF8.self)
      }
    }
    var text = Array(bytes[start..<position])
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: Character(try escape()).utf8)
      case 0..<0x20:
        throw fault(.syntax, "a control character in a string is written as an escape")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw unexpected("the end of the string")
  }

  private mutating func escape() throws(InvalidJSON) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = peek else { throw unexpected("the end of the string") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default:
      let message = "there is no such escape; a backslash is written as \\\\"
      throw InvalidJSON(.syntax, message, at: start, in: bytes)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(InvalidJSON) -> Unicode.Scalar {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let isPair = bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    guard UTF16.isLeadSurrogate(first), isPair else { throw loneSurrogate(at: start) }
    position += 2
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw loneSurrogate(at: start) }
    let offset = (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    guard let scalar = Unicode.Scalar(0x10000 + offset) else { throw loneSurrogate(at: start) }
    return scalar
  }

  private mutating func codeUnit() throws(InvalidJSON) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = peek.flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
        throw unexpected("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private func loneSurrogate(at offset: Int) -> InvalidJSON {
    InvalidJSON(.surrogate, "half of a surrogate pair is not a character", at: offset, in: bytes)
  }
}

// MARK: - Numbers

extension JSONParser {
  private mutating func number() throws(InvalidJSON) -> Double {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try digits() }
    if let byte = peek, isDigit(byte) {
      throw fault(.syntax, "a number does not begin with 0")
    }
    var isInteger = true
    if skip(UInt8(ascii: ".")) {
      isInteger = false
      try digits()
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      isInteger = false
      if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
      try digits()
    }
    // Up to fifteen digits are exact, and nearly all there is.
    if isInteger, position - start <= 15 {
      let isNegative = bytes[start] == UInt8(ascii: "-")
      var integer = 0
      for byte in bytes[(isNegative ? start + 1 : start)..<position] {
        integer = integer * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return isNegative ? -Double(integer) : Double(integer)
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw InvalidJSON(.numberRange, "this number is too large", at: start, in: bytes)
    }
    let limit = Double(JSON.exactIntegerLimit)
    if isInteger, !(abs(number) < limit), !sameBytes(canonicalNumber(number), text) {
      let message = "this integer would be rounded; write it as a string"
      throw InvalidJSON(.numberRange, message, at: start, in: bytes)
    }
    return number
  }

  private mutating func digits() throws(InvalidJSON) {
    guard let byte = peek, isDigit(byte) else { throw unexpected("a digit") }
    while let byte = peek, isDigit(byte) {
      position += 1
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }
}

// MARK: - Bytes

extension JSONParser {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipWhitespace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private func fault(_ reason: InvalidJSON.Reason, _ message: String) -> InvalidJSON {
    InvalidJSON(reason, message, at: position, in: bytes)
  }

  private func unexpected(_ expected: String) -> InvalidJSON {
    peek == nil
      ? fault(.truncated, "the text ends where \(expected) was expected")
      : fault(.syntax, "expected \(expected)")
  }
}
