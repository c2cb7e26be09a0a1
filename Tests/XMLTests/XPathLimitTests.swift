import Testing
import XML

/// Expressions made to burn time are stopped by a count of work, never by a clock.
@Suite struct XPathLimitTests {
  private let environment = TestEnvironment()

  private func context(_ source: String, limit: Int = 100_000) throws -> XPathContext {
    XPathContext(
      tree: try XMLTree(parsing: Array(source.utf8)), environment: environment,
      operationLimit: limit, lengthLimit: 10_000)
  }

  private func code(_ source: String, in context: XPathContext) throws -> String? {
    let expression = try XPathExpression(source)
    return #expect(throws: XPathError.self) { try context.evaluate(expression) }?.code
  }

  @Test func `an expression over all pairs of nodes is stopped`() throws {
    let context = try context("<a>" + String(repeating: "<b/>", count: 2_000) + "</a>")

    #expect(try code("count(//b[count(//b) > 0])", in: context) == "xpath.limit")
  }

  @Test func `the count starts anew with each evaluation`() throws {
    let context = try context("<a>" + String(repeating: "<b/>", count: 1_000) + "</a>")
    let expression = try XPathExpression("count(//b)")

    let counts = try (0..<200).map { _ in try context.evaluate(expression).asNumber }

    #expect(Set(counts) == [1_000])
  }

  @Test func `inner evaluations count for the outer one`() throws {
    let context = try context("<a>" + String(repeating: "<b/>", count: 1_000) + "</a>")
    environment.onCall = { (_, _, _) throws(XPathError) in
      guard let inner = try? XPathExpression("count(//b)") else { return nil }
      return try context.evaluate(inner)
    }

    #expect(try code("count(//b[f() > 0])", in: context) == "xpath.limit")
  }

  @Test func `a function that evaluates itself is stopped`() throws {
    let context = try context("<a/>")
    environment.onCall = { (_, _, _) throws(XPathError) in
      guard let inner = try? XPathExpression("f()") else { return nil }
      return try context.evaluate(inner)
    }

    #expect(try code("f()", in: context) == "xpath.limit")
  }

  @Test(arguments: [
    "concat($v, $v)", "concat(concat($v, 'a'), $v)", "translate($v, 'x', 'x') = concat($v, $v)",
  ])
  func `a string longer than the limit is not made`(_ source: String) throws {
    environment.variables["v"] = .string(String(repeating: "a", count: 9_000))

    #expect(try code(source, in: context("<a/>")) == "xpath.limit")
  }

  @Test(arguments: [
    "count(//b[contains($v, 'x')])", "count(//b[. = $v])", "count(//b[string-length($v) = 0])",
    "count(//b[translate($v, $v, 'x') = 'y'])", "count(//b[starts-with($v, .)])",
    "count(//b[normalize-space($v) = ''])", "count(//b[$v < 1])", "count(//b[//b = //b])",
  ])
  func `string work is counted over the whole evaluation`(_ source: String) throws {
    environment.variables["v"] = .string(String(repeating: "a", count: 9_000))
    let context = try context(
      "<a>" + String(repeating: "<b>x</b>", count: 100) + "</a>", limit: 10_000_000)

    #expect(try code(source, in: context) == "xpath.limit")
  }

  @Test func `searching for a text that nearly repeats is linear`() throws {
    let context = XPathContext(
      tree: XMLTree(rootName: "a"), environment: environment, lengthLimit: 1 << 20)
    environment.variables["v"] = .string(String(repeating: "a", count: 1 << 20))
    environment.variables["w"] = .string(String(repeating: "a", count: 1 << 19) + "b")

    let found = try context.evaluate(XPathExpression("contains($v, $w)"))

    #expect(found.asBoolean == false)
  }
}
