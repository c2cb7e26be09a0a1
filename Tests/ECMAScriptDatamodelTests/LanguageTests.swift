import Statechart
import Testing

/// W3C SCXML 1.0, section B.2: what data, conditions, locations and loops are in ECMAScript.
@Suite(.enabled(if: Engine.isThere, Engine.absent)) struct LanguageTests {
  // MARK: B.2.1 Data

  @Test func `B.2.8.1: content that is JSON becomes the value it describes`() throws {
    let script = try Script(variables: ["x": "{\"a\": [1, true, null]}"])

    let value = try script.value("x.a")

    #expect(value == .list([.number(1), .boolean(true), .none]))
  }

  @Test func `B.2.8.1: content that is XML becomes a document`() throws {
    let source = "d.documentElement.getElementsByTagName('book')[1].getAttribute('title')"
    let content = "<books><book title='one'/><book title='&lt;two&gt;'/></books>"
    let script = try Script(variables: ["d": content], expressions: [source])

    let title = try script.value(source)

    #expect(title == .string("<two>"))
  }

  @Test func `B.2.8.1: other content becomes a string with its spaces normalized`() throws {
    let script = try Script(variables: ["x": "\n  this  is\ta &amp; b "])

    let value = try script.value("x")

    #expect(value == .string("this is a & b"))
  }

  @Test func `5.3: data without a source are declared and undefined`() throws {
    let script = try Script(expressions: ["typeof x"])
    try script.initialize("x", .none)

    let kind = try script.value("typeof x")

    #expect(kind == .string("undefined"))
  }

  @Test func `5.3: data whose expression fails are declared all the same`() throws {
    let script = try Script(expressions: ["nowhere.at", "x === undefined"])

    #expect(throws: ExecutionError.self) {
      try script.initialize("x", .expression(script.id("nowhere.at")))
    }
    #expect(try script.holds("x === undefined"))
  }

  @Test func `6.4.4: data take the value that an invoking session passed`() throws {
    let script = try Script()

    try script.session.initialize("x", to: .record([Value.Field("a", .number(7))]))

    #expect(try script.value("x.a") == .number(7))
  }

  // MARK: B.2.3 Conditions

  @Test(arguments: [("1", true), ("''", false), ("'false'", true), ("null", false), ("[]", true)])
  func `B.2.3: a condition is converted to a boolean`(_ source: String, _ expected: Bool) throws {
    let script = try Script(expressions: [source])

    let holds = try script.holds(source)

    #expect(holds == expected)
  }

  @Test func `B.2.2: In() knows the active states`() throws {
    let script = try Script(
      expressions: ["In('draft') && !In('done') && !In('elsewhere')"], active: [StateIndex(1)])

    let holds = try script.holds("In('draft') && !In('done') && !In('elsewhere')")

    #expect(holds)
  }

  @Test(arguments: ["return", "1 +", "", "x ===", "nowhere", "throw 1", "1; 2"])
  func `5.9: an expression that is none, or fails, is an error`(_ source: String) throws {
    let script = try Script(variables: ["x": "1"], expressions: [source])

    #expect(throws: ExecutionError.self) { try script.value(source) }
  }

  @Test func `5.9: an expression may be an object and may end with a comment`() throws {
    let script = try Script(expressions: ["{a: 1} // the plan"])

    let value = try script.value("{a: 1} // the plan")

    #expect(value == .record([Value.Field("a", .number(1))]))
  }

  @Test func `an error says what was wrong in the engine's words`() throws {
    let script = try Script(expressions: ["nowhere + 1"])

    let error = #expect(throws: ExecutionError.self) { try script.value("nowhere + 1") }

    #expect(error?.message == "ReferenceError: nowhere is not defined")
  }

  // MARK: B.2.4 Locations

  @Test func `5.4: an assignment reaches into an object`() throws {
    let script = try Script(variables: ["x": "{\"a\": 1}"], expressions: ["x.a + 1"])

    try script.assign("x.a", "x.a + 1")

    #expect(try script.value("x") == .record([Value.Field("a", .number(2))]))
  }

  @Test(arguments: ["nowhere", "nowhere.a", "1", "x + 1", "", "f()", "x = 2; y"])
  func `5.4: assigning to what is no location is an error`(_ location: String) throws {
    let script = try Script(variables: ["x": "1"], expressions: [location, "2"])

    #expect(throws: ExecutionError.self) { try script.assign(location, "2") }
    #expect(try script.value("x") == .number(1))
  }

  @Test func `5.4: what is assigned is the object itself`() throws {
    let script = try Script(variables: ["x": "{\"a\": 1}", "y": "0"], expressions: ["x === y"])

    try script.assign("y", "x")

    #expect(try script.holds("x === y"))
  }

  @Test func `5.9: a function can be data`() throws {
    let script = try Script(variables: ["x": "0"], expressions: ["n => n + 1", "x(2)"])

    try script.assign("x", "n => n + 1")

    #expect(try script.value("x(2)") == .number(3))
  }

  @Test func `5.9: an expression may end with a semicolon`() throws {
    let script = try Script(expressions: ["1 + 1; "])

    let value = try script.value("1 + 1; ")

    #expect(value == .number(2))
  }

  @Test(
    arguments: [
      "Math.max", "({ m() {} }).m", "[1, (() => 2).bind(3)]", "Symbol('s')", "new Map()", "/a/",
      "(() => { const a = {}; a.a = a; return a })()",
    ])
  func `5.4: what cannot be kept is refused`(_ source: String) throws {
    let script = try Script(variables: ["x": "1"], expressions: [source])

    #expect(throws: ExecutionError.self) { try script.assign("x", source) }
    #expect(try script.value("x") == .number(1))
  }

  // MARK: 4.6 Loops

  @Test func `4.6: a loop counts from 0 and binds each item`() throws {
    let script = try Script(
      variables: ["x": "[\"a\", \"b\"]"], expressions: ["index + item"])
    var seen: [Value] = []

    try script.foreach("x") {
      seen.append((try? script.value("index + item")) ?? .none)
      return true
    }

    #expect(seen == [.string("0a"), .string("1b")])
  }

  @Test func `4.6: a loop goes over a copy of the array`() throws {
    let script = try Script(variables: ["x": "[1, 2]"], expressions: ["x.push(3)"])
    var rounds = 0

    try script.foreach("x") {
      rounds += 1
      return (try? script.value("x.push(3)")) != nil
    }

    #expect(rounds == 2)
  }

  @Test func `4.6: the variables of a loop are declared by it, also where it has no round`() throws
  {
    let script = try Script(variables: ["x": "[]"], expressions: ["'item' in globalThis"])

    try script.foreach("x") { true }

    #expect(try script.holds("'item' in globalThis"))
  }

  @Test(arguments: ["'continue'", "continue", "a b", "1", "a, b", "_event"])
  func `4.6: an item that cannot be a variable is an error`(_ item: String) throws {
    let script = try Script(variables: ["x": "[1]"])

    #expect(throws: ExecutionError.self) { try script.foreach("x", item: item) { true } }
  }

  @Test(arguments: ["7", "{\"length\": 1}", "\"text\""])
  func `4.6: only an array can be gone over`(_ content: String) throws {
    let script = try Script(variables: ["x": content])

    #expect(throws: ExecutionError.self) { try script.foreach("x") { true } }
  }

  @Test func `4.6: an array longer than a loop may be is an error`() throws {
    let script = try Script(expressions: ["new Array(100001)"])

    #expect(throws: ExecutionError.self) { try script.foreach("new Array(100001)") { true } }
  }

  @Test func `4.6: loops can be nested`() throws {
    let script = try Script(
      variables: ["x": "[1, 2]", "y": "[10, 20]"], expressions: ["item + inner"])
    var sums: [Value] = []

    try script.foreach("x") {
      (try? script.foreach("y", item: "inner", index: nil) {
        sums.append((try? script.value("item + inner")) ?? .none)
        return true
      }) != nil
    }

    #expect(sums == [11, 21, 12, 22].map { .number($0) })
  }

  // MARK: 5.8 Scripts

  @Test func `5.8: a script changes data and makes variables`() throws {
    let script = try Script(variables: ["x": "1"], expressions: ["x + made"])

    try script.session.run(script: "x = 2; made = 3")

    #expect(try script.value("x + made") == .number(5))
  }

  @Test func `5.8: a script that fails keeps what it did before`() throws {
    let script = try Script(variables: ["x": "1"])

    #expect(throws: ExecutionError.self) {
      try script.session.run(script: "x = 2; nowhere(); x = 3")
    }
    #expect(try script.value("x") == .number(2))
  }

  @Test func `a script that leaves a Map in data fails and has no effect at all`() throws {
    let script = try Script(variables: ["x": "1", "y": "1"])

    #expect(throws: ExecutionError.self) {
      try script.session.run(script: "y = 2; x = new Map()")
    }
    #expect(try script.value("y") == .number(1))
  }

  @Test func `promises are settled before the next expression`() throws {
    let script = try Script(variables: ["x": "1"])

    try script.session.run(script: "Promise.resolve(5).then(value => { x = value })")

    #expect(try script.value("x") == .number(5))
  }

  // MARK: Values for the world

  @Test func `B.2.7: content of an event is read as data are`() throws {
    let script = try Script()

    let values = ["{\"a\":1}", "<p k=\"1\">t</p>", " two  words "].map {
      script.session.value(content: $0)
    }

    #expect(
      values == [
        .record([Value.Field("a", .number(1))]), .xml("<p k=\"1\">t</p>"), .string("two words"),
      ])
  }

  @Test func `XML leaves the data as XML`() throws {
    let script = try Script(variables: ["x": "<p k='a&amp;b'>t<q/></p>"])

    let value = try script.value("x")

    #expect(value == .xml("<p k=\"a&amp;b\">t<q/></p>"))
  }

  @Test func `a function cannot be handed to an event`() throws {
    let script = try Script(expressions: ["() => 1"])

    #expect(throws: ExecutionError.self) { try script.value("() => 1") }
  }

  @Test func `a date is handed on as text`() throws {
    let script = try Script(expressions: ["new Date(0)"])

    let value = try script.value("new Date(0)")

    #expect(value == .string("1970-01-01T00:00:00.000Z"))
  }
}
