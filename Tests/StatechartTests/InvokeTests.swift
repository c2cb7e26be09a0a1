import Statechart
import Testing

@Suite("6.4 Invoke") struct InvokeTests {
  private func run(_ parts: Part...) throws -> Session {
    try Session(
      document {
        data("x", "1")
        data("id", "''")
        state("a") {
          for part in parts { part }
          on("go", to: "b")
          on("error.execution", .log("'error'"))
        }
        state("b")
      })
  }

  @Test func `an invoke is an effect with its id, its document and its data`() throws {
    let session = try run(
      invoke(.content("<scxml/>"), id: "child", parameters: [("p", "x"), ("q", "'text'")]))

    #expect(
      session.invocations == [
        Invocation(
          id: "child", source: .content("<scxml/>"),
          data: [Value.Field("p", .number(1)), Value.Field("q", .string("text"))])
      ])
  }

  @Test func `a reference is handed on as it was written or computed`() throws {
    let session = try run(invoke(.src("one.scxml")), invoke(.srcexpr("'two.' + x")))

    #expect(session.invocations.map(\.source) == [.reference("one.scxml"), .reference("two.1")])
  }

  @Test func `content can be computed`() throws {
    let session = try run(invoke(.contentexpr("'<scxml/>'")))

    #expect(session.invocations.map(\.source) == [.content("<scxml/>")])
  }

  @Test(arguments: ["scxml", "http://www.w3.org/TR/scxml/", "http://www.w3.org/TR/scxml"])
  func `6.4.1: a type that means SCXML is taken`(_ type: String) throws {
    let session = try run(invoke(type: type))

    #expect(session.invocations.count == 1)
  }

  @Test func `6.4.1: an id that the platform makes begins with the id of the state`() throws {
    let session = try run(invoke(), invoke())

    #expect(session.invocations.map(\.id) == ["a.invoke#1", "a.invoke#2"])
  }

  @Test func `6.4.1: idlocation gets the id that the platform has made`() throws {
    var session = try run(invoke(idlocation: "id"), on("tell", .log("id")))

    try session.send("tell")

    #expect(session.log == "a.invoke#1")
  }

  /// What is wrong with an invoke.
  static let bad: [Part] = [
    invoke(type: "carrier-pigeon"), invoke(parameters: [("p", "nonsense")]),
    invoke(.srcexpr("nonsense")), invoke(.contentexpr("nonsense")), invoke(idlocation: "nowhere"),
  ]

  @Test(arguments: bad.indices)
  func `with a bad argument nothing is invoked, and error.execution is raised`(_ index: Int) throws
  {
    let session = try run(Self.bad[index])

    #expect(session.invocations.isEmpty)
    #expect(session.snapshot.invocations.isEmpty)
    #expect(session.log == "error")
  }

  @Test func `3.13: only states that are still active when the macrostep ends invoke`() throws {
    let session = try Session(
      document {
        state("a") {
          invoke(id: "outer")
          state("a1") {
            invoke(id: "passing")
            on("", to: "a2")
          }
          state("a2") { invoke(id: "inner") }
        }
      })

    #expect(session.invocations.map(\.id) == ["outer", "inner"])
  }

  @Test func `3.13: a state that is left and entered again invokes once a macrostep`() throws {
    var session = try Session(
      document {
        state("a") {
          invoke(id: "child")
          on("again", to: "a", .external, .raise("more"))
          on("more", to: "a")
        }
      })

    try session.send("again")

    #expect(session.effects.first == .cancelInvoke(id: "child"))
    #expect(session.invocations.map(\.id) == ["child"])
    #expect(session.snapshot.invocations.map(\.id) == ["child"])
  }

  @Test func `an error of an invoke is handled in the same macrostep`() throws {
    let session = try Session(
      document {
        state("a") {
          invoke(.srcexpr("nonsense"))
          on("error.execution", to: "b")
        }
        state("b") { invoke(id: "second") }
      })

    #expect(session.active == "b")
    #expect(session.invocations.map(\.id) == ["second"])
  }

  @Test func `a session that ends at once invokes nothing`() throws {
    let session = try Session(
      document {
        state("a") {
          invoke()
          on("", to: "end")
        }
        final("end")
      })

    #expect(session.invocations.isEmpty)
  }

  @Test func `6.4.3: leaving the state cancels what it invoked, after its onexit`() throws {
    var session = try run(invoke(id: "child"), onexit(.send("bye", target: "#_child")))

    try session.send("go")

    #expect(session.sent.map(\.target) == ["#_child"])
    #expect(session.effects.last == .cancelInvoke(id: "child"))
    #expect(session.snapshot.invocations.isEmpty)
  }

  @Test func `6.4.3: a session that ends cancels what it has invoked`() throws {
    var session = try Session(
      document {
        parallel("p") {
          state("a") { invoke(id: "one") }
          state("b") { on("end", to: "end") }
        }
        final("end")
      })

    try session.send("end")

    #expect(session.effects == [.cancelInvoke(id: "one")])
  }

  @Test func `what runs is remembered in the snapshot, by state and place`() throws {
    let session = try run(invoke(id: "one"), invoke(id: "two"))

    let a = try #require(session.chart.index(of: "a"))
    #expect(
      session.snapshot.invocations == [
        ActiveInvocation(id: "one", state: a, position: 0),
        ActiveInvocation(id: "two", state: a, position: 1),
      ])
  }

  @Test func `a snapshot with an invocation that the workflow does not have is refused`() throws {
    let session = try run(invoke(id: "one"))
    var snapshot = session.snapshot
    snapshot.invocations[0].position = 7

    #expect(throws: CorruptData.self) {
      try session.interpreter.macrostep(Event("go"), from: snapshot, in: Session.environment)
    }
  }
}

@Suite("6.4.4 The invoked session") struct InvokedSessionTests {
  private let child = document {
    data("x", "0")
    state("a") {
      data("y", "0")
      on("tell", .log("x"), .log("y"))
      onexit(.log("'-a'"))
    }
  }

  @Test func `a value that is passed takes the place of the data's own`() throws {
    var session = try Session(child, with: [Value.Field("x", .number(7))])

    try session.send("tell")

    #expect(session.log == "7 0")
  }

  @Test func `of two values for one name the last counts`() throws {
    let given = [Value.Field("x", .number(7)), Value.Field("x", .number(8))]
    var session = try Session(child, with: given)

    try session.send("tell")

    #expect(session.log == "8 0")
  }

  @Test func `only top-level data take values, and nothing is added to them`() throws {
    let given = [Value.Field("y", .number(7)), Value.Field("z", .number(7))]
    var session = try Session(child, with: given)

    try session.send("tell")

    #expect(session.log == "0 0")
    #expect(!String(decoding: session.snapshot.data, as: UTF8.self).contains("z"))
  }

  @Test func `a session that is cancelled leaves every state and has ended`() throws {
    var session = try Session(child)

    try session.cancel()

    #expect(session.log == "-a")
    #expect(session.snapshot.status == .ended(.none))
    #expect(session.snapshot.configuration.isEmpty)
  }

  @Test func `a session that has ended cannot be cancelled again`() throws {
    var session = try Session(child)
    try session.cancel()

    try session.cancel()

    #expect(session.log.isEmpty)
  }

  @Test func `a session that is cancelled cancels what it has invoked`() throws {
    var session = try Session(document { state("a") { invoke(id: "grandchild") } })

    try session.cancel()

    #expect(session.effects == [.cancelInvoke(id: "grandchild")])
  }

  @Test func `done.invoke carries the id and the data, as an event of the platform`() {
    let event = Event.done(invocation: "child", data: .number(1))

    #expect(event.name == "done.invoke.child")
    #expect(event.invokeID == "child")
    #expect(event.kind == .platform)
    #expect(event.data == .number(1))
  }
}
