import Statechart
import Testing

@Suite("6.2 Send and cancel") struct SendTests {
  /// Sends from the onentry of the first state; `x` is 1 and `id` is empty.
  private func run(_ content: Act...) throws -> Session {
    try Session(
      document {
        data("x", "1")
        data("id", "''")
        state("a") {
          Part.onentry(content)
          on("*", .log("_event"))
        }
      })
  }

  @Test func `a send without a target is an effect, an external event from the session itself`()
    throws
  {
    let session = try run(.send("e", id: "mine"))

    let event = Event(
      "e", kind: .external, sendID: "mine", origin: "#_scxml_s1",
      originType: "http://www.w3.org/TR/scxml/#SCXMLEventProcessor")
    #expect(session.sent == [OutgoingEvent(event, id: "mine")])
  }

  @Test func `the session's own address is the session itself`() throws {
    let session = try run(.send("e", target: "#_scxml_s1"))

    #expect(session.sent.map(\.event.name) == ["e"])
    #expect(session.errors.isEmpty)
  }

  @Test func `5.10.1: the event has no sendid unless the author asked for an id`() throws {
    let session = try run(.send("e"), .send("f", idlocation: "id"), .log("id"))

    #expect(session.sent.map(\.event.sendID) == [nil, "send#2"])
    #expect(session.sent.map(\.id) == ["send#1", "send#2"])
    #expect(session.log == "send#2")
  }

  @Test func `the platform's ids go on counting in the next macrostep`() throws {
    var session = try Session(document { state("a") { on("go", .send("e")) } })

    try session.send("go")
    let first = session.sent.map(\.id)
    try session.send("go")

    #expect(first == ["send#1"])
    #expect(session.sent.map(\.id) == ["send#2"])
  }

  @Test func `an event to #_internal comes in the same macrostep, as an internal one`() throws {
    let session = try run(.send("e", target: "#_internal"))

    #expect(session.log == "e")
    #expect(session.sent.isEmpty)
  }

  @Test func `params are the event's data, in order`() throws {
    let session = try run(.send("e", data: .parameters([("a", "x"), ("b", "'text'")])))

    let fields = [Value.Field("a", .number(1)), Value.Field("b", .string("text"))]
    #expect(session.sent.map(\.event.data) == [.record(fields)])
  }

  @Test func `content is the event's data`() throws {
    let session = try run(.send("e", data: .expression("x")))

    #expect(session.sent.map(\.event.data) == [.number(1)])
  }

  @Test(arguments: [
    (delay: "500ms", milliseconds: 500), (delay: "1.5s", milliseconds: 1500),
    (delay: ".5s", milliseconds: 500), (delay: "0s", milliseconds: 0),
  ])
  func `a delay is a CSS time`(_ example: (delay: String, milliseconds: Int64)) throws {
    let session = try run(.send("e", delay: example.delay))

    #expect(session.sent.map(\.delay) == [example.milliseconds])
  }

  @Test func `a delay and an event name may be computed`() throws {
    let session = try run(.send(eventexpr: "'e' + x", delayexpr: "'2s'"))

    #expect(session.sent.map(\.event.name) == ["e1"])
    #expect(session.sent.map(\.delay) == [2000])
  }

  /// What is wrong with a send, and the error that tells of it.
  static let bad: [(send: Act, error: String)] = [
    (.send("e", target: "somewhere"), "error.execution"),
    (.send("e", type: "carrier-pigeon"), "error.execution"),
    (.send("e", delay: "soon"), "error.execution"),
    (.send("e", delay: "-1s"), "error.execution"),
    (.send("e", target: "#_internal", delay: "1s"), "error.execution"),
    (.send(eventexpr: "nonsense"), "error.execution"),
    (.send(eventexpr: "''"), "error.execution"),
    (.send(), "error.execution"),
    (.send("e", idlocation: "nowhere"), "error.execution"),
    (.send("e", data: .parameters([("p", "nonsense")])), "error.execution"),
    (.send("e", target: "#_scxml_other"), "error.communication"),
    (.send("e", target: "#_parent"), "error.communication"),
  ]

  @Test(arguments: bad.indices)
  func `a send that cannot be is discarded, raises an error and ends the block`(_ index: Int) throws
  {
    let session = try run(Self.bad[index].send, .log("'after'"))

    #expect(session.sent.isEmpty)
    #expect(session.errors == [Self.bad[index].error])
    #expect(session.log == Self.bad[index].error)
  }

  @Test func `the error carries the id of the send that failed`() throws {
    let document = document {
      state("a") {
        on("go", .send("e", id: "mine", target: "somewhere"))
        on("error.*", to: "b")
      }
      state("b")
    }
    let probe = BindingProbe()
    let interpreter = Interpreter(try Chart(document), datamodel: probe)
    let start = try interpreter.start(in: Session.environment)

    _ = try interpreter.macrostep(Event("go"), from: start.snapshot, in: Session.environment)

    #expect(probe.session.bound.map(\.name) == ["go", "error.execution"])
    #expect(probe.session.bound.map(\.sendID) == [nil, "mine"])
    #expect(probe.session.bound.map(\.kind) == [.external, .platform])
  }

  @Test func `cancel is an effect, in its place among the others`() throws {
    let session = try run(.send("e", id: "mine", delay: "1s"), .cancel("mine"))

    #expect(session.steps[0].effects.last == .cancel(sendID: "mine"))
  }
}
