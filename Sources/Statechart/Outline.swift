/// A document laid out flat: every state at its position in document order, its ids looked up.
///
/// Validation and `Chart` both start here. A reference to a state that does not exist is nil, so an
/// outline can be made of any document, however wrong.
final class Outline: StateTree, Sendable {
  /// Where one state of the document stands.
  struct Place {
    var parent: StateIndex?
    var depth: Int
    /// The last state inside this one, or the state itself.
    var last: StateIndex
    /// The states, parallels and finals directly inside.
    var childStates: [StateIndex] = []
    var histories: [StateIndex] = []
    /// Its transitions, in the table of all.
    var transitions: Run
  }

  let document: Document
  let elements: [State]
  let places: [Place]
  /// The transitions of all states, in document order.
  let transitions: [Transition]
  /// The first state of each id.
  let indices: [Identifier: StateIndex]
  /// Whether two states have one id.
  let hasDuplicates: Bool
  /// The targets of all transitions, one run after another, without those that are no state.
  let targets: [StateIndex]
  /// The run of each transition in `targets`.
  let targetRuns: [Run]

  init(_ document: Document) {
    var laying = Laying()
    laying.lay(document.root, in: nil, depth: 0)
    let (indices, hasDuplicates) = laying.indices()
    let (targets, runs) = laying.targets(among: indices)
    self.document = document
    elements = laying.elements
    places = laying.places
    transitions = laying.transitions
    self.indices = indices
    self.hasDuplicates = hasDuplicates
    self.targets = targets
    targetRuns = runs
  }

  private struct Laying {
    var elements: [State] = []
    var places: [Place] = []
    var transitions: [Transition] = []

    @discardableResult
    mutating func lay(_ state: State, in parent: StateIndex?, depth: Int) -> StateIndex {
      let index = StateIndex(elements.count)
      let first = transitions.count
      elements.append(state)
      transitions += state.transitions
      places.append(
        Place(
          parent: parent, depth: depth, last: index,
          transitions: Run(from: first, to: transitions.count)))
      var (states, histories): ([StateIndex], [StateIndex]) = ([], [])
      states.reserveCapacity(state.children.count)
      for child in state.children {
        let place = lay(child, in: index, depth: depth + 1)
        if child.kind.isHistory { histories.append(place) } else { states.append(place) }
      }
      places[index.int].childStates = states
      places[index.int].histories = histories
      places[index.int].last = StateIndex(elements.count - 1)
      return index
    }

    func indices() -> ([Identifier: StateIndex], hasDuplicates: Bool) {
      var indices: [Identifier: StateIndex] = [:]
      indices.reserveCapacity(elements.count)
      var hasDuplicates = false
      // From the last to the first, so that the first stays.
      for number in elements.indices.reversed() {
        guard let id = elements[number].id else { continue }
        let other = indices.updateValue(StateIndex(number), forKey: id)
        if other != nil { hasDuplicates = true }
      }
      return (indices, hasDuplicates)
    }

    func targets(among indices: [Identifier: StateIndex]) -> ([StateIndex], runs: [Run]) {
      var targets: [StateIndex] = []
      var runs: [Run] = []
      runs.reserveCapacity(transitions.count)
      for transition in transitions {
        let start = targets.count
        for reference in transition.targets {
          if let state = indices[reference.id] { targets.append(state) }
        }
        runs.append(Run(from: start, to: targets.count))
      }
      return (targets, runs)
    }
  }

  /// Every state in document order, `<scxml>` first.
  var states: some Sequence<StateIndex> { elements.indices.lazy.map { StateIndex($0) } }

  func state(_ index: StateIndex) -> State { elements[index.int] }
  func kind(_ index: StateIndex) -> State.Kind { elements[index.int].kind }
  func parent(_ index: StateIndex) -> StateIndex? { places[index.int].parent }

  /// The states, parallels and finals directly inside `index`: `getChildStates` of appendix D.
  func childStates(_ index: StateIndex) -> [StateIndex] { places[index.int].childStates }

  func histories(_ index: StateIndex) -> [StateIndex] { places[index.int].histories }

  /// `<scxml>` or a `<state>` with child states.
  func isCompoundOrRoot(_ index: StateIndex) -> Bool {
    switch kind(index) {
    case .scxml: true
    case .state: !places[index.int].childStates.isEmpty
    case .parallel, .final, .shallowHistory, .deepHistory: false
    }
  }

  /// Whether `index` lies inside `ancestor` and is not `ancestor` itself.
  func isDescendant(_ index: StateIndex, of ancestor: StateIndex) -> Bool {
    ancestor < index && index <= places[ancestor.int].last
  }

  /// The targets of a transition, without those that are no state.
  ///
  /// - Parameter number: Among the transitions of the document.
  func targets(ofTransition number: Int) -> ArraySlice<StateIndex> {
    targets[targetRuns[number].range]
  }

  /// The targets of all of a state's transitions, without those that are no state.
  func targets(of index: StateIndex) -> ArraySlice<StateIndex> {
    let run = places[index.int].transitions
    if run.isEmpty { return [] }
    let (first, last) = (targetRuns[run.range.lowerBound], targetRuns[run.range.upperBound - 1])
    return targets[first.range.lowerBound..<last.range.upperBound]
  }

  /// Where a state begins that is entered without saying where: `initial`, else its first child.
  func initialTargets(_ index: StateIndex) -> [StateIndex] {
    if let initial = state(index).initial { return initial.targets.compactMap { indices[$0.id] } }
    return childStates(index).first.map { [$0] } ?? []
  }
}
