import ECMAScriptDatamodel
import Statechart
import Testing

/// The data of an instance between two events.
@Suite(.enabled(if: Engine.isThere, Engine.absent)) struct StoredDataTests {
  @Test func `data are stored as JSON, sorted by name`() throws {
    let script = try Script(variables: ["y": "[1, \"二\"]", "x": "{\"b\": null, \"a\": 1.5}"])

    let stored = script.close()

    #expect(stored == #"{"values":{"x":{"b":null,"a":1.5},"y":[1,"二"]}}"#)
  }

  @Test(
    arguments: [
      "NaN", "-0", "-Infinity", "undefined", "[undefined, 1]", "12345678901234567890n",
      "new Date(5)", "({ $number: 'NaN' })", "({ $object: { $date: 1 } })", "'\\ud800'", "1e300",
      "({ __proto__: null, a: [] })",
    ])
  func `every value is the same after the event`(_ source: String) throws {
    let show =
      "(v => typeof v + Object.prototype.toString.call(v) + Object.is(v, -0) + (v instanceof Date"
      + " ? +v : typeof v === 'bigint' ? String(v) : JSON.stringify(v)) + String(v?.[0]))(x)"
    let first = try Script(variables: ["x": "0"], expressions: [source, show])
    try first.assign("x", source)
    let before = try first.value(show)

    let second = try Script(first.session.close(), expressions: [show])

    #expect(try second.value(show) == before)
  }

  @Test(arguments: ["new String('s')", "'s'", "Object('s')"])
  func `an object around a string is stored as the string`(_ source: String) throws {
    let first = try Script(variables: ["x": "0"], expressions: [source])
    try first.assign("x", source)

    let stored = first.close()

    #expect(stored == #"{"values":{"x":"s"}}"#)
  }

  @Test func `XML is a document again after the event`() throws {
    let source = "x.documentElement.firstChild.data + x.documentElement.getAttribute('k')"
    let first = try Script(variables: ["x": "<p k='1'>text</p>"])

    let second = try Script(first.session.close(), expressions: [source])

    #expect(try second.value(source) == .string("text1"))
  }

  @Test func `a function in data is there after the event and finds global variables`() throws {
    let first = try Script(
      variables: ["x": "0", "y": "5"], expressions: ["function (n) { return n + y }"])
    try first.assign("x", "function (n) { return n + y }")

    let second = try Script(first.session.close(), expressions: ["x(2)"])

    #expect(try second.value("x(2)") == .number(7))
  }

  @Test func `what two variables share they share until the event is over`() throws {
    let first = try Script(variables: ["x": "{}", "y": "0"], expressions: ["x === y"])
    try first.assign("y", "x")

    let second = try Script(first.session.close(), expressions: ["x === y"])

    #expect(try !second.holds("x === y"))
  }

  @Test func `equal data give equal bytes however they came about`() throws {
    let first = try Script(variables: ["x": "1", "y": "2"])
    let second = try Script(expressions: ["1"])
    try second.initialize("y", .content("2"))
    try second.initialize("x", .none)
    try second.assign("x", "1")

    let bytes = [first.session.close(), second.session.close()]

    #expect(bytes[0] == bytes[1])
  }

  @Test func `what nobody touched is stored as it was`() throws {
    let given = Array(#"{"values":{"x":[1,2]}}"#.utf8)
    let script = try Script(given)

    let stored = script.session.close()

    #expect(stored == given)
  }

  @Test func `a round of events does not make the data grow`() throws {
    var data = try Script(variables: ["x": "{\"a\": 0}"]).session.close()
    let size = data.count

    for _ in 0..<50 {
      let script = try Script(data, expressions: ["(x.a + 1) % 9"])
      script.session.bind(Event("tick", data: .string("something")))
      try script.assign("x.a", "(x.a + 1) % 9")
      try script.session.run(script: "function f() { return x }; f(); let local = 1;")
      data = script.session.close()
    }

    #expect(data.count == size)
  }

  @Test func `variables that scripts make are kept, functions are not`() throws {
    let first = try Script(expressions: ["0"])
    try first.session.run(script: "var made = [1]; function f() {}")

    let stored = first.close()

    #expect(stored == #"{"values":{"made":[1]}}"#)
  }

  @Test func `functions of the document's own script are there at every event`() throws {
    let text = "var count = 0; function next() { return ++count }"
    let first = try Script(expressions: ["next()"], script: text)
    try first.session.run(script: text)
    _ = try first.value("next()")

    let second = try Script(first.session.close(), expressions: ["next()"], script: text)

    #expect(try second.value("next()") == .number(2))
  }

  @Test(
    arguments: [
      "<datamodel></datamodel>", "{\"values\":{", "{\"values\":{}} more", "[]",
      "{\"values\":{\"x\":{\"$other\":1}}}", "{\"values\":{\"x\":{\"$bigint\":\"a\"}}}",
      "{\"values\":{\"x\":{\"$function\":\"1 +\"}}}",
    ])
  func `data that are not of this data model are refused`(_ text: String) throws {
    #expect(throws: CorruptData.self) { try Script(Array(text.utf8)) }
  }

  @Test func `data larger than an instance may have are an error`() throws {
    let script = try Script(
      variables: ["x": "0", "y": "0"], expressions: ["'a'.repeat(300000)"])
    try script.assign("x", "'a'.repeat(300000)")

    #expect(throws: ExecutionError.self) { try script.assign("y", "'a'.repeat(300000)") }
    #expect(try script.value("y") == .number(0))
  }

  @Test func `what is replaced makes room for what comes`() throws {
    let script = try Script(variables: ["x": "0"], expressions: ["'a'.repeat(300000)"])

    for _ in 0..<4 {
      try script.assign("x", "'a'.repeat(300000)")
      try script.initialize("x", .content("0"))
    }

    #expect(try script.value("x") == .number(0))
  }
}
