internal import CLibXML2

/// Reads a document from front to back in constant memory: for logs and lists of any length, where
/// a tree is neither needed nor affordable.
///
/// A document type is refused, nothing is ever fetched, and what costs libxml2 more than linear time
/// is limited as in `XMLLimits`.
@safe public final class XMLStream {
  /// What comes next in document order. Texts, comments and instructions are passed over.
  public enum Item: Hashable, Sendable {
    /// The local name of an element that begins, and its attributes; those of namespaces left out.
    case start(String, [XMLStreamAttribute])
    /// The local name of the element that ends; an empty element ends, too.
    case end(String)
  }

  private let source: StreamSource
  private let reader: OpaquePointer
  private let limits: XMLLimits
  /// An element that was empty: its end has not been handed out.
  private var emptyElement: String?

  /// - Parameter read: Gives the next bytes, as many as is convenient; none at the end.
  public init(limits: XMLLimits = .standard, read: @escaping () throws -> [UInt8]) {
    _ = LibXML2.ready
    let source = StreamSource(limits: limits, read: read)
    let user = unsafe Unmanaged.passUnretained(source).toOpaque()
    let reader = unsafe xmlReaderForIO(
      { user, buffer, count in
        guard let user = unsafe user, let buffer = unsafe buffer else { return -1 }
        let source = unsafe Unmanaged<StreamSource>.fromOpaque(user).takeUnretainedValue()
        return unsafe source.fill(UnsafeMutableBufferPointer(start: buffer, count: Int(count)))
      }, nil, user, nil, nil, CInt(XML_PARSE_NONET.rawValue))
    guard let reader = unsafe reader else { preconditionFailure("libxml2 has no memory") }
    // Without a handler of its own, libxml2 would write to standard error.
    unsafe xmlTextReaderSetErrorHandler(
      reader,
      { user, message, _, _ in
        guard let user = unsafe user, let message = unsafe message else { return }
        let source = unsafe Unmanaged<StreamSource>.fromOpaque(user).takeUnretainedValue()
        if source.complaint == nil { source.complaint = unsafe String(cString: message) }
      }, user)
    self.source = source
    unsafe self.reader = reader
    self.limits = limits
  }

  deinit { unsafe xmlFreeTextReader(reader) }

  /// What comes next; nil at the end of the document.
  ///
  /// - Throws: `InvalidXML` with the place as far as libxml2 knows it, or what `read` threw.
  public func next() throws -> Item? {
    if let name = emptyElement {
      emptyElement = nil
      return .end(name)
    }
    while true {
      let result = unsafe xmlTextReaderRead(reader)
      if let failure = source.failure { throw failure }
      guard result >= 0 else {
        throw invalid("xml.malformed", source.complaint ?? "not well-formed")
      }
      guard result == 1 else { return nil }
      switch unsafe xmlTextReaderNodeType(reader) {
      case CInt(XML_READER_TYPE_DOCUMENT_TYPE.rawValue):
        throw invalid("xml.doctype", "a document type declaration is not allowed")
      case CInt(XML_READER_TYPE_ELEMENT.rawValue):
        guard unsafe xmlTextReaderDepth(reader) < limits.depth else {
          throw invalid("xml.depth", "elements are nested more than \(limits.depth) deep")
        }
        return start()
      case CInt(XML_READER_TYPE_END_ELEMENT.rawValue): return .end(localName)
      default: continue
      }
    }
  }

  private func start() -> Item {
    let name = localName
    if unsafe xmlTextReaderIsEmptyElement(reader) == 1 { emptyElement = name }
    var attributes: [XMLStreamAttribute] = []
    while unsafe xmlTextReaderMoveToNextAttribute(reader) == 1 {
      guard unsafe xmlTextReaderIsNamespaceDecl(reader) != 1 else { continue }
      attributes.append(
        XMLStreamAttribute(
          name: localName, value: unsafe copied(xmlTextReaderConstValue(reader)) ?? ""))
    }
    _ = unsafe xmlTextReaderMoveToElement(reader)
    return .start(name, attributes)
  }

  private var localName: String { unsafe copied(xmlTextReaderConstLocalName(reader)) ?? "" }

  private func invalid(_ code: String, _ message: String) -> InvalidXML {
    let line = Int(unsafe xmlTextReaderGetParserLineNumber(reader))
    let column = Int(unsafe xmlTextReaderGetParserColumnNumber(reader))
    let words = message.split(whereSeparator: \.isNewline).first.map(String.init) ?? message
    return InvalidXML(
      XMLDiagnostic(
        position: XMLPosition(line: max(1, line), column: max(1, column)), code: code,
        message: words), bytesExamined: source.count)
  }
}

/// An attribute as a stream gives it.
public struct XMLStreamAttribute: Hashable, Sendable {
  /// The local name.
  public var name: String
  public var value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// Where a stream gets its bytes from, looked through before libxml2 sees them.
private final class StreamSource {
  private let read: () throws -> [UInt8]
  private let limits: XMLLimits
  private var rest: ArraySlice<UInt8> = []
  private var tags = TagScan()
  private(set) var count = 0
  private(set) var failure: (any Error)?
  var complaint: String?

  init(limits: XMLLimits, read: @escaping () throws -> [UInt8]) {
    self.limits = limits
    self.read = read
  }

  /// Fills a buffer; answers how many bytes it has now, or −1 where nothing more can be read.
  func fill(_ buffer: UnsafeMutableBufferPointer<CChar>) -> CInt {
    guard failure == nil else { return -1 }
    do {
      if rest.isEmpty {
        rest = try read()[...]
        count += rest.count
        try tags.scan(rest, limits: limits, bytesExamined: count)
      }
    } catch {
      failure = error
      return -1
    }
    let piece = rest.prefix(buffer.count)
    for (place, byte) in piece.enumerated() { unsafe buffer[place] = CChar(bitPattern: byte) }
    rest = rest.dropFirst(piece.count)
    return CInt(piece.count)
  }
}

/// Counts the attributes of each tag, which cost libxml2 quadratic time, and the bytes.
private struct TagScan {
  private enum State: Hashable {
    case text
    case tag
    case quoted(UInt8)
    /// A comment, a CDATA section or an instruction, up to the bytes that end it.
    case other([UInt8])
  }

  private var state = State.text
  private var attributes = 0
  private var bytes = 0
  /// The last bytes, at most nine: enough to see what begins and what ends.
  private var last: [UInt8] = []
  private var line = 1

  mutating func scan(
    _ piece: ArraySlice<UInt8>, limits: XMLLimits, bytesExamined: Int
  ) throws(InvalidXML) {
    for byte in piece {
      if byte == 0x0A { line += 1 }
      take(byte)
      guard attributes <= limits.attributesPerElement, bytes <= limits.textBytes else {
        throw InvalidXML(
          XMLDiagnostic(
            position: XMLPosition(line: line, column: 1), code: "xml.limit",
            message: "a tag has more than \(limits.attributesPerElement) attributes, or is too long"
          ),
          bytesExamined: bytesExamined)
      }
    }
  }

  private mutating func take(_ byte: UInt8) {
    switch state {
    case .text:
      guard byte == UInt8(ascii: "<") else { return }
      (state, attributes, bytes, last) = (.tag, 0, 0, [])
    case .tag:
      bytes += 1
      if last.count < 8 {
        last.append(byte)
        if let end = Self.endOfOther(last) {
          (state, last) = (.other(end), [])
          return
        }
      }
      switch byte {
      case UInt8(ascii: ">"): state = .text
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        attributes += 1
        state = .quoted(byte)
      default: break
      }
    case .quoted(let quote):
      bytes += 1
      if byte == quote { state = .tag }
    case .other(let end):
      last.append(byte)
      if last.count > end.count { last.removeFirst() }
      if last == end { state = .text }
    }
  }

  /// What ends the thing that begins with `<` and these bytes, if it is not a tag.
  private static func endOfOther(_ bytes: [UInt8]) -> [UInt8]? {
    if bytes == Array("?".utf8) { return Array("?>".utf8) }
    if bytes == Array("!--".utf8) { return Array("-->".utf8) }
    if bytes == Array("![CDATA[".utf8) { return Array("]]>".utf8) }
    return nil
  }
}
