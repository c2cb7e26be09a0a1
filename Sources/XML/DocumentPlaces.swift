internal import CLibXML2

/// Where the nodes of libxml2's tree stand in the source.
struct DocumentPlaces {
  struct Place {
    var position: XMLPosition
    var element: XMLName
    /// The name of the element around it.
    var parent: XMLName?
    /// Places of the element's attributes, by name.
    var attributes: [XMLName: XMLPosition] = [:]
  }

  private var places: [UInt: Place] = [:]
  private var prefixes: [String: String] = [:]

  subscript(node: UInt?) -> Place? { node.flatMap { places[$0] } }

  /// A name with the prefix that the document uses for its namespace.
  func display(_ name: XMLName) -> String {
    guard let prefix = name.namespace.flatMap({ prefixes[$0] }), !prefix.isEmpty else {
      return name.local
    }
    return "\(prefix):\(name.local)"
  }

  /// Walks over the tree and the scan's tags in step.
  init(_ document: borrowing ParsedDocument) {
    var tags = document.scan.tokens.lazy.filter(\.isTag).makeIterator()
    var cursor = SourceCursor()
    var next = unsafe xmlDocGetRootElement(document.pointer)
    while let node = unsafe next {
      if unsafe node.pointee.type == XML_ELEMENT_NODE, let tag = tags.next() {
        unsafe note(node, tag, document, &cursor)
      }
      unsafe next = Self.successor(of: node)
    }
  }

  private mutating func note(
    _ node: UnsafeMutablePointer<xmlNode>, _ tag: SourceToken,
    _ document: borrowing ParsedDocument, _ cursor: inout SourceCursor
  ) {
    let bytes = document.text.bytes
    let name = unsafe nodeName(of: node)
    var place = Place(position: cursor.advance(to: tag.offset, in: bytes), element: name)
    if let parent = unsafe node.pointee.parent, unsafe parent.pointee.type == XML_ELEMENT_NODE {
      place.parent = unsafe nodeName(of: parent)
    }
    var declaration = unsafe node.pointee.nsDef
    while let current = unsafe declaration {
      let uri = unsafe copied(current.pointee.href) ?? ""
      if prefixes[uri] == nil { prefixes[uri] = unsafe copied(current.pointee.prefix) ?? "" }
      unsafe declaration = current.pointee.next
    }
    var written = document.scan.attributes[tag.attributes].filter { !$0.isDeclaration(in: bytes) }[
      ...]
    var attribute = unsafe node.pointee.properties
    while let current = unsafe attribute, let source = written.popFirst() {
      place.attributes[unsafe nodeName(of: asNode(current))] =
        cursor.advance(to: source.name.lowerBound, in: bytes)
      unsafe attribute = current.pointee.next
    }
    places[UInt(bitPattern: node)] = place
  }

  /// The next node in document order.
  private static func successor(
    of node: UnsafeMutablePointer<xmlNode>
  ) -> UnsafeMutablePointer<xmlNode>? {
    if unsafe node.pointee.type == XML_ELEMENT_NODE, let child = unsafe node.pointee.children {
      return unsafe child
    }
    var current = unsafe Optional(node)
    while let node = unsafe current, unsafe node.pointee.type != XML_DOCUMENT_NODE {
      if let next = unsafe node.pointee.next { return unsafe next }
      unsafe current = node.pointee.parent
    }
    return nil
  }
}
