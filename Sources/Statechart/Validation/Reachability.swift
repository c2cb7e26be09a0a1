/// States that cannot be entered, and states from which the session cannot end.
extension Outline {
  func checkReachability(_ findings: inout Findings) {
    let flow = Flow(self)
    let reached = flow.graph.reachable(from: [flow.entered(.root)])
    let isReached = states.map { reached[flow.entered($0)] || reached[flow.active($0)] }
    for index in states where !isReached[index.int] {
      guard let parent = parent(index), parent == .root || isReached[parent.int] else { continue }
      findings.warning(
        "state.unreachable", at: state(index).location,
        "no transition leads to \(name(index))")
    }
    checkWayToFinal(flow, isReached, &findings)
  }

  private func checkWayToFinal(
    _ flow: Flow, _ isReached: [Bool], _ findings: inout Findings
  ) {
    let finals = childStates(.root).filter { kind($0) == .final }
    guard !finals.isEmpty else {
      findings.warning(
        "scxml.final.none", at: state(.root).location,
        "no final state stands directly inside <scxml>, so this never ends")
      return
    }
    let ends = flow.graph.reversed.reachable(from: finals.map { flow.active($0) })
    // A state with states inside is stuck where all of those are; children come after parents.
    var isStuck = [Bool](repeating: false, count: elements.count)
    for index in states.reversed() where isReached[index.int] && !kind(index).isHistory {
      let inside = childStates(index).lazy.filter { isReached[$0.int] }
      isStuck[index.int] =
        inside.isEmpty ? !ends[flow.active(index)] : inside.allSatisfy { isStuck[$0.int] }
    }
    for index in states where isStuck[index.int] && index != .root {
      guard let parent = parent(index), parent == .root || !isStuck[parent.int] else { continue }
      findings.warning(
        "state.no-way-to-final", at: state(index).location,
        "no final state of the document can be reached from \(name(index))")
    }
  }
}

/// What can become active after what, whatever the conditions and events.
///
/// A state is two nodes: it is *entered*, with all that is entered by default inside, and it is
/// *active*, perhaps entered by way of a target inside.
private struct Flow {
  private(set) var graph: Graph

  func entered(_ state: StateIndex) -> Int { 2 * state.int }
  func active(_ state: StateIndex) -> Int { 2 * state.int + 1 }

  init(_ outline: Outline) {
    graph = Graph(nodes: 2 * outline.elements.count)
    for state in outline.states { add(state, of: outline) }
  }

  private mutating func add(_ state: StateIndex, of outline: Outline) {
    let targets = outline.targets(of: state)
    let parent = outline.parent(state) ?? .root
    if outline.kind(state).isHistory {
      for target in targets { graph.add(entered(state), entered(target)) }
      graph.add(entered(state), active(parent))
      return
    }
    graph.add(entered(state), active(state))
    for target in targets { graph.add(active(state), entered(target)) }
    if parent != .root { graph.add(active(state), active(parent)) }
    if outline.kind(state) == .parallel {
      // The regions are active together, so what one of them can do, all can wait for.
      for region in outline.childStates(state) { graph.add(active(state), entered(region)) }
    } else {
      for target in outline.initialTargets(state) { graph.add(entered(state), entered(target)) }
    }
  }
}

/// A directed graph of numbered nodes, its edges in one table.
private struct Graph {
  private let nodes: Int
  private var edges: [(from: Int32, to: Int32)] = []

  init(nodes: Int) { self.nodes = nodes }

  mutating func add(_ from: Int, _ to: Int) {
    edges.append((Int32(truncatingIfNeeded: from), Int32(truncatingIfNeeded: to)))
  }

  var reversed: Graph {
    var graph = self
    graph.edges = edges.map { ($0.to, $0.from) }
    return graph
  }

  /// Which nodes can be reached, the starting ones included.
  ///
  /// - Complexity: Linear in the nodes and edges.
  func reachable(from starts: [Int]) -> [Bool] {
    // The edges of each node stand together, from its place on to that of the next node.
    var places = [Int](repeating: 0, count: nodes + 1)
    for edge in edges { places[Int(edge.from) + 1] += 1 }
    for node in 0..<nodes { places[node + 1] += places[node] }
    var successors = [Int32](repeating: 0, count: edges.count)
    var free = places
    for edge in edges {
      successors[free[Int(edge.from)]] = edge.to
      free[Int(edge.from)] += 1
    }
    var reached = [Bool](repeating: false, count: nodes)
    var pending = starts
    while let node = pending.popLast() {
      if reached[node] { continue }
      reached[node] = true
      for successor in successors[places[node]..<places[node + 1]] where !reached[Int(successor)] {
        pending.append(Int(successor))
      }
    }
    return reached
  }
}
