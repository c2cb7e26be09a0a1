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
  /// An element is handed around more often than it is made: all copies share what it is.
  private final class Shared: Sendable {
    let parts: Parts

    init(_ parts: Parts) { self.parts = parts }
  }

  private struct Parts: Hashable, Sendable {
    let qualified: QualifiedName
    let attributes: [XMLAttribute]
    let namespaces: [String: String]
    let children: [XMLNode]
    let position: XMLPosition
  }

  private let shared: Shared

  init(
    _ qualified: QualifiedName, attributes: [XMLAttribute], namespaces: [String: String],
    children: [XMLNode], position: XMLPosition
  ) {
    shared = Shared(
      Parts(
        qualified: qualified, attributes: attributes, namespaces: namespaces, children: children,
        position: position))
  }

  public var name: XMLName { shared.parts.qualified.name }
  /// The prefix as written; nil for none.
  public var prefix: String? { shared.parts.qualified.prefix }
  /// In document order, without namespace declarations.
  public var attributes: [XMLAttribute] { shared.parts.attributes }
  /// The namespaces in scope: prefix (empty for the default) to URI. `xml` is not listed.
  public var namespaces: [String: String] { shared.parts.namespaces }
  public var children: [XMLNode] { shared.parts.children }
  /// The `<` of the start tag.
  public var position: XMLPosition { shared.parts.position }

  public static func == (left: XMLElement, right: XMLElement) -> Bool {
    left.shared === right.shared || left.shared.parts == right.shared.parts
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(shared.parts) }

  /// The attribute with this name, if it is there. Attributes without a prefix have no namespace.
  public func attribute(_ local: String, namespace: String? = nil) -> XMLAttribute? {
    let attributes = shared.parts.attributes
    for index in attributes.indices
    where attributes[index].qualified.name.isNamed(local, namespace) {
      return attributes[index]
    }
    return nil
  }

  /// The child elements, in document order.
  public var elements: [XMLElement] {
    children.compactMap { if case .element(let element) = $0 { element } else { nil } }
  }

  /// The child elements with this name, in document order.
  public func elements(named local: String, namespace: String? = nil) -> [XMLElement] {
    elements.filter { $0.name.isNamed(local, namespace) }
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
