import Statechart
import Testing

@Suite("3.10 History") struct HistoryTests {
  /// `on("leave")` goes out of `outer`, `on("back")` goes to the history `h` inside.
  private func document(history: Part) -> Document {
    StatechartTests.document {
      state("outer") {
        on("leave", to: "away")
        history
        state("a") {
          on("next", to: "b2")
          state("a1")
        }
        state("b") {
          state("b1")
          state("b2")
        }
      }
      state("away") {
        on("back", to: "h")
        on("forward", to: "outer")
      }
    }
  }

  @Test func `a shallow history brings back the child, which begins anew inside`() throws {
    var session = try Session(document(history: history("h", to: "a")))

    for event in ["next", "leave", "back"] { try session.send(event) }

    #expect(session.active == "b1")
  }

  @Test func `a deep history brings back the atomic states`() throws {
    var session = try Session(document(history: history("h", deep: true, to: "a")))

    for event in ["next", "leave", "back"] { try session.send(event) }

    #expect(session.active == "b2")
  }

  @Test func `entering the parent itself does not use the history`() throws {
    var session = try Session(document(history: history("h", deep: true, to: "a")))

    for event in ["next", "leave", "forward"] { try session.send(event) }

    #expect(session.active == "a1")
  }

  @Test func `with nothing to remember the default is entered, and its content runs`() throws {
    var session = try Session(
      StatechartTests.document(initial: "away") {
        state("outer") {
          onentry(.log("'outer'"))
          history("h", to: "b2", .log("'default'"))
          state("a")
          state("b") {
            onentry(.log("'b'"))
            state("b1")
            state("b2")
          }
        }
        state("away") { on("back", to: "h") }
      })

    try session.send("back")

    #expect(session.active == "b2")
    #expect(session.log == "outer default b")
  }

  @Test func `the content of the default does not run once something is remembered`() throws {
    var session = try Session(document(history: history("h", to: "a", .log("'default'"))))

    for event in ["leave", "back"] { try session.send(event) }

    #expect(session.active == "a1")
    #expect(session.wholeLog == "")
  }

  @Test func `the default's content runs after that of initial`() throws {
    var session = try Session(
      StatechartTests.document {
        state("away") { on("go", to: "outer") }
        state("outer") {
          start(at: "h", .log("'initial'"))
          onentry(.log("'onentry'"))
          history("h", to: "a", .log("'default'"))
          state("a") { onentry(.log("'a'")) }
        }
      })

    try session.send("go")

    #expect(session.log == "onentry initial default a")
  }

  @Test func `history is recorded before onexit runs`() throws {
    var session = try Session(
      StatechartTests.document {
        state("outer") {
          on("leave", to: "away")
          onexit(.raise("left"))
          history("h", to: "a")
          state("a") { on("next", to: "b") }
          state("b") { onexit(.log("In(b)")) }
        }
        state("away") {
          on("left", .log("In(b)"))
          on("back", to: "h")
        }
      })

    for event in ["next", "leave", "back"] { try session.send(event) }

    #expect(session.active == "b")
    #expect(session.wholeLog == "true false")
  }

  @Test func `the history of a parallel brings back every region`() throws {
    var session = try Session(
      StatechartTests.document {
        parallel("p") {
          on("leave", to: "away")
          history("h", deep: true, to: "a1 b1")
          for region in ["a", "b"] {
            state("r\(region)") {
              state("\(region)1") { on("next.\(region)", to: "\(region)2") }
              state("\(region)2")
            }
          }
        }
        state("away") { on("back", to: "h") }
      })

    for event in ["next.b", "leave", "back"] { try session.send(event) }

    #expect(session.active == "a1 b2")
  }

  @Test func `the exit set of a transition to a history is that of what it remembers`() throws {
    var session = try Session(
      StatechartTests.document {
        state("outer") {
          history("h", deep: true, to: "a")
          on("leave", to: "away")
          state("a") {
            onentry(.log("'+a'"))
            onexit(.log("'-a'"))
            state("a1") { on("again", to: "h") }
          }
        }
        state("away") { on("back", to: "h") }
      })
    for event in ["leave", "back"] { try session.send(event) }

    try session.send("again")

    // Both a1 and the remembered a1 lie in `a`, which is therefore neither left nor entered.
    #expect(session.active == "a1")
    #expect(session.log == "")
  }

  @Test func `a history whose default is a history is followed`() throws {
    var session = try Session(
      StatechartTests.document(initial: "away") {
        state("outer") {
          history("h", to: "h2", .log("1"))
          state("a") {
            history("h2", to: "a2", .log("2"))
            state("a1")
            state("a2")
          }
        }
        state("away") { on("back", to: "h") }
      })

    try session.send("back")

    #expect(session.active == "a2")
    #expect(session.log == "1 2")
  }

  @Test func `a history around a parallel does not disturb the regions that stay`() throws {
    var session = try Session(
      StatechartTests.document {
        state("outer") {
          history("h", deep: true, to: "a2")
          parallel("p") {
            state("a") {
              state("a1") { on("go", to: "h") }
              state("a2")
            }
            state("b") {
              state("b1") { on("next", to: "b2") }
              state("b2")
            }
          }
        }
      })
    try session.send("next")

    try session.send("go")

    #expect(session.active == "a2 b2")
  }

  @Test func `the snapshot carries what the histories remember`() throws {
    var session = try Session(document(history: history("h", to: "a")))

    for event in ["next", "leave"] { try session.send(event) }

    let h = try #require(session.chart.index(of: "h"))
    let b = try #require(session.chart.index(of: "b"))
    #expect(session.snapshot.history == [h: StateSet([b])])
  }
}
