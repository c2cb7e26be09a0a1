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
  private var cursor = SourceCursor()
  private var names = NameCache()

  init(bytes: [UInt8], scan: SourceScan) {
    self.bytes = bytes
    self.scan = scan
  }

  mutating func element(
    _ node: UnsafeMutablePointer<xmlNode>, scope: [String: String]
  ) -> XMLElement {
    let tag = nextTag()
    let position = place(tag.offset)
    let namespaces = unsafe declared(on: node, in: scope)
    let attributes = unsafe attributes(of: node, written: tag.attributes)
    var children: [XMLNode] = []
    unsafe children.reserveCapacity(Self.count(of: node.pointee.children))
    var child = unsafe node.pointee.children
    while let current = unsafe child {
      if let value = unsafe self.child(current, scope: namespaces) { children.append(value) }
      unsafe child = current.pointee.next
    }
    let named = unsafe names.look(up: node)
    return XMLElement(
      name: named.name, prefix: named.prefix, attributes: attributes, namespaces: namespaces,
      children: children, position: position)
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

  private static func count(of siblings: UnsafeMutablePointer<xmlNode>?) -> Int {
    var count = 0
    var sibling = unsafe siblings
    while let current = unsafe sibling {
      count += 1
      unsafe sibling = current.pointee.next
    }
    return count
  }

  private mutating func nextTag() -> SourceToken {
    while !scan.tokens[next].isTag { next += 1 }
    defer { next += 1 }
    return scan.tokens[next]
  }

  /// The start of the next run of text and CDATA, which libxml2 joins into one node.
  private mutating func nextText() -> XMLPosition {
    while scan.tokens[next].kind != .text { next += 1 }
    let position = place(scan.tokens[next].offset)
    while scan.tokens[next].kind == .text { next += 1 }
    return position
  }

  /// Offsets must not decrease from call to call.
  private mutating func place(_ byte: Int) -> XMLPosition { cursor.advance(to: byte, in: bytes) }

  private func declared(
    on node: UnsafeMutablePointer<xmlNode>, in scope: [String: String]
  ) -> [String: String] {
    var declaration = unsafe node.pointee.nsDef
    if unsafe declaration == nil { return scope }
    var result = scope
    while let current = unsafe declaration {
      let prefix = unsafe copied(current.pointee.prefix) ?? ""
      let uri = unsafe copied(current.pointee.href) ?? ""
      result[prefix] = uri.isEmpty ? nil : uri
      unsafe declaration = current.pointee.next
    }
    return result
  }

  private mutating func attributes(
    of node: UnsafeMutablePointer<xmlNode>, written: Range<Int>
  ) -> [XMLAttribute] {
    var result: [XMLAttribute] = []
    result.reserveCapacity(written.count)
    var attribute = unsafe node.pointee.properties
    for index in written {
      let source = scan.attributes[index]
      if source.isDeclaration(in: bytes) { continue }
      guard let current = unsafe attribute else { break }
      let named = unsafe names.look(up: asNode(current))
      result.append(
        XMLAttribute(
          name: named.name, prefix: named.prefix, value: unsafe attributeValue(current),
          position: place(source.name.lowerBound),
          valuePosition: place(source.value.lowerBound), source: kept(source.value.range)))
      unsafe attribute = current.pointee.next
    }
    return result
  }

  /// A value as written, where places in it cannot be told from what it means.
  private func kept(_ value: Range<Int>) -> String? {
    for index in value {
      let byte = bytes[index]
      if byte == UInt8(ascii: "&") || byte == 0x0A || byte == 0x0D {
        return String(decoding: bytes[value], as: UTF8.self)
      }
    }
    return nil
  }
}

/// The names that were met last, so that a name that comes a thousand times is not copied a thousand
/// times.
///
/// While a document lives, libxml2 moves neither names nor namespaces: where they stand tells which
/// they are.
private struct NameCache {
  struct Named {
    var name: XMLName
    var prefix: String?
  }

  private struct Slot {
    /// Addresses, only to be compared.
    var local: UInt
    var namespace: UInt
    var named: Named
  }

  private var slots: [Slot?] = Array(repeating: nil, count: 64)

  /// The name of an element or attribute.
  mutating func look(up node: UnsafeMutablePointer<xmlNode>) -> Named {
    let local = unsafe UInt(bitPattern: node.pointee.name)
    let namespace = unsafe UInt(bitPattern: node.pointee.ns)
    let index = Int(truncatingIfNeeded: local ^ (local >> 6) ^ (namespace >> 4)) & 63
    if let slot = slots[index], slot.local == local, slot.namespace == namespace {
      return slot.named
    }
    let named = Named(
      name: unsafe nodeName(of: node), prefix: unsafe copied(node.pointee.ns?.pointee.prefix))
    slots[index] = Slot(local: local, namespace: namespace, named: named)
    return named
  }
}

/// The name of an element or attribute; both lay out name and namespace alike.
func nodeName(of node: UnsafeMutablePointer<xmlNode>) -> XMLName {
  XMLName(
    unsafe copied(node.pointee.name) ?? "", namespace: unsafe copied(node.pointee.ns?.pointee.href))
}

/// The value of an attribute: the texts below it. Without a DTD there is nothing else.
func attributeValue(_ attribute: UnsafeMutablePointer<xmlAttr>) -> String {
  guard let first = unsafe attribute.pointee.children else { return "" }
  var result = unsafe copied(first.pointee.content) ?? ""
  var child = unsafe first.pointee.next
  while let current = unsafe child {
    result += unsafe copied(current.pointee.content) ?? ""
    unsafe child = current.pointee.next
  }
  return result
}
