import Statechart
import Testing

/// A live session against the function that defines it. The argument of a failed test is the seed of
/// its document.
@Suite("Live sessions") struct LiveSessionTests {
  /// A generated document: as it is; without content in some states, or in all; or without content of
  /// states and eventless transitions, but with that of the others. So reactions and choices can be
  /// foreseen never, now and then, and always.
  private func generated(_ seed: Int) -> Document {
    var document = DocumentGenerator.document(seed: seed)
    var random = SeededGenerator(seed: seed &* 31)
    switch seed % 4 {
    case 3: document.root = Self.quiet(document.root)
    case let third: document.root = Self.thinned(document.root, Double(third) / 2, &random)
    }
    return document
  }

  private static func quiet(_ state: State) -> State {
    var state = state
    state.onentry = []
    state.onexit = []
    state.initial?.content = []
    if !state.kind.isHistory { state.transitions.removeAll { $0.events.isEmpty } }
    state.children = state.children.map(quiet)
    return state
  }

  private static func thinned(
    _ state: State, _ chance: Double, _ random: inout SeededGenerator
  ) -> State {
    var state = state
    if Double.random(in: 0..<1, using: &random) < chance {
      state.onentry = []
      state.onexit = []
      state.initial?.content = []
      for index in state.transitions.indices {
        state.transitions[index].content.removeAll {
          if case .raise = $0 { false } else { true }
        }
        // An eventless transition without a condition could be an endless loop.
        if !state.transitions[index].events.isEmpty { state.transitions[index].condition = nil }
      }
    }
    state.children = state.children.map { thinned($0, chance, &random) }
    return state
  }

  private func events(_ seed: Int) -> [String] {
    var random = SeededGenerator(seed: ~seed)
    return (0..<60).map { _ in DocumentGenerator.events.randomElement(using: &random) ?? "" }
  }

  private func interpreter(_ seed: Int) throws -> Interpreter {
    let chart = try Chart(generated(seed))
    var interpreter = Interpreter(chart, datamodel: TestDatamodel(chart: chart))
    interpreter.microstepLimit = 25
    return interpreter
  }

  @Test(arguments: 0..<300)
  func `a live session does what the macrosteps from its snapshots do`(_ seed: Int) throws {
    let interpreter = try interpreter(seed)
    let environment = Session.environment
    var snapshot = try interpreter.start(in: environment).snapshot
    var live = try LiveSession(interpreter, from: snapshot, in: environment)

    for (number, event) in events(seed).enumerated() {
      let step = try interpreter.macrostep(Event(event), from: snapshot, in: environment)
      let reaction: Reaction
      if number % 7 == 3 {
        reaction = try live.send(Event(event))
      } else {
        let prepared = live.prepare(event)
        reaction = try live.send(prepared)
      }
      snapshot = step.snapshot

      #expect(reaction.outcome == step.outcome)
      if step.outcome == .stopped { break }
      #expect(reaction.microsteps == step.microsteps)
      #expect(reaction.effects == step.effects)
      #expect(reaction.errors == step.errors)
      if step.snapshot.status == .running {
        #expect(live.configuration == snapshot.configuration)
      }
      if number % 5 == 0 {
        let kept = try live.snapshot()
        #expect(kept == snapshot)
      }
    }
  }

  @Test func `a live session that was stopped has no snapshot and takes no events`() throws {
    let document = document {
      state("a") { Part.transition("go", nil, "b", .external, []) }
      state("b") { Part.transition("", "In(b)", "b", .external, []) }
    }
    let chart = try Chart(document)
    let interpreter = Interpreter(chart, datamodel: TestDatamodel(chart: chart))
    let start = try interpreter.start(in: Session.environment)
    var live = try LiveSession(interpreter, from: start.snapshot, in: Session.environment)

    let first = try live.send(Event("go"))
    let second = try live.send(Event("go"))
    let snapshot = try live.snapshot()

    #expect(first.outcome == .stopped)
    #expect(second.outcome == .stopped)
    #expect(snapshot == nil)
  }

  @Test func `a live session that has ended keeps its end`() throws {
    let document = document {
      state("a") { Part.transition("go", nil, "b", .external, []) }
      final("b") {}
    }
    let chart = try Chart(document)
    let interpreter = Interpreter(chart, datamodel: NullDatamodel(chart))
    let start = try interpreter.start(in: Session.environment).snapshot
    let end = try interpreter.macrostep(Event("go"), from: start, in: Session.environment).snapshot
    var live = try LiveSession(interpreter, from: start, in: Session.environment)

    let go = live.prepare("go")
    let outcomes = [try live.send(go).outcome, try live.send(go).outcome]
    let snapshot = try live.snapshot()
    var again = try LiveSession(interpreter, from: end, in: Session.environment)
    let kept = try again.snapshot()

    #expect(outcomes == [.taken, .unmatched])
    #expect(snapshot == end)
    #expect(kept == end)
  }
}
