/// What an expression gives: one of XPath's four types (XPath 1.0, section 1).
public enum XPathValue {
  case boolean(Bool)
  case number(Double)
  case string(String)
  /// In document order, each node once.
  case nodes([XMLTree.Node])

  /// As by `boolean()`: zero, NaN, the empty string and no nodes are false.
  public var asBoolean: Bool {
    switch self {
    case .boolean(let value): value
    case .number(let value): value != 0 && !value.isNaN
    case .string(let value): !value.isEmpty
    case .nodes(let nodes): !nodes.isEmpty
    }
  }

  /// As by `number()`: what is no decimal number is NaN.
  public var asNumber: Double {
    switch self {
    case .boolean(let value): value ? 1 : 0
    case .number(let value): value
    case .string, .nodes: XPathNumbers.number(asString)
    }
  }

  /// As by `string()`: numbers in decimal digits; of nodes the text of the first.
  public var asString: String {
    switch self {
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): XPathNumbers.string(value)
    case .string(let value): value
    case .nodes(let nodes): nodes.first?.text ?? ""
    }
  }
}

/// An expression could not be evaluated.
public struct XPathError: Error, Hashable, Sendable {
  /// Stable: `xpath.variable.unknown`, `xpath.function.unknown`, `xpath.function.arity`,
  /// `xpath.prefix.unknown`, `xpath.type`, `xpath.limit` or one of the environment's own.
  public let code: String
  /// A sentence without a capital and a full stop.
  public let message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}

/// What an expression can see besides the tree: variables, functions and prefixes.
public protocol XPathEnvironment: AnyObject {
  /// The value of `$name` (as written, a prefix included); nil if there is no such variable.
  func variable(_ name: String) -> XPathValue?

  /// The node that the variable of a number is, where it is a single one: a shorter way to what
  /// `variable(_:)` gives for its name. Nil leaves the question to that.
  func variable(number: Int) -> XMLTree.Node?

  /// Calls a function that is not XPath's own.
  ///
  /// - Parameters:
  ///   - name: With the namespace of its prefix; without a prefix no namespace.
  ///   - context: The node at which the call is evaluated.
  /// - Returns: The value, or nil if there is no such function.
  func call(
    _ name: XMLName, _ arguments: [XPathValue], at context: XMLTree.Node
  ) throws(XPathError) -> XPathValue?

  /// The URI of a prefix; nil if it is not declared.
  func namespace(for prefix: String) -> String?
}

extension XPathEnvironment {
  public func variable(number: Int) -> XMLTree.Node? { nil }
}
