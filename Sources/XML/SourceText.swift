/// The bytes of a document as UTF-8 without a byte order mark.
///
/// Everything after this step sees UTF-8 only: positions, limits and libxml2. The encoding is found as
/// XML 1.0, appendix F says: byte order mark, then the shape of `<?xml`, then the declaration, else UTF-8.
struct SourceText {
  let bytes: [UInt8]
  /// Bytes of the original before `bytes[0]`: the byte order mark's.
  let markLength: Int

  /// Decodes `source`, but leaves it to `checkUTF8` to judge bytes that are UTF-8 already.
  init(_ source: [UInt8], limits: XMLLimits) throws(InvalidXML) {
    guard source.count <= limits.bytes else {
      throw InvalidXML(
        XMLDiagnostic(
          position: .start, code: "xml.size",
          message: "the document is larger than \(limits.bytes) bytes"),
        bytesExamined: 0)
    }
    let shape = Self.shape(of: source)
    markLength = shape.mark
    guard let encoding = shape.encoding else {
      bytes = shape.mark == 0 ? source : Array(source[shape.mark...])
      return
    }
    bytes = try Self.decode(source, from: shape.mark, encoding: encoding, limits: limits)
  }

  /// Whether the whole text is UTF-8, with the place of the first byte that is not.
  ///
  /// - Returns: Whether all of it is ASCII.
  func checkUTF8() throws(InvalidXML) -> Bool {
    do {
      return try UTF8Span(validating: bytes.span).isKnownASCII
    } catch {
      let offset = error.byteOffsets.lowerBound
      let byte = String(bytes[offset], radix: 16, uppercase: true)
      throw InvalidXML(
        XMLDiagnostic(
          position: XMLPosition(ofByte: offset, in: bytes), code: "xml.encoding",
          message: "byte 0x\(byte.count == 1 ? "0" : "")\(byte) is not valid UTF-8 here"),
        bytesExamined: markLength + offset)
    }
  }

  /// - Returns: The mark's length, and the encoding's name unless it is UTF-8.
  private static func shape(of source: [UInt8]) -> (mark: Int, encoding: String?) {
    let first = Array(source.prefix(4))
    if first.starts(with: [0xEF, 0xBB, 0xBF]) { return (3, nil) }
    if first == [0xFF, 0xFE, 0, 0] { return (4, "UTF-32LE") }
    if first == [0, 0, 0xFE, 0xFF] { return (4, "UTF-32BE") }
    if first.starts(with: [0xFE, 0xFF]) { return (2, "UTF-16BE") }
    if first.starts(with: [0xFF, 0xFE]) { return (2, "UTF-16LE") }
    if first == [0, 0, 0, 0x3C] { return (0, "UTF-32BE") }
    if first == [0x3C, 0, 0, 0] { return (0, "UTF-32LE") }
    if first.starts(with: [0, 0x3C]) { return (0, "UTF-16BE") }
    if first.count == 4, first[0] == 0x3C, first[1] == 0 { return (0, "UTF-16LE") }
    return (0, declaredEncoding(source))
  }

  /// The name in `<?xml … encoding="NAME"?>`, unless it is UTF-8.
  private static func declaredEncoding(_ source: [UInt8]) -> String? {
    guard source.starts(with: Array("<?xml".utf8)) else { return nil }
    let declaration = String(decoding: source.prefix(200), as: UTF8.self)
    guard let end = declaration.range(ofText: "?>") else { return nil }
    let head = declaration[..<end.lowerBound]
    guard let key = head.range(ofText: "encoding") else { return nil }
    var rest = head[key.upperBound...].drop { $0.isWhitespace }
    guard rest.popFirst() == "=" else { return nil }
    rest = rest.drop { $0.isWhitespace }
    guard let quote = rest.popFirst(), quote == "\"" || quote == "'" else { return nil }
    let name = rest.prefix { $0 != quote }
    let upper = name.uppercased()
    return ["UTF-8", "UTF8", "US-ASCII", "ASCII"].contains(upper) ? nil : String(name)
  }

  private static func decode(
    _ source: [UInt8], from start: Int, encoding: String, limits: XMLLimits
  ) throws(InvalidXML) -> [UInt8] {
    func refuse(_ position: XMLPosition, _ code: String, _ message: String, _ at: Int) -> InvalidXML
    {
      InvalidXML(
        XMLDiagnostic(position: position, code: code, message: message), bytesExamined: at)
    }
    // UTF-16 and UTF-32 were recognised by their bytes; a declaration in plain ASCII that names them
    // is wrong.
    let upper = encoding.uppercased()
    let contradicts =
      start == 0 && source.first == UInt8(ascii: "<") && source.count > 1 && source[1] != 0
      && (upper.hasPrefix("UTF-16") || upper.hasPrefix("UTF-32") || upper.hasPrefix("UCS-")
        || upper.hasPrefix("ISO-10646"))
    guard !contradicts,
      let result = TextConverter.convert(
        source, from: start, encoding: encoding, limit: limits.bytes)
    else {
      let message =
        contradicts
        ? "the document says it is \(encoding), but its bytes are not"
        : "the encoding '\(encoding.prefix(40))' is not supported"
      throw refuse(.start, "xml.encoding", message, min(source.count, 200))
    }
    switch result.end {
    case .complete: return result.bytes
    case .tooLarge:
      throw refuse(
        .start, "xml.size", "the document is larger than \(limits.bytes) bytes", result.consumed)
    case .invalid:
      let position = XMLPosition(ofByte: result.bytes.count, in: result.bytes)
      throw refuse(
        position, "xml.encoding", "these bytes are not valid \(encoding)", result.consumed)
    }
  }
}

extension XMLPosition {
  /// The place of a byte of UTF-8 text. Linear in `offset`: for single errors, not for every element.
  init(ofByte offset: Int, in bytes: [UInt8]) {
    var cursor = SourceCursor()
    self = cursor.advance(to: min(offset, bytes.count), in: bytes)
  }

  /// The places of several bytes, in one pass over the text.
  static func positions(ofBytes offsets: [Int], in bytes: [UInt8]) -> [XMLPosition] {
    var result = Array(repeating: XMLPosition.start, count: offsets.count)
    var cursor = SourceCursor()
    for index in offsets.indices.sorted(by: { offsets[$0] < offsets[$1] }) {
      result[index] = cursor.advance(to: min(offsets[index], bytes.count), in: bytes)
    }
    return result
  }
}

/// Turns byte offsets that only grow into positions, in one pass.
struct SourceCursor {
  private var offset = 0
  private var position = XMLPosition.start
  /// Where lines begin, if nothing else has to be looked at.
  private let lines: [Int]?
  private var nextLine = 0

  /// - Parameter lines: The offsets at which the lines behind the first begin, of a text of ASCII
  ///   characters without CR.
  init(lines: [Int]? = nil) { self.lines = lines }

  mutating func advance(to target: Int, in bytes: [UInt8]) -> XMLPosition {
    guard let lines else { return walk(to: target, in: bytes) }
    while nextLine < lines.count, lines[nextLine] <= target {
      position = XMLPosition(line: position.line + 1, column: 1)
      offset = lines[nextLine]
      nextLine += 1
    }
    position.column += target - offset
    offset = target
    return position
  }

  private mutating func walk(to target: Int, in bytes: [UInt8]) -> XMLPosition {
    var (line, column) = (position.line, position.column)
    var next = offset
    while next < target {
      let byte = bytes[next]
      next += 1
      if byte > 0x0D {
        // The bytes of a character but its first are 10xxxxxx.
        if byte & 0xC0 != 0x80 { column += 1 }
      } else if byte == 0x0A || (byte == 0x0D && !(next < bytes.count && bytes[next] == 0x0A)) {
        // The LF of CR LF ends the line; a lone CR ends it itself.
        line += 1
        column = 1
      } else if byte != 0x0D {
        column += 1
      }
    }
    offset = max(offset, target)
    position = XMLPosition(line: line, column: column)
    return position
  }
}

extension StringProtocol {
  /// The first occurrence of an ASCII text. (The standard library has no substring search without
  /// Foundation or regular expressions.)
  func range(ofText text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
