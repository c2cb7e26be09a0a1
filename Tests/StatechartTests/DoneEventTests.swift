import Statechart
import Testing

@Suite("3.4 and 3.7 Final states and done events") struct DoneEventTests {
  @Test func `entering a final raises done.state with the parent's id`() throws {
    var session = try Session(
      document {
        state("a") {
          on("done.state.a", to: "b")
          state("a1") { on("go", to: "a2") }
          final("a2")
        }
        state("b")
      })

    try session.send("go")

    #expect(session.active == "b")
  }

  @Test func `the done event carries the donedata`() throws {
    let session = try Session(
      document {
        data("x", "3")
        state("a") {
          on("done.state.a", to: "b", .external, .log("_data"))
          final("f") { donedata(("count", "x"), ("name", "'n'")) }
        }
        state("b")
      })

    #expect(session.log == "count=3 name=n")
  }

  @Test func `5.7: a param that fails is left out, and the done event comes all the same`() throws {
    let session = try Session(
      document {
        state("a") {
          on("error.execution", .log("'error'"))
          on("done.state.a", to: "b", .external, .log("_data"))
          final("f") { donedata(("bad", "nonsense"), ("good", "1")) }
        }
        state("b")
      })

    #expect(session.active == "b")
    #expect(session.log == "error good=1")
  }

  @Test func `5.6: content that fails leaves the done event without data`() throws {
    let session = try Session(
      document {
        state("a") {
          on("done.state.a", to: "b", .external, .log("_data"))
          final("f") { donedata(content: "nonsense") }
        }
        state("b")
      })

    #expect(session.active == "b")
    #expect(session.steps[0].effects == [.log(label: nil, message: "")])
    #expect(session.errors == ["error.execution"])
  }

  @Test func `a parallel is done when its last region is`() throws {
    var session = try Session(twoRegions)

    try session.send("finish.a")
    let first = session.log
    try session.send("finish.b")

    #expect(first == "done.state.a")
    #expect(session.log == "done.state.b done.state.p")
  }

  private var twoRegions: Document {
    document {
      parallel("p") {
        on("done.state", .log("_event"))
        for region in ["a", "b"] {
          state(region) {
            state { on("finish.\(region)", to: "\(region)f") }
            final("\(region)f")
          }
        }
      }
    }
  }

  @Test func `a parallel inside a parallel counts as done for the outer one`() throws {
    var session = try Session(
      document {
        parallel("p") {
          on("done.state.p", to: "end")
          state("a") { final("af") }
          parallel("q") {
            state("b") { final("bf") }
            state("c") {
              state("c1") { on("finish", to: "cf") }
              final("cf")
            }
          }
        }
        state("end")
      })

    try session.send("finish")

    #expect(session.active == "end")
  }

  @Test func `a top-level final ends the session and runs every onexit, innermost first`() throws {
    var session = try Session(
      document {
        state("a") {
          onexit(.log("'-a'"))
          on("go", to: "end")
        }
        final("end") {
          onentry(.log("'+end'"))
          onexit(.log("'-end'"))
          donedata(("result", "1"))
        }
      })

    try session.send("go")

    #expect(session.log == "-a +end -end")
    #expect(session.snapshot.configuration.isEmpty)
    #expect(
      session.snapshot.status == .ended(.record([Value.Field("result", .number(1))])))
  }

  @Test func `a session that ends leaves its internal events unread`() throws {
    let session = try Session(
      document {
        final("end") { onentry(.raise("e"), .log("'end'")) }
      })

    #expect(session.log == "end")
    #expect(session.steps[0].microsteps.count == 1)
  }

  @Test func `a session that has ended takes no event`() throws {
    var session = try Session(document { final("end") })
    let before = session.snapshot

    let step = try session.send("go")

    #expect(step.outcome == .unmatched)
    #expect(step.snapshot == before)
  }

  @Test func `a parent without an id is done under the id that the chart gave it`() throws {
    let session = try Session(
      document {
        state {
          on("done.state.state_1", to: "b")
          final()
        }
        state("b")
      }, limit: 10)

    #expect(session.active == "b")
  }
}
