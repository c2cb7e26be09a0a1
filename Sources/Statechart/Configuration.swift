/// Configurations: which states may be active together (W3C SCXML 1.0, section 3.11).
///
/// A configuration does not contain `<scxml>` itself.
extension Chart {
  /// The active states that have no child states, in document order: those people are told of.
  public func atomicStates(of configuration: StateSet) -> [StateIndex] {
    configuration.filter { isAtomic($0) }
  }

  /// The ids of the active atomic states, in document order.
  public func names(of configuration: StateSet) -> [Identifier] {
    atomicStates(of: configuration).map { id($0) }
  }

  /// The states with all their ancestors.
  public func configuration(ofAtomic states: some Sequence<StateIndex>) -> StateSet {
    var configuration = StateSet()
    for state in states {
      configuration.insert(state)
      for ancestor in getProperAncestors(state, below: .root) { configuration.insert(ancestor) }
    }
    return configuration
  }

  /// Whether the states can be active together and are complete: one child of `<scxml>` and of each
  /// compound state, every child of each parallel, every parent, no history.
  public func isLegal(_ configuration: StateSet) -> Bool {
    guard let last = configuration.last, last.int < stateCount else { return false }
    func active(in state: StateIndex) -> Int {
      children(state).count { configuration.contains($0) }
    }
    return active(in: .root) == 1
      && configuration.allSatisfy { state in
        guard let parent = parent(state), !kind(state).isHistory else { return false }
        return (parent == .root || configuration.contains(parent))
          && (!isCompound(state) || active(in: state) == 1)
          && (kind(state) != .parallel || active(in: state) == children(state).count)
      }
  }
}
