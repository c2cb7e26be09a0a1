import Statechart
import Testing

@Suite("Chart") struct ChartTests {
  private let chart: Chart

  init() throws {
    chart = try Chart(
      document {
        state("a", initial: "a2") {
          on("x", to: "p")
          on("y", to: "h")
          history("h", to: "a1")
          state("a1")
          state("a2") { on("z", to: "") }
        }
        parallel("p") {
          state("r1")
          state { on("z", to: "end") }
        }
        final("end")
      })
  }

  private func index(_ id: Identifier) throws -> StateIndex { try #require(chart.index(of: id)) }

  @Test func `states stand in document order, parents before children`() {
    let ids = (0..<chart.stateCount).map { chart.id(StateIndex($0)).text }

    #expect(ids == ["scxml_0", "a", "h", "a1", "a2", "p", "r1", "state_7", "end"])
  }

  @Test func `a made name gives way to an id of the document`() throws {
    let chart = try Chart(
      document {
        state { on("go", to: "state_1") }
        final("state_1")
      })

    #expect(chart.id(StateIndex(1)) == "_state_1")
    #expect(chart.index(of: "state_1") == StateIndex(2))
  }

  @Test func `a state knows its place in the tree`() throws {
    let (a, a2, p) = (try index("a"), try index("a2"), try index("p"))

    #expect(chart.parent(a2) == a)
    #expect(chart.depth(a2) == 2)
    #expect(chart.lastDescendant(a) == a2)
    #expect(chart.isDescendant(a2, of: a))
    #expect(!chart.isDescendant(a, of: a))
    #expect(!chart.isDescendant(a2, of: p))
    #expect(chart.parent(.root) == nil)
  }

  @Test func `children are told apart from histories`() throws {
    let a = try index("a")

    #expect(chart.children(a).map { chart.id($0).text } == ["a1", "a2"])
    #expect(chart.histories(a).map { chart.id($0).text } == ["h"])
    #expect(chart.initialTargets(a).map { chart.id($0).text } == ["a2"])
  }

  @Test func `3.11: states are atomic, compound, parallel or none of these`() throws {
    let atomic = [try index("a1"), try index("a2"), try index("r1"), try index("end")]
    let compound = [try index("a")]
    let neither = [.root, try index("p"), try index("h")]

    #expect(atomic.allSatisfy { chart.isAtomic($0) && !chart.isCompound($0) })
    #expect(compound.allSatisfy { !chart.isAtomic($0) && chart.isCompound($0) })
    #expect(neither.allSatisfy { !chart.isAtomic($0) && !chart.isCompound($0) })
  }

  @Test func `transitions belong to their states, in document order`() throws {
    let transitions = chart.transitions(of: try index("a"))

    #expect(transitions.map { chart.events($0).map(\.text) } == [["x"], ["y"]])
    #expect(transitions.map { chart.targets($0).map { chart.id($0).text } } == [["p"], ["h"]])
    #expect(transitions.allSatisfy { chart.source($0) == StateIndex(1) })
    #expect(chart.transitionCount == 5)
  }

  @Test func `a configuration is told by its atomic states and completed from them`() throws {
    let atomic = [try index("r1"), try index("state_7")]

    let configuration = chart.configuration(ofAtomic: atomic)

    #expect(configuration == StateSet(atomic + [try index("p")]))
    #expect(chart.names(of: configuration) == ["r1", "state_7"])
    #expect(chart.isLegal(configuration))
  }

  @Test func `3.11: an incomplete or contradictory configuration is not legal`() throws {
    let illegal = [
      StateSet(), StateSet([StateIndex(99)]), StateSet([.root]),
      StateSet([try index("a")]), StateSet([try index("a1")]),
      StateSet([try index("a"), try index("h")]),
      StateSet([try index("a"), try index("a1"), try index("a2")]),
      StateSet([try index("p"), try index("r1")]),
      StateSet([try index("a"), try index("a1"), try index("end")]),
    ]

    for configuration in illegal { #expect(!chart.isLegal(configuration)) }
  }
}

@Suite("B.1 The null data model") struct NullDatamodelTests {
  private func interpreter(_ document: Document) throws -> Interpreter {
    let chart = try Chart(document)
    return Interpreter(chart, datamodel: NullDatamodel(chart))
  }

  @Test(arguments: ["In('b1')", "In(\"b1\")", " In ( 'b1' ) "])
  func `In answers whether a state is active`(_ condition: String) throws {
    let interpreter = try interpreter(
      document(datamodel: "null") {
        parallel("p") {
          state("a") {
            state("a1") { on("go", if: condition, to: "a2") }
            state("a2")
          }
          state("b") {
            state("b1") { on("next", to: "b2") }
            state("b2")
          }
        }
      })
    let start = try interpreter.start(in: Session.environment).snapshot
    let moved = try interpreter.macrostep(Event("next"), from: start, in: Session.environment)

    let first = try interpreter.macrostep(Event("go"), from: start, in: Session.environment)
    let second = try interpreter.macrostep(
      Event("go"), from: moved.snapshot, in: Session.environment)

    #expect(first.outcome == .taken)
    #expect(second.outcome == .unmatched)
  }

  @Test func `an expression raises error.execution`() throws {
    let interpreter = try interpreter(
      document(datamodel: "null") { state("a") { onentry(.log("'text'")) } })

    let start = try interpreter.start(in: Session.environment)

    #expect(start.errors.map(\.event) == ["error.execution"])
  }

  @Test func `an instance keeps no bytes`() throws {
    let interpreter = try interpreter(document(datamodel: "null") { state("a") })

    #expect(try interpreter.start(in: Session.environment).snapshot.data == [])
  }

  @Test func `data of another data model are refused`() throws {
    let interpreter = try interpreter(document(datamodel: "null") { state("a") })
    var snapshot = try interpreter.start(in: Session.environment).snapshot
    snapshot.data = [1]

    #expect(throws: CorruptData.self) {
      try interpreter.macrostep(Event("go"), from: snapshot, in: Session.environment)
    }
  }
}
