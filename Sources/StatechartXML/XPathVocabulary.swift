public import Statechart
public import XML

/// What the expressions of one document may name, and the check that they name nothing else.
///
/// The data model would meet the same faults only when it comes to the expression; libxml2 compiles
/// names that nobody knows.
public struct XPathVocabulary: Sendable {
  /// The ids of data elements, and the variables of loops.
  public var variables: Set<Identifier>
  /// The functions of `urn:docket:workflow:1` by local name, with how many arguments they take.
  public var functions: [String: ClosedRange<Int>]
  /// The namespaces by prefix.
  public var namespaces: [String: String]
  /// The ids of all states, for `In('id')`; nil means that states are not checked.
  public var states: Set<Identifier>?

  public init(
    variables: Set<Identifier> = [],
    functions: [String: ClosedRange<Int>] = XPathVocabulary.workflowFunctions,
    namespaces: [String: String] = ["d": SCXML.workflowNamespace], states: Set<Identifier>? = nil
  ) {
    self.variables = variables
    self.functions = functions
    self.namespaces = namespaces
    self.states = states
  }

  /// Section 5.10 of the standard.
  public static let systemVariables: Set<Identifier> = [
    "_event", "_name", "_sessionid", "_ioprocessors", "_x",
  ]

  /// XPath 1.0, section 4, and `In` of SCXML (section 5.9.1).
  public static let coreFunctions: [String: ClosedRange<Int>] = [
    "last": 0...0, "position": 0...0, "count": 1...1, "id": 1...1, "local-name": 0...1,
    "namespace-uri": 0...1, "name": 0...1, "string": 0...1, "concat": 2...Int.max,
    "starts-with": 2...2, "contains": 2...2, "substring-before": 2...2, "substring-after": 2...2,
    "substring": 2...3, "string-length": 0...1, "normalize-space": 0...1, "translate": 3...3,
    "boolean": 1...1, "not": 1...1, "true": 0...0, "false": 0...0, "lang": 1...1,
    "number": 0...1, "sum": 1...1, "floor": 1...1, "ceiling": 1...1, "round": 1...1, "In": 1...1,
  ]

  /// The house's own: the facts that a workflow may read, and what XPath 1.0 lacks for workflows.
  public static let workflowFunctions: [String: ClosedRange<Int>] = [
    "evidence": 0...1, "item": 0...0, "items": 0...1, "children": 0...0, "descendants": 0...0,
    "ancestors": 0...0, "unit": 0...0, "batch": 0...0, "programme": 0...0, "actor": 0...0,
    "now": 0...0, "today": 0...0, "days-between": 2...2, "add-duration": 2...2,
    "matches": 2...2,
  ]

  /// The attributes of what a fact function gives; it has no children.
  public static let factAttributes: [String: Set<String>] = {
    let unit: Set = ["code", "level", "kind", "parent"]
    let progress: Set = ["status", "states", "stages"]
    let item = progress.union(["id", "ledger", "deadline"])
    return [
      "evidence": ["number", "kind", "size", "by", "at"], "item": item, "items": item,
      "unit": unit, "ancestors": unit, "children": unit.union(progress),
      "descendants": unit.union(progress),
      "batch": ["programme", "number", "start", "end", "endMode"],
    ]
  }()

  /// Everything wrong with an expression that is an attribute's whole value.
  public func check(_ attribute: XMLAttribute) -> [Diagnostic] {
    check(attribute.value) { SourceLocation(attribute.position(ofScalar: $0)) }
  }

  /// Everything wrong with an expression.
  ///
  /// - Parameters:
  ///   - source: The expression.
  ///   - location: The place of the expression's scalar with a number counted from 0.
  /// - Returns: Errors in the order of their places; one alone where the syntax is wrong.
  public func check(_ source: String, location: (Int) -> SourceLocation) -> [Diagnostic] {
    do {
      return check(try XPathExpression(source), location: location)
    } catch {
      return [.syntax(error, location: location)]
    }
  }

  /// Everything that an expression names and nobody knows, in the order of the places.
  func check(_ expression: XPathExpression, location: (Int) -> SourceLocation) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for variable in expression.variables {
      check(variable: variable.name, at: location(variable.offset), &found)
    }
    for function in expression.functions {
      let place = location(function.offset)
      check(
        function: function.name, prefix: function.prefix, arity: function.arity, at: place, &found)
      if function.prefix == nil, function.name == "In" {
        checkState(in: expression.source, after: function.offset, location: location, &found)
      }
    }
    for name in expression.names { check(name, of: expression, location, &found) }
    for prefix in expression.prefixes where namespaces[prefix.prefix] == nil {
      found.append(
        Diagnostic(
          .error, "xpath.prefix.unknown", at: location(prefix.offset),
          "the prefix \"\(prefix.prefix)\" is not declared in <scxml>"
            + didYouMean(prefix.prefix, among: namespaces.keys)))
    }
    return found.sorted { $0.location < $1.location }
  }

  private func check(
    variable name: String, at location: SourceLocation, _ found: inout [Diagnostic]
  ) {
    let id = Identifier(name)
    guard !variables.contains(id), !Self.systemVariables.contains(id) else { return }
    let known = variables.union(Self.systemVariables)
    let suggestion = nearestName(to: name, among: known.map(\.text))
    found.append(
      Diagnostic(
        .error, "xpath.variable.unknown", at: location,
        "there is no data \"\(name)\"" + (suggestion.map { "; did you mean \"$\($0)\"?" } ?? "")))
  }

  /// An attribute that no fact of this kind has would be empty for ever.
  private func check(
    _ name: XPathExpression.Name, of expression: XPathExpression,
    _ location: (Int) -> SourceLocation, _ found: inout [Diagnostic]
  ) {
    guard name.isAttribute, let call = name.call.map({ expression.functions[$0] }),
      let prefix = call.prefix, namespaces[prefix] == SCXML.workflowNamespace,
      let known = Self.factAttributes[call.name], !known.contains(name.name)
    else { return }
    found.append(
      Diagnostic(
        .error, "xpath.attribute.unknown", at: location(name.offset),
        "what \(prefix):\(call.name)() gives has no attribute \"\(name.name)\""
          + didYouMean(name.name, among: known)))
  }

  private func check(
    function name: String, prefix: String?, arity: Int?, at location: SourceLocation,
    _ found: inout [Diagnostic]
  ) {
    var known = Self.coreFunctions
    if let prefix {
      // A prefix that is not declared is reported with those of paths.
      guard let namespace = namespaces[prefix] else { return }
      known = namespace == SCXML.workflowNamespace ? functions : [:]
    }
    let written = (prefix.map { $0 + ":" } ?? "") + name
    guard let allowed = known[name] else {
      found.append(
        Diagnostic(
          .error, "xpath.function.unknown", at: location,
          "there is no function \(written)()" + suggestion(for: name, prefix: prefix, among: known))
      )
      return
    }
    if let arity, !allowed.contains(arity) {
      found.append(
        Diagnostic(
          .error, "xpath.function.arity", at: location,
          "\(written)() takes \(Self.describe(allowed)), not \(arity)"))
    }
  }

  /// A near name; else the same name with the prefix forgotten or too much.
  private func suggestion(
    for name: String, prefix: String?, among known: [String: ClosedRange<Int>]
  ) -> String {
    let house = namespaces.filter { $0.value == SCXML.workflowNamespace }.keys.min()
    if prefix == nil, functions[name] != nil, let house {
      return "; did you mean \(house):\(name)()?"
    }
    if prefix != nil, Self.coreFunctions[name] != nil { return "; did you mean \(name)()?" }
    guard let near = nearestName(to: name, among: known.keys) else { return "" }
    return "; did you mean \(prefix.map { $0 + ":" } ?? "")\(near)()?"
  }

  private static func describe(_ arity: ClosedRange<Int>) -> String {
    let (low, high) = (arity.lowerBound, arity.upperBound)
    if high == Int.max { return "at least \(low) arguments" }
    if low == high {
      return low == 0 ? "no arguments" : low == 1 ? "1 argument" : "\(low) arguments"
    }
    return "\(low) to \(high) arguments"
  }

  /// Reports `In('id')` of a state that is not there; an argument that is computed is not looked at.
  private func checkState(
    in source: String, after offset: Int, location: (Int) -> SourceLocation,
    _ found: inout [Diagnostic]
  ) {
    guard let states, let asked = InCall(in: source, at: offset),
      !states.contains(Identifier(asked.state))
    else { return }
    found.append(
      Diagnostic(
        .error, "in.state.unknown", at: location(asked.offset),
        "In() asks for \"\(asked.state)\", which is not a state"
          + didYouMean(asked.state, among: states.map(\.text))))
  }
}

/// A call `In('id')` with the id written out.
struct InCall {
  let state: String
  /// Where the id begins, in scalars.
  let offset: Int
  /// Whether nothing but white space stands before and after the call.
  let isWhole: Bool

  /// - Parameter start: Where the call begins, in scalars from 0.
  init?(in source: String, at start: Int) {
    let scalars = Array(source.unicodeScalars)
    var place = start
    func skipSpaces() { while place < scalars.count, scalars[place].isXMLSpace { place += 1 } }
    func take(_ scalar: Unicode.Scalar) -> Bool {
      skipSpaces()
      guard place < scalars.count, scalars[place] == scalar else { return false }
      place += 1
      return true
    }
    guard take("I"), take("n"), take("(") else { return nil }
    skipSpaces()
    guard place < scalars.count, scalars[place] == "'" || scalars[place] == "\"" else { return nil }
    let rest = scalars[(place + 1)...]
    guard let end = rest.firstIndex(of: scalars[place]) else { return nil }
    offset = place + 1
    state = String(String.UnicodeScalarView(rest[..<end]))
    place = end + 1
    guard take(")") else { return nil }
    skipSpaces()
    isWhole = place == scalars.count && scalars[..<start].allSatisfy(\.isXMLSpace)
  }
}

extension SCXMLDocument {
  /// What expressions outside of the standard's own attributes may name in this document.
  public func vocabulary(
    functions: [String: ClosedRange<Int>] = XPathVocabulary.workflowFunctions
  ) -> XPathVocabulary {
    var names = DeclaredNames()
    names.collect(from: document.root)
    return XPathVocabulary(
      variables: names.variables, functions: functions, namespaces: namespaces,
      states: names.states)
  }
}

/// The names that a document declares.
private struct DeclaredNames {
  var variables: Set<Identifier> = []
  var states: Set<Identifier> = []

  mutating func collect(from state: State) {
    if let id = state.id { states.insert(id) }
    variables.formUnion(state.data.map(\.id))
    state.initial.map { collect(from: $0.content) }
    for block in state.onentry + state.onexit { collect(from: block) }
    for transition in state.transitions { collect(from: transition.content) }
    for child in state.children { collect(from: child) }
  }

  private mutating func collect(from block: [ExecutableContent]) {
    for content in block {
      switch content {
      case .if(let branches):
        for branch in branches { collect(from: branch.content) }
      case .foreach(let foreach):
        variables.insert(Identifier(foreach.item))
        foreach.index.map { _ = variables.insert(Identifier($0)) }
        collect(from: foreach.content)
      default: break
      }
    }
  }
}

extension Diagnostic {
  /// An expression that is none.
  static func syntax(_ error: XPathSyntaxError, location: (Int) -> SourceLocation) -> Diagnostic {
    Diagnostic(.error, "xpath.syntax", at: location(error.offset), error.message)
  }
}
