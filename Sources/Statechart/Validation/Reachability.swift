/// States that cannot be entered, and states from which the session cannot end.
extension Outline {
  func checkReachability(_ findings: inout Findings) {
    let flow = Flow(self)
    let reached = flow.reachable(from: [flow.entered(.root)], along: flow.edges)
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
    let ends = flow.reachable(
      from: finals.map { flow.active($0) }, along: flow.reversedEdges())
    // A state with states inside is stuck where all of those are; children come after parents.
    var isStuck = [Bool](repeating: false, count: nodes.count)
    for index in states.reversed() where isReached[index.int] && !kind(index).isHistory {
      let inside = childStates(index).filter { isReached[$0.int] }
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
struct Flow {
  private(set) var edges: [[Int]]

  func entered(_ state: StateIndex) -> Int { 2 * state.int }
  func active(_ state: StateIndex) -> Int { 2 * state.int + 1 }

  init(_ outline: Outline) {
    edges = Array(repeating: [], count: 2 * outline.nodes.count)
    for state in outline.states {
      let targets = outline.state(state).transitions.flatMap { outline.resolve($0.targets) }
      let parent = outline.parent(state) ?? .root
      if outline.kind(state).isHistory {
        edges[entered(state)] = targets.map(entered) + [active(parent)]
        continue
      }
      edges[entered(state)].append(active(state))
      edges[active(state)] = targets.map(entered)
      if parent != .root { edges[active(state)].append(active(parent)) }
      if outline.kind(state) == .parallel {
        // The regions are active together, so what one of them can do, all can wait for.
        edges[active(state)] += outline.childStates(state).map(entered)
      } else {
        edges[entered(state)] += outline.initialTargets(state).map(entered)
      }
    }
  }

  func reversedEdges() -> [[Int]] {
    var reversed = [[Int]](repeating: [], count: edges.count)
    for (node, successors) in edges.enumerated() {
      for successor in successors { reversed[successor].append(node) }
    }
    return reversed
  }

  /// Which nodes can be reached, the starting ones included.
  func reachable(from starts: [Int], along edges: [[Int]]) -> [Bool] {
    var reached = [Bool](repeating: false, count: edges.count)
    var pending = starts
    while let node = pending.popLast() {
      if reached[node] { continue }
      reached[node] = true
      pending += edges[node]
    }
    return reached
  }
}
