import XML

/// A small document on which made-up expressions are evaluated.
///
/// Every variable is there, and every function of a prefix: it answers with its first argument, so
/// that what comes after it is tried, too.
final class Expressions: XPathEnvironment {
  private let tree: XMLTree

  init() {
    let document = """
      <a k="1"><b n="-2">整改</b><b n="3"><c xmlns:d="urn:docket:workflow:1" d:kind="session"/></b></a>
      """
    guard let tree = try? XMLTree(parsing: Array(document.utf8)) else {
      preconditionFailure("the document is well-formed")
    }
    self.tree = tree
  }

  /// Reads an expression and evaluates it, within the limits that guards have.
  func evaluate(_ source: String) {
    guard let expression = try? XPathExpression(source) else { return }
    let value = try? XPathContext(tree: tree, environment: self).evaluate(expression)
    _ = value?.asBoolean
  }

  func variable(_ name: String) -> XPathValue? {
    switch name {
    case "k": .string("session")
    case "n": .number(.nan)
    case "t": .boolean(true)
    default: .nodes([tree.root])
    }
  }

  func call(
    _ name: XMLName, _ arguments: [XPathValue], at context: XMLTree.Node
  ) throws(XPathError) -> XPathValue? {
    name.namespace == nil ? nil : arguments.first ?? .nodes([context])
  }

  func namespace(for prefix: String) -> String? { "urn:\(prefix)" }
}
