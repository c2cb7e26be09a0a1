import Statechart
import XML

/// Values that leave the data model: in events, in strings that executable content asks for.
extension XPathSession {
  func value(_ expression: ExpressionID, in configuration: StateSet) throws(ExecutionError)
    -> Value
  {
    setConfiguration(configuration)
    let isLocation = plan.uses[expression.index] == .location
    switch try evaluate(expression) {
    case .boolean(let flag) where !isLocation: return .boolean(flag)
    case .number(let number) where !isLocation: return .number(number)
    case .string(let text) where !isLocation: return .string(text)
    case .nodes(let nodes) where !isLocation:
      return plan.carried.contains(expression)
        ? value(of: nodes) : .string(nodes.first?.text ?? "")
    case .nodes(let nodes) where !nodes.isEmpty:
      // A name list passes what a variable contains, without its <data> element.
      let variables = try Set(open().data.values)
      return value(of: nodes.flatMap { variables.contains($0) ? $0.children : [$0] })
    default:
      throw ExecutionError("\"\(source(of: expression))\" names no place in the data")
    }
  }

  func value(content source: String) -> Value {
    guard let tree = try? open().tree else { return .string(source.spacesNormalised) }
    switch XPathContent(parsing: source, in: tree) {
    case .text(let text): return text.isEmpty ? .none : .string(text)
    case .nodes(let nodes): return value(of: nodes)
    }
  }

  /// Nodes as a value of their own: XML if there is an element among them, else text.
  private func value(of nodes: [XMLTree.Node]) -> Value {
    guard nodes.contains(where: { $0.kind == .element }) else {
      return nodes.isEmpty ? .none : .string(nodes.map(\.text).joined())
    }
    return .xml(
      nodes.map { node in
        node.tree.serialize(node.kind == .attribute ? node.tree.copy(node) : node)
      }.joined())
  }
}
