import Testing

@testable import XML

/// Shortcuts against libxml2, on generated expressions and data. The argument of a failed test is the
/// seed of both.
@Suite struct XPathShortcutTests {
  private struct Generator {
    var random: Seeded

    static let texts = [
      "", "0", "1", "2", "-1", "10", "3.5", " 4 ", "1e3", "NaN", "abc", "true", "整改", "-0", "0.1",
      "999999999999999", "9007199254740993", "123456789012345678901", "a b", ".5", "5.", "--1",
    ]
    static let names = ["a", "b", "c"]

    mutating func pick<T>(_ choices: [T]) -> T {
      choices[Int.random(in: choices.indices, using: &random)]
    }

    mutating func chance(_ probability: Double) -> Bool {
      Double.random(in: 0..<1, using: &random) < probability
    }

    mutating func element(_ name: String, depth: Int) -> String {
      var text = "<\(name)"
      for name in Self.names where chance(0.3) { text += " \(name)=\"\(pick(Self.texts))\"" }
      text += ">"
      if depth == 0 || chance(0.4) {
        text += pick(Self.texts)
        if chance(0.1) { text += "<!-- c -->" + pick(Self.texts) }
        if chance(0.1) { text += "<![CDATA[7]]>" }
      } else {
        for _ in 0..<Int.random(in: 0...4, using: &random) {
          text += element(pick(Self.names), depth: depth - 1)
          if chance(0.1) { text += pick(Self.texts) }
        }
        if chance(0.1) { text += "<x:a xmlns:x=\"urn:x\">3</x:a>" }
      }
      return text + "</\(name)>"
    }

    mutating func path() -> String {
      var text = pick(["$x", "$y", "$many", ""])
      let steps = Int.random(in: text.isEmpty ? 1...3 : 0...3, using: &random)
      for step in 0..<steps {
        if !text.isEmpty { text += "/" }
        let isLast = step == steps - 1
        text += isLast && chance(0.3) ? "@" + pick(Self.names) : pick(Self.names + ["*"])
        if chance(0.25) { text += "[\(expression(depth: 1, isPredicate: true))]" }
        if text.contains("@"), isLast { break }
      }
      return text
    }

    mutating func literal() -> String {
      pick(["0", "1", "2", "3.5", "10", "0.1", "'1'", "'abc'", "''", "'整改'", "1000000000000000000"])
    }

    mutating func expression(depth: Int, isPredicate: Bool = false) -> String {
      if depth == 0 { return chance(0.6) ? path() : literal() }
      func part() -> String { expression(depth: depth - 1) }
      switch Int.random(in: 0..<12, using: &random) {
      case 0...3: return "\(part()) \(pick(["=", "!=", "<", "<=", ">", ">="])) \(part())"
      case 4: return "(\(part()) and \(part()))"
      case 5: return "(\(part()) or \(part()))"
      case 6: return "not(\(part()))"
      case 7: return "(\(part()) \(pick(["+", "-", "*", "div", "mod"])) \(part()))"
      case 8: return "count(\(path())) \(pick([">", "=", "<"])) \(literal())"
      case 9: return "\(pick(["number", "string", "boolean"]))(\(part()))"
      case 10: return isPredicate ? "@\(pick(Self.names)) = \(literal())" : "-(\(part()))"
      default: return path()
      }
    }
  }

  private func same(_ left: XPathValue, _ right: XPathValue) -> Bool {
    switch (left, right) {
    case (.boolean(let a), .boolean(let b)): a == b
    case (.number(let a), .number(let b)): a == b || (a.isNaN && b.isNaN)
    case (.string(let a), .string(let b)): a.isIdentical(to: b)
    case (.nodes(let a), .nodes(let b)): a == b
    default: false
    }
  }

  private struct Outcome {
    var taken = 0
    var differences: [String] = []
  }

  private func compare(_ seed: Int) throws -> Outcome {
    var generator = Generator(random: Seeded(state: UInt64(bitPattern: Int64(seed))))
    let tree = try XMLTree(
      parsing: Array(
        "<r>\(generator.element("x", depth: 3))\(generator.element("y", depth: 2))<a>1</a></r>".utf8
      ))
    let environment = TestEnvironment()
    let elements = tree.root.elements
    environment.variables = [
      "x": .nodes([elements[0]]), "y": .nodes([elements[1]]), "many": .nodes(elements),
    ]
    let context = XPathContext(tree: tree, environment: environment)
    var outcome = Outcome()
    for _ in 0..<60 {
      let source = generator.expression(depth: 2)
      let expression = try XPathExpression(source)
      guard let shortcut = expression.shortcut,
        let short = XPathShortcutEvaluation.value(of: shortcut, in: context, at: tree.root)
      else { continue }
      outcome.taken += 1
      let full = try context.evaluateInFull(expression, at: tree.root)
      if !same(short, full) { outcome.differences.append("\(source): \(short), not \(full)") }
    }
    return outcome
  }

  @Test(arguments: 0..<200)
  func `a shortcut gives what libxml2 gives`(_ seed: Int) throws {
    #expect(try compare(seed).differences == [])
  }

  @Test func `most comparisons of numbers, strings and counts have a shortcut`() throws {
    let outcomes = try (0..<50).map(compare)

    #expect(outcomes.reduce(0) { $0 + $1.taken } > 1_500)
  }

  @Test(arguments: [
    "$n < 3", "$n + 1", "count($list/item[@kind = 'session']) >= 4 and $n = 3",
    "$x/@state = 'open'",
    "not($a = 'b')",
  ])
  func `what workflows ask has a shortcut`(_ source: String) throws {
    #expect(try XPathExpression(source).shortcut != nil)
  }

  @Test(arguments: [
    "//a", "$x/..", "$x[2]", "$x/a[1]", "$x | $y", "concat('a', 'b')", "d:now()", "position()",
    "$x = $y", "$x/d:a", "/a", "string()",
  ])
  func `what needs an engine has none`(_ source: String) throws {
    #expect(try XPathExpression(source).shortcut == nil)
  }

  @Test func `what a shortcut cannot answer is answered by libxml2, errors included`() throws {
    let tree = XMLTree(rootName: "r")
    let environment = TestEnvironment()
    environment.variables["n"] = .number(2)
    let context = XPathContext(tree: tree, environment: environment)

    #expect(try context.evaluate(XPathExpression("$n + 1")).asNumber == 3)
    #expect(throws: XPathError.self) { try context.evaluate(XPathExpression("$unknown = 1")) }
  }
}
