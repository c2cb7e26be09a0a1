import Statechart
import Testing

@testable import Reports

@Suite struct LayoutTests {
  /// A drawing and where everything is in it.
  struct Case: CustomTestStringConvertible {
    let name: String
    let drawing: Drawing
    let layout: Layout

    init(name: String, drawing: Drawing) {
      self.name = name
      self.drawing = drawing
      layout = Layout(drawing)
    }

    var testDescription: String { name }

    static let all =
      [
        Case(name: "drive", drawing: Drawing(of: ExampleDocuments.drive)),
        Case(name: "campaign", drawing: Drawing(of: ExampleDocuments.campaign)),
      ]
      + (1...40).map { seed in
        var generator = DrawingGenerator(seed: UInt64(seed))
        return Case(name: "seed \(seed)", drawing: generator.drawing())
      }
  }

  @Test(arguments: Case.all)
  func `a box lies inside the box around it`(_ test: Case) {
    let frames = test.layout.frames

    for (node, frame) in frames {
      guard let around = frames[test.drawing.nodes[node].parent] else { continue }
      #expect(frame.origin.x >= around.origin.x - 0.01 && frame.maxX <= around.maxX + 0.01)
      #expect(frame.origin.y >= around.origin.y - 0.01 && frame.maxY <= around.maxY + 0.01)
    }
  }

  @Test(arguments: Case.all)
  func `boxes side by side do not overlap`(_ test: Case) {
    let frames = test.layout.frames

    for node in test.drawing.nodes {
      let children = node.children.compactMap { frames[$0] }
      for (position, first) in children.enumerated() {
        for second in children[(position + 1)...] { #expect(!first.overlaps(second)) }
      }
    }
  }

  @Test(arguments: Case.all)
  func `words at arrows lie on no state and on no other words`(_ test: Case) {
    let layout = test.layout

    let words = layout.labels.map { edge, place in
      Frame(origin: place, size: BlockText(test.drawing.edges[edge].label).size)
    }

    let states = layout.frames.filter { !test.drawing.nodes[$0.key].isContainer }.values
    for (position, label) in words.enumerated() {
      for state in states { #expect(!label.overlaps(state)) }
      for other in words[(position + 1)...] { #expect(!label.overlaps(other)) }
    }
  }

  @Test(arguments: Case.all)
  func `an arrow begins and ends at the borders of its states`(_ test: Case) {
    let layout = test.layout

    for (edge, path) in layout.paths {
      let arrow = test.drawing.edges[edge]
      for (node, point) in [(arrow.source, path.first), (arrow.target, path.last)] {
        guard let frame = layout.frames[node], let point else { continue }
        let isAtBorder = abs(point.y - frame.origin.y) < 0.5 || abs(point.y - frame.maxY) < 0.5
        #expect(isAtBorder, "\(arrow)")
        #expect((frame.origin.x...frame.maxX).contains(point.x), "\(arrow)")
      }
    }
  }

  @Test(arguments: Case.all)
  func `an arrow passes through no state`(_ test: Case) {
    let layout = test.layout

    let states = layout.frames.filter { !test.drawing.nodes[$0.key].isContainer }.values
    for path in layout.paths.values {
      for (from, to) in zip(path, path.dropFirst()) {
        let way = Frame(
          origin: Point(x: min(from.x, to.x), y: min(from.y, to.y)),
          size: Size(width: abs(from.x - to.x), height: abs(from.y - to.y)))
        for state in states { #expect(!way.overlaps(state)) }
      }
    }
  }

  @Test(arguments: Case.all)
  func `every arrow is drawn, as a way or as a loop`(_ test: Case) {
    let layout = test.layout

    let drawn = Set(layout.paths.keys).union(layout.loops.values.joined())

    #expect(drawn == Set(test.drawing.edges.indices))
  }

  @Test(arguments: Case.all)
  func `no words of an arrow are lost`(_ test: Case) {
    let worded = test.drawing.edges.indices.filter { !test.drawing.edges[$0].label.isEmpty }

    let drawn = Set(test.layout.labels.keys).union(test.layout.loops.values.joined())

    #expect(drawn.isSuperset(of: worded))
  }

  @Test func `states in a row stand on one line`() {
    let drawing = Drawing(of: ExampleDocuments.drive)

    let frames = Layout(drawing).frames

    let stages = ["study", "investigate", "rectify", "summarize", "done"]
    let middles = stages.compactMap { id in
      drawing.nodes.firstIndex { $0.id == id }.flatMap { frames[$0]?.midX }
    }
    #expect(middles.count == stages.count)
    #expect(middles.allSatisfy { abs($0 - middles[0]) < 0.01 })
  }

  @Test func `a giant picture writes far arrows as words`() {
    var s = DocumentSketch()
    let states = (0..<400).map { index in
      s.state(
        "s\(index)", to: [s.on("next", "s\(min(399, index + 1))"), s.on("back", "s0")])
    }

    let layout = Layout(Drawing(of: Document(root: State(.scxml, children: states))))

    #expect(layout.paths.values.reduce(0) { $0 + $1.count } < 20_000)
    #expect(layout.loops.count > 300)
  }

  @Test(arguments: [
    ("one two three", ["one two", "three"]), ("整改方案尚未批准。", ["整改方案尚", "未批准。"]),
    ("", [""]), ("abcdefghijklmno", ["abcdefghi", "jklmno"]),
  ])
  func `text breaks where its script allows it`(_ text: String, _ lines: [String]) {
    let measure = TextMeasure(fontSize: 12)

    #expect(measure.lines(of: text, width: 60, maximumLines: 9) == lines)
  }

  @Test func `text that is too long ends in an ellipsis`() {
    let lines = TextMeasure(fontSize: 12).lines(
      of: "one two three four five", width: 60, maximumLines: 2)

    #expect(lines.count == 2)
    #expect(lines.last?.last == "…")
  }
}

extension Frame {
  fileprivate func overlaps(_ other: Frame) -> Bool {
    let hair = 0.01
    return origin.x + hair < other.maxX && other.origin.x + hair < maxX
      && origin.y + hair < other.maxY && other.origin.y + hair < maxY
  }
}

/// Drawings of any shape, the same for the same seed.
private struct DrawingGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number from 0 to `limit` - 1. Source: SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
  private mutating func next(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }

  mutating func drawing() -> Drawing {
    var ids: [String] = []
    var root = State(.scxml)
    root.children = (0...(1 + next(5))).map { _ in state(depth: 0, &ids) }
    connect(&root, ids)
    return Drawing(of: Document(name: "generated", root: root))
  }

  private mutating func state(depth: Int, _ ids: inout [String]) -> State {
    let id = "s\(ids.count)"
    ids.append(id)
    let kinds: [State.Kind] = [.state, .state, .state, .state, .parallel, .final, .deepHistory]
    let kind = kinds[next(kinds.count)]
    guard kind == .state || kind == .parallel, depth < 3, next(3) == 0 || kind == .parallel else {
      return State(kind == .parallel ? .state : kind, id: Identifier(id))
    }
    let children = (0...next(4)).map { _ in state(depth: depth + 1, &ids) }
    return State(kind, id: Identifier(id), children: children)
  }

  private mutating func connect(_ state: inout State, _ ids: [String]) {
    if state.kind != .scxml && state.kind != .final {
      let here = SourceLocation(line: 1, column: 1)
      state.transitions = (0..<next(4)).map { number in
        Transition(
          events: [EventDescriptor("event.\(number)")],
          targets: (0..<[0, 1, 1, 1, 2][next(5)]).map { _ in
            Reference(Identifier(ids[next(ids.count)]), at: here)
          })
      }
    }
    for index in state.children.indices { connect(&state.children[index], ids) }
  }
}
