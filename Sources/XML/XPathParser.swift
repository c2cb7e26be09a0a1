/// A recursive-descent parser for XPath 1.0, section 2 and 3.
///
/// libxml2 has its own; this one tells in plain words what is wrong and where, lists variables and
/// functions, and holds to the standard where libxml2 is lenient (`1e3` is no number).
struct XPathParser {
  private let source: String
  private let scalars: [Unicode.Scalar]
  private var index = 0
  private var depth = 0
  private var terms = 0

  private(set) var variables: [(name: String, offset: Int)] = []
  private(set) var functions: [(prefix: String?, name: String, offset: Int, arity: Int?)] = []
  private(set) var prefixes: [(prefix: String, offset: Int)] = []
  private(set) var names: [XPathExpression.Name] = []
  /// The call whose nodes the next step goes from, by its number in `functions`.
  private var asked: Int?

  private static let nestingLimit = 100
  private static let lengthLimit = 65_536
  /// libxml2 walks a chain of operators recursively, one level for each.
  private static let termLimit = 2_000

  init(_ source: String) {
    self.source = source
    scalars = Array(source.unicodeScalars)
  }

  mutating func parse() throws(XPathSyntaxError) -> XPathSyntax {
    if scalars.count > Self.lengthLimit {
      throw XPathSyntaxError(
        "the expression is longer than \(Self.lengthLimit) characters", at: Self.lengthLimit)
    }
    if let bad = scalars.firstIndex(where: { !$0.isXMLCharacter }) {
      throw XPathSyntaxError("this character is not allowed", at: bad)
    }
    skipSpace()
    if index == scalars.count { throw XPathSyntaxError("the expression is empty", at: 0) }
    let result = try expression()
    if index < scalars.count { throw unexpected() }
    return result
  }

  // MARK: Operators, from the loosest to the tightest

  private mutating func expression() throws(XPathSyntaxError) -> XPathSyntax {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.nestingLimit {
      throw XPathSyntaxError("the expression is nested too deeply", at: index)
    }
    return try chain(0)
  }

  private struct Spelling {
    let sign: XPathSyntax.Operator
    let scalars: [Unicode.Scalar]

    init(_ sign: XPathSyntax.Operator) {
      self.sign = sign
      scalars = Array(sign.rawValue.unicodeScalars)
    }
  }

  private static let levels: [[Spelling]] = [
    [.or], [.and], [.equal, .notEqual], [.lessOrEqual, .greaterOrEqual, .less, .greater],
    [.plus, .minus], [.times, .div, .mod],
  ].map { (signs: [XPathSyntax.Operator]) in signs.map { Spelling($0) } }

  private mutating func chain(_ level: Int) throws(XPathSyntaxError) -> XPathSyntax {
    guard level < Self.levels.count else { return try unary() }
    let first = try chain(level + 1)
    var rest: [(XPathSyntax.Operator, XPathSyntax)] = []
    while let found = takeOperator(Self.levels[level]) {
      rest.append((found, try chain(level + 1)))
    }
    return rest.isEmpty ? first : .chain(first, rest)
  }

  /// After an operand, `*` and the four words are operators (XPath 1.0, section 3.7).
  private mutating func takeOperator(_ operators: [Spelling]) -> XPathSyntax.Operator? {
    skipSpace()
    guard index < scalars.count else { return nil }
    for candidate in operators where candidate.scalars[0] == scalars[index] {
      let spelling = candidate.scalars
      guard scalars[index...].starts(with: spelling) else { continue }
      let after = index + spelling.count
      if spelling[0].startsXMLName, after < scalars.count, scalars[after].continuesXMLName {
        continue
      }
      index = after
      skipSpace()
      return candidate.sign
    }
    return nil
  }

  private mutating func unary() throws(XPathSyntaxError) -> XPathSyntax {
    var isNegated = false
    var isWritten = false
    while take("-") {
      isNegated.toggle()
      isWritten = true
    }
    let first = try path()
    var rest: [(XPathSyntax.Operator, XPathSyntax)] = []
    while take("|") { rest.append((.union, try path())) }
    let operand = rest.isEmpty ? first : .chain(first, rest)
    if isNegated { return .negation(operand) }
    // Two signs cancel out, but still make a number of what follows.
    return isWritten ? .negation(.negation(operand)) : operand
  }

  // MARK: Paths

  private mutating func path() throws(XPathSyntaxError) -> XPathSyntax {
    terms += 1
    if terms > Self.termLimit {
      throw XPathSyntaxError("the expression has more than \(Self.termLimit) operands", at: index)
    }
    skipSpace()
    let context = asked
    defer { asked = context }
    if peek("//") {
      index += 2
      asked = nil
      var steps = [XPathStep.descendantOrSelf]
      try relativePath(into: &steps)
      return .path(XPathPath(start: .root, steps: steps))
    }
    if take("/") {
      asked = nil
      var steps: [XPathStep] = []
      if startsStep { try relativePath(into: &steps) }
      return .path(XPathPath(start: .root, steps: steps))
    }
    guard startsPrimary else {
      var steps: [XPathStep] = []
      try relativePath(into: &steps)
      return .path(XPathPath(start: .context, steps: steps))
    }
    let number = functions.count
    var start = try primary()
    if case .call = start { asked = number } else { asked = nil }
    let predicates = try predicates()
    if !predicates.isEmpty { start = .filter(start, predicates) }
    skipSpace()
    guard peek("/") else { return start }
    var steps: [XPathStep] = []
    if peek("//") {
      index += 2
      asked = nil
      steps.append(.descendantOrSelf)
    } else {
      index += 1
    }
    try relativePath(into: &steps)
    return .path(XPathPath(start: .expression(start), steps: steps))
  }

  private mutating func relativePath(into steps: inout [XPathStep]) throws(XPathSyntaxError) {
    steps.append(try step())
    while true {
      skipSpace()
      if peek("//") {
        index += 2
        steps.append(.descendantOrSelf)
      } else if peek("/") {
        index += 1
      } else {
        return
      }
      steps.append(try step())
      if steps.count > Self.termLimit {
        throw XPathSyntaxError("the path has more than \(Self.termLimit) steps", at: index)
      }
    }
  }

  private var startsStep: Bool {
    guard index < scalars.count else { return false }
    let next = scalars[index]
    return next == "." || next == "@" || next == "*" || next.startsXMLName
  }

  private mutating func step() throws(XPathSyntaxError) -> XPathStep {
    skipSpace()
    let giver = asked
    asked = nil
    let node = XPathStep.Test.kind("node", target: nil)
    if peek("..") {
      index += 2
      return XPathStep(axis: "parent", test: node, predicates: [])
    }
    if peek(".") {
      index += 1
      return XPathStep(axis: "self", test: node, predicates: [])
    }
    var axis = "child"
    if take("@") {
      axis = "attribute"
    } else {
      let start = index
      if let name = takeName() {
        skipSpace()
        if peek("::") {
          guard XPathStep.axes.contains(name) else {
            throw XPathSyntaxError(
              "'\(name)' is no axis" + suggestion(name, XPathStep.axes), at: start)
          }
          index += 2
          axis = name
        } else {
          index = start
        }
      }
    }
    skipSpace()
    let start = index
    let test = try nodeTest()
    if case .name(nil, let name?) = test {
      names.append(
        XPathExpression.Name(
          name: name, isAttribute: axis == "attribute", offset: start, call: giver))
    }
    return XPathStep(axis: axis, test: test, predicates: try predicates())
  }

  private mutating func nodeTest() throws(XPathSyntaxError) -> XPathStep.Test {
    if take("*") { return .name(prefix: nil, local: nil) }
    let start = index
    guard let first = takeName() else { throw unexpected("a step of a path is expected") }
    if peek(":"), !peek("::") {
      index += 1
      notePrefix(first, at: start)
      if take("*") { return .name(prefix: first, local: nil) }
      guard let local = takeName() else { throw unexpected("a name is expected after ':'") }
      return .name(prefix: first, local: local)
    }
    guard ["node", "text", "comment", "processing-instruction"].contains(first) else {
      return .name(prefix: nil, local: first)
    }
    let beforeSpace = index
    skipSpace()
    guard take("(") else {
      index = beforeSpace
      return .name(prefix: nil, local: first)
    }
    var target: String?
    if first == "processing-instruction", index < scalars.count, isQuote(scalars[index]) {
      target = try literal()
      skipSpace()
    }
    guard take(")") else { throw unexpected("')' is missing") }
    return .kind(first, target: target)
  }

  private mutating func predicates() throws(XPathSyntaxError) -> [XPathSyntax] {
    var result: [XPathSyntax] = []
    skipSpace()
    while take("[") {
      result.append(try expression())
      guard take("]") else { throw unexpected("']' is missing") }
      skipSpace()
    }
    return result
  }

  // MARK: Primaries

  private var startsPrimary: Bool {
    guard index < scalars.count else { return false }
    let next = scalars[index]
    if next == "$" || next == "(" || isQuote(next) || isDigit(next) { return true }
    if next == ".", index + 1 < scalars.count { return isDigit(scalars[index + 1]) }
    return startsCall
  }

  /// A name with `(` behind it is a call, unless it is a test of a node's kind.
  private var startsCall: Bool {
    var ahead = self
    guard let first = ahead.takeName() else { return false }
    var isPlain = true
    if ahead.peek(":"), !ahead.peek("::") {
      ahead.index += 1
      guard ahead.takeName() != nil else { return false }
      isPlain = false
    }
    ahead.skipSpace()
    guard ahead.peek("(") else { return false }
    return !isPlain
      || !["node", "text", "comment", "processing-instruction"].contains(first)
  }

  private mutating func primary() throws(XPathSyntaxError) -> XPathSyntax {
    let next = scalars[index]
    if next == "$" { return try variable() }
    if isQuote(next) { return .literal(try literal()) }
    if isDigit(next) || next == "." { return try number() }
    if take("(") {
      let inner = try expression()
      guard take(")") else { throw unexpected("')' is missing") }
      return inner
    }
    return try call()
  }

  private mutating func variable() throws(XPathSyntaxError) -> XPathSyntax {
    let start = index
    index += 1
    guard var name = takeName() else { throw unexpected("a variable's name is expected after '$'") }
    if peek(":"), !peek("::") {
      index += 1
      guard let local = takeName() else { throw unexpected("a name is expected after ':'") }
      name += ":" + local
    }
    variables.append((name, start))
    return .variable(index: variables.count - 1)
  }

  private mutating func literal() throws(XPathSyntaxError) -> String {
    let start = index
    let quote = scalars[index]
    guard let end = scalars[(index + 1)...].firstIndex(of: quote) else {
      throw XPathSyntaxError("this string is never closed", at: start)
    }
    index = end + 1
    return text(start + 1..<end)
  }

  private mutating func number() throws(XPathSyntaxError) -> XPathSyntax {
    let start = index
    while index < scalars.count, isDigit(scalars[index]) { index += 1 }
    if peek(".") {
      index += 1
      while index < scalars.count, isDigit(scalars[index]) { index += 1 }
    }
    if index < scalars.count, scalars[index].startsXMLName,
      scalars[index] == "e" || scalars[index] == "E"
    {
      throw XPathSyntaxError("XPath numbers have no exponent", at: index)
    }
    return .number(text(start..<index))
  }

  private mutating func call() throws(XPathSyntaxError) -> XPathSyntax {
    let start = index
    guard var name = takeName() else { throw unexpected() }
    var prefix: String?
    if take(":") {
      prefix = name
      notePrefix(name, at: start)
      guard let local = takeName() else { throw unexpected("a name is expected after ':'") }
      name = local
    }
    skipSpace()
    let place = functions.count
    functions.append((prefix, name, start, nil))
    _ = take("(")
    var arguments: [XPathSyntax] = []
    if !take(")") {
      repeat { arguments.append(try expression()) } while take(",")
      guard take(")") else { throw unexpected("')' is missing") }
    }
    functions[place].arity = arguments.count
    if prefix == nil, let signature = XPathCoreLibrary.signatures[name],
      !signature.arguments.contains(arguments.count)
    {
      throw XPathSyntaxError(
        "\(name)() takes \(signature.countInWords), not \(arguments.count)", at: start)
    }
    return .call(XPathCall(prefix: prefix, name: name, arguments: arguments))
  }

  // MARK: Characters

  private mutating func skipSpace() {
    while index < scalars.count, scalars[index].isXMLSpace { index += 1 }
  }

  private func peek(_ text: String) -> Bool {
    var place = index
    for scalar in text.unicodeScalars {
      guard place < scalars.count, scalars[place] == scalar else { return false }
      place += 1
    }
    return true
  }

  /// Skips space, then takes `character` and the space behind it, if it is next.
  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    let start = index
    skipSpace()
    guard index < scalars.count, scalars[index] == character else {
      index = start
      return false
    }
    index += 1
    skipSpace()
    return true
  }

  private mutating func takeName() -> String? {
    guard index < scalars.count, scalars[index].startsXMLName else { return nil }
    let start = index
    while index < scalars.count, scalars[index].continuesXMLName { index += 1 }
    return text(start..<index)
  }

  private func text(_ range: Range<Int>) -> String {
    // Of ASCII, a scalar is a byte.
    let bytes = source.utf8
    if bytes.count == scalars.count {
      let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
      return String(source[start..<bytes.index(start, offsetBy: range.count)])
    }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[range])
    return String(result)
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\"" }

  private mutating func notePrefix(_ prefix: String, at offset: Int) {
    if !prefixes.contains(where: { $0.prefix == prefix }) { prefixes.append((prefix, offset)) }
  }

  private func suggestion(_ name: String, _ known: Set<String>) -> String {
    nearestName(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
  }

  private func unexpected(_ expectation: String? = nil) -> XPathSyntaxError {
    var place = self
    place.skipSpace()
    let found =
      place.index < scalars.count
      ? "'\(scalars[place.index])' is not expected here" : "the expression ends too early"
    return XPathSyntaxError(expectation.map { "\($0); \(found)" } ?? found, at: place.index)
  }
}
