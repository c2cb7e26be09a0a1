/// What transitions leave.
extension Execution {
  /// The active states that the transitions leave.
  ///
  /// Source: W3C SCXML 1.0, appendix D, `computeExitSet`.
  func computeExitSet(_ transitions: [TransitionIndex]) -> StateSet {
    var statesToExit = StateSet()
    for t in transitions {
      guard let domain = getTransitionDomain(t) else { continue }
      statesToExit.formUnion(
        configuration.within(domain, through: chart.lastDescendant(domain)))
    }
    return statesToExit
  }

  /// The state whose descendants the transition leaves; nil for a targetless one.
  ///
  /// Source: appendix D, `getTransitionDomain`.
  func getTransitionDomain(_ t: TransitionIndex) -> StateIndex? {
    let record = chart.table[t.int]
    switch record.domain {
    case TransitionRecord.none: return nil
    case TransitionRecord.open:
      return chart.getTransitionDomain(
        source: record.source, kind: record.kind, effectiveTargets: getEffectiveTargetStates(t))
    default: return StateIndex(Int(record.domain))
    }
  }

  /// The targets, with what each history among them remembers, or its default, in its place.
  ///
  /// Source: appendix D, `getEffectiveTargetStates`.
  func getEffectiveTargetStates(_ t: TransitionIndex) -> [StateIndex] {
    var targets: [StateIndex] = []
    for s in chart.targets(t) {
      if !chart.kind(s).isHistory {
        targets.append(s)
      } else if let remembered = historyValue[s] {
        targets.append(contentsOf: remembered)
      } else {
        for t in chart.transitions(of: s) {
          targets.append(contentsOf: getEffectiveTargetStates(t))
        }
      }
    }
    return targets
  }

  /// Leaves the states of the exit set, innermost first, after every history among their children
  /// has recorded what is active.
  ///
  /// Source: appendix D, `exitStates`.
  mutating func exitStates(_ statesToExit: StateSet) {
    let exitOrder = statesToExit.inExitOrder
    for s in exitOrder {
      for h in chart.histories(s) { record(h, of: s) }
    }
    for s in exitOrder {
      if chart.states[s.int].hasExitWork {
        executeOnExit(s)
        cancelInvocations(of: s)
      }
      configuration.remove(s)
    }
  }

  /// Section 3.10: a deep history remembers the active atomic states inside its parent, a shallow
  /// one the parent's active children.
  private mutating func record(_ history: StateIndex, of s: StateIndex) {
    let active = configuration.within(s, through: chart.lastDescendant(s))
    historyValue[history] =
      chart.kind(history) == .deepHistory
      ? StateSet(active.filter { chart.isAtomic($0) })
      : StateSet(active.filter { chart.parent($0) == s })
  }
}
