/// One piece of markup or text, in the order of the source.
struct SourceToken {
  enum Kind { case startTag, emptyTag, endTag, text, comment, instruction }

  var kind: Kind
  var position: XMLPosition
  /// The byte of the `<`, or of the first character of text.
  var offset: Int
  /// Of a start tag or empty tag: indexes into `SourceScan.attributes`.
  var attributes: Range<Int>
}

/// An attribute or namespace declaration as written.
struct SourceAttribute {
  var name: Range<Int>
  var value: Range<Int>
  var position: XMLPosition
  var valuePosition: XMLPosition
}

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
  private var cursor = SourceCursor()
  private var open: [(name: Range<Int>, position: XMLPosition)] = []
  private var hasRoot = false
  private var nodes = 0

  private(set) var tokens: [SourceToken] = []
  private(set) var attributes: [SourceAttribute] = []

  /// - Complexity: O(bytes).
  init(_ text: SourceText, limits: XMLLimits) throws(InvalidXML) {
    self.bytes = text.bytes
    self.markLength = text.markLength
    self.limits = limits
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "<") { try scanMarkup() } else { try scanText() }
    }
    if let last = open.last {
      throw malformed("<\(name(last.name))> is never closed", at: last.position)
    }
    if !hasRoot { throw malformed("the document has no element", at: place(offset)) }
  }

  // MARK: Markup

  private mutating func scanMarkup() throws(InvalidXML) {
    let second = offset + 1 < bytes.count ? bytes[offset + 1] : 0
    if second == UInt8(ascii: "/") {
      try scanEndTag()
    } else if second != UInt8(ascii: "!"), second != UInt8(ascii: "?") {
      try scanStartTag()
    } else if matches("<!--") {
      try scanSpan(.comment, opening: "<!--", closing: "-->", what: "the comment")
    } else if matches("<![CDATA[") {
      if open.isEmpty {
        throw malformed("text is not allowed outside the root element", at: place(offset))
      }
      try scanSpan(.text, opening: "<![CDATA[", closing: "]]>", what: "the CDATA section")
    } else if matches("<?") {
      try scanSpan(.instruction, opening: "<?", closing: "?>", what: "the processing instruction")
    } else if matches("<!DOCTYPE") {
      throw refusal("xml.doctype", "a DOCTYPE is not allowed", at: place(offset))
    } else {
      throw malformed("'<!' starts neither a comment nor a CDATA section", at: place(offset))
    }
  }

  private mutating func scanSpan(
    _ kind: SourceToken.Kind, opening: String, closing: String, what: String
  ) throws(InvalidXML) {
    let start = offset
    let position = place(start)
    offset += opening.utf8.count
    let first = closing.utf8.first ?? 0
    while true {
      try skipText(to: first, from: start, at: position) { _ in what }
      if offset >= bytes.count || matches(closing) { break }
      // A `<` or the closing's first byte: text like any other.
      offset += 1
    }
    if offset >= bytes.count { throw malformed("\(what) is never closed", at: position) }
    offset += closing.utf8.count
    try add(SourceToken(kind: kind, position: position, offset: start, attributes: 0..<0))
  }

  private mutating func scanEndTag() throws(InvalidXML) {
    let start = offset
    let position = place(start)
    offset += 2
    let written = try scanName("a name after '</'")
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: ">") else {
      throw malformed("the end tag </\(name(written))> lacks its '>'", at: position)
    }
    offset += 1
    guard let last = open.popLast() else {
      throw malformed("</\(name(written))> closes nothing", at: position)
    }
    guard bytes[last.name] == bytes[written] else {
      throw malformed(
        "</\(name(written))> does not close <\(name(last.name))>, which was opened at "
          + "\(last.position)", at: position)
    }
    try add(SourceToken(kind: .endTag, position: position, offset: start, attributes: 0..<0))
  }

  private mutating func scanStartTag() throws(InvalidXML) {
    let start = offset
    let position = place(start)
    if open.isEmpty, hasRoot {
      throw malformed("a document has one root element; this is a second", at: position)
    }
    guard open.count < limits.depth else {
      throw refusal(
        "xml.depth", "elements are nested more than \(limits.depth) deep", at: position)
    }
    offset += 1
    let written = try scanName("a name after '<'")
    let firstAttribute = attributes.count
    var isEmpty = false
    while true {
      let hadSpace = skipSpace()
      guard offset < bytes.count else {
        throw malformed("the tag <\(name(written))> lacks its '>'", at: position)
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
          "<\(name(written))> has more than \(limits.attributesPerElement) attributes",
          at: position)
      }
      guard hadSpace else {
        throw malformed("a space is missing before this attribute", at: place(offset))
      }
      try scanAttribute(of: written)
    }
    hasRoot = true
    if !isEmpty { open.append((written, position)) }
    try add(
      SourceToken(
        kind: isEmpty ? .emptyTag : .startTag, position: position, offset: start,
        attributes: firstAttribute..<attributes.count))
  }

  private mutating func scanAttribute(of element: Range<Int>) throws(InvalidXML) {
    let position = place(offset)
    let written = try scanName("the name of an attribute of <\(name(element))>")
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: "=") else {
      throw malformed("attribute '\(name(written))' has no value", at: position)
    }
    offset += 1
    skipSpace()
    guard offset < bytes.count, bytes[offset] == 0x22 || bytes[offset] == 0x27 else {
      throw malformed(
        "the value of attribute '\(name(written))' must be in quotation marks", at: place(offset))
    }
    let quote = bytes[offset]
    let opening = place(offset)
    offset += 1
    let valuePosition = place(offset)
    let start = offset
    try skipText(to: quote, from: start, at: position) { scan in
      "the value of attribute '\(scan.name(written))'"
    }
    if offset < bytes.count, bytes[offset] != quote {
      throw malformed(
        "'<' in the value of attribute '\(name(written))' must be written &lt;"
          + " (or a quotation mark is missing)", at: place(offset))
    }
    if offset >= bytes.count {
      throw malformed("the value of attribute '\(name(written))' is never closed", at: opening)
    }
    let value = start..<offset
    offset += 1
    attributes.append(
      SourceAttribute(
        name: written, value: value, position: position, valuePosition: valuePosition))
    try countNode(at: position)
  }

  // MARK: Text and names

  private mutating func scanText() throws(InvalidXML) {
    let start = offset
    let position = place(start)
    if open.isEmpty {
      skipSpace()
      if offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
        throw malformed("text is not allowed outside the root element", at: place(offset))
      }
    } else {
      try skipText(to: UInt8(ascii: "<"), from: start, at: position) { _ in "a text" }
    }
    if !open.isEmpty {
      try add(SourceToken(kind: .text, position: position, offset: start, attributes: 0..<0))
    }
  }

  private mutating func scanName(_ what: String) throws(InvalidXML) -> Range<Int> {
    let start = offset
    var index = start
    let end = min(bytes.count, start + limits.nameBytes + 1)
    loop: while index < end {
      switch bytes[index] {
      case 0x00...0x20, UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: ">"),
        UInt8(ascii: "<"), 0x22, 0x27:
        break loop
      default: index += 1
      }
    }
    offset = index
    if index < end { try checkCharacter() }
    if index - start > limits.nameBytes {
      throw refusal(
        "xml.size", "a name is longer than \(limits.nameBytes) bytes", at: place(start))
    }
    if offset == start { throw malformed("\(what) is expected here", at: place(start)) }
    return start..<offset
  }

  @discardableResult private mutating func skipSpace() -> Bool {
    let start = offset
    while offset < bytes.count, isSpace(bytes[offset]) { offset += 1 }
    return offset > start
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// Goes on to `stop`, a `<` or the end: over a text that began at `start`.
  private mutating func skipText(
    to stop: UInt8, from start: Int, at position: XMLPosition, _ what: (SourceScan) -> String
  ) throws(InvalidXML) {
    var index = offset
    let end = min(bytes.count, start + limits.textBytes + 1)
    while index < end {
      let byte = bytes[index]
      if byte == stop || byte == UInt8(ascii: "<") || (byte < 0x20 && !isSpace(byte)) { break }
      index += 1
    }
    offset = index
    try checkLength(from: start, what(self), at: position)
    if index < end { try checkCharacter() }
  }

  private func matches(_ text: String) -> Bool {
    var index = offset
    for byte in text.utf8 {
      guard index < bytes.count, bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  // MARK: Limits and errors

  private mutating func add(_ token: SourceToken) throws(InvalidXML) {
    tokens.append(token)
    if token.kind != .endTag { try countNode(at: token.position) }
  }

  private mutating func countNode(at position: XMLPosition) throws(InvalidXML) {
    nodes += 1
    if nodes > limits.nodes {
      throw refusal("xml.size", "the document has more than \(limits.nodes) nodes", at: position)
    }
  }

  private mutating func checkCharacter() throws(InvalidXML) {
    let byte = bytes[offset]
    if byte < 0x20, !isSpace(byte) {
      let code = String(byte, radix: 16, uppercase: true)
      throw refusal(
        "xml.character", "the control character U+00\(byte < 16 ? "0" : "")\(code) is not allowed",
        at: place(offset))
    }
  }

  private func checkLength(
    from start: Int, _ what: @autoclosure () -> String, at position: XMLPosition
  ) throws(InvalidXML) {
    if offset - start > limits.textBytes {
      throw refusal(
        "xml.size", "\(what()) is longer than \(limits.textBytes) bytes", at: position)
    }
  }

  /// The position of a byte. Offsets must not decrease from call to call.
  private mutating func place(_ byte: Int) -> XMLPosition { cursor.advance(to: byte, in: bytes) }

  private func name(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  private func malformed(_ message: String, at position: XMLPosition) -> InvalidXML {
    refusal("xml.malformed", message, at: position)
  }

  private func refusal(_ code: String, _ message: String, at position: XMLPosition) -> InvalidXML {
    InvalidXML(
      XMLDiagnostic(position: position, code: code, message: message),
      bytesExamined: markLength + offset)
  }
}
