import Statechart
import Testing

@Suite("Validation") struct ValidationTests {
  /// The diagnostics as lines `line: severity: message [code]`.
  private func diagnose(_ document: Document) -> [String] {
    document.validate { name, known in known.first { $0.first == name.first } }.map {
      "\($0.location.line): \($0.severity): \($0.message) [\($0.code)]"
    }
  }

  private func codes(_ document: Document) -> [String] { document.validate().map(\.code) }

  @Test func `a sound document has no diagnostics`() {
    let sound = document {
      state("a") { on("go", to: "end") }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `an unknown target is an error with a suggestion`() {
    let faulty = document {
      state("draft") { on("go", to: "aproved") }
      final("approved")
    }

    #expect(
      diagnose(faulty) == [
        """
        3: error: transition targets "aproved", which is not a state; did you mean "approved"? \
        [transition.target.unknown]
        """
      ])
  }

  @Test func `a chart is not made of a document with errors, which are all told`() {
    let faulty = document {
      state("a") { on("go", to: "nowhere") }
      state("a") { on("go", to: "neither") }
    }

    let error = #expect(throws: InvalidDocument.self) { try Chart(faulty) }
    #expect(
      error?.diagnostics.map(\.code) == [
        "transition.target.unknown", "state.id.duplicate", "transition.target.unknown",
      ])
  }

  @Test func `a chart is made of a document with warnings only`() throws {
    let doubtful = document { state("a") }

    #expect(try Chart(doubtful).warnings.map(\.code) == ["scxml.final.none"])
  }

  @Test func `an id used twice is an error at the second place`() {
    let faulty = document {
      state("a") { on("go", to: "end") }
      state("a")
      final("end")
    }

    #expect(
      diagnose(faulty) == [
        "4: error: the id \"a\" is used twice; its first use is at 2:1 [state.id.duplicate]"
      ])
  }

  @Test func `ids that differ only in their Unicode form are two`() {
    let distinct = document {
      state("caf\u{E9}") { on("go", to: "cafe\u{301}") }
      final("cafe\u{301}")
    }

    #expect(codes(distinct) == [])
  }

  /// One fault each, and the code that tells of it.
  static let faults: [(code: String, document: Document)] = [
    ("scxml.empty", document {}),
    (
      "initial.target.unknown",
      document(initial: "nowhere") { final("a") }
    ),
    (
      "initial.target.outside",
      document {
        state("a", initial: "b") { state("a1") }
        final("b")
      }
    ),
    ("initial.atomic", document { state("a", initial: "a") }),
    (
      "initial.targets.conflict",
      document(initial: "a b") {
        state("a")
        state("b")
      }
    ),
    (
      "parallel.initial",
      document {
        parallel("p") {
          start(at: "r")
          state("r")
        }
      }
    ),
    ("parallel.final", document { parallel("p") { final("f") } }),
    ("final.children", document { final("f") { state("a") } }),
    ("final.transitions", document { final("f") { on("go", to: "f") } }),
    ("donedata.misplaced", document { state("a") { donedata(("x", "1")) } }),
    ("transition.empty", document { state("a") { on("", to: "") } }),
    (
      "transition.targets.conflict",
      document {
        state("a") { on("go", to: "b c") }
        state("b")
        state("c")
      }
    ),
    (
      "transition.targets.conflict",
      document {
        state("a") { on("go", to: "p r1") }
        parallel("p") { state("r1") }
      }
    ),
    (
      "transition.targets.conflict",
      document {
        state("a") { on("go", to: "h r1") }
        parallel("p") {
          history("h", to: "r1")
          state("r1")
          state("r2")
        }
      }
    ),
    ("history.parent", document { state("a") { history("h", to: "a") } }),
    (
      "history.default.target.outside",
      document {
        state("a") {
          history("h", to: "b")
          state("a1")
        }
        state("b")
      }
    ),
    (
      "history.default.missing",
      document {
        state("a") {
          history("h", to: "")
          state("a1")
        }
      }
    ),
    (
      "history.default.loop",
      document {
        state("a") {
          history("h", to: "h2")
          history("h2", to: "h")
          state("a1")
        }
      }
    ),
    (
      "data.id.duplicate",
      document {
        state("a") {
          data("x")
          data("x")
        }
      }
    ),
    ("transition.event.illegal", document { state("a") { on("go*", to: "a") } }),
    ("transition.event.illegal", document { state("a") { on("go..on", to: "a") } }),
    ("transition.event.illegal", document { state("a") { on(".go", to: "a") } }),
    (
      "null.condition",
      document(datamodel: "null") { state("a") { on("go", if: "1 = 1", to: "a") } }
    ),
    (
      "null.condition.state.unknown",
      document(datamodel: "null") { state("a") { on("go", if: "In('b')", to: "a") } }
    ),
  ]

  @Test(arguments: faults.indices)
  func `each fault is an error with its code`(_ index: Int) {
    let found = Self.faults[index].document.validate().filter { $0.severity == .error }

    #expect(found.map(\.code).contains(Self.faults[index].code))
    #expect(throws: InvalidDocument.self) { try Chart(Self.faults[index].document) }
  }

  @Test func `history rules see what a document value can hold beyond XML`() {
    var faulty = document {
      state("a") {
        on("go", to: "end")
        history("h", to: "a1")
        state("a1") { on("back", to: "h") }
      }
      final("end")
    }
    faulty.root.children[0].children[0].transitions[0].events = [EventDescriptor("e")]
    faulty.root.children[0].children[0].transitions.append(Transition())
    faulty.root.children[0].children[0].onentry = [[]]

    #expect(
      Set(codes(faulty)) == [
        "history.content", "history.default.many", "history.default.conditional",
      ])
  }

  @Test func `targets in different regions are legal together`() {
    let sound = document {
      state("a") { on("go", to: "y2 x2") }
      parallel("p") {
        on("done.state.p", to: "end")
        state("x") {
          state("x1") { on("go", to: "x2") }
          final("x2")
        }
        state("y") {
          state("y1") { on("go", to: "y2") }
          final("y2")
        }
      }
      final("end")
    }

    #expect(diagnose(sound) == [])
  }

  @Test func `a list of many targets with one conflict names that one`() {
    let faulty = document {
      state("a") { on("go", to: "x1 y1 x2") }
      parallel("p") {
        state("x") {
          state("x1")
          state("x2")
        }
        state("y") { state("y1") }
      }
    }

    #expect(
      diagnose(faulty) == [
        """
        3: error: state "x1" and state "x2" cannot be active together \
        [transition.targets.conflict]
        """
      ])
  }

  @Test func `a misspelt state in a done event is a warning`() {
    let doubtful = document {
      state("study") {
        on("done.state.stduy", to: "end")
        on("done.state.study", to: "end")
        final("read")
      }
      final("end")
    }

    #expect(
      diagnose(doubtful) == [
        """
        3: warning: no state is called "stduy", so "done.state.stduy" never comes; \
        did you mean "study"? [transition.event.done-unknown]
        """
      ])
  }

  @Test func `the null data model has no data and no values`() {
    let doubtful = document(datamodel: "null") {
      state("a") {
        data("x")
        onentry(.log("x"))
        on("go", if: " In ( \"a\" ) ", to: "end")
      }
      final("end")
    }

    #expect(codes(doubtful) == ["null.data", "null.expression"])
  }

  @Test func `at most twenty names are looked for`() {
    let faulty = document {
      for number in 0..<30 { state("state\(number)") { on("go", to: "stat\(number)") } }
    }

    let suggested = faulty.validate { name, _ in name }.count {
      $0.message.contains("did you mean")
    }

    #expect(suggested == 20)
  }
}
