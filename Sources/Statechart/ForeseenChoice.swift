/// What an event can lead to in a configuration of one atomic state, where only conditions decide and
/// content acts: the transitions that are asked, with their exit and entry sets worked out before.
///
/// The first transition whose condition holds is taken, as `selectTransitions` takes it. Foreseen
/// only where leaving and entering does nothing by itself: no content of states, no history, no
/// final, no invocation, and no eventless transitions in the document.
struct ForeseenChoice {
  struct Candidate {
    let condition: ExpressionID?
    let content: [ExecutableContent]
    /// The configuration while the content is executed, and after it.
    let during: StateSet
    let after: StateSet
    let microsteps: [Microstep]
  }

  /// In the order in which they are asked; the last one may have no condition.
  let candidates: [Candidate]
}

extension Execution {
  /// The choice that an event of this name is now, if it can be foreseen.
  func foreseenChoice(on event: String) -> ForeseenChoice? {
    let atomic = chart.atomicStates(of: configuration)
    guard atomic.count == 1, !chart.hasEventlessTransitions, invocations.isEmpty else { return nil }
    var candidates: [ForeseenChoice.Candidate] = []
    var state: StateIndex? = atomic[0]
    while let s = state {
      for t in chart.transitions(of: s) where chart.nameMatch(t, event) {
        guard let candidate = foreseenCandidate(t, on: event) else { return nil }
        candidates.append(candidate)
        if candidate.condition == nil { return ForeseenChoice(candidates: candidates) }
      }
      state = chart.parent(s)
    }
    return ForeseenChoice(candidates: candidates)
  }

  private func foreseenCandidate(_ t: TransitionIndex, on event: String) -> ForeseenChoice
    .Candidate?
  {
    guard !chart.targets(t).contains(where: { chart.kind($0).isHistory }) else { return nil }
    let exitSet = computeExitSet([t])
    let entrySet = computeEntrySet([t]).statesToEnter
    let isQuiet =
      exitSet.allSatisfy { !chart.states[$0.int].hasExitWork && chart.histories($0).isEmpty }
      && entrySet.allSatisfy { !chart.states[$0.int].hasEntryWork }
    guard isQuiet else { return nil }
    var during = configuration
    during.subtract(exitSet)
    var after = during
    after.formUnion(entrySet)
    return ForeseenChoice.Candidate(
      condition: chart.condition(t), content: chart.element(t).content, during: during,
      after: after,
      microsteps: [
        Microstep(event: event, transitions: [t], exitSet: exitSet, entrySet: entrySet)
      ])
  }

  /// One macrostep by a choice that was foreseen: what `handle` does, in this case.
  mutating func handle(_ event: Event, by choice: ForeseenChoice, limit: Int) -> Macrostep.Outcome {
    datamodel.bind(event)
    var outcome = Macrostep.Outcome.unmatched
    for candidate in choice.candidates {
      if let condition = candidate.condition, !holds(condition) { continue }
      configuration = candidate.during
      execute(candidate.content)
      configuration = candidate.after
      microsteps = candidate.microsteps
      outcome = .taken
      break
    }
    if internalQueue.isEmpty { return outcome }
    return runToCompletion(limit: limit) ? outcome : .stopped
  }
}
