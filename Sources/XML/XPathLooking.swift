/// Where an expression looks, told from its structure.
extension XPathSyntax {
  /// Whether evaluating may look at anything but the variables, what functions give, and what is inside
  /// of these.
  ///
  /// - Parameter fromNodeGiven: Whether the context node is already one of them, as in a predicate.
  func looksAround(fromNodeGiven isGiven: Bool) -> Bool {
    switch self {
    case .variable, .literal, .number: return false
    case .negation(let operand): return operand.looksAround(fromNodeGiven: isGiven)
    case .chain(let first, let rest):
      return first.looksAround(fromNodeGiven: isGiven)
        || rest.contains { $0.1.looksAround(fromNodeGiven: isGiven) }
    case .call(let call): return call.looksAround(fromNodeGiven: isGiven)
    case .filter(let primary, let predicates):
      return primary.looksAround(fromNodeGiven: isGiven)
        || predicates.contains { $0.looksAround(fromNodeGiven: true) }
    case .path(let path): return path.looksAround(fromNodeGiven: isGiven)
    }
  }
}

extension XPathCall {
  fileprivate func looksAround(fromNodeGiven isGiven: Bool) -> Bool {
    // Without arguments, the functions of XPath ask about the context node.
    if arguments.isEmpty, prefix == nil, name != "true", name != "false" { return !isGiven }
    return arguments.contains { $0.looksAround(fromNodeGiven: isGiven) }
  }
}

extension XPathPath {
  fileprivate func looksAround(fromNodeGiven isGiven: Bool) -> Bool {
    switch start {
    case .root: return true
    case .context: if !isGiven { return true }
    case .expression(let start): if start.looksAround(fromNodeGiven: isGiven) { return true }
    }
    return steps.contains { step in
      !XPathStep.inwardAxes.contains(step.axis)
        || step.predicates.contains { $0.looksAround(fromNodeGiven: true) }
    }
  }
}

extension XPathStep {
  /// The axes that lead to what is inside of a node, or to the node itself.
  fileprivate static let inwardAxes = [
    "child", "attribute", "self", "descendant", "descendant-or-self",
  ]
}
