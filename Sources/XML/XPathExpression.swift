/// An XPath 1.0 expression whose syntax was checked.
///
/// Whether its variables, functions and prefixes mean anything is not known here: `variables`,
/// `functions`, `prefixes` and `names` list them with their places, for a checker to judge before anything runs.
/// The arguments of XPath's own functions are counted. Expressions are equal if their sources are.
public struct XPathExpression: Sendable, Hashable, CustomStringConvertible {
  public let source: String
  /// Every use of a variable in the order of the source; the name as written, without the `$`, and
  /// the offset of the `$` in scalars from 0.
  public let variables: [(name: String, offset: Int)]
  /// Every call in the order of the source, XPath's own functions included.
  public let functions: [(prefix: String?, name: String, offset: Int, arity: Int?)]
  /// Every prefix in names of elements, attributes and functions, with its first place.
  public let prefixes: [(prefix: String, offset: Int)]
  /// Every name without a prefix that a step asks for, in the order of the source.
  public let names: [Name]
  /// Whether it may look at anything but its variables, what functions give, and what is inside of
  /// these: at the context node, say, or the root.
  public let looksAround: Bool
  let syntax: XPathSyntax
  /// The way around libxml2, for an expression that does not need it.
  let shortcut: XPathShortcut?

  /// A name that a step asks for.
  public struct Name: Sendable {
    public let name: String
    public let isAttribute: Bool
    /// In scalars from 0.
    public let offset: Int
    /// The call whose own nodes are asked, by its number in `functions`: that of `f` in `f()/@name`
    /// and in `f()[@name]`.
    public let call: Int?
  }

  /// The variable, if the expression is nothing else.
  public var onlyVariable: String? {
    if case .variable = syntax { variables[0].name } else { nil }
  }

  /// - Parameter number: What an environment calls a variable, for one that knows variables by numbers:
  ///   see `XPathEnvironment.variable(number:)`.
  /// - Throws: What is wrong with the syntax, and where.
  /// - Complexity: O(length). Sources over 65,536 scalars and nesting over 100 levels are refused.
  public init(_ source: String, numbering number: (String) -> Int? = { _ in nil })
    throws(XPathSyntaxError)
  {
    var parser = XPathParser(source)
    self.syntax = try parser.parse()
    self.source = source
    self.variables = parser.variables
    self.functions = parser.functions
    self.prefixes = parser.prefixes
    self.names = parser.names
    self.looksAround = syntax.looksAround(fromNodeGiven: false)
    self.shortcut = XPathShortcut(
      syntax,
      variables: parser.variables.map {
        XPathShortcut.Variable(name: $0.name, number: number($0.name) ?? -1)
      })
  }

  public var description: String { source }

  public static func == (left: XPathExpression, right: XPathExpression) -> Bool {
    left.source.isIdentical(to: right.source)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

/// The text is not an XPath 1.0 expression.
public struct XPathSyntaxError: Error, Hashable, Sendable {
  /// Where, in Unicode scalars from 0; at most the length of the source.
  public let offset: Int
  /// A sentence without a capital and a full stop, such as `']' is missing`.
  public let message: String

  init(_ message: String, at offset: Int) {
    self.offset = offset
    self.message = message
  }
}
