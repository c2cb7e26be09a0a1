/// Walks over the bytes of a document once, before libxml2 does: finds where everything stands, enforces
/// the limits, refuses any DOCTYPE, and names errors of structure in plain words.
///
/// It is strict about what it must understand (tags, quotes, comments, CDATA, instructions, nesting)
/// and leaves names, references and namespaces to libxml2. What it accepts, both read as the same
/// sequence of tags and texts: places are matched to libxml2's nodes by that sequence.
struct SourceScan {
  private let bytes: [UInt8]
  private let limits: XMLLimits
  private let markLength: Int
  private var offset = 0
  /// The elements around, each with the byte of its `<`.
  private var open: [(name: Range<Int>, start: Int)] = []
  private var hasRoot = false
  /// Elements, attributes, texts, comments and instructions so far.
  private(set) var nodes = 0
  private(set) var elements = 0

  private(set) var tokens: [SourceToken] = []
  private(set) var attributes: [SourceAttribute] = []
  /// The offsets behind every LF.
  private(set) var lines: [Int] = []
  /// Whether there are CRs, which can end lines, too.
  private(set) var hasReturns = false

  /// - Complexity: O(bytes).
  init(_ text: SourceText, limits: XMLLimits) throws(InvalidXML) {
    self.bytes = text.bytes
    self.markLength = text.markLength
    self.limits = limits
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "<") { try scanMarkup() } else { try scanText() }
    }
    if let last = open.last {
      throw malformed("<\(name(last.name))> is never closed", at: last.start)
    }
    if !hasRoot { throw malformed("the document has no element", at: offset) }
  }

  // MARK: Markup

  private mutating func scanMarkup() throws(InvalidXML) {
    let second = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if second == UInt8(ascii: "/") {
      try scanEndTag()
    } else if second != UInt8(ascii: "!"), second != UInt8(ascii: "?") {
      try scanStartTag()
    } else if matches("<!--") {
      try scanSpan(.comment, opening: "<!--", closing: "-->", .comment)
    } else if matches("<![CDATA[") {
      if open.isEmpty {
        throw malformed("text is not allowed outside the root element", at: offset)
      }
      try scanSpan(.text, opening: "<![CDATA[", closing: "]]>", .section)
    } else if matches("<?") {
      try scanSpan(.instruction, opening: "<?", closing: "?>", .instruction)
    } else if matches("<!DOCTYPE") {
      throw refusal("xml.doctype", "a DOCTYPE is not allowed", at: offset)
    } else {
      throw malformed("'<!' starts neither a comment nor a CDATA section", at: offset)
    }
  }

  private mutating func scanSpan(
    _ kind: SourceToken.Kind, opening: String, closing: String, _ what: Piece
  ) throws(InvalidXML) {
    let start = offset
    offset += opening.utf8.count
    let first = closing.utf8.first ?? 0
    while true {
      try skipText(to: first, from: start, of: what, at: start)
      if offset >= bytes.count || matches(closing) { break }
      // A `<` or the closing's first byte: text like any other.
      offset += 1
    }
    if offset >= bytes.count { throw malformed("\(words(for: what)) is never closed", at: start) }
    offset += closing.utf8.count
    try add(SourceToken(kind, offset: start))
  }

  private mutating func scanEndTag() throws(InvalidXML) {
    let start = offset
    offset += 2
    let written = try scanName(.endTag)
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ">") else {
      throw malformed("the end tag </\(name(written))> lacks its '>'", at: start)
    }
    offset += 1
    guard let last = open.popLast() else {
      throw malformed("</\(name(written))> closes nothing", at: start)
    }
    guard areSame(last.name, written) else {
      throw malformed(
        "</\(name(written))> does not close <\(name(last.name))>, which was opened at "
          + "\(place(last.start))", at: start)
    }
    try add(SourceToken(.endTag, offset: start))
  }

  private mutating func scanStartTag() throws(InvalidXML) {
    let start = offset
    if open.isEmpty, hasRoot {
      throw malformed("a document has one root element; this is a second", at: start)
    }
    guard open.count < limits.depth else {
      throw refusal("xml.depth", "elements are nested more than \(limits.depth) deep", at: start)
    }
    offset += 1
    let written = try scanName(.startTag)
    let firstAttribute = attributes.count
    var isEmpty = false
    while true {
      let hadSpace = skipSpace()
      guard offset < bytes.count else {
        throw malformed("the tag <\(name(written))> lacks its '>'", at: start)
      }
      if bytes[offset] == UInt8(ascii: ">") {
        offset += 1
        break
      }
      if bytes[offset] == UInt8(ascii: "/"), offset + 1 < bytes.count,
        bytes[offset + 1] == UInt8(ascii: ">")
      {
        offset += 2
        isEmpty = true
        break
      }
      guard attributes.count - firstAttribute < limits.attributesPerElement else {
        throw refusal(
          "xml.attributes",
          "<\(name(written))> has more than \(limits.attributesPerElement) attributes", at: start)
      }
      guard hadSpace else {
        throw malformed("a space is missing before this attribute", at: offset)
      }
      try scanAttribute(of: written)
    }
    hasRoot = true
    elements += 1
    if !isEmpty { open.append((written, start)) }
    try add(
      SourceToken(
        isEmpty ? .emptyTag : .startTag, offset: start,
        attributes: firstAttribute..<attributes.count))
  }

  private mutating func scanAttribute(of element: Range<Int>) throws(InvalidXML) {
    let start = offset
    let written = try scanName(.attribute(of: element))
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else {
      throw malformed("attribute '\(name(written))' has no value", at: start)
    }
    offset += 1
    skipSpace()
    guard offset < bytes.count, bytes[offset] == 0x22 || bytes[offset] == 0x27 else {
      throw malformed(
        "the value of attribute '\(name(written))' must be in quotation marks", at: offset)
    }
    let opening = offset
    let quote = bytes[opening]
    offset += 1
    try skipText(to: quote, from: offset, of: .value(of: written), at: start)
    if offset >= bytes.count {
      throw malformed("\(words(for: .value(of: written))) is never closed", at: opening)
    }
    if bytes[offset] != quote {
      throw malformed(
        "'<' in \(words(for: .value(of: written))) must be written &lt;"
          + " (or a quotation mark is missing)", at: offset)
    }
    attributes.append(
      SourceAttribute(name: SourceRange(written), value: SourceRange(opening + 1..<offset)))
    offset += 1
    try countNode(at: start)
  }

  // MARK: Text and names

  private mutating func scanText() throws(InvalidXML) {
    let start = offset
    if open.isEmpty {
      skipSpace()
      if offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
        throw malformed("text is not allowed outside the root element", at: offset)
      }
    } else {
      try skipText(to: UInt8(ascii: "<"), from: start, of: .text, at: start)
      try add(SourceToken(.text, offset: start))
    }
  }

  private mutating func scanName(_ owner: Piece) throws(InvalidXML) -> Range<Int> {
    let start = offset
    let end = min(bytes.count, start + limits.nameBytes + 1)
    offset = bytes.endOfName(from: start, to: end)
    if offset < end, bytes[offset] < 0x20 { try checkCharacter() }
    if offset - start > limits.nameBytes {
      throw refusal("xml.size", "a name is longer than \(limits.nameBytes) bytes", at: start)
    }
    if offset == start { throw malformed("\(words(for: owner)) is expected here", at: start) }
    return start..<offset
  }

  @discardableResult private mutating func skipSpace() -> Bool {
    let start = offset
    while offset < bytes.count, bytes[offset].isXMLSpace {
      noteLine(endingAt: offset)
      offset += 1
    }
    return offset > start
  }

  private mutating func noteLine(endingAt index: Int) {
    if bytes[index] == 0x0A {
      lines.append(index + 1)
    } else if bytes[index] == 0x0D {
      hasReturns = true
    }
  }

  /// Goes on to `stop`, a `<` or the end: over a text that began at `start`. One that is too long is
  /// reported at `place`.
  private mutating func skipText(
    to stop: UInt8, from start: Int, of what: Piece, at place: Int
  ) throws(InvalidXML) {
    let end = min(bytes.count, start + limits.textBytes + 1)
    var index = offset
    while index < end {
      let byte = bytes[index]
      if byte == stop || byte == UInt8(ascii: "<") { break }
      if byte < 0x20 {
        if !byte.isXMLSpace { break }
        noteLine(endingAt: index)
      }
      index += 1
    }
    offset = index
    if offset - start > limits.textBytes {
      throw refusal(
        "xml.size", "\(words(for: what)) is longer than \(limits.textBytes) bytes", at: place)
    }
    if offset < end, bytes[offset] < 0x20 { try checkCharacter() }
  }

  private func matches(_ text: String) -> Bool {
    var index = offset
    for byte in text.utf8 {
      guard index < bytes.count, bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  private func areSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    if one.count != other.count { return false }
    let distance = other.lowerBound - one.lowerBound
    for index in one where bytes[index] != bytes[index + distance] { return false }
    return true
  }

  // MARK: Limits and errors

  private mutating func add(_ token: SourceToken) throws(InvalidXML) {
    tokens.append(token)
    if token.kind != .endTag { try countNode(at: token.offset) }
  }

  private mutating func countNode(at start: Int) throws(InvalidXML) {
    nodes += 1
    if nodes > limits.nodes {
      throw refusal("xml.size", "the document has more than \(limits.nodes) nodes", at: start)
    }
  }

  private func checkCharacter() throws(InvalidXML) {
    let byte = bytes[offset]
    if byte < 0x20, !byte.isXMLSpace {
      let code = String(byte, radix: 16, uppercase: true)
      throw refusal(
        "xml.character", "the control character U+00\(byte < 16 ? "0" : "")\(code) is not allowed",
        at: offset)
    }
  }

  /// What an error is about. Its words are only put together where there is one.
  private enum Piece {
    case startTag, endTag
    case attribute(of: Range<Int>)
    case value(of: Range<Int>)
    case text, comment, section, instruction
  }

  private func words(for piece: Piece) -> String {
    switch piece {
    case .startTag: "a name after '<'"
    case .endTag: "a name after '</'"
    case .attribute(let element): "the name of an attribute of <\(name(element))>"
    case .value(let attribute): "the value of attribute '\(name(attribute))'"
    case .text: "a text"
    case .comment: "the comment"
    case .section: "the CDATA section"
    case .instruction: "the processing instruction"
    }
  }

  private func name(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func place(_ byte: Int) -> XMLPosition { XMLPosition(ofByte: byte, in: bytes) }

  private func malformed(_ message: String, at byte: Int) -> InvalidXML {
    refusal("xml.malformed", message, at: byte)
  }

  private func refusal(_ code: String, _ message: String, at byte: Int) -> InvalidXML {
    InvalidXML(
      XMLDiagnostic(position: place(byte), code: code, message: message),
      bytesExamined: markLength + offset)
  }
}

extension UInt8 {
  /// XML 1.0, production S.
  var isXMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}

extension [UInt8] {
  /// The first byte from `start` on that ends a name; `end` where there is none.
  fileprivate func endOfName(from start: Int, to end: Int) -> Int {
    for index in start..<end {
      let byte = self[index]
      // Letters come behind all of these.
      if byte > UInt8(ascii: ">") { continue }
      switch byte {
      case 0x00...0x20, UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: ">"),
        UInt8(ascii: "<"), 0x22, 0x27:
        return index
      default: continue
      }
    }
    return end
  }
}
