import Statechart
import XML

/// A value on its way to a place: text, or nodes that are copied there.
enum XPathContent {
  case text(String)
  case nodes([XMLTree.Node])

  /// What an expression gave.
  init(_ value: XPathValue) {
    switch value {
    case .nodes(let nodes): self = .nodes(nodes)
    case .boolean, .number, .string: self = .text(value.asString)
    }
  }

  /// Content between tags, as the note reads it: XML if there is an element in it, without the
  /// white space around it; else text with spaces normalised.
  init(parsing source: String, in tree: XMLTree) {
    guard let nodes = try? tree.parse(fragment: source) else {
      self = .text(source.spacesNormalised)
      return
    }
    guard nodes.contains(where: { $0.kind == .element }) else {
      self = .text(nodes.filter { $0.kind == .text }.map(\.text).joined().spacesNormalised)
      return
    }
    let isBlank = { (node: XMLTree.Node) in node.kind == .text && node.text.isBlank }
    self = .nodes(nodes.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  /// The content as the value of an attribute, or nil where an element is inside: an attribute
  /// cannot hold XML. An element that holds text alone counts as its text.
  var attributeValue: String? {
    switch self {
    case .text(let text): return text
    case .nodes(let nodes):
      return nodes.allSatisfy(\.elements.isEmpty) ? nodes.map(\.text).joined() : nil
    }
  }

  /// Nodes of one's own: deep copies, an attribute as the text of its value.
  func copies(in tree: XMLTree) -> [XMLTree.Node] {
    switch self {
    case .text(let text): text.isEmpty ? [] : [tree.createText(text)]
    case .nodes(let nodes):
      nodes.map { tree.copy($0) }.filter { $0.kind != .text || !$0.text.isEmpty }
    }
  }
}

extension XMLTree.Node {
  /// How many elements are above the node.
  var depth: Int {
    var depth = 0
    var place = self
    while let parent = place.parent, parent.kind == .element {
      depth += 1
      place = parent
    }
    return depth
  }

  /// How many elements lie inside each other, the node included.
  var height: Int {
    kind == .element ? 1 + (elements.map(\.height).max() ?? 0) : 0
  }
}

extension XMLTree {
  func appendElement(_ name: String, to parent: Node) throws(XMLTreeError) -> Node {
    let element = try createElement(name)
    try appendChild(element, to: parent)
    return element
  }

  /// `<data id="…"/>`, behind the others; without the attribute for nil.
  func appendData(_ id: String?, to parent: Node) throws(XMLTreeError) -> Node {
    let element = try appendElement("data", to: parent)
    if let id { try setAttribute("id", to: id, of: element) }
    return element
  }

  /// Adds text, unless it is empty: an empty text node would make `text()` true.
  func append(text: String, to parent: Node) throws(XMLTreeError) {
    guard !text.isEmpty else { return }
    try appendChild(createText(text), to: parent)
  }

  /// Adds a value as the note says event data appear: named values as `<data id="name">`, XML as
  /// nodes, anything else as text.
  func append(_ value: Value, to parent: Node) throws(XMLTreeError) {
    switch value {
    case .none: return
    case .boolean(let flag): try append(text: flag ? "true" : "false", to: parent)
    case .number(let number): try append(text: XPathValue.number(number).asString, to: parent)
    case .string(let text): try append(text: text, to: parent)
    case .list(let values):
      for value in values { try append(value, to: appendData(nil, to: parent)) }
    case .record(let fields):
      for field in fields { try append(field.value, to: appendData(field.name, to: parent)) }
    case .xml(let source):
      // A value that calls itself XML and is none is kept as the text that it is.
      guard let nodes = try? parse(fragment: source) else {
        try append(text: source, to: parent)
        return
      }
      for node in nodes { try appendChild(node, to: parent) }
    }
  }
}

/// Runs a change of the tree; one that the tree cannot make is a fault of the content.
func changing<Result>(
  _ change: () throws(XMLTreeError) -> Result
) throws(ExecutionError) -> Result {
  do {
    return try change()
  } catch {
    throw ExecutionError(error.message)
  }
}
