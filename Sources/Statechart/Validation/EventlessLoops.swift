/// Eventless transitions that lead round in a circle: a macrostep that may never end.
extension Outline {
  func checkEventlessLoops(_ findings: inout Findings) {
    if states.allSatisfy({ eventless(of: $0).isEmpty }) { return }
    var graph = EventlessGraph(self)
    for _ in 0..<20 {
      guard let loop = graph.removeLoop() else { return }
      let path = (loop + loop.prefix(1)).map { name($0) }.joined(separator: ", ")
      let location =
        eventless(of: loop[0]).first.map { transitions[$0].location } ?? state(loop[0]).location
      if isInescapable(loop) {
        findings.error(
          "transition.eventless.loop", at: location,
          "eventless transitions lead round for ever: \(path)")
      } else {
        findings.warning(
          "transition.eventless.loop-possible", at: location,
          "eventless transitions may lead round for ever, as long as their conditions hold: \(path)"
        )
      }
    }
  }

  /// The eventless transitions of a state that can be taken, by their numbers: none after an
  /// unconditional one.
  fileprivate func eventless(of index: StateIndex) -> [Int] {
    var result: [Int] = []
    if kind(index).isHistory { return result }
    for number in places[index.int].transitions.range where transitions[number].events.isEmpty {
      result.append(number)
      if transitions[number].condition == nil { break }
    }
    return result
  }

  /// Whether nothing can stop the loop: it has no conditions, and no state that can be active with
  /// it has an eventless transition of its own.
  private func isInescapable(_ loop: [StateIndex]) -> Bool {
    let members = Set(loop)
    let first = loop.compactMap { eventless(of: $0).first }
    guard first.allSatisfy({ transitions[$0].condition == nil }) else { return false }
    let scopes = Set(
      loop.map { member in
        getProperAncestors(member).filter { kind($0) == .parallel }.last ?? member
      })
    return scopes.allSatisfy { scope in
      (scope.int...places[scope.int].last.int).allSatisfy { index in
        members.contains(StateIndex(index)) || eventless(of: StateIndex(index)).isEmpty
      }
    }
  }
}

/// Which states with eventless transitions become active by taking an eventless transition.
private struct EventlessGraph {
  private var edges: [[Int]]
  private var isLeft: [Bool]
  private let hasEventless: [Bool]
  /// A document of thousands of parallel regions that are all targets is not looked at in full;
  /// the interpreter's limit of microsteps is there for the rest.
  private var regionEdgesLeft = 1_000_000

  init(_ outline: Outline) {
    edges = Array(repeating: [], count: 2 * outline.elements.count)
    isLeft = Array(repeating: true, count: edges.count)
    hasEventless = outline.states.map { !outline.eventless(of: $0).isEmpty }
    for state in outline.states {
      let entered = 2 * state.int
      if outline.kind(state).isHistory {
        edges[entered] = outline.targets(of: state).map { 2 * $0.int }
        continue
      }
      edges[entered] = [entered + 1]
      edges[entered] +=
        outline.kind(state) == .parallel
        ? outline.childStates(state).map { 2 * $0.int }
        : outline.initialTargets(state).map { 2 * $0.int }
      for number in outline.eventless(of: state) {
        edges[entered + 1] += self.entered(byTransition: number, of: state, in: outline)
      }
    }
  }

  /// The targets, their ancestors below the domain, and the source if it stays active.
  private mutating func entered(
    byTransition number: Int, of source: StateIndex, in outline: Outline
  ) -> [Int] {
    let targets = outline.targets(ofTransition: number)
    let domain = outline.getTransitionDomain(
      source: source, kind: outline.transitions[number].kind, effectiveTargets: targets)
    guard let domain, domain != source else {
      return [2 * source.int + 1] + targets.map { 2 * $0.int }
    }
    var result = targets.map { 2 * $0.int }
    for ancestor in targets.flatMap({ outline.getProperAncestors($0, below: domain) }) {
      result.append(2 * ancestor.int + 1)
      if outline.kind(ancestor) == .parallel, regionEdgesLeft > 0 {
        regionEdgesLeft -= outline.childStates(ancestor).count * targets.count
        result += outline.childStates(ancestor).filter { child in
          !targets.contains { $0 == child || outline.isDescendant($0, of: child) }
        }.map { 2 * $0.int }
      }
    }
    return result
  }

  /// Finds one loop and takes it out of the graph.
  ///
  /// - Returns: The states of the loop that have eventless transitions, in its order; nil if there
  ///   is no loop left.
  mutating func removeLoop() -> [StateIndex]? {
    removeDeadEnds()
    guard let start = isLeft.firstIndex(of: true) else { return nil }
    // Every node left has a successor left, so a walk comes round.
    var path: [Int] = []
    var position: [Int: Int] = [:]
    var node = start
    while position[node] == nil {
      position[node] = path.count
      path.append(node)
      guard let next = edges[node].first(where: { isLeft[$0] }) else { return nil }
      node = next
    }
    let loop = path[(position[node] ?? 0)...]
    for node in loop { isLeft[node] = false }
    let sources = loop.filter { $0 % 2 == 1 && hasEventless[$0 / 2] }.map { StateIndex($0 / 2) }
    // Told from its first state in document order.
    let first = sources.firstIndex(of: sources.min() ?? .root) ?? 0
    return Array(sources[first...] + sources[..<first])
  }

  /// Takes out what leads nowhere, until every node left leads to another.
  private mutating func removeDeadEnds() {
    var predecessors = [[Int]](repeating: [], count: edges.count)
    var successorsLeft = [Int](repeating: 0, count: edges.count)
    for node in edges.indices where isLeft[node] {
      for successor in edges[node] where isLeft[successor] {
        predecessors[successor].append(node)
        successorsLeft[node] += 1
      }
    }
    var deadEnds = edges.indices.filter { isLeft[$0] && successorsLeft[$0] == 0 }
    while let node = deadEnds.popLast() {
      isLeft[node] = false
      for predecessor in predecessors[node] {
        successorsLeft[predecessor] -= 1
        if successorsLeft[predecessor] == 0 { deadEnds.append(predecessor) }
      }
    }
  }
}
