/// One child of an element. CDATA sections are text.
public enum XMLNode: Hashable, Sendable {
  case element(XMLElement)
  /// The position is that of the text's first character in the source.
  case text(String, XMLPosition)
  case comment(String)
  case processingInstruction(target: String, data: String)
}

/// An element of a document that was read: a value, with its places in the source.
public struct XMLElement: Hashable, Sendable {
  public let name: XMLName
  /// The prefix as written; nil for none.
  public let prefix: String?
  /// In document order, without namespace declarations.
  public let attributes: [XMLAttribute]
  /// The namespaces in scope: prefix (empty for the default) to URI. `xml` is not listed.
  public let namespaces: [String: String]
  public let children: [XMLNode]
  /// The `<` of the start tag.
  public let position: XMLPosition

  /// The attribute with this name, if it is there. Attributes without a prefix have no namespace.
  public func attribute(_ local: String, namespace: String? = nil) -> XMLAttribute? {
    let name = XMLName(local, namespace: namespace)
    return attributes.first { $0.name == name }
  }

  /// The child elements, in document order.
  public var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// The child elements with this name, in document order.
  public func elements(named local: String, namespace: String? = nil) -> [XMLElement] {
    let name = XMLName(local, namespace: namespace)
    return elements.filter { $0.name == name }
  }

  /// All text inside, at any depth, in document order.
  public var text: String {
    var result = ""
    appendText(to: &result)
    return result
  }

  private func appendText(to result: inout String) {
    for child in children {
      switch child {
      case .text(let text, _): result += text
      case .element(let element): element.appendText(to: &result)
      case .comment, .processingInstruction: break
      }
    }
  }

  /// The element as XML, with the namespace declarations that its names need.
  ///
  /// The same element gives the same text: declarations by prefix, then attributes in document order,
  /// no XML declaration. A prefix that occurs only inside values or text is not declared.
  public func source() -> String {
    var writer = XMLWriter()
    writer.write(self, above: [:])
    return writer.output
  }

  /// What is inside the element as XML, each child with the declarations that its names need.
  public func contentSource() -> String {
    var writer = XMLWriter()
    for child in children { writer.write(child, above: [:]) }
    return writer.output
  }
}
