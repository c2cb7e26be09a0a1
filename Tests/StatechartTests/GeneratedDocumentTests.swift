import Statechart
import Testing

/// What holds for every document. The argument of a failed test is the seed of its document.
@Suite("Generated documents") struct GeneratedDocumentTests {
  static let seeds = 0..<200

  /// Twenty events in an order that the seed decides.
  private func events(_ seed: Int) -> [String] {
    var random = SeededGenerator(seed: ~seed)
    return (0..<20).map { _ in DocumentGenerator.events.randomElement(using: &random) ?? "" }
  }

  private func run(_ seed: Int) throws -> Session {
    var session = try Session(DocumentGenerator.document(seed: seed), limit: 25)
    for event in events(seed) where session.snapshot.configuration.isEmpty == false {
      try session.send(event)
    }
    return session
  }

  @Test(arguments: seeds)
  func `a configuration is always legal`(_ seed: Int) throws {
    let session = try run(seed)

    for step in session.steps where step.outcome != .stopped {
      let ended = step.snapshot.status != .running
      #expect(
        ended
          ? step.snapshot.configuration.isEmpty
          : session.chart.isLegal(step.snapshot.configuration))
    }
  }

  @Test(arguments: seeds)
  func `the same events give equal macrosteps again`(_ seed: Int) throws {
    #expect(try run(seed).steps == run(seed).steps)
  }

  @Test(arguments: seeds)
  func `what was left and entered leads from one configuration to the next`(_ seed: Int) throws {
    let session = try run(seed)
    var configuration = StateSet()

    for step in session.steps where step.outcome != .stopped {
      for microstep in step.microsteps {
        #expect(microstep.exitSet.isSubset(of: configuration))
        configuration.subtract(microstep.exitSet)
        #expect(microstep.entrySet.isDisjoint(with: configuration))
        configuration.formUnion(microstep.entrySet)
      }
      if step.snapshot.status == .running { #expect(configuration == step.snapshot.configuration) }
    }
  }

  @Test(arguments: seeds)
  func `an event that nothing awaits, or that is refused, changes nothing`(_ seed: Int) throws {
    let session = try run(seed)
    let snapshot = session.snapshot

    for event in ["e0", "e1", "e2", "e3", "unheard-of"] {
      let step = try session.interpreter.macrostep(
        Event(event), from: snapshot, in: Session.environment
      ) { _ in false }
      #expect(step.outcome == .refused || step.outcome == .unmatched)
      #expect(step.snapshot == snapshot)
      #expect(step.microsteps.isEmpty)
    }
  }

  @Test(arguments: seeds)
  func `the interpreter does what appendix D does, written word for word`(_ seed: Int) throws {
    let document = DocumentGenerator.document(seed: seed)
    let literal = LiteralAlgorithm(document, limit: 25)
    var session = try Session(document, limit: 25)
    literal.start()

    for event in events(seed) where !literal.stopped {
      #expect(session.active == literal.active.joined(separator: " "))
      literal.send(event)
      try session.send(event)
    }

    #expect((session.steps.last?.outcome == .stopped) == literal.stopped)
    if !literal.stopped { #expect(session.wholeLog == literal.log.joined(separator: " ")) }
  }

  @Test func `the generated documents are worth running`() throws {
    let sessions = try (0..<100).map(run)
    let microsteps = sessions.flatMap(\.steps).flatMap(\.microsteps)

    #expect(microsteps.count > 1000)
    #expect(microsteps.contains { $0.transitions.count > 2 })
    #expect(sessions.count { !$0.snapshot.history.isEmpty } > 20)
    #expect(sessions.count { $0.snapshot.status != .running } > 3)
  }
}
