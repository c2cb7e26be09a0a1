import Statechart
import Testing

/// W3C SCXML 1.0, sections 5.10 and B.2.5.
@Suite(.enabled(if: Engine.isThere, Engine.absent)) struct SystemVariableTests {
  @Test func `5.10: _event is not bound before the first event`() throws {
    let script = try Script(expressions: ["typeof _event === 'undefined'"])

    let holds = try script.holds("typeof _event === 'undefined'")

    #expect(holds)
  }

  @Test func `5.10.1: an event has all fields, those without a value undefined`() throws {
    let source = "Object.keys(_event).join() + ' ' + [_event.sendid, _event.data].join('-')"
    let script = try Script(expressions: [source])
    script.session.bind(Event("submit"))

    let fields = try script.value(source)

    #expect(fields == .string("name,type,sendid,origin,origintype,invokeid,data -"))
  }

  @Test func `5.10.1: what an event carries is an object`() throws {
    let script = try Script(expressions: ["_event.data.plan.length"])
    let data = Value.record([Value.Field("plan", .list([.number(1), .none]))])
    script.session.bind(Event("submit", data: data))

    let length = try script.value("_event.data.plan.length")

    #expect(length == .number(2))
  }

  @Test func `C.2.1: what came by HTTP can be read as it came`() throws {
    let script = try Script(expressions: ["_event.raw"])
    script.session.bind(Event("submit", raw: "POST / HTTP/1.1\n整改"))

    let raw = try script.value("_event.raw")

    #expect(raw == .string("POST / HTTP/1.1\n整改"))
  }

  @Test func `5.7: of two params with one name the later one counts`() throws {
    let script = try Script(expressions: ["_event.data.a"])
    let data = Value.record([Value.Field("a", .number(1)), Value.Field("a", .number(2))])
    script.session.bind(Event("submit", data: data))

    let value = try script.value("_event.data.a")

    #expect(value == .number(2))
  }

  @Test func `5.10: the session knows its id, its name and where it is`() throws {
    let source = "[_sessionid, _name, _ioprocessors['\(Event.scxmlProcessor)'].location].join(' ')"
    let script = try Script(expressions: [source], sessionID: "u1")

    let value = try script.value(source)

    #expect(value == .string("u1 leave #_scxml_u1"))
  }

  @Test(
    arguments: [
      "_event", "_event.name", "_sessionid", "_name", "_ioprocessors", "_ioprocessors.scxml",
      "_ioprocessors.scxml.location", "_x", "_x.own", "In", "docket",
    ])
  func `5.10: changing a system variable is an error`(_ location: String) throws {
    let script = try Script(expressions: [location, "'other'"])
    script.session.bind(Event("submit"))

    #expect(throws: ExecutionError.self) { try script.assign(location, "'other'") }
  }

  @Test(arguments: ["_event = 1", "_sessionid = 'other'", "delete globalThis._name; _name = 1"])
  func `5.10: nor can a script change one`(_ source: String) throws {
    let script = try Script(expressions: ["_sessionid + _name"])

    #expect(throws: ExecutionError.self) { try script.session.run(script: source) }
    #expect(try script.value("_sessionid + _name") == .string("s1leave"))
  }

  @Test func `a data element cannot take the name of a system variable`() throws {
    let script = try Script()

    #expect(throws: ExecutionError.self) { try script.initialize("_event", .content("1")) }
  }

  // MARK: Facts

  @Test func `docket.evidence answers an array of plain objects`() throws {
    let source = "docket.evidence('session').filter(e => Number(e.number) > 1).map(e => e.by)"
    let facts = Answers([
      "evidence": .xml("<evidence number=\"1\" by=\"p1\"/><evidence number=\"2\" by=\"p2\"/>")
    ])
    let script = try Script(expressions: [source], facts: facts)

    let value = try script.value(source)

    #expect(value == .list([.string("p2")]))
    #expect(facts.asked == ["evidence session"])
  }

  @Test func `a fact whose name has a hyphen is asked for in camel case`() throws {
    let facts = Answers(["days-between": .number(3)])
    let script = try Script(expressions: ["docket.daysBetween('a', 'b')"], facts: facts)

    let value = try script.value("docket.daysBetween('a', 'b')")

    #expect(value == .number(3))
    #expect(facts.asked == ["days-between a b"])
  }

  @Test func `a fact that cannot be answered is an error that a script can catch`() throws {
    let source = "(() => { try { return docket.weather() } catch (e) { return e.message } })()"
    let script = try Script(expressions: ["docket.weather()", source])

    #expect(throws: ExecutionError.self) { try script.value("docket.weather()") }
    #expect(try script.value(source) == .string("there is no function \"weather\" here"))
  }
}
