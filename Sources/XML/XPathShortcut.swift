/// An expression that asks for no more than values, children and attributes, and so needs no engine:
/// nearly all guards and assignments of workflows.
///
/// It is a second way to the same answer, never another answer. Whatever is not certain (an unknown
/// variable, nodes of another tree, much text, a result whose order would have to be looked up) is
/// left to libxml2, which also words every error. A test compares both on generated expressions.
struct XPathShortcut: Sendable {
  indirect enum Operand: Sendable {
    case boolean(Bool)
    case number(Double)
    case string(String)
    case nodes(Path)
    case any([Operand])
    case all([Operand])
    case not(Operand)
    case comparison(Operand, XPathSyntax.Operator, Operand)
    case arithmetic(Operand, XPathSyntax.Operator, Operand)
    case negation(Operand)
    case asBoolean(Operand)
    case asNumber(Operand)
    case asString(Operand)
    case count(Path)
  }

  struct Path: Sendable {
    /// Nil for the context node.
    var variable: Variable?
    var steps: [Step]
  }

  struct Variable: Sendable {
    var name: String
    /// What the environment calls it; -1 where it knows it by name only.
    var number: Int
  }

  struct Step: Sendable {
    var isAttribute: Bool
    /// In UTF-8; nil for any element.
    var name: [UInt8]?
    /// Conditions that do not ask for the position.
    var predicates: [Operand]
  }

  let operand: Operand

  /// Nil where the expression needs libxml2.
  init?(_ syntax: XPathSyntax, variables: [Variable]) {
    guard let operand = Lowering(variables: variables).operand(syntax) else { return nil }
    self.operand = operand
  }
}

extension XPathShortcut.Operand {
  var type: XPathStaticType {
    switch self {
    case .boolean, .any, .all, .not, .comparison, .asBoolean: .boolean
    case .number, .arithmetic, .negation, .asNumber, .count: .number
    case .string, .asString: .string
    case .nodes: .nodes
    }
  }
}

/// Finds out whether all parts of an expression can be evaluated here.
private struct Lowering {
  typealias Operand = XPathShortcut.Operand

  let variables: [XPathShortcut.Variable]

  func operand(_ syntax: XPathSyntax) -> Operand? {
    switch syntax {
    case .number(let digits): return .number(XPathNumbers.number(digits))
    case .literal(let text): return .string(text)
    case .negation(let operand): return self.operand(operand).map { .negation($0) }
    case .variable, .path: return path(syntax).map { .nodes($0) }
    case .filter: return nil
    case .call(let call): return self.call(call)
    case .chain(let first, let rest): return chain(first, rest)
    }
  }

  private func chain(_ first: XPathSyntax, _ rest: [(XPathSyntax.Operator, XPathSyntax)])
    -> Operand?
  {
    guard var result = operand(first) else { return nil }
    var operands: [Operand] = []
    for (sign, syntax) in rest {
      guard let operand = operand(syntax) else { return nil }
      switch sign {
      case .or, .and: operands.append(operand)
      case .union: return nil
      case .plus, .minus, .times, .div, .mod: result = .arithmetic(result, sign, operand)
      case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        if result.type == .nodes, operand.type == .nodes { return nil }
        result = .comparison(result, sign, operand)
      }
    }
    switch rest[0].0 {
    case .or: return .any([result] + operands)
    case .and: return .all([result] + operands)
    default: return result
    }
  }

  private func call(_ call: XPathCall) -> Operand? {
    guard call.prefix == nil else { return nil }
    switch (call.name, call.arguments.count) {
    case ("true", 0): return .boolean(true)
    case ("false", 0): return .boolean(false)
    case ("count", 1): return path(call.arguments[0]).map { .count($0) }
    case ("not", 1): return operand(call.arguments[0]).map { .not($0) }
    case ("boolean", 1): return operand(call.arguments[0]).map { .asBoolean($0) }
    case ("number", 1): return operand(call.arguments[0]).map { .asNumber($0) }
    case ("string", 1): return operand(call.arguments[0]).map { .asString($0) }
    default: return nil
    }
  }

  private func path(_ syntax: XPathSyntax) -> XPathShortcut.Path? {
    switch syntax {
    case .variable(let index):
      return XPathShortcut.Path(variable: variables[index], steps: [])
    case .path(let path):
      var lowered = XPathShortcut.Path(variable: nil, steps: [])
      switch path.start {
      case .context: break
      case .expression(.variable(let index)): lowered.variable = variables[index]
      case .root, .expression: return nil
      }
      for step in path.steps {
        guard let step = self.step(step) else { return nil }
        // Attributes have neither children nor attributes.
        if lowered.steps.last?.isAttribute == true { return nil }
        lowered.steps.append(step)
      }
      return lowered
    default: return nil
    }
  }

  private func step(_ step: XPathStep) -> XPathShortcut.Step? {
    guard case .name(nil, let local) = step.test, step.axis == "child" || step.axis == "attribute"
    else { return nil }
    let isAttribute = step.axis == "attribute"
    if isAttribute, local == nil { return nil }
    var predicates: [Operand] = []
    for predicate in step.predicates {
      // A number would be a position.
      guard let operand = operand(predicate), operand.type != .number else { return nil }
      predicates.append(operand)
    }
    return XPathShortcut.Step(
      isAttribute: isAttribute, name: local.map { Array($0.utf8) }, predicates: predicates)
  }
}
