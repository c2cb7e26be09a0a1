/// All that a document consists of, in tables.
///
/// An element of a large document has six nodes inside and two attributes: in arrays of their own, they
/// would be most of what is allocated.
final class ElementTable: Sendable {
  /// One element, in document order.
  struct Element: Sendable {
    let name: QualifiedName
    /// In `attributes`.
    let attributes: Range<Int32>
    /// In `nodes`, once the element has ended.
    var children: Range<Int32> = 0..<0
    /// In `scopes`.
    let scope: Int32
    let position: XMLPosition
  }

  /// One child of an element.
  enum Node: Sendable {
    /// In `elements`.
    case element(Int32)
    case text(String, XMLPosition)
    case comment(String)
    case instruction(target: String, data: String)
  }

  let elements: [Element]
  let attributes: [XMLAttribute]
  /// The children of each element without a gap, those of inner elements first.
  let nodes: [Node]
  /// The namespaces in scope, prefix to URI, wherever others are declared.
  let scopes: [[String: String]]

  init(
    elements: [Element], attributes: [XMLAttribute], nodes: [Node], scopes: [[String: String]]
  ) {
    self.elements = elements
    self.attributes = attributes
    self.nodes = nodes
    self.scopes = scopes
  }
}

extension Range<Int32> {
  /// A stretch of a table; none is longer than a document's text.
  init(from start: Int, to end: Int) {
    self = Int32(truncatingIfNeeded: start)..<Int32(truncatingIfNeeded: end)
  }

  var wide: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
