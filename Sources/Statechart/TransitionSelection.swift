/// Which transitions an event, or the absence of one, enables, and which of those are taken.
///
/// Source: W3C SCXML 1.0, section 3.13 and appendix D.
extension Execution {
  /// The optimal set of eventless transitions.
  ///
  /// Source: appendix D, `selectEventlessTransitions`.
  mutating func selectEventlessTransitions() -> [TransitionIndex] {
    guard chart.hasEventlessTransitions else { return [] }
    return select(within: nil) { chart, t in chart.table[t.int].isEventless }
  }

  /// The optimal set of the transitions that `event` enables.
  ///
  /// - Parameter region: If given, only transitions of this state and of states inside count.
  ///
  /// Source: appendix D, `selectTransitions`.
  mutating func selectTransitions(_ event: Event, within region: StateIndex? = nil)
    -> [TransitionIndex]
  {
    select(within: region) { chart, t in chart.nameMatch(t, event.name) }
  }

  /// The enabled transitions of every atomic state, or else of its innermost ancestor that has
  /// one, in document order; then without those that others pre-empt.
  private mutating func select(
    within region: StateIndex?, where matches: (Chart, TransitionIndex) -> Bool
  ) -> [TransitionIndex] {
    var enabledTransitions: [TransitionIndex] = []
    // An ancestor that an earlier atomic state asked gives the same answer again, and so does
    // everything above it. Asking once also raises one error for one failing condition.
    var asked = StateSet()
    for atomic in configuration where chart.isAtomic(atomic) {
      var state: StateIndex? = atomic
      if let region, atomic != region, !chart.isDescendant(atomic, of: region) { continue }
      ascent: while let s = state, !asked.contains(s) {
        for t in chart.transitions(of: s) where matches(chart, t) && conditionMatch(t) {
          enabledTransitions.append(t)
          asked.insert(s)
          break ascent
        }
        asked.insert(s)
        state = s == region ? nil : chart.parent(s)
      }
    }
    return removeConflictingTransitions(enabledTransitions)
  }

  /// Whether the condition holds. One that fails is false and raises `error.execution`
  /// (section 5.9.1).
  mutating func conditionMatch(_ t: TransitionIndex) -> Bool {
    guard let condition = chart.condition(t) else { return true }
    return holds(condition)
  }

  mutating func holds(_ condition: ExpressionID) -> Bool {
    do {
      return try datamodel.condition(condition, in: configuration)
    } catch {
      raise(error.message)
      return false
    }
  }

  /// Leaves out each transition whose exit set meets that of an earlier one, or of one whose source
  /// lies deeper.
  ///
  /// Source: appendix D, `removeConflictingTransitions`.
  func removeConflictingTransitions(_ enabledTransitions: [TransitionIndex]) -> [TransitionIndex] {
    guard enabledTransitions.count > 1 else { return enabledTransitions }
    var filteredTransitions: [(t: TransitionIndex, exitSet: StateSet)] = []
    for t1 in enabledTransitions {
      let exitSet = computeExitSet([t1])
      var t1Preempted = false
      var transitionsToRemove: Set<TransitionIndex> = []
      for (t2, other) in filteredTransitions where !exitSet.isDisjoint(with: other) {
        if chart.isDescendant(chart.source(t1), of: chart.source(t2)) {
          transitionsToRemove.insert(t2)
        } else {
          t1Preempted = true
          break
        }
      }
      if !t1Preempted {
        filteredTransitions.removeAll { transitionsToRemove.contains($0.t) }
        filteredTransitions.append((t1, exitSet))
      }
    }
    return filteredTransitions.map(\.t)
  }
}

extension Chart {
  /// Whether one of the transition's event descriptors matches (section 3.12.1). An eventless
  /// transition matches no event.
  func nameMatch(_ t: TransitionIndex, _ event: String) -> Bool {
    for descriptor in table[t.int].events.range where descriptorRuns[descriptor].matches(event) {
      return true
    }
    return false
  }
}
