/// A document laid out flat: every state at its position in document order, its ids looked up.
///
/// Validation and `Chart` both start here. A reference to a state that does not exist is nil, so an
/// outline can be made of any document, however wrong.
struct Outline: StateTree {
  /// One state of the document, in its place.
  struct Node {
    var state: State
    var parent: StateIndex?
    var depth: Int
    /// The last state inside this one, or the state itself.
    var last: StateIndex
    /// The states, parallels and finals directly inside.
    var childStates: [StateIndex] = []
    var histories: [StateIndex] = []
    /// The number of its first transition, counted over the document.
    var firstTransition: Int
  }

  let document: Document
  private(set) var nodes: ContiguousArray<Node> = []
  /// The first state of each id.
  private(set) var indices: [Identifier: StateIndex] = [:]
  /// The targets of all transitions, one run after another, without those that are no state.
  private(set) var targets: ContiguousArray<StateIndex> = []
  /// The run of each transition in `targets`.
  private(set) var targetRuns: ContiguousArray<Run> = []

  init(_ document: Document) {
    self.document = document
    var transitions = 0
    lay(document.root, in: nil, depth: 0, &transitions)
    targetRuns.reserveCapacity(transitions)
    for node in nodes {
      for transition in node.state.transitions { resolve(transition) }
    }
  }

  @discardableResult
  private mutating func lay(
    _ state: State, in parent: StateIndex?, depth: Int, _ transitions: inout Int
  ) -> StateIndex {
    let index = StateIndex(nodes.count)
    nodes.append(
      Node(
        state: state, parent: parent, depth: depth, last: index, firstTransition: transitions))
    transitions += state.transitions.count
    if let id = state.id, indices[id] == nil { indices[id] = index }
    var (states, histories): ([StateIndex], [StateIndex]) = ([], [])
    states.reserveCapacity(state.children.count)
    for child in state.children {
      let place = lay(child, in: index, depth: depth + 1, &transitions)
      if child.kind.isHistory { histories.append(place) } else { states.append(place) }
    }
    nodes[index.int].childStates = states
    nodes[index.int].histories = histories
    nodes[index.int].last = StateIndex(nodes.count - 1)
    return index
  }

  private mutating func resolve(_ transition: Transition) {
    let start = targets.count
    for reference in transition.targets {
      if let state = indices[reference.id] { targets.append(state) }
    }
    targetRuns.append(Run(from: start, to: targets.count))
  }

  /// Every state in document order, `<scxml>` first.
  var states: some Sequence<StateIndex> { (0..<nodes.count).lazy.map { StateIndex($0) } }

  func state(_ index: StateIndex) -> State { nodes[index.int].state }
  func kind(_ index: StateIndex) -> State.Kind { nodes[index.int].state.kind }
  func parent(_ index: StateIndex) -> StateIndex? { nodes[index.int].parent }

  /// The states, parallels and finals directly inside `index`: `getChildStates` of appendix D.
  func childStates(_ index: StateIndex) -> [StateIndex] { nodes[index.int].childStates }

  func histories(_ index: StateIndex) -> [StateIndex] { nodes[index.int].histories }

  /// `<scxml>` or a `<state>` with child states.
  func isCompoundOrRoot(_ index: StateIndex) -> Bool {
    switch kind(index) {
    case .scxml: true
    case .state: !nodes[index.int].childStates.isEmpty
    case .parallel, .final, .shallowHistory, .deepHistory: false
    }
  }

  /// Whether `index` lies inside `ancestor` and is not `ancestor` itself.
  func isDescendant(_ index: StateIndex, of ancestor: StateIndex) -> Bool {
    ancestor < index && index <= nodes[ancestor.int].last
  }

  /// The targets of a state's transition, without those that are no state.
  ///
  /// - Parameter position: Of the transition among those of the state.
  func targets(of index: StateIndex, _ position: Int) -> ArraySlice<StateIndex> {
    targets[targetRuns[nodes[index.int].firstTransition + position].range]
  }

  /// The targets of all of a state's transitions, without those that are no state.
  func targets(of index: StateIndex) -> ArraySlice<StateIndex> {
    let first = nodes[index.int].firstTransition
    let count = nodes[index.int].state.transitions.count
    if count == 0 { return [] }
    return targets[
      targetRuns[first].range.lowerBound..<targetRuns[first + count - 1].range.upperBound]
  }

  /// Where a state begins that is entered without saying where: `initial`, else its first child.
  func initialTargets(_ index: StateIndex) -> [StateIndex] {
    if let initial = state(index).initial { return initial.targets.compactMap { indices[$0.id] } }
    return childStates(index).first.map { [$0] } ?? []
  }
}
