import Glibc
import Statechart
import Synchronization
import Testing

@testable import ECMAScriptDatamodel

/// What a script cannot do: run for ever, eat memory, reach other instances or the machine.
@Suite(.enabled(if: Engine.isThere, Engine.absent)) struct ConfinementTests {
  /// Texts that never end, each in another part of the engine.
  static let endless = [
    "for (;;) {}",
    "({ get a() { for (;;) {} } }).a",
    "/^(a+)+$/.test('a'.repeat(40) + 'b')",
    "[2, 1].sort(() => { for (;;) {} })",
    "try { for (;;) {} } finally { for (;;) {} }",
    "new Proxy({}, { get() { for (;;) {} } }).a",
    "JSON.stringify({ toJSON() { for (;;) {} } })",
    "Promise.resolve().then(function again() { return Promise.resolve().then(again) })",
    "let s = 'x'.repeat(2 ** 23); for (let i = 0; i < 1000000; i++) s.indexOf('y' + i)",
  ]

  @Test(arguments: endless)
  func `what does not end is stopped`(_ text: String) throws {
    let engine = try Engine.make(ECMAScriptLimits(milliseconds: 40))
    let script = try Script(variables: ["x": "1"], engine: engine)

    let error = #expect(throws: ExecutionError.self) { try script.session.run(script: text) }

    #expect(error?.message == "stopped after 40 ms of processor time")
  }

  @Test func `what was stopped has had no effect, and what came before it stays`() throws {
    let engine = try Engine.make(ECMAScriptLimits(milliseconds: 40))
    let script = try Script(
      variables: ["x": "[]"], expressions: ["_event.name + x.join()"], engine: engine)
    script.session.bind(Event("submit"))
    try script.session.run(script: "x.push('kept')")

    #expect(throws: ExecutionError.self) {
      try script.session.run(script: "for (;;) x[0] = 'lost'")
    }

    #expect(try script.value("_event.name + x.join()") == .string("submitkept"))
  }

  @Test func `a loop goes on after one of its rounds was stopped`() throws {
    let engine = try Engine.make(ECMAScriptLimits(milliseconds: 40))
    let script = try Script(
      variables: ["x": "[1, 2, 3]", "y": "[]"], expressions: ["y.join()"], engine: engine)

    try script.foreach("x") {
      _ = try? script.session.run(script: "if (item === 2) for (;;) {} else y.push(item)")
      return true
    }

    #expect(try script.value("y.join()") == .string("1,3"))
  }

  @Test func `a condition that does not end is an error`() throws {
    let source = "(() => { for (;;) {} })()"
    let engine = try Engine.make(ECMAScriptLimits(milliseconds: 40))
    let script = try Script(expressions: [source], engine: engine)

    #expect(throws: ExecutionError.self) { try script.holds(source) }
  }

  @Test(
    arguments: [
      "const a = []; for (;;) a.push({ n: a.length })",
      "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)",
      "const a = []; for (;;) a.push(new Uint8Array(1e6).fill(1))",
      "const a = []; try { for (;;) a.push(new Array(1e5).fill(1)) } catch (e) {}",
      "let s = 'ab'; for (;;) { s += s; s.charCodeAt(1); s.indexOf('c') }",
      "let n = 2n; for (;;) n = n * n",
    ])
  func `what eats memory is stopped and has no effect`(_ text: String) throws {
    let engine = try Engine.make(ECMAScriptLimits(milliseconds: 5_000, mebibytes: 64))
    let script = try Script(variables: ["x": "1"], engine: engine)

    #expect(throws: ExecutionError.self) { try script.session.run(script: "x = 2; " + text) }
    #expect(try script.holds("x") && script.value("x") == .number(text.contains("2n") ? 2 : 1))
  }

  @Test func `a recursion without end is an error of the script`() throws {
    let script = try Script(expressions: ["(function f() { return f() + 1 })()"])

    let error = #expect(throws: ExecutionError.self) {
      try script.value("(function f() { return f() + 1 })()")
    }

    #expect(error?.message == "InternalError: too much recursion")
  }

  // MARK: Isolation

  @Test func `nothing of one instance is there for the next`() throws {
    let engine = try Engine.make()
    let source =
      "[typeof leak, typeof kept, [].leak, typeof Array.prototype.map, ({}).leak].join()"
    do {
      let first = try Script(variables: ["x": "1"], engine: engine)
      try first.session.run(
        script: """
          leak = 1; const kept = 2; Array.prototype.leak = 3; delete Array.prototype.map;
          Object.prototype.leak = 4
          """)
      _ = first.session.close()
    }

    let second = try Script(expressions: [source], sessionID: "s2", engine: engine)

    #expect(try second.value(source) == .string("undefined,undefined,,function,"))
  }

  @Test func `two instances that are open at once stay apart`() throws {
    let first = try Script(variables: ["x": "1"])
    let second = try Script(variables: ["x": "2"], sessionID: "s2")

    try first.session.run(script: "x += 10")
    try second.session.run(script: "x += 20")

    #expect(try [first.value("x"), second.value("x")] == [.number(11), .number(22)])
  }

  @Test(
    arguments: [
      "require", "process", "load", "read", "print", "os", "snarf", "quit", "fetch",
      "XMLHttpRequest", "setTimeout", "setInterval", "Worker", "WebAssembly", "Atomics",
      "SharedArrayBuffer", "Intl", "WeakRef", "FinalizationRegistry", "performance",
    ])
  func `a script finds nothing that leads outside`(_ name: String) throws {
    let script = try Script(expressions: ["typeof \(name)"])

    let kind = try script.value("typeof \(name)")

    #expect(kind == .string("undefined"))
  }

  @Test func `modules cannot be loaded`() throws {
    let script = try Script(variables: ["x": "0"])

    _ = try? script.session.run(script: "import('/etc/hostname').then(() => { x = 1 })")

    #expect(try script.value("x") == .number(0))
  }

  // MARK: Determinism

  @Test func `the clock is the recorded time of the step`() throws {
    let source = "[new Date().toISOString(), Date.now(), Date(), typeof new Date().getTime].join()"
    let facts = Answers(["now": .string("2026-03-01T08:00:00.000Z")])
    let script = try Script(expressions: [source], facts: facts)

    let value = try script.value(source)

    #expect(
      value
        == .string(
          "2026-03-01T08:00:00.000Z,1772352000000,"
            + "Sun Mar 01 2026 08:00:00 GMT+0000 (Coordinated Universal Time),function"))
  }

  @Test(arguments: ["new Date()", "Date.now()", "Date()", "new (new Date(0).constructor)()"])
  func `without a recorded time there is no clock`(_ source: String) throws {
    let script = try Script(expressions: [source])

    #expect(throws: ExecutionError.self) { try script.value(source) }
  }

  @Test func `a stored date leads to no other clock`() throws {
    let first = try Script(variables: ["x": "0"], expressions: ["new Date(0)"])
    try first.assign("x", "new Date(0)")

    let second = try Script(first.session.close(), expressions: ["new x.constructor()"])

    #expect(throws: ExecutionError.self) { try second.value("new x.constructor()") }
  }

  @Test func `dates that are given need no clock`() throws {
    let source = "new Date(2026, 2, 1) - Date.UTC(2026, 2, 1) + Date.parse('1970-01-02')"
    let script = try Script(expressions: [source])

    let value = try script.value(source)

    #expect(value == .number(86_400_000))
  }

  @Test func `chance follows from the instance and goes on where it was`() throws {
    func draws(_ sessionID: String) throws -> [Value] {
      let first = try Script(expressions: ["Math.random()"], sessionID: sessionID)
      let begin = try first.value("Math.random()")
      let second = try Script(
        first.session.close(), expressions: ["Math.random()"], sessionID: sessionID)
      return [begin, try second.value("Math.random()")]
    }

    let runs = try [draws("s1"), draws("s1"), draws("s2")]

    #expect(runs[0] == runs[1])
    #expect(Set(runs.joined()).count == 4)
  }

  // MARK: The processes

  @Test func `a process that somebody ends while it waits is replaced`() throws {
    let engine = try Engine.make()
    for waiting in engine.idle.withLock({ $0 }) { kill(waiting.pid, SIGKILL) }

    let script = try Script(variables: ["x": "20"], expressions: ["x + 1"], engine: engine)

    #expect(try script.value("x + 1") == .number(21))
  }

  @Test func `one process serves one macrostep after the other`() throws {
    let engine = try Engine.make()
    var data: [UInt8]?

    for _ in 0..<20 {
      let script = try Script(
        data, variables: data == nil ? ["x": "0"] : [:], expressions: ["x + 1"], engine: engine)
      try script.assign("x", "x + 1")
      data = script.session.close()
    }

    #expect(engine.started.load(ordering: .relaxed) == 1)
    #expect(data.map { String(decoding: $0, as: UTF8.self) } == #"{"values":{"x":20}}"#)
  }

  @Test func `many threads use one engine`() async throws {
    let engine = try Engine.make()

    let results = try await withThrowingTaskGroup(of: Value.self) { group in
      for number in 0..<12 {
        group.addTask {
          let script = try Script(
            variables: ["x": "\(number)"], expressions: ["x * 2"], sessionID: "s\(number)",
            engine: engine)
          return try script.value("x * 2")
        }
      }
      return try await group.reduce(into: Set<Value>()) { $0.insert($1) }
    }

    #expect(results == Set((0..<12).map { .number(Double($0 * 2)) }))
  }
}
