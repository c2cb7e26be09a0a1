import Testing
import XML

@Suite struct XPathExpressionTests {
  @Test(arguments: [
    "1", "-1", "--1", ".5", "1.", "'a'", "\"it's\"", "$a", "$p:a", ".", "..", "/", "//a", "/a/b",
    "a//b",
    "@x", "*", "p:*", "a[1]", "a[@x='1'][2]", "(a|b)[1]/c", "a or b and c", "a = b != c",
    "1 + 2 - 3 * 4 div 5 mod 6", "div div mod", "* * *", "or or or", "self::node()",
    "ancestor::p:a",
    "processing-instruction('x')", "text()", "count(//a) >= 4 and $level = 3", "f()", "p:f(1, 'x')",
    "node", "text", "id('x')/a", "a [ 1 ] / b", "@*", "child :: a", "整/改", "a-b", "a -b",
    "not(a) or In('s')", "$a/b[c]/@d", "'x'='x'", "2*-3", "/ = 1", "a|/|b",
  ])
  func `an expression of the standard is read`(_ source: String) {
    #expect(throws: Never.self) { try XPathExpression(source) }
  }

  struct Mistake: CustomTestStringConvertible {
    var source: String
    var offset: Int
    var message: String
    var testDescription: String { source }

    init(_ source: String, _ offset: Int, _ message: String) {
      self.source = source
      self.offset = offset
      self.message = message
    }
  }

  static let mistakes = [
    Mistake("", 0, "the expression is empty"),
    Mistake(" \n", 0, "the expression is empty"),
    Mistake("1 +", 3, "a step of a path is expected; the expression ends too early"),
    Mistake("a[1", 3, "']' is missing; the expression ends too early"),
    Mistake("(1", 2, "')' is missing; the expression ends too early"),
    Mistake("f(1 2)", 4, "')' is missing; '2' is not expected here"),
    Mistake("a b", 2, "'b' is not expected here"),
    Mistake("整 == b", 3, "a step of a path is expected; '=' is not expected here"),
    Mistake("a && b", 2, "'&' is not expected here"),
    Mistake("'abc", 0, "this string is never closed"),
    Mistake("$", 1, "a variable's name is expected after '$'; the expression ends too early"),
    Mistake("1e3", 1, "XPath numbers have no exponent"),
    Mistake("chld::a", 0, "'chld' is no axis; did you mean 'child'?"),
    Mistake("p:", 2, "a name is expected after ':'; the expression ends too early"),
    Mistake("1 + count()", 4, "count() takes 1 argument, not 0"),
    Mistake("concat('a')", 0, "concat() takes at least 2 arguments, not 1"),
    Mistake("substring('a')", 0, "substring() takes 2 or 3 arguments, not 1"),
    Mistake("true(1)", 0, "true() takes no arguments, not 1"),
    Mistake(".[1]", 1, "'[' is not expected here"),
    Mistake("'\u{1}'", 1, "this character is not allowed"),
  ]

  @Test(arguments: mistakes)
  func `a mistake is named at its scalar`(_ mistake: Mistake) {
    let error = #expect(throws: XPathSyntaxError.self) { try XPathExpression(mistake.source) }

    #expect(error?.message == mistake.message)
    #expect(error?.offset == mistake.offset)
  }

  @Test func `variables are listed with their places`() throws {
    let expression = try XPathExpression("$整/a[$b = '$no'] + $p:c")

    #expect(expression.variables.map(\.name) == ["整", "b", "p:c"])
    #expect(expression.variables.map(\.offset) == [0, 5, 19])
  }

  @Test func `functions are listed with their places and the number of arguments`() throws {
    let expression = try XPathExpression("d:items('p')[count(.) > 1] or In('s') or text()")

    #expect(expression.functions.map(\.name) == ["items", "count", "In"])
    #expect(expression.functions.map(\.prefix) == ["d", nil, nil])
    #expect(expression.functions.map(\.offset) == [0, 13, 30])
    #expect(expression.functions.map(\.arity) == [1, 1, 1])
  }

  @Test func `prefixes are listed once`() throws {
    let expression = try XPathExpression("p:a/q:*/@p:b | q:f()")

    #expect(expression.prefixes.map(\.prefix) == ["p", "q"])
    #expect(expression.prefixes.map(\.offset) == [0, 4])
  }

  @Test(arguments: [
    String(repeating: "(", count: 50_000), String(repeating: "a[", count: 50_000),
    String(repeating: "f(", count: 30_000), String(repeating: "1", count: 70_000),
    Array(repeating: "1", count: 5_000).joined(separator: "+"),
    Array(repeating: "a", count: 5_000).joined(separator: "/"),
  ])
  func `an expression without measure is refused`(_ source: String) {
    #expect(throws: XPathSyntaxError.self) { try XPathExpression(source) }
  }

  @Test func `names are listed with the call whose nodes they are asked of`() throws {
    let expression = try XPathExpression(
      "p:f(@a)[@b and g(@c, h()/@d)]/@e | x[@i]/@j | p:f()/y/@k | (p:f())/@l")

    let listed = expression.names.map { name in
      "\(name.isAttribute ? "@" : "")\(name.name)"
        + (name.call.map { " of \(expression.functions[$0].name)" } ?? "")
    }

    #expect(
      listed == [
        "@a", "@b of f", "@c of f", "@d of h", "@e of f", "x", "@i", "@j", "y of f", "@k",
        "@l of f",
      ])
  }
}
