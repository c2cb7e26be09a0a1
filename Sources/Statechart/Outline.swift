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
    var children: [StateIndex]
  }

  let document: Document
  private(set) var nodes: [Node] = []
  /// The first state of each id.
  private(set) var indices: [Identifier: StateIndex] = [:]

  init(_ document: Document) {
    self.document = document
    lay(document.root, in: nil, depth: 0)
  }

  @discardableResult
  private mutating func lay(_ state: State, in parent: StateIndex?, depth: Int) -> StateIndex {
    let index = StateIndex(nodes.count)
    nodes.append(Node(state: state, parent: parent, depth: depth, last: index, children: []))
    if let id = state.id, indices[id] == nil { indices[id] = index }
    var children: [StateIndex] = []
    for child in state.children {
      children.append(lay(child, in: index, depth: depth + 1))
    }
    nodes[index.int].children = children
    nodes[index.int].last = StateIndex(nodes.count - 1)
    return index
  }

  /// Every state in document order, `<scxml>` first.
  var states: some Sequence<StateIndex> { (0..<nodes.count).lazy.map { StateIndex($0) } }

  func state(_ index: StateIndex) -> State { nodes[index.int].state }
  func kind(_ index: StateIndex) -> State.Kind { nodes[index.int].state.kind }
  func parent(_ index: StateIndex) -> StateIndex? { nodes[index.int].parent }

  /// The states, parallels and finals directly inside `index`: `getChildStates` of appendix D.
  func childStates(_ index: StateIndex) -> [StateIndex] {
    nodes[index.int].children.filter { !kind($0).isHistory }
  }

  func histories(_ index: StateIndex) -> [StateIndex] {
    nodes[index.int].children.filter { kind($0).isHistory }
  }

  /// `<scxml>` or a `<state>` with child states.
  func isCompoundOrRoot(_ index: StateIndex) -> Bool {
    switch kind(index) {
    case .scxml: true
    case .state: nodes[index.int].children.contains { !kind($0).isHistory }
    case .parallel, .final, .shallowHistory, .deepHistory: false
    }
  }

  /// Whether `index` lies inside `ancestor` and is not `ancestor` itself.
  func isDescendant(_ index: StateIndex, of ancestor: StateIndex) -> Bool {
    ancestor < index && index <= nodes[ancestor.int].last
  }

  /// The states that references name, without those that name none.
  func resolve(_ references: [Reference]) -> [StateIndex] {
    references.compactMap { indices[$0.id] }
  }

  /// Where a state begins that is entered without saying where: `initial`, else its first child.
  func initialTargets(_ index: StateIndex) -> [StateIndex] {
    if let initial = state(index).initial { return resolve(initial.targets) }
    return childStates(index).first.map { [$0] } ?? []
  }
}
