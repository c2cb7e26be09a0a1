import Statechart
import Testing

@Suite("StateSet") struct StateSetTests {
  private func set(_ states: Int...) -> StateSet { StateSet(states.map { StateIndex($0) }) }

  /// A few random sets, as bits and as Swift's own sets.
  private func samples(_ count: Int) -> [(bits: StateSet, model: Set<Int>)] {
    var random = SeededGenerator(seed: 7)
    return (0..<count).map { _ in
      let size = Int.random(in: 0...12, using: &random)
      let limit = [10, 64, 200].randomElement(using: &random) ?? 10
      let model = Set((0..<size).map { _ in Int.random(in: 0..<limit, using: &random) })
      return (StateSet(model.map { StateIndex($0) }), model)
    }
  }

  @Test func `states come in document order, and backwards in exit order`() {
    let states = set(130, 2, 64, 63, 0)

    #expect(states.map(\.int) == [0, 2, 63, 64, 130])
    #expect(states.inExitOrder.map(\.int) == [130, 64, 63, 2, 0])
    #expect(states.last == StateIndex(130))
    #expect(states.count == 5)
  }

  @Test func `sets are equal whatever was in them before`() {
    var states = set(1, 100, 300)
    states.remove(StateIndex(300))
    states.remove(StateIndex(100))
    states.remove(StateIndex(5000))

    #expect(states == set(1))
    #expect(states.hashValue == set(1).hashValue)
  }

  @Test func `the empty set has no last state`() {
    #expect(StateSet().last == nil)
    #expect(StateSet().isEmpty)
  }

  @Test func `the operations agree with Swift's sets`() {
    let samples = samples(60)
    for a in samples {
      for b in samples {
        var union = a.bits
        union.formUnion(b.bits)
        var intersection = a.bits
        intersection.formIntersection(b.bits)
        var difference = a.bits
        difference.subtract(b.bits)

        #expect(union == StateSet(a.model.union(b.model).map { StateIndex($0) }))
        #expect(intersection == StateSet(a.model.intersection(b.model).map { StateIndex($0) }))
        #expect(difference == StateSet(a.model.subtracting(b.model).map { StateIndex($0) }))
        #expect(a.bits.isDisjoint(with: b.bits) == a.model.isDisjoint(with: b.model))
        #expect(a.bits.isSubset(of: b.bits) == a.model.isSubset(of: b.model))
      }
    }
  }

  @Test func `a set contains what was put in, and nothing else`() {
    for sample in samples(60) {
      let found = (0..<220).filter { sample.bits.contains(StateIndex($0)) }

      #expect(Set(found) == sample.model)
    }
  }
}
