import Statechart
import Testing

@Suite("3.13 The macrostep") struct MacrostepTests {
  private let twoStates = document {
    state("a") { on("go", to: "b") }
    state("b") { on("go", if: "nonsense", to: "a") }
  }

  @Test func `an event that matches no transition is consumed without effect`() throws {
    var session = try Session(twoStates)
    let before = session.snapshot

    let step = try session.send("unknown")

    #expect(step == Macrostep(outcome: .unmatched, snapshot: before))
  }

  @Test func `an event whose only condition fails is unmatched, and the error is told`() throws {
    var session = try Session(twoStates)
    try session.send("go")
    let before = session.snapshot

    let step = try session.send("go")

    #expect(step.outcome == .unmatched)
    #expect(step.snapshot == before)
    #expect(step.errors.map(\.message) == ["there is no variable \"nonsense\""])
  }

  @Test func `a chain of eventless transitions is one macrostep`() throws {
    var session = try Session(
      document {
        state("a") { on("go", to: "b") }
        state("b") { on("", to: "c") }
        state("c") { on("", to: "d") }
        state("d")
      })

    let step = try session.send("go")

    #expect(session.active == "d")
    #expect(step.microsteps.map(\.event) == ["go", nil, nil])
  }

  @Test func `a macrostep that does not end is stopped and changes nothing`() throws {
    var session = try Session(
      document {
        data("x", "0")
        state("a") {
          on("go", .assign("x", "x + 1"), .raise("go"))
        }
      }, limit: 50)
    let before = session.snapshot

    let step = try session.send("go")

    #expect(step.outcome == .stopped)
    #expect(step.snapshot == before)
    #expect(step.effects.isEmpty)
    #expect(step.microsteps.count == 50)
  }

  @Test func `errors that only lead to errors are stopped too`() throws {
    var session = try Session(
      document { state("a") { on("*", if: "nonsense", to: "a") } }, limit: 50)

    let step = try session.send("go")

    #expect(step.outcome == .stopped)
    #expect(step.microsteps.isEmpty)
  }

  @Test func `a start that does not end is stopped`() throws {
    let session = try Session(
      document {
        state("a") {
          onentry(.raise("e"))
          on("e", to: "a")
        }
      }, limit: 50)

    #expect(session.steps[0].outcome == .stopped)
    #expect(session.snapshot == Snapshot())
  }

  @Test func `the limit counts microsteps, so as many as it says are allowed`() throws {
    var session = try Session(
      document {
        data("x", "0")
        state("a") {
          on("go", if: "x < 50", .assign("x", "x + 1"), .raise("go"))
        }
      }, limit: 50)

    #expect(try session.send("go").outcome == .taken)
  }

  @Test func `the judge sees the transitions after pre-emption, once`() throws {
    let session = try Session(
      document {
        parallel("p") {
          on("go", to: "x")
          state("r1") { on("go", to: "r1") }
          state("r2") { on("go", to: "x") }
        }
        state("x")
      })
    var seen: [[StateIndex]] = []

    _ = try session.interpreter.macrostep(
      Event("go"), from: session.snapshot, in: Session.environment
    ) { selection in
      seen.append(selection.transitions.map { selection.chart.source($0) })
      return true
    }

    #expect(seen == [[try #require(session.chart.index(of: "r1"))]])
  }

  @Test func `the judge is not asked where no transition is enabled`() throws {
    let session = try Session(twoStates)
    var asked = 0

    _ = try session.interpreter.macrostep(
      Event("unknown"), from: session.snapshot, in: Session.environment
    ) { _ in
      asked += 1
      return true
    }

    #expect(asked == 0)
  }

  @Test func `what the judge refuses changes nothing`() throws {
    let session = try Session(twoStates)

    let step = try session.interpreter.macrostep(
      Event("go"), from: session.snapshot, in: Session.environment
    ) { _ in false }

    #expect(step == Macrostep(outcome: .refused, snapshot: session.snapshot))
  }

  @Test func `the judge can evaluate expressions with the event bound`() throws {
    var document = twoStates
    let isGo = document.add(
      Expression("_event = 'go'", .condition, at: SourceLocation(line: 9, column: 9)))
    let data = document.add(
      Expression("_data", .value, at: SourceLocation(line: 9, column: 9)))
    let session = try Session(document)
    var answers: [Value] = []

    _ = try session.interpreter.macrostep(
      Event("go", data: .number(7)), from: session.snapshot, in: Session.environment
    ) { selection in
      answers.append(.boolean((try? selection.condition(isGo)) ?? false))
      answers.append((try? selection.value(data)) ?? .none)
      return true
    }

    #expect(answers == [.boolean(true), .number(7)])
  }

  @Test func `later microsteps are not judged`() throws {
    let session = try Session(
      document {
        state("a") { on("go", to: "b", .external, .raise("next")) }
        state("b") { on("next", to: "c") }
        state("c")
      })
    var asked = 0

    let step = try session.interpreter.macrostep(
      Event("go"), from: session.snapshot, in: Session.environment
    ) { _ in
      asked += 1
      return asked == 1
    }

    #expect(step.microsteps.count == 2)
    #expect(asked == 1)
  }

  @Test func `a snapshot with states that the chart has not is refused`() throws {
    let session = try Session(twoStates)
    let snapshot = Snapshot(configuration: StateSet([StateIndex(99)]))

    #expect(throws: CorruptData.self) {
      try session.interpreter.macrostep(Event("go"), from: snapshot, in: Session.environment)
    }
  }

  @Test func `a history that remembers what is not inside its parent is refused`() throws {
    let session = try Session(
      document {
        state("a") {
          history("h", to: "a1")
          state("a1") { on("go", to: "h") }
        }
        state("b")
      })
    let (h, b) = (StateIndex(2), StateIndex(4))

    for history in [[h: StateSet([h])], [h: StateSet([b])], [b: StateSet([b])]] {
      var snapshot = session.snapshot
      snapshot.history = history
      #expect(throws: CorruptData.self) {
        try session.interpreter.macrostep(Event("go"), from: snapshot, in: Session.environment)
      }
    }
  }

  @Test func `an expression can be evaluated between macrosteps`() throws {
    var document = document {
      data("x", "4")
      state("a")
    }
    let place = SourceLocation(line: 9, column: 9)
    let sum = document.add(Expression("x + 1", .value, at: place))
    let active = document.add(Expression("In(a)", .condition, at: place))
    let wrong = document.add(Expression("nonsense", .value, at: place))
    let session = try Session(document)
    let (interpreter, snapshot) = (session.interpreter, session.snapshot)

    #expect(
      try interpreter.evaluate(sum, in: snapshot, Session.environment) == .success(.number(5)))
    #expect(try interpreter.condition(active, in: snapshot, Session.environment) == .success(true))
    #expect(
      try interpreter.evaluate(wrong, in: snapshot, Session.environment)
        == .failure(ExecutionError("there is no variable \"nonsense\"")))
  }

  @Test func `a long run leaves the trace that was reviewed`() throws {
    var session = try Session(reviewWithTwoOpinions)

    for event in ["submit", "law.yes", "unknown", "money.no", "submit", "money.yes", "law.yes"] {
      try session.send(event)
    }

    #expect(session.trace == reviewedTrace)
  }

  private var reviewWithTwoOpinions: Document {
    document {
      data("rounds", "0")
      state("draft") {
        onexit(.assign("rounds", "rounds + 1"))
        on("submit", to: "review")
      }
      parallel("review") {
        onentry(.log("'round:' + rounds"), .send("remind", id: "r", delay: "2d"))
        onexit(.cancel("r"))
        on("law.no money.no", to: "draft")
        on("done.state.review", to: "end")
        for office in ["law", "money"] {
          state(office) {
            state("\(office).open") { on("\(office).yes", to: "\(office).agreed") }
            final("\(office).agreed") { onentry(.log("'\(office):agrees'")) }
          }
        }
      }
      final("end") { donedata(("rounds", "rounds")) }
    }
  }
}

private let reviewedTrace = """
  start: taken
    [] enter draft
  submit: taken
    [submit] exit draft enter review law law.open money money.open
    log round:1
    send remind after 172800000 ms
  law.yes: taken
    [law.yes] exit law.open enter law.agreed
    log law:agrees
  unknown: unmatched
  money.no: taken
    [money.no] exit money.open money law.agreed law review enter draft
    cancel r
  submit: taken
    [submit] exit draft enter review law law.open money money.open
    log round:2
    send remind after 172800000 ms
  money.yes: taken
    [money.yes] exit money.open enter money.agreed
    log money:agrees
  law.yes: taken
    [law.yes] exit law.open enter law.agreed
    [done.state.review] exit money.agreed money law.agreed law review enter end
    log law:agrees
    cancel r
  """
