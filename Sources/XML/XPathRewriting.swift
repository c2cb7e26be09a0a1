/// Writes a checked expression again, so that libxml2 evaluates it as XPath 1.0 says.
///
/// libxml2's own conversions between strings and numbers are not the standard's: it reads `1e3` as a
/// thousand and is off in the last digit of some decimals. So wherever such a conversion could happen,
/// the expression is rewritten to go through a function of ours (XPathCoreFunctions.swift):
///
/// - `a = b` and its like become `eq(a, b)` unless both sides are booleans, numbers or strings for sure;
/// - operands of arithmetic that may not be numbers become `number(a)`;
/// - `0.1` becomes `(1 div 10)`, which is the nearest number by IEEE 754.
///
/// Variables become `$v0`, `$v1`, …, functions that are not XPath's own `f0()`, …, prefixes `n0`, …: what
/// they stand for is looked up by number, and one text always means one namespace.
struct XPathRewriting {
  private(set) var output = ""
  /// The functions behind `f0`, `f1`, ….
  private(set) var functions: [XMLName] = []
  /// The generated prefix for a prefix of the expression.
  let prefixes: [String: String]
  /// The URI for a prefix of the expression.
  let namespaces: [String: String]

  init(_ syntax: XPathSyntax, prefixes: [String: String], namespaces: [String: String]) {
    self.prefixes = prefixes
    self.namespaces = namespaces
    // The parentheses keep libxml2 from its streaming shortcut, which knows no limits.
    output = "(" + write(syntax) + ")"
  }

  /// The text of an expression; of anything but a primary in parentheses.
  private mutating func write(_ syntax: XPathSyntax) -> String {
    switch syntax {
    case .chain(let first, let rest): return writeChain(first, rest)
    case .negation(let operand): return "(-\(writeNumber(operand)))"
    case .variable(let index): return "$v\(index)"
    case .literal(let text): return text.contains("'") ? "\"\(text)\"" : "'\(text)'"
    case .number(let digits): return writeLiteral(digits)
    case .call(let call): return writeCall(call)
    case .path(let path): return writePath(path)
    case .filter(let primary, let predicates):
      return write(primary) + predicates.map { "[\(write($0))]" }.joined()
    }
  }

  private mutating func writeChain(
    _ first: XPathSyntax, _ rest: [(XPathSyntax.Operator, XPathSyntax)]
  ) -> String {
    switch rest[0].0 {
    case .or, .and, .union:
      return "(" + ([write(first)] + rest.map { " \($0.0.rawValue) " + write($0.1) }).joined() + ")"
    case .plus, .minus, .times, .div, .mod:
      let tail = rest.map { " \($0.0.rawValue) " + writeNumber($0.1) }
      return "(" + ([writeNumber(first)] + tail).joined() + ")"
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      var text = write(first)
      var type = first.staticType
      for (sign, operand) in rest {
        text = writeComparison(text, type, sign, write(operand), operand.staticType)
        type = .boolean
      }
      return text
    }
  }

  private func writeComparison(
    _ left: String, _ leftType: XPathStaticType, _ sign: XPathSyntax.Operator, _ right: String,
    _ rightType: XPathStaticType
  ) -> String {
    let isEquality = sign == .equal || sign == .notEqual
    let isPlain =
      switch (leftType, rightType) {
      case (.number, .number): true
      case (.boolean, .boolean): isEquality
      case (.string, .string): isEquality
      default: false
      }
    if isPlain { return "(\(left) \(sign.rawValue) \(right))" }
    let function =
      switch sign {
      case .equal: "eq"
      case .notEqual: "ne"
      case .less: "lt"
      case .lessOrEqual: "le"
      case .greater: "gt"
      default: "ge"
      }
    return "\(function)(\(left), \(right))"
  }

  /// An operand of arithmetic.
  private mutating func writeNumber(_ syntax: XPathSyntax) -> String {
    syntax.staticType == .number ? write(syntax) : "number(\(write(syntax)))"
  }

  /// Whole numbers below 2^53 are read exactly by libxml2; a quotient of two of them, the divisor a power
  /// of ten up to 10^22, is the nearest number to the decimal. Longer ones are read by Swift.
  private func writeLiteral(_ digits: String) -> String {
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    let whole = parts[0] + fraction
    guard whole.count <= 15 else { return "number('\(digits)')" }
    if fraction.isEmpty { return String(whole) }
    return "(\(whole) div 1\(String(repeating: "0", count: fraction.count)))"
  }

  private mutating func writeCall(_ call: XPathCall) -> String {
    let isCore = call.prefix == nil && XPathCoreLibrary.signatures[call.name] != nil
    var name = call.name
    if !isCore {
      let function = XMLName(call.name, namespace: call.prefix.flatMap { namespaces[$0] })
      let index = functions.firstIndex(of: function) ?? functions.count
      if index == functions.count { functions.append(function) }
      name = "f\(index)"
    }
    var arguments = call.arguments.map { write($0) }
    // These two would convert a number by themselves; a node-set given to id() is libxml2's to walk.
    if isCore, name == "lang" || name == "id", call.arguments[0].staticType != .nodes {
      if name == "lang" || call.arguments[0].staticType != .unknown {
        arguments[0] = "string(\(arguments[0]))"
      }
    }
    return "\(name)(\(arguments.joined(separator: ", ")))"
  }

  private mutating func writePath(_ path: XPathPath) -> String {
    var steps: [String] = []
    for step in path.steps { steps.append(writeStep(step)) }
    let tail = steps.joined(separator: "/")
    switch path.start {
    case .context: return tail
    case .root: return "/" + tail
    case .expression(let start): return write(start) + "/" + tail
    }
  }

  private mutating func writeStep(_ step: XPathStep) -> String {
    var text = step.axis + "::"
    switch step.test {
    case .name(let prefix, let local):
      if let prefix { text += (prefixes[prefix] ?? prefix) + ":" }
      text += local ?? "*"
    case .kind(let kind, let target):
      let literal = target.map { $0.contains("'") ? "\"\($0)\"" : "'\($0)'" } ?? ""
      text += "\(kind)(\(literal))"
    }
    for predicate in step.predicates { text += "[\(write(predicate))]" }
    return text
  }
}
