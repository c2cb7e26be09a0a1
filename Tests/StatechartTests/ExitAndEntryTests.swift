import Statechart
import Testing

@Suite("3.13 and appendix D: what is left and what is entered") struct ExitAndEntryTests {
  /// Every state logs `+id` when it is entered and `-id` when it is left.
  private func noisy(_ id: String, @Parts _ parts: () -> [Part] = { [] }) -> Part {
    state(id) {
      onentry(.log("'+\(id)'"))
      onexit(.log("'-\(id)'"))
      for part in parts() { part }
    }
  }

  @Test func `states are left innermost first and entered outermost first`() throws {
    var session = try Session(
      document {
        noisy("a") { noisy("a1") { noisy("a11") { on("go", to: "b11") } } }
        noisy("b") { noisy("b1") { noisy("b11") } }
      })

    try session.send("go")

    #expect(session.log == "-a11 -a1 -a +b +b1 +b11")
  }

  @Test func `regions are left last first and entered first first`() throws {
    var session = try Session(
      document {
        parallel("p") {
          on("go", to: "x")
          noisy("r1") { noisy("a") }
          noisy("r2") { noisy("b") }
        }
        state("x") { on("back", to: "p") }
      })

    try session.send("go")
    let left = session.log
    try session.send("back")

    #expect(left == "-b -r2 -a -r1")
    #expect(session.log == "+r1 +a +r2 +b")
  }

  @Test func `content runs after the exits and before the entries`() throws {
    var session = try Session(
      document {
        noisy("a") { on("go", to: "b", .external, .log("'content'")) }
        noisy("b")
      })

    try session.send("go")

    #expect(session.log == "-a content +b")
  }

  @Test func `a transition to its own source leaves and enters it`() throws {
    var session = try Session(document { noisy("a") { on("again", to: "a") } })

    try session.send("again")

    #expect(session.log == "-a +a")
  }

  @Test func `a targetless transition leaves nothing`() throws {
    var session = try Session(
      document { noisy("a") { on("tick", .log("'content'")) } })

    try session.send("tick")

    #expect(session.log == "content")
  }

  @Test func `an external transition to a descendant leaves its source`() throws {
    var session = try Session(
      document {
        noisy("a") {
          on("go", to: "a2")
          noisy("a1")
          noisy("a2")
        }
      })

    try session.send("go")

    #expect(session.log == "-a1 -a +a +a2")
  }

  @Test func `an internal transition to a descendant keeps its source`() throws {
    var session = try Session(
      document {
        noisy("a") {
          on("go", to: "a2", .internal)
          noisy("a1")
          noisy("a2")
        }
      })

    try session.send("go")

    #expect(session.log == "-a1 +a2")
  }

  @Test func `an internal transition to a state outside leaves its source`() throws {
    var session = try Session(
      document {
        noisy("a") {
          on("go", to: "b", .internal)
          noisy("a1")
        }
        noisy("b")
      })

    try session.send("go")

    #expect(session.log == "-a1 -a +b")
  }

  @Test func `an internal transition of a parallel leaves it, since it is not compound`() throws {
    var session = try Session(
      document {
        noisy("outer") {
          parallel("p") {
            onentry(.log("'+p'"))
            onexit(.log("'-p'"))
            on("go", to: "a2", .internal)
            noisy("r1") {
              noisy("a1")
              noisy("a2")
            }
            noisy("r2")
          }
        }
      })

    try session.send("go")

    #expect(session.log == "-r2 -a1 -r1 -p +p +r1 +a2 +r2")
  }

  @Test func `a parallel is never the common ancestor, so crossing regions leaves it`() throws {
    var session = try Session(
      document {
        noisy("outer") {
          parallel("p") {
            noisy("r1") {
              noisy("a1") { on("go", to: "b2") }
              noisy("a2")
            }
            noisy("r2") {
              noisy("b1")
              noisy("b2")
            }
          }
        }
      })

    try session.send("go")

    #expect(session.log == "-b1 -r2 -a1 -r1 +r1 +a1 +r2 +b2")
  }

  @Test func `a transition inside one region leaves the other regions alone`() throws {
    var session = try Session(
      document {
        parallel("p") {
          noisy("r1") { noisy("a1") }
          noisy("r2") {
            noisy("b1") { on("go", to: "b2") }
            noisy("b2")
          }
          noisy("r3") { noisy("c1") }
        }
      })

    try session.send("go")

    #expect(session.log == "-b1 +b2")
  }

  @Test func `several targets enter several regions, the rest by default`() throws {
    var session = try Session(
      document {
        state("x") { on("go", to: "a2 c2") }
        parallel("p") {
          for region in ["a", "b", "c"] {
            state("r\(region)") {
              state("\(region)1")
              state("\(region)2")
            }
          }
        }
      })

    try session.send("go")

    #expect(session.active == "a2 b1 c2")
  }

  @Test func `3.6: a compound state begins at its initial state, else at its first child`() throws {
    let session = try Session(
      document(initial: "p") {
        state("x")
        parallel("p") {
          state("r1", initial: "a2") {
            state("a1")
            state("a2")
          }
          state("r2") {
            state("b1")
            state("b2")
          }
        }
      })

    #expect(session.active == "a2 b1")
  }

  @Test func `3.6: initial may name a state further in, and the content of the element runs`()
    throws
  {
    let session = try Session(
      document {
        state("a") {
          start(at: "a11", .log("'initial'"))
          onentry(.log("'+a'"))
          state("a0")
          noisy("a1") { noisy("a11") }
        }
      })

    #expect(session.active == "a11")
    #expect(session.log == "+a initial +a1 +a11")
  }

  @Test func `3.6: the content of initial does not run where a target inside was named`() throws {
    let session = try Session(
      document(initial: "a2") {
        state("a") {
          start(at: "a1", .log("'initial'"))
          state("a1")
          state("a2")
        }
      })

    #expect(session.active == "a2")
    #expect(session.log == "")
  }

  @Test func `each onentry and each onexit runs, in document order`() throws {
    var session = try Session(
      document {
        state("a") {
          onexit(.log("1"))
          onexit(.log("2"))
          on("go", to: "b")
        }
        state("b") {
          onentry(.log("3"))
          onentry(.log("4"))
        }
      })

    try session.send("go")

    #expect(session.log == "1 2 3 4")
  }

  @Test func `In() is true of the state that is being entered, and not of the next`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.log("In(a)"), .log("In(a1)"))
          state("a1")
        }
      })

    #expect(session.log == "true false")
  }

  @Test func `documents of more than 64 states behave as small ones do`() throws {
    var session = try Session(
      document {
        for number in 0..<150 { state("s\(number)") { on("go", to: "s\(number + 1)") } }
        parallel("s150") {
          for region in 0..<100 {
            state("r\(region)") {
              state("r\(region)a") { on("go", to: "r\(region)b") }
              state("r\(region)b")
            }
          }
        }
      })

    for _ in 0..<151 { try session.send("go") }

    #expect(session.active == (0..<100).map { "r\($0)b" }.joined(separator: " "))
    #expect(session.chart.isLegal(session.snapshot.configuration))
  }
}
