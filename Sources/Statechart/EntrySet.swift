/// What transitions enter.
///
/// Source: W3C SCXML 1.0, appendix D, `computeEntrySet` and what it calls.
struct EntrySet {
  var statesToEnter = StateSet()
  /// The domain of the transition that is being looked at: it and what is around it stays active.
  var domain = StateIndex.root
  /// Compound states that are entered without a target inside: their initial content is due.
  var statesForDefaultEntry = StateSet()
  /// The histories that had nothing to remember, by parent: their default content is due.
  var defaultHistoryContent: [StateIndex: StateIndex] = [:]
}

extension Execution {
  /// Source: appendix D, `computeEntrySet`.
  func computeEntrySet(_ transitions: [TransitionIndex]) -> EntrySet {
    var entry = EntrySet()
    for t in transitions {
      guard let domain = getTransitionDomain(t) else { continue }
      entry.domain = domain
      for s in chart.targets(t) { addDescendantStatesToEnter(s, to: &entry) }
      for s in getEffectiveTargetStates(t) {
        addAncestorStatesToEnter(s, below: domain, to: &entry)
      }
    }
    return entry
  }

  /// What the initial transition of `<scxml>` enters.
  func computeInitialEntrySet() -> EntrySet {
    var entry = EntrySet()
    for s in chart.initialTargets(.root) { addDescendantStatesToEnter(s, to: &entry) }
    for s in chart.initialTargets(.root) { addAncestorStatesToEnter(s, below: .root, to: &entry) }
    return entry
  }

  /// Adds a state and what has to become active with it inside; for a history, what it stands for.
  ///
  /// Source: appendix D, `addDescendantStatesToEnter`.
  private func addDescendantStatesToEnter(_ state: StateIndex, to entry: inout EntrySet) {
    if chart.kind(state).isHistory {
      let parent = chart.parent(state) ?? .root
      // Appendix D adds the ancestors up to the parent. Where the domain lies inside the parent,
      // those around it were not left, and to enter them again would break section 3.11.
      let limit = chart.isDescendant(entry.domain, of: parent) ? entry.domain : parent
      if let remembered = historyValue[state] {
        for s in remembered { addDescendantStatesToEnter(s, to: &entry) }
        for s in remembered { addAncestorStatesToEnter(s, below: limit, to: &entry) }
      } else {
        entry.defaultHistoryContent[parent] = state
        for t in chart.transitions(of: state) {
          for s in chart.targets(t) { addDescendantStatesToEnter(s, to: &entry) }
          for s in chart.targets(t) { addAncestorStatesToEnter(s, below: limit, to: &entry) }
        }
      }
    } else {
      entry.statesToEnter.insert(state)
      if chart.isCompound(state) {
        entry.statesForDefaultEntry.insert(state)
        for s in chart.initialTargets(state) { addDescendantStatesToEnter(s, to: &entry) }
        for s in chart.initialTargets(state) {
          addAncestorStatesToEnter(s, below: state, to: &entry)
        }
      } else if chart.kind(state) == .parallel {
        addRegions(of: state, to: &entry)
      }
    }
  }

  /// Adds the ancestors of a state below `ancestor`, and the other regions of the parallels among
  /// them.
  ///
  /// Source: appendix D, `addAncestorStatesToEnter`.
  private func addAncestorStatesToEnter(
    _ state: StateIndex, below ancestor: StateIndex, to entry: inout EntrySet
  ) {
    for anc in chart.getProperAncestors(state, below: ancestor) {
      entry.statesToEnter.insert(anc)
      if chart.kind(anc) == .parallel { addRegions(of: anc, to: &entry) }
    }
  }

  /// Adds the children of a parallel in which nothing is to be entered yet.
  private func addRegions(of parallel: StateIndex, to entry: inout EntrySet) {
    for child in chart.children(parallel) {
      let inside = entry.statesToEnter.within(child, through: chart.lastDescendant(child))
      if inside.isEmpty { addDescendantStatesToEnter(child, to: &entry) }
    }
  }

  /// Enters the states of an entry set, outermost first.
  ///
  /// Source: appendix D, `enterStates`.
  mutating func enterStates(_ entry: EntrySet) {
    for s in entry.statesToEnter {
      configuration.insert(s)
      guard chart.states[s.int].hasEntryWork else { continue }
      if !chart.element(s).invokes.isEmpty { statesToInvoke.insert(s) }
      initializeLateData(of: s)
      for block in chart.element(s).onentry { execute(block) }
      if entry.statesForDefaultEntry.contains(s), let initial = chart.element(s).initial {
        execute(initial.content)
      }
      if let history = entry.defaultHistoryContent[s] {
        for t in chart.transitions(of: history) { execute(chart.element(t).content) }
      }
      if chart.kind(s) == .final { finish(s) }
    }
  }

  /// With late binding, data get their value when their state is first entered (section 5.3.3).
  private mutating func initializeLateData(of s: StateIndex) {
    guard chart.document.binding == .late, !chart.element(s).data.isEmpty, !visited.contains(s)
    else { return }
    visited.insert(s)
    initializeDatamodel(chart.element(s).data)
  }

  /// A final was entered: the session ends, or the parent is done, and with it perhaps parallels.
  private mutating func finish(_ final: StateIndex) {
    guard let parent = chart.parent(final), parent != .root else {
      running = false
      return
    }
    let data = doneData(of: final)
    raiseDone(parent, data)
    // Appendix D looks at one parallel only. Section 3.4 counts a parallel inside a parallel as in
    // a final state too, so the outer one is done with it.
    var region = parent
    while let parallel = chart.parent(region), chart.kind(parallel) == .parallel,
      isInFinalState(parallel)
    {
      raiseDone(parallel)
      region = parallel
    }
  }

  private mutating func raiseDone(_ state: StateIndex, _ data: Value = .none) {
    internalQueue.enqueue(
      Event("done.state.\(chart.id(state))", kind: .platform, data: data))
  }

  /// Source: appendix D, `isInFinalState`.
  func isInFinalState(_ s: StateIndex) -> Bool {
    if chart.isCompound(s) {
      return chart.children(s).contains {
        chart.kind($0) == .final && configuration.contains($0)
      }
    }
    return chart.kind(s) == .parallel && chart.children(s).allSatisfy { isInFinalState($0) }
  }
}
