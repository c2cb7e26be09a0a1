internal import CLibXML2

/// A document that was read: a tree of values in which everything knows its place in the source.
public struct XMLDocument: Hashable, Sendable {
  public let root: XMLElement

  /// Reads a document from its bytes, in UTF-8 or any encoding the system can convert.
  ///
  /// - Throws: What is wrong, with its place. A DOCTYPE is refused whatever is in it.
  /// - Complexity: O(bytes); what exceeds `limits` is refused before libxml2 sees it.
  public init(parsing bytes: [UInt8], limits: XMLLimits = .standard) throws(InvalidXML) {
    try self.init(ParsedDocument(bytes, limits: limits))
  }

  fileprivate init(_ parsed: borrowing ParsedDocument) throws(InvalidXML) {
    var reader = ElementReader(bytes: parsed.text.bytes, scan: parsed.scan)
    guard let root = unsafe xmlDocGetRootElement(parsed.pointer) else {
      throw InvalidXML(
        XMLDiagnostic(
          position: .start, code: "xml.malformed", message: "the document has no element"),
        bytesExamined: parsed.text.bytes.count)
    }
    self.root = unsafe reader.element(root, scope: [:])
  }

  /// Reads a document from a file.
  ///
  /// - Throws: `XMLFileError` if the file cannot be read, `InvalidXML` if it is no acceptable document.
  ///   Never more than one byte over `limits.bytes` is read.
  public init(contentsOf path: String, limits: XMLLimits = .standard) throws {
    try self.init(parsing: SourceFile.bytes(of: path, atMost: limits.bytes + 1), limits: limits)
  }
}

/// A document that was read and can still be held against a schema: its source is parsed once for
/// both.
public struct ParsedXML: ~Copyable {
  public let document: XMLDocument
  private let parsed: ParsedDocument

  /// - Throws: As `XMLDocument.init(parsing:limits:)`.
  public init(_ bytes: [UInt8], limits: XMLLimits = .standard) throws(InvalidXML) {
    let parsed = try ParsedDocument(bytes, limits: limits)
    document = try XMLDocument(parsed)
    self.parsed = parsed
  }

  /// What in the document breaks the schema, in document order; nothing if it is valid.
  public consuming func faults(by schema: XMLSchema) -> [XMLDiagnostic] {
    schema.faults(in: parsed)
  }
}

/// Copies libxml2's tree into values, walking over the scan's tokens in step.
private struct ElementReader {
  let bytes: [UInt8]
  let scan: SourceScan
  private var next = 0

  init(bytes: [UInt8], scan: SourceScan) {
    self.bytes = bytes
    self.scan = scan
  }

  mutating func element(
    _ node: UnsafeMutablePointer<xmlNode>, scope: [String: String]
  ) -> XMLElement {
    let tag = nextTag()
    let namespaces = unsafe declared(on: node, in: scope)
    let attributes = unsafe attributes(of: node, written: scan.attributes[tag.attributes])
    var children: [XMLNode] = []
    var child = unsafe node.pointee.children
    while let current = unsafe child {
      if let value = unsafe self.child(current, scope: namespaces) { children.append(value) }
      unsafe child = current.pointee.next
    }
    return XMLElement(
      name: unsafe nodeName(of: node), prefix: unsafe copied(node.pointee.ns?.pointee.prefix),
      attributes: attributes, namespaces: namespaces, children: children, position: tag.position)
  }

  private mutating func child(
    _ node: UnsafeMutablePointer<xmlNode>, scope: [String: String]
  ) -> XMLNode? {
    switch unsafe node.pointee.type {
    case XML_ELEMENT_NODE:
      return unsafe .element(element(node, scope: scope))
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE:
      let content = unsafe copied(node.pointee.content) ?? ""
      let position = nextText()
      return content.isEmpty ? nil : .text(content, position)
    case XML_COMMENT_NODE:
      return unsafe .comment(copied(node.pointee.content) ?? "")
    case XML_PI_NODE:
      return unsafe .processingInstruction(
        target: copied(node.pointee.name) ?? "", data: copied(node.pointee.content) ?? "")
    default:
      return nil
    }
  }

  private mutating func nextTag() -> SourceToken {
    while scan.tokens[next].kind != .startTag, scan.tokens[next].kind != .emptyTag { next += 1 }
    defer { next += 1 }
    return scan.tokens[next]
  }

  /// The start of the next run of text and CDATA, which libxml2 joins into one node.
  private mutating func nextText() -> XMLPosition {
    while scan.tokens[next].kind != .text { next += 1 }
    let position = scan.tokens[next].position
    while scan.tokens[next].kind == .text { next += 1 }
    return position
  }

  private func declared(
    on node: UnsafeMutablePointer<xmlNode>, in scope: [String: String]
  ) -> [String: String] {
    var result = scope
    var declaration = unsafe node.pointee.nsDef
    while let current = unsafe declaration {
      let prefix = unsafe copied(current.pointee.prefix) ?? ""
      let uri = unsafe copied(current.pointee.href) ?? ""
      result[prefix] = uri.isEmpty ? nil : uri
      unsafe declaration = current.pointee.next
    }
    return result
  }

  private func attributes(
    of node: UnsafeMutablePointer<xmlNode>, written: ArraySlice<SourceAttribute>
  ) -> [XMLAttribute] {
    var result: [XMLAttribute] = []
    var places = written[...]
    var attribute = unsafe node.pointee.properties
    while let current = unsafe attribute {
      while let place = places.first, isDeclaration(place) { places.removeFirst() }
      guard let place = places.popFirst() else { break }
      let value = unsafe attributeValue(current)
      let special = bytes[place.value].contains { $0 == 0x26 || $0 == 0x0A || $0 == 0x0D }
      result.append(
        XMLAttribute(
          name: XMLName(
            unsafe copied(current.pointee.name) ?? "",
            namespace: unsafe copied(current.pointee.ns?.pointee.href)),
          prefix: unsafe copied(current.pointee.ns?.pointee.prefix), value: value,
          position: place.position, valuePosition: place.valuePosition,
          source: special ? String(decoding: bytes[place.value], as: UTF8.self) : nil))
      unsafe attribute = current.pointee.next
    }
    return result
  }

  private func isDeclaration(_ attribute: SourceAttribute) -> Bool {
    let name = bytes[attribute.name]
    // Few names begin with an x; the rest need not be compared.
    guard name.first == UInt8(ascii: "x") else { return false }
    return name.elementsEqual("xmlns".utf8) || name.starts(with: "xmlns:".utf8)
  }
}

/// The name of an element or attribute; both lay out name and namespace alike.
func nodeName(of node: UnsafeMutablePointer<xmlNode>) -> XMLName {
  XMLName(
    unsafe copied(node.pointee.name) ?? "", namespace: unsafe copied(node.pointee.ns?.pointee.href))
}

/// The value of an attribute: the texts below it. Without a DTD there is nothing else.
func attributeValue(_ attribute: UnsafeMutablePointer<xmlAttr>) -> String {
  var child = unsafe attribute.pointee.children
  var result = ""
  while let current = unsafe child {
    result += unsafe copied(current.pointee.content) ?? ""
    unsafe child = current.pointee.next
  }
  return result
}
