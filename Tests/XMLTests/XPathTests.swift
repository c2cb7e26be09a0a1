import Testing
import XML

/// Variables, functions and prefixes for the tests.
final class TestEnvironment: XPathEnvironment {
  var variables: [String: XPathValue] = [:]
  var prefixes = ["d": "urn:d", "x": "urn:d", "e": "urn:e"]
  var onCall: (XMLName, [XPathValue], XMLTree.Node) throws(XPathError) -> XPathValue? = {
    (_, _, _) throws(XPathError) in nil
  }

  func variable(_ name: String) -> XPathValue? { variables[name] }

  func call(
    _ name: XMLName, _ arguments: [XPathValue], at context: XMLTree.Node
  ) throws(XPathError) -> XPathValue? {
    try onCall(name, arguments, context)
  }

  func namespace(for prefix: String) -> String? { prefixes[prefix] }
}

@Suite struct XPathTests {
  private let environment = TestEnvironment()
  private let tree: XMLTree
  private let context: XPathContext

  init() throws {
    tree = try XMLTree(
      parsing: Array(
        """
        <r xmlns:d='urn:d'><n>1</n><n>2</n><n>10</n><e>1e3</e><s> a  b </s><d:q k='7'>z</d:q>\
        <t>x<u>y</u></t><empty/></r>
        """.utf8))
    context = XPathContext(tree: tree, environment: environment)
  }

  private func string(_ source: String) throws -> String {
    try context.evaluate(XPathExpression(source)).asString
  }

  // MARK: Numbers as text (section 4.2)

  @Test(arguments: [
    ("1700000000000", "1700000000000"), ("2147483647", "2147483647"),
    ("-2147483648", "-2147483648"),
    ("1000000", "1000000"), ("0.1", "0.1"), ("0.1 + 0.2", "0.30000000000000004"),
    ("1 div 3", "0.3333333333333333"), ("0.0000001", "0.0000001"), ("1.5", "1.5"), ("1.50", "1.5"),
    ("-0.25", "-0.25"), ("-0", "0"), ("0 * -1", "0"), ("0 div 0", "NaN"), ("1 div 0", "Infinity"),
    ("-1 div 0", "-Infinity"), ("1000000000000000000000", "1000000000000000000000"),
    ("9007199254740993", "9007199254740992"), ("123456789012345678", "123456789012345680"),
    ("number('1' ) div 10000000", "0.0000001"), ("12.34", "12.34"),
    ("4.35 * 100", "434.99999999999994"),
    ("1.1 * 3", "3.3000000000000003"), ("179.5 mod 10", "9.5"), ("-7 mod 3", "-1"), ("5.", "5"),
    (".5", "0.5"), ("100 div 8", "12.5"), ("0.000012345", "0.000012345"),
  ])
  func `a number is written in decimal digits and never with an exponent`(
    _ source: String, _ expected: String
  ) throws {
    #expect(try string("string(\(source))") == expected)
    #expect(try string(source) == expected)
    #expect(try string("concat(\(source), '')") == expected)
  }

  @Test(arguments: [
    (.leastNonzeroMagnitude, 326), (.greatestFiniteMagnitude, 309), (1e21, 22), (1e22, 23),
    (-1e-7, 10),
  ])
  func `the smallest and largest numbers are written out`(_ number: Double, _ length: Int) {
    let text = XPathValue.number(number).asString

    #expect(text.count == length)
    #expect(Double(text) == number)
  }

  // MARK: Text as numbers (section 4.4)

  @Test(arguments: [
    ("1e3", "NaN"), ("+1", "NaN"), ("", "NaN"), (" ", "NaN"), ("1 2", "NaN"), ("0x10", "NaN"),
    ("Infinity", "NaN"), ("inf", "NaN"), ("nan", "NaN"), ("1,5", "NaN"), (".", "NaN"), ("-", "NaN"),
    ("--1", "NaN"), ("- 1", "NaN"), ("1.2.3", "NaN"), ("一", "NaN"), ("\u{A0}1", "NaN"),
    (" 12 ", "12"), ("-12", "-12"), ("-.5", "-0.5"), (".5", "0.5"), ("5.", "5"), ("007", "7"),
    ("1700000000000", "1700000000000"), ("\t1\n", "1"), ("0.1", "0.1"), ("-0", "0"),
    ("12345678901234567890123", "12345678901234568000000"),
  ])
  func `a text is a number only in decimal digits`(_ text: String, _ expected: String) throws {
    environment.variables["v"] = .string(text)

    #expect(try string("number($v)") == expected)
    #expect(try string("$v + 0") == expected)
    #expect(try string("0 - -$v") == expected)
    #expect(try string("$v * 1") == expected)
  }

  // MARK: Functions (section 4)

  @Test(arguments: [
    ("string(true())", "true"), ("string(//n)", "1"), ("string(//nothing)", ""),
    ("string()", "1210"),
    ("concat('a', 1, true())", "a1true"), ("starts-with('abc', 'ab')", "true"),
    ("starts-with('abc', '')", "true"), ("starts-with('e\u{301}', 'e')", "true"),
    ("contains('abcabd', 'abd')", "true"), ("contains('abc', 'x')", "false"),
    ("contains('', '')", "true"), ("contains(//s, 'b')", "true"),
    ("substring-before('1999/04/01', '/')", "1999"), ("substring-before('abc', 'x')", ""),
    ("substring-after('1999/04/01', '/')", "04/01"),
    ("substring-after('1999/04/01', '19')", "99/04/01"),
    ("substring-after('abc', 'x')", ""), ("substring-after('abc', '')", "abc"),
    ("substring('12345', 2, 3)", "234"), ("substring('12345', 2)", "2345"),
    ("substring('12345', 1.5, 2.6)", "234"), ("substring('12345', 0, 3)", "12"),
    ("substring('12345', 0 div 0, 3)", ""), ("substring('12345', 1, 0 div 0)", ""),
    ("substring('12345', -42, 1 div 0)", "12345"), ("substring('12345', -1 div 0, 1 div 0)", ""),
    ("substring('整改专项', 2, 2)", "改专"), ("string-length('整改😀')", "3"),
    ("string-length('e\u{301}')", "2"), ("string-length(1700000000000)", "13"),
    ("normalize-space(//s)", "a b"), ("normalize-space('\t a \n\r b ')", "a b"),
    ("normalize-space('\u{A0}a')", "\u{A0}a"), ("translate('bar', 'abc', 'ABC')", "BAr"),
    ("translate('--aaa--', 'abc-', 'ABC')", "AAA"), ("translate('aa', 'aa', 'xy')", "xx"),
    ("translate('整改', '整', 'z')", "z改"), ("boolean('false')", "true"), ("boolean('')", "false"),
    ("boolean(0 div 0)", "false"), ("boolean(//nothing)", "false"), ("not(0)", "true"),
    ("sum(//n)", "13"), ("sum(//n | //e)", "NaN"), ("sum(//nothing)", "0"), ("floor(-1.5)", "-2"),
    ("floor('2.6')", "2"), ("ceiling(1.2)", "2"), ("ceiling('1e1')", "NaN"), ("round(2.5)", "3"),
    ("round(-2.5)", "-2"), ("round(0.49999999999999994)", "0"), ("1 div round(-0.2)", "-Infinity"),
    ("round(0 div 0)", "NaN"), ("round(1 div 0)", "Infinity"), ("count(//n)", "3"),
    ("//n[last()]", "10"), ("//n[position() = 2]", "2"), ("//n['2']", "1"), ("//n[. = '2']", "2"),
    ("name(//d:q)", "d:q"), ("local-name(//d:q)", "q"), ("namespace-uri(//x:q)", "urn:d"),
    ("number(//e)", "NaN"), ("number(true())", "1"), ("string(number())", "NaN"),
    ("count(//namespace::*) > 0", "true"), ("(//n | //e)[4]", "1e3"), ("//n[. > 1][1]", "2"),
    ("position()", "1"), ("last()", "1"), ("string(//t)", "xy"), ("count(//text()) > 5", "true"),
    ("//d:q/@k", "7"), ("../r/n", "1"), ("count(/)", "1"), ("string(//comment())", ""),
    ("count(id('x'))", "0"), ("lang('en')", "false"), ("//e:q = 'z'", "false"),
  ])
  func `a function gives what the standard says`(_ source: String, _ expected: String) throws {
    let expected = source == "string()" ? "12101e3 a  b zxy" : expected

    #expect(try string(source) == expected)
  }

  // MARK: Comparisons (section 3.4)

  @Test(arguments: [
    ("'1e3' = 1000", false), ("//e = 1000", false), ("//e < 2000", false), ("//e >= 0", false),
    ("'1e3' < 2000", false), ("'1' = 1", true), ("'1.0' = 1", true), ("'1.0' = '1'", false),
    ("//n = 2", true), ("//n != 2", true), ("not(//n = 3)", true), ("//n = '10'", true),
    ("//n = '010'", false), ("//n < 2", true), ("//n > 10", false), ("//n >= 10", true),
    ("2 < //n", true), ("10 < //n", false), ("//n = //n[2]", true), ("//e = //n", false),
    ("//n != //n", true), ("//n[1] != //n[1]", false), ("//nothing = ''", false),
    ("//nothing != ''", false), ("//nothing = //nothing", false), ("//nothing = false()", true),
    ("//n = true()", true), ("//nothing < true()", true), ("true() = 'x'", true),
    ("false() = 0", true), ("0 div 0 = 0 div 0", false), ("0 div 0 != 0 div 0", true),
    ("'a' < 'b'", false), ("'2' > '10'", false), ("'2' < '10'", true),
    ("'e\u{301}' = '\u{E9}'", false),
    ("1 < 2 < 1", false), ("3 > 2 > 1", false), ("3 > 2 = true()", true), ("$one = '1'", true),
    ("$one = 1", true), ("$list = 'b'", true), ("$one < $two", true), ("$two <= $one", false),
    ("$yes = 'anything'", true), ("//n < //n", true), ("//n[3] < //n", false),
    ("//empty = ''", true),
    ("//n[1] = 1 and //n[2] = 2 or false()", true), ("0.1 + 0.2 = 0.3", false), ("'+1' = 1", false),
    ("1700000000000 = '1700000000000'", true), ("string(1700000000000) = '1700000000000'", true),
  ])
  func `a comparison converts as the standard says`(_ source: String, _ expected: Bool) throws {
    let other = try XMLTree(parsing: Array("<l><i>a</i><i>b</i></l>".utf8))
    environment.variables = [
      "one": .number(1), "two": .string("2"), "yes": .boolean(true),
      "list": .nodes(other.root.elements),
    ]

    let value = try context.evaluate(XPathExpression(source))

    #expect(value.asBoolean == expected)
  }

  // MARK: Nodes

  @Test func `nodes come in document order, each once`() throws {
    let value = try context.evaluate(XPathExpression("//n[3] | //n | //n[1]/following::n"))

    guard case .nodes(let nodes) = value else { return #expect(Bool(false), "no nodes") }
    #expect(nodes.map(\.text) == ["1", "2", "10"])
    #expect(nodes.map(\.tree).allSatisfy { $0 === tree })
  }

  @Test func `the context node is where a path starts`() throws {
    let node = try #require(tree.root.element("t"))

    let value = try context.evaluate(XPathExpression("u"), at: node)

    #expect(value.asString == "y")
  }

  @Test func `a change of the tree is seen at once`() throws {
    let expression = try XPathExpression("count(//n)")
    let before = try context.evaluate(expression).asNumber

    try tree.appendChild(tree.createElement("n"), to: tree.root)
    let after = try context.evaluate(expression).asNumber

    #expect([before, after] == [3, 4])
  }

  // MARK: The environment

  @Test func `a function of the environment gets its arguments and its place`() throws {
    environment.onCall = { (name, arguments, node) throws(XPathError) in
      .string("\(name) \(arguments.map(\.asString)) \(node.name.local)")
    }

    #expect(try string("d:f(1, //n[2])") == #"{urn:d}f ["1", "2"] r"#)
    #expect(try string("//t[contains(In('x'), 't')]/u") == "y")
  }

  @Test func `a function may evaluate in the same context`() throws {
    let context = context
    environment.onCall = { (_, _, node) throws(XPathError) in
      guard let inner = try? XPathExpression("count(//n) + position()") else { return nil }
      return try context.evaluate(inner, at: node)
    }

    #expect(try string("concat(f(), '-', //n[position() = 2][f() = 4], '-', f())") == "4-2-4")
  }

  @Test func `one prefix may mean another namespace later`() throws {
    let expression = try XPathExpression("count(//d:q)")
    let before = try context.evaluate(expression).asNumber

    environment.prefixes["d"] = "urn:other"
    let after = try context.evaluate(expression).asNumber

    #expect([before, after] == [1, 0])
  }

  @Test(arguments: [
    ("$nothing", "xpath.variable.unknown", "there is no variable '$nothing'"),
    ("1 + $p:nothing", "xpath.variable.unknown", "there is no variable '$p:nothing'"),
    ("nothing(1)", "xpath.function.unknown", "there is no function 'nothing()'"),
    ("d:nothing(1)", "xpath.function.unknown", "there is no function 'nothing()'"),
    ("eq(1, 1)", "xpath.function.unknown", "there is no function 'eq()'"),
    ("zz:a", "xpath.prefix.unknown", "the prefix 'zz' is not declared"),
    ("sum('a')", "xpath.type", "sum() takes nodes, not a single value"),
    ("count('a')", "xpath.type", "nodes are needed here, not a single value"),
    ("'a' | //n", "xpath.type", "nodes are needed here, not a single value"),
    ("'a'/b", "xpath.type", "nodes are needed here, not a single value"),
    ("//namespace::*", "xpath.type", "nodes of the namespace axis cannot be a value"),
  ])
  func `what cannot be evaluated is named`(
    _ source: String, _ code: String, _ message: String
  ) throws {
    let expression = try XPathExpression(source)

    let error = #expect(throws: XPathError.self) { try context.evaluate(expression) }

    #expect(error == XPathError(code: code, message: message))
  }

  @Test func `an error does not spoil the next evaluation`() throws {
    let expression = try XPathExpression("concat('a', $nothing)")

    #expect(throws: XPathError.self) { try context.evaluate(expression) }
    environment.variables["nothing"] = .string("b")

    #expect(try string("concat('a', $nothing)") == "ab")
  }

  @Test func `what the environment throws is thrown`() throws {
    environment.onCall = { (_, _, _) throws(XPathError) in
      throw XPathError(code: "mine", message: "not today")
    }
    let expression = try XPathExpression("concat('a', f())")

    let error = #expect(throws: XPathError.self) { try context.evaluate(expression) }

    #expect(error?.code == "mine")
  }

  @Test func `contexts on many threads do not disturb each other`() async throws {
    let expression = try XPathExpression("sum(//n) + $v")

    let sums = await withTaskGroup(of: Double?.self) { group in
      for number in 0..<32 {
        group.addTask {
          let environment = TestEnvironment()
          environment.variables["v"] = .number(Double(number))
          guard let tree = try? XMLTree(parsing: Array("<a><n>1</n><n>2</n></a>".utf8)) else {
            return nil
          }
          let context = XPathContext(tree: tree, environment: environment)
          return try? context.evaluate(expression).asNumber
        }
      }
      return await group.reduce(into: [Double?]()) { $0.append($1) }
    }

    #expect(Set(sums) == Set((3..<35).map { Double($0) }))
  }
}
