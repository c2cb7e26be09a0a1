internal import CLibXML2

extension XMLTree {
  /// A deep copy of a node of any tree, in no place yet. A document is copied as its root.
  ///
  /// Namespaces and the declarations written on the copied elements come along.
  public func copy(_ original: Node) -> Node {
    switch original.kind {
    case .document:
      return copy(original.tree.root)
    case .attribute:
      // An attribute alone has no use but its value.
      return createText(original.text)
    default:
      return unsafe node(copyDeep(original.pointer))
    }
  }

  /// A deep copy of an element that was read with its places.
  public func copy(_ element: XMLElement) throws(XMLTreeError) -> Node {
    let made = try createElement(
      element.name.local, namespace: element.name.namespace, prefix: element.prefix)
    for attribute in element.attributes {
      try setAttribute(
        attribute.name.local, to: attribute.value, of: made, namespace: attribute.name.namespace,
        prefix: attribute.prefix)
    }
    for child in element.children { try appendChild(copy(child), to: made) }
    return made
  }

  /// A deep copy of a node that was read with its places.
  public func copy(_ node: XMLNode) throws(XMLTreeError) -> Node {
    switch node {
    case .element(let element): return try copy(element)
    case .text(let text, _): return createText(text)
    case .comment(let text):
      return unsafe adopted(xmlNewDocComment(document, text))
    case .processingInstruction(let target, let data):
      return unsafe adopted(xmlNewDocPI(document, target, data))
    }
  }

  /// Reads a fragment, which may have several roots and text, and puts it behind the last child of
  /// `parent`.
  ///
  /// - Parameter namespaces: Prefixes (empty for the default) that the fragment may use undeclared.
  /// - Returns: What was put in, in order; a text that was joined to one before is not listed.
  /// - Throws: `InvalidXML`, whose positions count within `source`, or `XMLTreeError`. Then nothing has
  ///   changed.
  @discardableResult public func append(
    fragment source: String, to parent: Node, namespaces: [String: String] = [:]
  ) throws -> [Node] {
    let nodes = try parse(fragment: source, namespaces: namespaces)
    for node in nodes { try checkOwn(node) }
    try appendAll(nodes, to: parent)
    return nodes.filter(\.isInTreeOrPlaced)
  }

  /// Reads a fragment into nodes that are in no place yet.
  public func parse(
    fragment source: String, namespaces: [String: String] = [:]
  ) throws(InvalidXML) -> [Node] {
    // All in one line, so that only columns of the first line have to be put right.
    var head = XMLWriter()
    _ = head.open(
      XMLWriter.Name(prefix: nil, name: XMLName("fragment")), [], declarations: namespaces,
      isEmpty: false, above: [:])
    let document: XMLTree
    do throws(InvalidXML) {
      document = try XMLTree(parsing: Array((head.output + source + "</fragment>").utf8))
    } catch {
      throw error.shifted(by: head.output.unicodeScalars.count)
    }
    return document.root.children.map { copy($0) }
  }

  /// Puts nodes behind the last child, or none of them if one cannot be.
  private func appendAll(_ nodes: [Node], to parent: Node) throws(XMLTreeError) {
    var done: [Node] = []
    do throws(XMLTreeError) {
      for node in nodes {
        try appendChild(node, to: parent)
        done.append(node)
      }
    } catch {
      for node in done where node.parent != nil { try remove(node) }
      throw error
    }
  }

  private func adopted(_ pointer: UnsafeMutablePointer<xmlNode>?) -> Node {
    guard let pointer = unsafe pointer else { return createText("") }
    unsafe adopt(pointer)
    return unsafe node(pointer)
  }

  /// libxml2's own copy looks namespaces up by prefix, which goes wrong for nodes that were moved; this
  /// one goes by URI. Recursion is bounded by the depth of trees.
  private func copyDeep(_ original: UnsafeMutablePointer<xmlNode>) -> UnsafeMutablePointer<xmlNode>
  {
    let made: UnsafeMutablePointer<xmlNode>?
    switch unsafe original.pointee.type {
    case XML_ELEMENT_NODE:
      unsafe made = copyElement(original)
    case XML_COMMENT_NODE:
      unsafe made = xmlNewDocComment(document, original.pointee.content)
    case XML_PI_NODE:
      unsafe made = xmlNewDocPI(document, original.pointee.name, original.pointee.content)
    default:
      unsafe made = xmlNewDocText(document, original.pointee.content)
    }
    guard let made = unsafe made else { return unsafe makeText("") }
    unsafe adopt(made)
    return unsafe made
  }

  private func copyElement(
    _ original: UnsafeMutablePointer<xmlNode>
  ) -> UnsafeMutablePointer<xmlNode>? {
    let space = unsafe namespace(like: original.pointee.ns)
    guard let made = unsafe xmlNewDocNode(document, space, original.pointee.name, nil) else {
      return nil
    }
    var declaration = unsafe original.pointee.nsDef
    while let current = unsafe declaration {
      _ = unsafe xmlNewNs(made, current.pointee.href, current.pointee.prefix)
      unsafe declaration = current.pointee.next
    }
    var attribute = unsafe original.pointee.properties
    while let current = unsafe attribute {
      let space = unsafe namespace(like: current.pointee.ns)
      _ = unsafe xmlNewNsProp(made, space, current.pointee.name, attributeValue(current))
      unsafe attribute = current.pointee.next
    }
    var child = unsafe original.pointee.children
    while let current = unsafe child {
      let copy = unsafe copyDeep(current)
      unsafe link(copy, lastIn: made)
      unsafe child = current.pointee.next
    }
    return unsafe made
  }

  private func link(
    _ node: UnsafeMutablePointer<xmlNode>, lastIn parent: UnsafeMutablePointer<xmlNode>
  ) {
    unsafe release(node)
    unsafe node.pointee.parent = parent
    unsafe node.pointee.prev = parent.pointee.last
    if let last = unsafe parent.pointee.last {
      unsafe last.pointee.next = node
    } else {
      unsafe parent.pointee.children = node
    }
    unsafe parent.pointee.last = node
  }

  private func namespace(
    like other: UnsafeMutablePointer<xmlNs>?
  ) -> UnsafeMutablePointer<xmlNs>? {
    guard let other = unsafe other else { return nil }
    return unsafe namespace(copied(other.pointee.href), prefix: copied(other.pointee.prefix))
  }
}

extension XMLTree.Node {
  /// Whether something is around the node, be that in the document or not.
  fileprivate var isInTreeOrPlaced: Bool { unsafe pointer.pointee.parent != nil }
}

extension InvalidXML {
  /// The same with the columns of the first line counted from `columns` later.
  fileprivate func shifted(by columns: Int) -> InvalidXML {
    let moved = diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      if diagnostic.position.line == 1 {
        diagnostic.position.column = max(1, diagnostic.position.column - columns)
      }
      return diagnostic
    }
    return InvalidXML(
      moved[0], others: Array(moved.dropFirst()), bytesExamined: bytesExamined)
  }
}
