import Statechart
import Testing

@Suite("6.5 Finalize, and 6.4.1 autoforward") struct FinalizeTests {
  private func run(_ parts: Part...) throws -> Session {
    try Session(
      document {
        data("x", "0")
        state("a") {
          for part in parts { part }
          on("tell", .log("x"))
          on("e", if: "x = 1", to: "b")
        }
        state("b")
      })
  }

  private func event(_ name: String, of invokeID: String?) -> Event {
    Event(name, invokeID: invokeID, data: .number(1))
  }

  @Test func `finalize runs before transitions are selected`() throws {
    var session = try run(invoke(id: "child", finalize: [.assign("x", "_data")]))

    try session.send(event("e", of: "child"))

    #expect(session.active == "b")
  }

  @Test(arguments: ["other", nil])
  func `finalize runs only for events of its own invocation`(_ invokeID: String?) throws {
    var session = try run(invoke(id: "child", finalize: [.assign("x", "_data")]))

    try session.send(event("e", of: invokeID))

    #expect(session.active == "a")
  }

  @Test func `what finalize assigns is kept, even if the event enables no transition`() throws {
    var session = try run(invoke(id: "child", finalize: [.assign("x", "_data")]))

    let step = try session.send(event("nobody.listens", of: "child"))
    try session.send("tell")

    #expect(step.outcome == .unmatched)
    #expect(session.log == "1")
  }

  @Test func `an error in finalize is error.execution, and the event is processed`() throws {
    var session = try run(
      invoke(id: "child", finalize: [.assign("nowhere", "1")]),
      on("error.execution", .log("'error'")),
      on("f", .log("'f'")))

    try session.send(event("f", of: "child"))

    #expect(session.log == "f error")
  }

  @Test func `a step that is refused leaves nothing of finalize behind`() throws {
    let session = try run(invoke(id: "child", finalize: [.assign("x", "_data")]))

    let step = try session.interpreter.macrostep(
      event("e", of: "child"), from: session.snapshot, in: Session.environment
    ) { _ in false }

    #expect(step.outcome == .refused)
    #expect(step.snapshot == session.snapshot)
  }

  @Test func `6.5.2: an empty finalize takes over what comes back under names of locations`() throws
  {
    var session = try run(
      invoke(id: "child", parameters: [("y", "x")], namelist: ["x"], finalize: []))
    let data = Value.record([Value.Field("x", .number(1)), Value.Field("y", .number(2))])

    try session.send(Event("e", invokeID: "child", data: data))

    #expect(session.active == "b")
  }

  @Test func `6.5.2: without finalize nothing is taken over`() throws {
    var session = try run(invoke(id: "child", namelist: ["x"]))
    let data = Value.record([Value.Field("x", .number(1))])

    try session.send(Event("e", invokeID: "child", data: data))

    #expect(session.active == "a")
  }

  @Test func `6.5.2: a location that nothing came back for keeps its value`() throws {
    var session = try run(invoke(id: "child", namelist: ["x"], finalize: []))

    try session.send(Event("f", invokeID: "child", data: .record([Value.Field("z", .number(1))])))
    try session.send("tell")

    #expect(session.log == "0")
  }

  @Test func `autoforward sends on an exact copy, whoever sent the event`() throws {
    var session = try run(invoke(id: "all", autoforward: true), invoke(id: "none"))
    let event = Event(
      "e", sendID: "s", origin: "#_scxml_z", originType: "t", invokeID: "i", data: .number(0))

    try session.send(event)

    #expect(session.effects == [.forward(event, to: "all")])
  }

  @Test func `an event is forwarded even if it makes the state be left`() throws {
    var session = try run(
      invoke(id: "all", autoforward: true), on("leave", to: "b"))

    try session.send("leave")

    #expect(session.effects == [.forward(Event("leave"), to: "all"), .cancelInvoke(id: "all")])
  }

  @Test func `internal events are not forwarded`() throws {
    var session = try run(
      invoke(id: "all", autoforward: true), on("f", .raise("inside")), on("inside", .log("'seen'")))

    try session.send("f")

    #expect(session.log == "seen")
    #expect(session.effects.first == .forward(Event("f"), to: "all"))
    #expect(session.effects.count == 2)
  }
}
