import Statechart

/// The same numbers for the same seed, on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A valid document for each seed, with every kind of state and transition, over the events
/// `e0` to `e3` and one variable, `x`.
struct DocumentGenerator {
  private struct Shape {
    var id: String
    var kind: State.Kind
    var children: [Shape] = []

    /// The states inside, with this one.
    var all: [Shape] { [self] + children.flatMap(\.all) }
  }

  static let events = ["e0", "e1", "e2", "e3"]

  private var random: SeededGenerator
  private var made = 0
  private var states: [Shape] = []
  private var parallels: [Shape] = []

  static func document(seed: Int) -> Document {
    var generator = DocumentGenerator(random: SeededGenerator(seed: seed))
    return generator.document()
  }

  private init(random: SeededGenerator) { self.random = random }

  private mutating func document() -> Document {
    var top: [Shape] = []
    for _ in 0..<Int.random(in: 2...4, using: &random) { top.append(shape(depth: 1)) }
    if chance(0.7) { top.append(Shape(id: nextID(), kind: .final)) }
    states = top.flatMap(\.all)
    parallels = states.filter { $0.kind == .parallel }
    let body = [data("x", "0")] + top.map { part($0, in: nil) }
    return StatechartTests.document { for part in body { part } }
  }

  private mutating func nextID() -> String {
    made += 1
    return "s\(made)"
  }

  private mutating func chance(_ probability: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < probability
  }

  private mutating func pick<T>(_ elements: [T]) -> T {
    elements[Int.random(in: elements.indices, using: &random)]
  }

  private mutating func shape(depth: Int) -> Shape {
    var shape = Shape(id: nextID(), kind: .state)
    guard depth < 5, chance(0.55) else { return shape }
    shape.kind = chance(0.45) ? .parallel : .state
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      shape.children.append(self.shape(depth: depth + 1))
    }
    if shape.kind == .state, chance(0.4) {
      shape.children.append(Shape(id: nextID(), kind: .final))
    }
    if chance(0.35) {
      let kind = chance(0.5) ? State.Kind.deepHistory : .shallowHistory
      shape.children.append(Shape(id: nextID(), kind: kind))
    }
    return shape
  }

  private mutating func part(_ shape: Shape, in parent: Shape?) -> Part {
    if shape.kind.isHistory, let parent {
      let candidates = parent.children.filter { !$0.kind.isHistory }.flatMap(\.all)
        .filter { !$0.kind.isHistory }
      return history(
        shape.id, deep: shape.kind == .deepHistory, to: pick(candidates).id, .log("'h\(shape.id)'"))
    }
    var parts = [onentry(.log("'+\(shape.id)'")), onexit(.log("'-\(shape.id)'"))]
    if chance(0.1) { parts.append(onentry(.raise(pick(Self.events)))) }
    if shape.kind == .final { return final(shape.id) { for part in parts { part } } }
    if shape.kind == .state, !shape.children.isEmpty, chance(0.4) {
      let inside = shape.children.flatMap(\.all)
      parts.append(start(at: pick(inside).id, .log("'i\(shape.id)'")))
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) { parts.append(transition()) }
    for child in shape.children { parts.append(part(child, in: shape)) }
    return shape.kind == .parallel
      ? parallel(shape.id) { for part in parts { part } }
      : state(shape.id) { for part in parts { part } }
  }

  private mutating func transition() -> Part {
    let event = chance(0.12) ? "" : chance(0.15) ? "*" : chance(0.3) ? "done" : pick(Self.events)
    // An eventless transition without a condition could be an endless loop, which is an error.
    let condition: String? =
      event.isEmpty || chance(0.3)
      ? chance(0.6)
        ? "In(\(pick(states).id))" : "x < \(Int.random(in: 1...9, using: &random))"
      : nil
    let content: [Act] =
      chance(0.1) ? [.raise(pick(Self.events))] : chance(0.5) ? [.assign("x", "x + 1")] : []
    return .transition(
      event, condition, targets(), chance(0.3) ? .internal : .external,
      content + [.log("'t'"), .log("x")])
  }

  /// One state, several in regions of one parallel, or, except for eventless ones, none.
  private mutating func targets() -> String {
    if chance(0.2), let parallel = parallels.randomElement(using: &random) {
      let regions = parallel.children.filter { !$0.kind.isHistory }.shuffled(using: &random)
      var targets: [String] = []
      for region in regions.prefix(2) { targets.append(pick(region.all).id) }
      return targets.joined(separator: " ")
    }
    return chance(0.1) ? "" : pick(states).id
  }
}
