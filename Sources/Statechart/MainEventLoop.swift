/// Microsteps one after another until the session is stable.
///
/// Source: W3C SCXML 1.0, appendix D.
extension Execution {
  /// Enters the initial configuration: the beginning of appendix D's `interpret`.
  mutating func enterInitialConfiguration() {
    // Early binding gives every data element its value now, late binding those of `<scxml>` only
    // (section 5.3.3).
    let late = chart.document.binding == .late
    for (index, state) in chart.elements.enumerated() where !state.data.isEmpty {
      if late && index > 0 {
        for declaration in state.data { datamodel.declare(declaration.id) }
      } else {
        initializeDatamodel(state.data)
      }
    }
    let entry = computeInitialEntrySet()
    enterStates(entry)
    microsteps.append(
      Microstep(
        event: nil, transitions: [], exitSet: StateSet(), entrySet: entry.statesToEnter))
  }

  /// Gives data elements their values; one that fails raises `error.execution` and stays empty.
  ///
  /// Source: appendix D, `initializeDatamodel`.
  mutating func initializeDatamodel(_ data: [DataDeclaration]) {
    for declaration in data {
      do {
        try datamodel.initialize(declaration, in: configuration)
      } catch {
        raise(error.message)
      }
    }
  }

  /// Leaves, acts and enters for one set of transitions.
  ///
  /// Source: appendix D, `microstep`.
  mutating func microstep(_ enabledTransitions: [TransitionIndex], event: String?) {
    let statesToExit = computeExitSet(enabledTransitions)
    exitStates(statesToExit)
    executeTransitionContent(enabledTransitions)
    let entry = computeEntrySet(enabledTransitions)
    enterStates(entry)
    microsteps.append(
      Microstep(
        event: event, transitions: enabledTransitions, exitSet: statesToExit,
        entrySet: entry.statesToEnter))
  }

  /// Takes eventless transitions and internal events until there are none: the inner loop of
  /// appendix D's `mainEventLoop`.
  ///
  /// - Returns: Whether the session became stable, or ended, before more than `limit` microsteps
  ///   were taken in all, and before more than as many internal events enabled nothing.
  mutating func runToCompletion(limit: Int) -> Bool {
    // A condition that fails on `error.execution` raises the next one, without any microstep.
    var eventsWithoutEffect = 0
    while running {
      var event: String?
      var enabledTransitions = selectEventlessTransitions()
      if enabledTransitions.isEmpty {
        guard let internalEvent = internalQueue.dequeue() else { return true }
        datamodel.bind(internalEvent)
        event = internalEvent.name
        enabledTransitions = selectTransitions(internalEvent)
      }
      if enabledTransitions.isEmpty {
        eventsWithoutEffect += 1
        if eventsWithoutEffect > limit { return false }
      } else {
        if microsteps.count >= limit { return false }
        microstep(enabledTransitions, event: event)
      }
    }
    exitInterpreter()
    return true
  }

  /// Leaves every state of a session that has ended.
  ///
  /// Source: appendix D, `exitInterpreter`.
  private mutating func exitInterpreter() {
    for s in configuration.inExitOrder {
      executeOnExit(s)
      configuration.remove(s)
      if chart.kind(s) == .final, chart.parent(s) == .root { doneData = doneData(of: s) }
    }
  }
}
