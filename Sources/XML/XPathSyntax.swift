/// The structure of an expression, in the terms of XPath 1.0, section 2 and 3.
indirect enum XPathSyntax: Sendable {
  enum Operator: String, Sendable {
    case or
    case and
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case plus = "+"
    case minus = "-"
    case times = "*"
    case div
    case mod
    case union = "|"
  }

  /// Operands of one precedence, grouped from the left: the first, then each operator and its operand.
  /// Kept flat, so that a long chain is not a deep tree.
  case chain(XPathSyntax, [(Operator, XPathSyntax)])
  case negation(XPathSyntax)
  case variable(index: Int)
  case literal(String)
  /// The digits as written.
  case number(String)
  case call(XPathCall)
  case path(XPathPath)
  /// An expression with predicates: `(…)[1]`.
  case filter(XPathSyntax, [XPathSyntax])
}

struct XPathCall: Sendable {
  var prefix: String?
  var name: String
  var arguments: [XPathSyntax]
}

struct XPathPath: Sendable {
  enum Start: Sendable {
    case context, root
    case expression(XPathSyntax)
  }

  var start: Start
  var steps: [XPathStep]
}

struct XPathStep: Sendable {
  enum Test: Sendable {
    /// `name`, `prefix:name`, `*` (local is nil) or `prefix:*`.
    case name(prefix: String?, local: String?)
    /// `node()`, `text()`, `comment()` or `processing-instruction('target')`.
    case kind(String, target: String?)
  }

  var axis: String
  var test: Test
  var predicates: [XPathSyntax]

  static let axes: Set<String> = [
    "ancestor", "ancestor-or-self", "attribute", "child", "descendant", "descendant-or-self",
    "following", "following-sibling", "namespace", "parent", "preceding", "preceding-sibling",
    "self",
  ]

  /// What `//` stands for between two steps.
  static let descendantOrSelf = XPathStep(
    axis: "descendant-or-self", test: .kind("node", target: nil), predicates: [])
}

/// What is known of an expression before it runs (XPath 1.0, section 1: four types of object).
enum XPathStaticType {
  case nodes, boolean, number, string, unknown
}

extension XPathSyntax {
  var staticType: XPathStaticType {
    switch self {
    case .chain(_, let rest):
      switch rest[0].0 {
      case .plus, .minus, .times, .div, .mod: .number
      case .union: .nodes
      default: .boolean
      }
    case .negation, .number: .number
    case .variable: .unknown
    case .literal: .string
    case .call(let call):
      call.prefix == nil ? XPathCoreLibrary.signatures[call.name]?.result ?? .unknown : .unknown
    case .path, .filter: .nodes
    }
  }
}

/// The function library of XPath 1.0, section 4: how many arguments each takes and what it gives.
enum XPathCoreLibrary {
  struct Signature: Sendable {
    var arguments: ClosedRange<Int>
    var result: XPathStaticType

    /// Such as `2 or 3 arguments`.
    var countInWords: String {
      if arguments.upperBound == Int.max { return "at least \(arguments.lowerBound) arguments" }
      if arguments.count > 1 {
        return "\(arguments.lowerBound) or \(arguments.upperBound) arguments"
      }
      switch arguments.lowerBound {
      case 0: return "no arguments"
      case 1: return "1 argument"
      default: return "\(arguments.lowerBound) arguments"
      }
    }
  }

  static let signatures: [String: Signature] = [
    "last": .init(arguments: 0...0, result: .number),
    "position": .init(arguments: 0...0, result: .number),
    "count": .init(arguments: 1...1, result: .number),
    "id": .init(arguments: 1...1, result: .nodes),
    "local-name": .init(arguments: 0...1, result: .string),
    "namespace-uri": .init(arguments: 0...1, result: .string),
    "name": .init(arguments: 0...1, result: .string),
    "string": .init(arguments: 0...1, result: .string),
    "concat": .init(arguments: 2...Int.max, result: .string),
    "starts-with": .init(arguments: 2...2, result: .boolean),
    "contains": .init(arguments: 2...2, result: .boolean),
    "substring-before": .init(arguments: 2...2, result: .string),
    "substring-after": .init(arguments: 2...2, result: .string),
    "substring": .init(arguments: 2...3, result: .string),
    "string-length": .init(arguments: 0...1, result: .number),
    "normalize-space": .init(arguments: 0...1, result: .string),
    "translate": .init(arguments: 3...3, result: .string),
    "boolean": .init(arguments: 1...1, result: .boolean),
    "not": .init(arguments: 1...1, result: .boolean),
    "true": .init(arguments: 0...0, result: .boolean),
    "false": .init(arguments: 0...0, result: .boolean),
    "lang": .init(arguments: 1...1, result: .boolean),
    "number": .init(arguments: 0...1, result: .number),
    "sum": .init(arguments: 1...1, result: .number),
    "floor": .init(arguments: 1...1, result: .number),
    "ceiling": .init(arguments: 1...1, result: .number),
    "round": .init(arguments: 1...1, result: .number),
  ]
}
