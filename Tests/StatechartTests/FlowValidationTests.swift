import Statechart
import Testing

@Suite("Validation of what a document does") struct FlowValidationTests {
  private func diagnose(_ document: Document) -> [String] {
    document.validate().map { "\($0.location.line): \($0.severity): [\($0.code)]" }
  }

  @Test func `a state that no transition leads to is a warning, once for all inside`() {
    let doubtful = document {
      state("a") { on("go", to: "end") }
      state("island") {
        state("i1") { on("go", to: "i2") }
        state("i2")
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["4: warning: [state.unreachable]"])
  }

  @Test func `states reached by default, by history or in regions are reachable`() {
    let sound = document {
      state("a") {
        on("leave", to: "away")
        history("h", to: "a2")
        state("a1")
        state("a2") { state("a21") }
      }
      state("away") { on("back", to: "h p2x") }
      parallel("p") {
        state("p1") { state("p1x") }
        state("p2") {
          state("p2x") { on("go", to: "end") }
        }
      }
      final("end")
    }

    let unreachable = sound.validate().filter { $0.code == "state.unreachable" }

    #expect(unreachable == [])
  }

  @Test func `a history that nothing targets is unreachable`() {
    let doubtful = document {
      state("a") {
        history("h", to: "a1")
        state("a1") { on("go", to: "end") }
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["3: warning: [state.unreachable]"])
  }

  @Test func `a state from which no final can be reached is a warning`() {
    let doubtful = document {
      state("a") {
        on("go", to: "end")
        on("stop", to: "trap")
      }
      state("trap") {
        state("t1") { on("go", to: "t2") }
        state("t2") { on("go", to: "t1") }
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["5: warning: [state.no-way-to-final]"])
  }

  @Test func `a state may end by its ancestor's transition or by another region's`() {
    let sound = document {
      state("outer") {
        on("cancel", to: "end")
        state("o1") { on("go", to: "p") }
      }
      parallel("p") {
        state("waits")
        state("acts") { on("go", to: "end") }
      }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `a document without a top-level final gets one warning`() {
    let doubtful = document {
      state("a") { on("go", to: "b") }
      state("b") { on("go", to: "a") }
    }

    #expect(diagnose(doubtful) == ["1: warning: [scxml.final.none]"])
  }

  @Test(arguments: [
    (first: "go", later: "go"), (first: "go", later: "go.on"), (first: "*", later: "go"),
    (first: "go.*", later: "go"), (first: "a b", later: "b.c a"),
  ])
  func `a transition behind an unconditional one for its events is never taken`(
    _ example: (first: String, later: String)
  ) {
    let doubtful = document {
      state("a") {
        on(example.first, to: "end")
        on(example.later, to: "end")
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["4: warning: [transition.shadowed]"])
  }

  @Test(arguments: [
    (first: "go.on", later: "go"), (first: "go", later: "going"), (first: "go", later: "*"),
    (first: "a", later: "a b"),
  ])
  func `a transition that can still be taken for some event is no warning`(
    _ example: (first: String, later: String)
  ) {
    let sound = document {
      state("a") {
        on(example.first, to: "end")
        on(example.later, to: "end")
      }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `a transition with a condition shadows none, nor does one of an ancestor`() {
    let sound = document {
      state("a") {
        on("go", to: "end")
        state("a1") {
          on("go", if: "In(a)", to: "end")
          on("go", to: "end")
        }
      }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `two transitions together cover the events of a third`() {
    let doubtful = document {
      state("a") {
        on("x", to: "end")
        on("y", to: "end")
        on("x.1 y", to: "end")
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["5: warning: [transition.shadowed]"])
  }

  @Test func `an unconditional eventless transition keeps its state from taking events`() {
    let doubtful = document {
      state("a") {
        on("go", to: "end")
        on("", to: "end")
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["3: warning: [transition.shadowed]"])
  }

  @Test func `eventless transitions round in a circle are an error`() {
    let faulty = document {
      state("a") { on("go", to: "b") }
      state("b") { on("", to: "c") }
      state("c") { on("", to: "b") }
      final("end")
    }

    let loops = faulty.validate().filter { $0.code == "transition.eventless.loop" }
    #expect(loops.map(\.severity) == [.error])
    #expect(
      loops.map(\.message) == [
        "eventless transitions lead round for ever: state \"b\", state \"c\", state \"b\""
      ])
  }

  @Test func `a circle through a default entry is a circle`() {
    let faulty = document {
      state("a") { on("", to: "b") }
      state("b") { state("b1") { on("", to: "a") } }
      final("end")
    }

    #expect(faulty.validate().contains { $0.code == "transition.eventless.loop" })
  }

  @Test func `a circle inside one region is an error`() {
    let faulty = document {
      parallel("p") {
        on("stop", to: "end")
        state("r1") {
          state("a") { on("", to: "b") }
          state("b") { on("", to: "a") }
        }
        state("r2")
      }
      final("end")
    }

    #expect(faulty.validate().contains { $0.code == "transition.eventless.loop" })
  }

  @Test func `a circle that another region may break is a warning`() {
    let doubtful = document {
      parallel("p") {
        state("r1") {
          state("a") { on("", to: "b") }
          state("b") { on("", to: "a") }
        }
        state("r2") { on("", if: "In(b)", to: "end") }
      }
      final("end")
    }

    let loops = doubtful.validate().filter { $0.code.hasPrefix("transition.eventless") }
    #expect(loops.map(\.code) == ["transition.eventless.loop-possible"])
  }

  @Test func `a circle with a condition is a warning`() {
    let doubtful = document {
      state("a") {
        on("", if: "In(x)", to: "end")
        on("", to: "b")
      }
      state("b") { on("", to: "a") }
      final("end")
    }

    #expect(diagnose(doubtful) == ["3: warning: [transition.eventless.loop-possible]"])
  }

  @Test func `a targetless eventless transition may be taken for ever`() {
    let doubtful = document {
      state("a") {
        on("go", to: "end")
        on("", if: "In(b)", .log("1"))
      }
      final("end")
    }

    #expect(diagnose(doubtful) == ["4: warning: [transition.eventless.loop-possible]"])
  }

  @Test func `eventless transitions that come to rest are no warning`() {
    let sound = document {
      state("a") { on("", to: "b") }
      state("b") {
        on("", if: "In(a)", to: "c")
        on("again", to: "a")
      }
      state("c") { on("go", to: "end") }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `what a document does is not looked at while its references are wrong`() {
    let faulty = document {
      state("a") { on("go", to: "c") }
      state("b")
    }

    #expect(diagnose(faulty) == ["3: error: [transition.target.unknown]"])
  }
}
