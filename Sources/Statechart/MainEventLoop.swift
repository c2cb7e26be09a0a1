/// Microsteps one after another until the session is stable.
///
/// Source: W3C SCXML 1.0, appendix D.
extension Execution {
  /// Enters the initial configuration: the beginning of appendix D's `interpret`.
  ///
  /// - Parameter given: Values that an invoking session passes for top-level data, by id; others of
  ///   them are left out (section 6.4.4).
  mutating func enterInitialConfiguration(with given: [Value.Field]) {
    // Early binding gives every data element its value now, late binding those of `<scxml>` only
    // (section 5.3.3).
    let late = chart.document.binding == .late
    for (index, state) in chart.elements.enumerated() where !state.data.isEmpty {
      if late && index > 0 {
        for declaration in state.data { datamodel.declare(declaration.id) }
      } else {
        initializeDatamodel(state.data, with: index == 0 ? given : [])
      }
    }
    if let script = chart.document.script { execute([.script(script)]) }
    let entry = computeInitialEntrySet()
    enterStates(entry)
    microsteps.append(
      Microstep(
        event: nil, transitions: [], exitSet: StateSet(), entrySet: entry.statesToEnter))
  }

  /// Gives data elements their values; one that fails raises `error.execution` and stays empty.
  ///
  /// Source: appendix D, `initializeDatamodel`.
  mutating func initializeDatamodel(_ data: [DataDeclaration], with given: [Value.Field] = []) {
    for declaration in data {
      do throws(ExecutionError) {
        if let field = given.last(where: { Identifier($0.name) == declaration.id }) {
          try datamodel.initialize(declaration.id, to: field.value)
        } else {
          try datamodel.initialize(declaration, in: configuration)
          if let fault = declaration.fault { throw ExecutionError(fault) }
        }
      } catch {
        raise(error.message)
      }
    }
  }

  /// Handles one external event: the body of `mainEventLoop` between two of them.
  ///
  /// Where the judge says no, or the limit is reached, the session is not to be used any more.
  mutating func handle(
    _ event: Event, within region: StateIndex?, limit: Int, judge: (Selection) -> Bool
  ) -> Macrostep.Outcome {
    datamodel.bind(event)
    if !invocations.isEmpty { finalizeAndForward(event) }
    let enabledTransitions = selectTransitions(event, within: region)
    if !enabledTransitions.isEmpty {
      guard judge(Selection(enabledTransitions, in: self)) else { return .refused }
      microstep(enabledTransitions, event: event.name)
    }
    guard runToCompletion(limit: limit) else { return .stopped }
    return enabledTransitions.isEmpty ? .unmatched : .taken
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

  /// Takes microsteps until there is nothing to take, then starts what the states entered invoke:
  /// appendix D's `mainEventLoop` between two external events.
  ///
  /// - Returns: Whether the session became stable, or ended, before more than `limit` microsteps
  ///   were taken in all, and before more than as many internal events enabled nothing.
  mutating func runToCompletion(limit: Int) -> Bool {
    repeat {
      guard takeEnabledTransitions(limit: limit) else { return false }
      if running { invokeInEnteredStates() }
      // An invoke with bad arguments has put its error there.
    } while running && !internalQueue.isEmpty
    if !running { exitInterpreter() }
    return true
  }

  /// Takes eventless transitions and internal events until there are none: the inner loop of
  /// `mainEventLoop`.
  ///
  /// - Returns: Whether that came to an end within the limit.
  private mutating func takeEnabledTransitions(limit: Int) -> Bool {
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
        // A condition that fails on `error.execution` raises the next one, without any microstep.
        eventsWithoutEffect += 1
        if eventsWithoutEffect > limit { return false }
      } else {
        if microsteps.count >= limit { return false }
        microstep(enabledTransitions, event: event)
      }
    }
    return true
  }

  /// Leaves every state of a session that has ended, or that the session which invoked it cancels.
  ///
  /// Source: appendix D, `exitInterpreter`.
  mutating func exitInterpreter() {
    running = false
    for s in configuration.inExitOrder {
      executeOnExit(s)
      cancelInvocations(of: s)
      configuration.remove(s)
      if chart.kind(s) == .final, chart.parent(s) == .root { doneData = doneData(of: s) }
    }
  }
}
