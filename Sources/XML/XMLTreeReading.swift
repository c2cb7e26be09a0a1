internal import CLibXML2

extension XMLTree.Node {
  public enum Kind: Hashable, Sendable {
    case document, element, attribute, text, comment, processingInstruction
  }

  public var kind: Kind {
    switch unsafe pointer.pointee.type {
    case XML_ELEMENT_NODE: .element
    case XML_ATTRIBUTE_NODE: .attribute
    case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: .text
    case XML_PI_NODE: .processingInstruction
    case XML_COMMENT_NODE: .comment
    default: .document
    }
  }

  /// The name of an element or attribute; of an instruction its target; else empty.
  public var name: XMLName {
    switch kind {
    case .element, .attribute: unsafe nodeName(of: pointer)
    case .processingInstruction: XMLName(unsafe copied(pointer.pointee.name) ?? "")
    case .document, .text, .comment: XMLName("")
    }
  }

  /// The prefix that an element or attribute was given; nil for none.
  public var prefix: String? {
    switch kind {
    case .element, .attribute: unsafe copied(pointer.pointee.ns?.pointee.prefix)
    default: nil
    }
  }

  /// The string-value (XPath 1.0, section 5): all text inside an element, the value of an attribute, the
  /// content of the others.
  public var text: String { unsafe stringValue(of: pointer) }

  /// The element around this node (or of this attribute); nil for the root, the document and whatever is
  /// in no tree.
  public var parent: XMLTree.Node? {
    guard kind != .document, let parent = unsafe pointer.pointee.parent,
      unsafe parent.pointee.type == XML_ELEMENT_NODE
    else { return nil }
    return unsafe tree.node(parent)
  }

  /// Whether the node is in the document, not made anew or removed.
  public var isInTree: Bool {
    var current = unsafe Optional(pointer)
    while let node = unsafe current {
      if unsafe node.pointee.type == XML_DOCUMENT_NODE { return true }
      unsafe current = node.pointee.parent
    }
    return false
  }

  /// The children in document order; attributes are not among them.
  public var children: [XMLTree.Node] {
    guard kind == .element || kind == .document else { return [] }
    var result: [XMLTree.Node] = []
    var child = unsafe pointer.pointee.children
    while let current = unsafe child {
      unsafe result.append(tree.node(current))
      unsafe child = current.pointee.next
    }
    return result
  }

  /// The child elements in document order.
  public var elements: [XMLTree.Node] { children.filter { $0.kind == .element } }

  /// The first child element with this name.
  public func element(_ local: String, namespace: String? = nil) -> XMLTree.Node? {
    let name = XMLName(local, namespace: namespace)
    var child = kind == .element ? unsafe pointer.pointee.children : nil
    while let current = unsafe child {
      if unsafe current.pointee.type == XML_ELEMENT_NODE, unsafe nodeName(of: current) == name {
        return unsafe tree.node(current)
      }
      unsafe child = current.pointee.next
    }
    return nil
  }

  /// The attributes in the order they were written or set.
  public var attributes: [XMLTree.Node] {
    guard kind == .element else { return [] }
    var result: [XMLTree.Node] = []
    var attribute = unsafe pointer.pointee.properties
    while let current = unsafe attribute {
      unsafe result.append(tree.node(asNode(current)))
      unsafe attribute = current.pointee.next
    }
    return result
  }

  /// The attribute with this name, if the node is an element and has it.
  public func attribute(_ local: String, namespace: String? = nil) -> XMLTree.Node? {
    let name = XMLName(local, namespace: namespace)
    return attributes.first { $0.name == name }
  }

  /// The value of the attribute with this name.
  public func value(of local: String, namespace: String? = nil) -> String? {
    attribute(local, namespace: namespace)?.text
  }

  /// The namespaces in scope: prefix (empty for the default) to URI, without `xml`.
  public var namespaces: [String: String] {
    var result: [String: String] = [:]
    var undeclared: Set<String> = []
    var current: XMLTree.Node? = kind == .element ? self : parent
    while let element = current {
      for (prefix, uri) in element.declarations where result[prefix] == nil {
        if uri.isEmpty {
          undeclared.insert(prefix)
        } else if !undeclared.contains(prefix) {
          result[prefix] = uri
        }
      }
      current = element.parent
    }
    return result
  }

  /// The namespaces that this element itself declares; an empty URI takes the default away.
  var declarations: [String: String] {
    guard kind == .element else { return [:] }
    var result: [String: String] = [:]
    var declaration = unsafe pointer.pointee.nsDef
    while let current = unsafe declaration {
      result[unsafe copied(current.pointee.prefix) ?? ""] =
        unsafe copied(current.pointee.href) ?? ""
      unsafe declaration = current.pointee.next
    }
    return result
  }
}

/// An attribute seen as a node: libxml2 lays out the common part of both alike.
func asNode(_ attribute: UnsafeMutablePointer<xmlAttr>) -> UnsafeMutablePointer<xmlNode> {
  unsafe UnsafeMutableRawPointer(attribute).assumingMemoryBound(to: xmlNode.self)
}

/// A node that is an attribute seen as one.
func asAttribute(_ node: UnsafeMutablePointer<xmlNode>) -> UnsafeMutablePointer<xmlAttr> {
  unsafe UnsafeMutableRawPointer(node).assumingMemoryBound(to: xmlAttr.self)
}

/// The string-value of a node (XPath 1.0, section 5), for every kind that XPath knows.
func stringValue(of node: UnsafeMutablePointer<xmlNode>) -> String {
  switch unsafe node.pointee.type {
  case XML_ATTRIBUTE_NODE:
    return unsafe attributeValue(asAttribute(node))
  case XML_TEXT_NODE, XML_CDATA_SECTION_NODE, XML_COMMENT_NODE, XML_PI_NODE:
    return unsafe copied(node.pointee.content) ?? ""
  case XML_NAMESPACE_DECL:
    let namespace = unsafe UnsafeMutableRawPointer(node).assumingMemoryBound(to: xmlNs.self)
    return unsafe copied(namespace.pointee.href) ?? ""
  default:
    // One text inside is the common case; everything else is joined by libxml2.
    if let only = unsafe node.pointee.children, unsafe only.pointee.next == nil,
      unsafe only.pointee.type == XML_TEXT_NODE
    {
      return unsafe copied(only.pointee.content) ?? ""
    }
    guard let content = unsafe xmlNodeGetContent(node) else { return "" }
    defer { unsafe shim_free(content) }
    return unsafe String(cString: content)
  }
}
