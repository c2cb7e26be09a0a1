internal import CLibXML2

extension XMLTree {
  /// A node as XML, with the namespace declarations that its names need.
  ///
  /// The same tree gives the same text; there is no XML declaration. An attribute gives its value, the
  /// document what is in it.
  public func serialize(_ node: Node) -> String {
    switch node.kind {
    case .document: return serializeContent(node)
    case .attribute: return node.text
    default: break
    }
    var writer = XMLWriter()
    write(node, to: &writer, above: [:])
    return writer.output
  }

  /// What is inside a node as XML, each child with the declarations that its names need.
  public func serializeContent(_ node: Node) -> String {
    guard node.kind == .element || node.kind == .document else { return node.text }
    var writer = XMLWriter()
    for child in node.children { write(child, to: &writer, above: [:]) }
    return writer.output
  }

  /// The whole document in UTF-8. Reading it again gives an equal tree.
  public func bytes() -> [UInt8] { Array(serialize(root).utf8) }

  private func write(_ node: Node, to writer: inout XMLWriter, above scope: XMLWriter.Scope) {
    switch node.kind {
    case .element:
      let attributes = node.attributes.map {
        XMLWriter.Attribute(name: .init(prefix: $0.prefix, name: $0.name), value: $0.text)
      }
      let children = node.children
      let (inner, tag) = writer.open(
        .init(prefix: node.prefix, name: node.name), attributes, declarations: node.declarations,
        isEmpty: children.isEmpty, above: scope)
      if children.isEmpty { return }
      for child in children { write(child, to: &writer, above: inner) }
      writer.close(tag)
    case .text: writer.writeText(node.text)
    case .comment: writer.writeComment(node.text)
    case .processingInstruction: writer.writeInstruction(node.name.local, node.text)
    case .document, .attribute: break
    }
  }
}
