/// One child of an element. CDATA sections are text.
public enum XMLNode: Hashable, Sendable {
  case element(XMLElement)
  /// The position is that of the text's first character in the source.
  case text(String, XMLPosition)
  case comment(String)
  case processingInstruction(target: String, data: String)
}

/// An element of a document that was read: a value, with its places in the source.
///
/// It keeps the document that it stands in.
public struct XMLElement: Hashable, Sendable {
  private let table: ElementTable
  private let index: Int

  init(_ index: Int, of table: ElementTable) {
    self.index = index
    self.table = table
  }

  public var name: XMLName { table.elements[index].name.name }
  /// The prefix as written; nil for none.
  public var prefix: String? { table.elements[index].name.prefix }
  /// In document order, without namespace declarations.
  public var attributes: ArraySlice<XMLAttribute> {
    table.attributes[table.elements[index].attributes.wide]
  }
  /// The namespaces in scope: prefix (empty for the default) to URI. `xml` is not listed.
  public var namespaces: [String: String] { table.scopes[Int(table.elements[index].scope)] }
  public var children: XMLChildren {
    XMLChildren(table.elements[index].children.wide, of: table)
  }
  /// The `<` of the start tag.
  public var position: XMLPosition { table.elements[index].position }

  public static func == (left: XMLElement, right: XMLElement) -> Bool {
    if left.table === right.table, left.index == right.index { return true }
    return left.name == right.name && left.prefix == right.prefix
      && left.position == right.position && left.attributes == right.attributes
      && left.namespaces == right.namespaces && left.children == right.children
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(position)
    hasher.combine(attributes)
  }

  /// The attribute with this name, if it is there. Attributes without a prefix have no namespace.
  public func attribute(_ local: String, namespace: String? = nil) -> XMLAttribute? {
    for index in table.elements[index].attributes.wide
    where table.attributes[index].qualified.name.isNamed(local, namespace) {
      return table.attributes[index]
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

/// The children of an element, in document order.
public struct XMLChildren: RandomAccessCollection, Hashable, Sendable {
  private let table: ElementTable
  private let range: Range<Int>

  fileprivate init(_ range: Range<Int>, of table: ElementTable) {
    self.table = table
    self.range = range
  }

  public var startIndex: Int { range.lowerBound }
  public var endIndex: Int { range.upperBound }

  public subscript(position: Int) -> XMLNode {
    precondition(range.contains(position), "the index of a child of another element")
    switch table.nodes[position] {
    case .element(let index): return .element(XMLElement(Int(index), of: table))
    case .text(let text, let position): return .text(text, position)
    case .comment(let text): return .comment(text)
    case .instruction(let target, let data):
      return .processingInstruction(target: target, data: data)
    }
  }

  public static func == (left: XMLChildren, right: XMLChildren) -> Bool {
    left.elementsEqual(right)
  }

  public static func == (left: XMLChildren, right: [XMLNode]) -> Bool {
    left.elementsEqual(right)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(count) }
}
