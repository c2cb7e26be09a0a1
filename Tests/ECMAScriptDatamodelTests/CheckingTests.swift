import ECMAScriptDatamodel
import Statechart
import Testing

/// What can be said of a text before it runs.
@Suite(.enabled(if: Engine.isThere, Engine.absent)) struct CheckingTests {
  private static func expression(_ source: String, _ use: Expression.Use) -> Expression {
    Expression(source, use, at: SourceLocation(line: 1, column: 1))
  }

  @Test(
    arguments: [
      ("x === ", Expression.Use.condition, "SyntaxError: expected expression, got ')'"),
      ("1 + 1", .location, "SyntaxError: invalid assignment left-hand side"),
      ("let x", .value, "SyntaxError: let is a reserved identifier"),
    ])
  func `an expression that does not compile is a fault`(
    _ source: String, _ use: Expression.Use, _ expected: String
  ) throws {
    let fault = try Engine.shared.fault(in: Self.expression(source, use))

    #expect(fault == expected)
  }

  @Test(arguments: [("x.y > 1", Expression.Use.condition), ("x[0].y", .location), ("{}", .value)])
  func `an expression that compiles is none, whatever it names`(
    _ source: String, _ use: Expression.Use
  ) throws {
    let fault = try Engine.shared.fault(in: Self.expression(source, use))

    #expect(fault == nil)
  }

  @Test func `a script is checked as a script`() throws {
    let faults = try ["var x = 1; function f() {}", "var = 1"].map {
      try Engine.shared.fault(inScript: $0)
    }

    #expect(faults == [nil, "SyntaxError: missing variable name"])
  }

  @Test func `content of a file is JSON also where its strings hold tags`() throws {
    let script = try Script(variables: ["x": "{\"a\": \"<b/>\"}"])

    let value = try script.value("x.a")

    #expect(value == .string("<b/>"))
  }
}
