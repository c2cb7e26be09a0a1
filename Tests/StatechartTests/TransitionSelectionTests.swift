import Statechart
import Testing

@Suite("3.13 Selecting transitions") struct TransitionSelectionTests {
  @Test func `the first transition in document order is taken`() throws {
    var session = try Session(
      document {
        state("a") {
          on("go", to: "b")
          on("go", if: "true", to: "c")
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "b")
  }

  @Test func `a transition whose condition is false is passed over`() throws {
    var session = try Session(
      document {
        state("a") {
          on("go", if: "false", to: "b")
          on("go", to: "c")
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "c")
  }

  @Test func `a star has no lower priority than a name`() throws {
    var session = try Session(
      document {
        state("a") {
          on("*", if: "true", to: "b")
          on("go", to: "c")
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "b")
  }

  @Test func `a descendant's transition beats its ancestor's`() throws {
    var session = try Session(
      document {
        state("outer") {
          on("go", to: "c")
          state("inner") { on("go", to: "b") }
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "b")
  }

  @Test func `an ancestor's transition is taken where its descendant's condition is false`() throws
  {
    var session = try Session(
      document {
        state("outer") {
          on("go", to: "c")
          state("inner") { on("go", if: "false", to: "b") }
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "c")
  }

  @Test func `one event moves every region that has a transition for it`() throws {
    var session = try Session(
      document {
        parallel("p") {
          state("r1") {
            state("a1") { on("go", to: "a2") }
            state("a2")
          }
          state("r2") {
            state("b1") { on("go", to: "b2") }
            state("b2")
          }
          state("r3") { state("c1") }
        }
      })

    try session.send("go")

    #expect(session.active == "a2 b2 c1")
    #expect(session.steps[1].microsteps.count == 1)
  }

  @Test func `of two regions that both leave the parallel the earlier one wins`() throws {
    var session = try Session(
      document {
        parallel("p") {
          state("r1") { on("go", to: "x") }
          state("r2") { on("go", to: "y") }
        }
        state("x")
        state("y")
      })

    try session.send("go")

    #expect(session.active == "x")
    #expect(session.steps[1].microsteps[0].transitions.count == 1)
  }

  @Test func `a region that stays inside is pre-empted by an earlier one that leaves`() throws {
    var session = try Session(
      document {
        parallel("p") {
          state("r1") { on("go", to: "x") }
          state("r2") {
            state("b1") { on("go", to: "b2", .external, .log("'b'")) }
            state("b2")
          }
        }
        state("x")
      })

    try session.send("go")

    #expect(session.active == "x")
    #expect(session.log == "")
  }

  @Test func `a transition deep in a region pre-empts one of the parallel itself`() throws {
    var session = try Session(
      document {
        parallel("p") {
          on("go", to: "x")
          state("r1") { state("a1") }
          state("r2") {
            state("b1") { on("go", to: "b2") }
            state("b2")
          }
        }
        state("x")
      })

    try session.send("go")

    #expect(session.active == "a1 b2")
  }

  @Test func `a targetless transition conflicts with none`() throws {
    var session = try Session(
      document {
        parallel("p") {
          state("r1") { on("go", .log("'one'")) }
          state("r2") { on("go", to: "x") }
        }
        state("x")
      })

    try session.send("go")

    #expect(session.active == "x")
    #expect(session.log == "one")
  }

  @Test func `a region is not asked twice for the transition of a common ancestor`() throws {
    var session = try Session(
      document {
        parallel("p") {
          on("go", if: "nonsense", to: "x")
          state("r1")
          state("r2")
          state("r3")
        }
        state("x")
      })

    try session.send("go")

    #expect(session.errors == ["error.execution"])
  }

  @Test func `5.9.1: a condition that fails is false and raises error.execution`() throws {
    var session = try Session(
      document {
        state("a") {
          on("go", if: "nonsense", to: "b")
          on("error.execution", to: "c")
        }
        state("b")
        state("c")
      })

    try session.send("go")

    #expect(session.active == "c")
  }

  @Test func `eventless transitions come before internal events`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.raise("e"))
          on("e", to: "wrong")
          on("", if: "true", to: "b")
        }
        state("b") { on("e", to: "c") }
        state("c")
        state("wrong")
      })

    #expect(session.active == "c")
  }

  @Test func `internal events come one at a time, in order`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.raise("first"), .raise("second"))
          on("first", to: "b")
          on("second", to: "wrong")
        }
        state("b") { on("second", to: "c") }
        state("c")
        state("wrong")
      })

    #expect(session.active == "c")
  }

  @Test func `an event narrowed to one region moves only that region`() throws {
    var session = try Session(
      document {
        parallel("p") {
          on("go", .log("'outside'"))
          state("r1") {
            state("a1") { on("go", to: "a2") }
            state("a2")
          }
          state("r2") {
            state("b1") { on("go", to: "b2") }
            state("b2")
          }
        }
      })

    try session.send("go", within: "r2")

    #expect(session.active == "a1 b2")
  }

  @Test func `narrowed to a region, an event does not reach the ancestors' transitions`() throws {
    var session = try Session(
      document {
        state("outer") {
          on("go", to: "x")
          state("inner")
        }
        state("x")
      })

    let step = try session.send("go", within: "inner")

    #expect(step.outcome == .unmatched)
  }
}
