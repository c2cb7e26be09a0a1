/// What the rules about ancestors need to know of a tree of states.
protocol StateTree {
  /// Nil for `<scxml>`.
  func parent(_ state: StateIndex) -> StateIndex?
  /// Whether `state` is `<scxml>` or a `<state>` with child states.
  func isCompoundOrRoot(_ state: StateIndex) -> Bool
  /// Whether `state` lies inside `ancestor` and is not `ancestor` itself.
  func isDescendant(_ state: StateIndex, of ancestor: StateIndex) -> Bool
}

extension StateTree {
  /// The state whose descendants a transition leaves; nil where it has no targets.
  ///
  /// A transition is internal in effect only if its source is compound and every target lies
  /// inside (section 3.5).
  ///
  /// Source: W3C SCXML 1.0, appendix D, `getTransitionDomain`.
  func getTransitionDomain(
    source: StateIndex, kind: Transition.Kind, effectiveTargets: some Collection<StateIndex>
  ) -> StateIndex? {
    if effectiveTargets.isEmpty { return nil }
    if kind == .internal, isCompoundOrRoot(source),
      effectiveTargets.allSatisfy({ isDescendant($0, of: source) })
    {
      return source
    }
    return findLCCA(source, effectiveTargets)
  }

  /// The innermost proper ancestor of `state` that is compound or `<scxml>` and contains `others`.
  /// A parallel is never one.
  ///
  /// Source: W3C SCXML 1.0, appendix D, `findLCCA`.
  func findLCCA(_ state: StateIndex, _ others: some Collection<StateIndex>) -> StateIndex {
    for ancestor in getProperAncestors(state) where isCompoundOrRoot(ancestor) {
      if others.allSatisfy({ isDescendant($0, of: ancestor) }) { return ancestor }
    }
    return .root
  }

  /// The ancestors of a state from its parent upwards, up to `limit` and without it, or up to and
  /// with `<scxml>`.
  ///
  /// Source: W3C SCXML 1.0, appendix D, `getProperAncestors`.
  func getProperAncestors(_ state: StateIndex, below limit: StateIndex? = nil)
    -> ProperAncestors<Self>
  {
    ProperAncestors(tree: self, state: state, limit: limit)
  }
}

struct ProperAncestors<Tree: StateTree>: Sequence, IteratorProtocol {
  let tree: Tree
  var state: StateIndex
  let limit: StateIndex?

  mutating func next() -> StateIndex? {
    guard let parent = tree.parent(state), parent != limit else { return nil }
    state = parent
    return parent
  }
}

extension StateIndex {
  /// `<scxml>`.
  public static let root = StateIndex(0)
}
