import Statechart
import Testing

@Suite("4 Executable content") struct ContentTests {
  /// Runs content in the onentry of the first state; `x` is 1 and `s` is "text".
  private func run(_ content: Act...) throws -> Session {
    try Session(
      document {
        data("x", "1")
        data("s", "'text'")
        state("a") { Part.onentry(content) }
      })
  }

  @Test func `4.2: raise puts an internal event into the queue`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.raise("e"), .log("'after'"))
          on("e", .log("_event"))
        }
      })

    #expect(session.log == "after e")
  }

  @Test func `4.3: if runs the branch whose condition holds`() throws {
    let session = try run(
      .when("x = 1", then: [.log("'then'")], otherwise: [.log("'else'")]),
      .when("x = 2", then: [.log("'then'")], otherwise: [.log("'else'")]))

    #expect(session.log == "then else")
  }

  @Test func `5.9.1: a condition of if that fails is false, and the block goes on`() throws {
    let session = try run(
      .when("nonsense", then: [.log("'then'")], otherwise: [.log("'else'")]), .log("'after'"))

    #expect(session.log == "else after")
    #expect(session.errors == ["error.execution"])
  }

  @Test func `4.6: foreach runs once for each item, with item and index`() throws {
    let session = try run(
      .foreach("[7,8]", item: "i", index: "n", [.log("i"), .log("n")]), .log("'after'"))

    #expect(session.log == "7 0 8 1 after")
  }

  @Test func `4.6: content that fails ends the loop and the block around it`() throws {
    let session = try run(
      .foreach("[7,8]", item: "i", [.log("i"), .log("nonsense")]), .log("'after'"))

    #expect(session.log == "7")
    #expect(session.errors == ["error.execution"])
  }

  @Test func `4.6: foreach over what is no list fails`() throws {
    let session = try run(.foreach("x", item: "i", [.log("i")]), .log("'after'"))

    #expect(session.log == "")
    #expect(session.errors == ["error.execution"])
  }

  @Test func `4.7: log becomes an effect with its label`() throws {
    let session = try run(.log("s"))

    #expect(session.steps[0].effects == [.log(label: nil, message: "text")])
  }

  @Test func `4.9: an element that fails ends its block; what came before stays`() throws {
    let session = try run(
      .assign("x", "2"), .log("'before'"), .assign("nowhere", "1"), .log("'after'"),
      .assign("x", "3"))

    #expect(session.log == "before")
    #expect(String(decoding: session.snapshot.data, as: UTF8.self) == "s='text'\nx=2\n")
  }

  @Test func `4.9: the failure of one block does not stop the next`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.log("nonsense"), .log("1"))
          onentry(.log("2"))
        }
      })

    #expect(session.log == "2")
  }

  @Test func `5.4: assign to what is no location raises error.execution and changes nothing`()
    throws
  {
    let session = try run(.assign("nowhere", "1"))

    #expect(session.errors == ["error.execution"])
    #expect(String(decoding: session.snapshot.data, as: UTF8.self) == "s='text'\nx=1\n")
  }

  @Test func `3.12.2: the workflow sees the error as an internal event`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.log("nonsense"))
          on("error", to: "b", .external, .log("_event"))
        }
        state("b")
      })

    #expect(session.active == "b")
    #expect(session.log == "error.execution")
  }

  @Test func `content of transitions runs in the order of the atomic states`() throws {
    var session = try Session(
      document {
        parallel("p") {
          for region in ["a", "b", "c"] {
            state(region) { on("go", .log("'\(region)'")) }
          }
        }
      })

    try session.send("go")

    #expect(session.log == "a b c")
  }
}

@Suite("5.3.3 and 5.10 Data and system variables") struct DataTests {
  @Test func `early binding gives all data their values before the first state is entered`() throws
  {
    let session = try Session(
      document {
        state("a") { onentry(.log("y")) }
        state("b") { data("y", "2") }
      })

    #expect(session.log == "2")
  }

  @Test func `late binding gives data their values when their state is first entered`() throws {
    var session = try Session(
      document(binding: .late) {
        data("x", "1")
        state("a") {
          onentry(.log("x"), .log("y = 2"))
          on("go", to: "b")
        }
        state("b") {
          data("y", "2")
          onentry(.log("y"))
        }
      })

    try session.send("go")

    #expect(session.wholeLog == "1 false 2")
  }

  @Test func `late binding gives them only once`() throws {
    var session = try Session(
      document(binding: .late) {
        state("a") { on("go", to: "b") }
        state("b") {
          data("y", "2")
          on("change", .assign("y", "5"))
          on("back", to: "a")
          onentry(.log("y"))
        }
      })

    for event in ["go", "change", "back", "go"] { try session.send(event) }

    #expect(session.wholeLog == "2 5")
  }

  @Test func `data that fail stay empty and raise error.execution`() throws {
    let session = try Session(
      document {
        data("x", "nonsense")
        state("a") {
          on("error.execution", if: "x = 1", to: "wrong")
          on("error.execution", to: "b")
        }
        state("b")
        state("wrong")
      })

    #expect(session.active == "b")
  }

  @Test func `_event is unbound before the first event`() throws {
    let session = try Session(document { state("a") { onentry(.log("_event")) } })

    #expect(session.errors == ["error.execution"])
  }

  @Test func `_event is each event in turn, external and internal`() throws {
    var session = try Session(
      document {
        state("a") { on("go", to: "b", .external, .log("_event"), .raise("inner")) }
        state("b") {
          onentry(.log("_event"))
          on("inner", .log("_event"))
        }
      })

    try session.send("go")

    #expect(session.log == "go go inner")
  }

  @Test func `the data of one macrostep are there in the next`() throws {
    var session = try Session(
      document {
        data("x", "0")
        state("a") { on("tick", .assign("x", "x + 1"), .log("x")) }
      })

    for _ in 0..<3 { try session.send("tick") }

    #expect(session.wholeLog == "1 2 3")
  }

  @Test func `data that the data model did not write are refused`() throws {
    let session = try Session(document { state("a") { on("go", to: "a") } })
    var snapshot = session.snapshot
    snapshot.data = Array("what is this".utf8)

    #expect(throws: CorruptData.self) {
      try session.interpreter.macrostep(Event("go"), from: snapshot, in: Session.environment)
    }
  }
}
