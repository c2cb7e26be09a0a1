/// The algorithm of appendix D for one workflow, as a function from values to values.
///
/// An interpreter holds nothing of any session: it is made once for a workflow and serves all of
/// its instances, on any number of threads.
///
/// Source: W3C SCXML 1.0, appendix D.
public struct Interpreter: Sendable {
  public let chart: Chart
  public let datamodel: any Datamodel
  /// How many microsteps a macrostep may take, and how many internal events may come to nothing in
  /// it, before it is given up as endless.
  public var microstepLimit = 10_000

  /// - Parameter datamodel: A data model prepared for this chart's document.
  public init(_ chart: Chart, datamodel: any Datamodel) {
    self.chart = chart
    self.datamodel = datamodel
  }

  /// Begins a session: initializes its data and enters the initial configuration, then runs until
  /// the configuration is stable.
  ///
  /// - Parameter data: For a session that another has invoked, the values that it passes: those whose
  ///   names are ids of top-level data take the place of the document's own (section 6.4.4).
  /// - Returns: A macrostep that was `taken` or `stopped`. Its first microstep has no transitions.
  public func start(
    in environment: Environment, with data: [Value.Field] = []
  ) throws(CorruptData) -> Macrostep {
    let snapshot = Snapshot()
    var execution = try execution(from: snapshot, in: environment, opening: nil)
    execution.enterInitialConfiguration(with: data)
    let isStable = execution.runToCompletion(limit: microstepLimit)
    return macrostep(execution, isStable ? .taken : .stopped, from: snapshot)
  }

  /// Ends a session from outside, as the one that invoked it does: every active state is left, and
  /// its `<onexit>` is executed; then there is no event `done.invoke` (section 6.4.3).
  ///
  /// - Returns: A macrostep without microsteps, whose snapshot has ended; one that has ended before
  ///   is as it was.
  /// - Throws: `CorruptData` as `macrostep` does.
  public func cancel(
    _ snapshot: Snapshot, in environment: Environment
  ) throws(CorruptData) -> Macrostep {
    guard snapshot.status == .running else {
      return Macrostep(outcome: .unmatched, snapshot: snapshot)
    }
    var execution = try execution(from: snapshot, in: environment, opening: snapshot.data)
    execution.exitInterpreter()
    return Macrostep(
      snapshot: execution.snapshot(), effects: execution.effects, errors: execution.errors)
  }

  /// Runs `event` to completion: one external event, then every eventless transition and internal
  /// event it leads to, until the configuration is stable.
  ///
  /// The same arguments give an equal result on every machine; replaying a log relies on it. Errors
  /// in conditions and content are not thrown: they become `error.execution` events (section
  /// 3.12.2).
  ///
  /// - Parameters:
  ///   - event: The external event.
  ///   - snapshot: A stable snapshot of this chart, as an earlier macrostep returned it.
  ///   - region: If given, the event reaches only the transitions of this state and of those
  ///     inside.
  ///   - judge: Asked once, if the event enables any transition, before anything is changed. If it
  ///     answers false, nothing is done and the outcome is `refused`.
  /// - Returns: The next stable snapshot, and the effects to perform once it is durable.
  /// - Throws: `CorruptData` if the snapshot names states that the chart does not have, or its data
  ///   cannot be read.
  /// - Complexity: O(*m* · *s*) for *m* microsteps over *s* active states and the states around
  ///   them, whatever the size of the document.
  public func macrostep(
    _ event: Event, from snapshot: Snapshot, in environment: Environment,
    within region: StateIndex? = nil, judge: (Selection) -> Bool = { _ in true }
  ) throws(CorruptData) -> Macrostep {
    guard snapshot.status == .running else {
      return Macrostep(outcome: .unmatched, snapshot: snapshot)
    }
    var execution = try execution(from: snapshot, in: environment, opening: snapshot.data)
    let outcome = execution.handle(event, within: region, limit: microstepLimit, judge: judge)
    return macrostep(execution, outcome, from: snapshot)
  }

  /// Evaluates an expression of the document outside of any event.
  ///
  /// - Returns: The value, or why the expression failed.
  /// - Throws: `CorruptData` as `macrostep` does.
  public func evaluate(
    _ expression: ExpressionID, in snapshot: Snapshot, _ environment: Environment
  ) throws(CorruptData) -> Result<Value, ExecutionError> {
    let session = try execution(from: snapshot, in: environment, opening: snapshot.data).datamodel
    do {
      return .success(try session.value(expression, in: snapshot.configuration))
    } catch {
      return .failure(error)
    }
  }

  /// Evaluates a condition of the document outside of any event.
  ///
  /// - Returns: Whether it holds, or why it failed.
  /// - Throws: `CorruptData` as `macrostep` does.
  public func condition(
    _ expression: ExpressionID, in snapshot: Snapshot, _ environment: Environment
  ) throws(CorruptData) -> Result<Bool, ExecutionError> {
    let session = try execution(from: snapshot, in: environment, opening: snapshot.data).datamodel
    do {
      return .success(try session.condition(expression, in: snapshot.configuration))
    } catch {
      return .failure(error)
    }
  }

  func execution(
    from snapshot: Snapshot, in environment: Environment, opening data: [UInt8]?
  ) throws(CorruptData) -> Execution {
    guard chart.contains(snapshot) else {
      throw CorruptData("the snapshot names states that the workflow does not have")
    }
    return Execution(
      chart, snapshot, try datamodel.open(data, in: environment), in: environment)
  }

  /// What an execution has done, as the next snapshot and what follows from it.
  private func macrostep(
    _ execution: Execution, _ outcome: Macrostep.Outcome, from snapshot: Snapshot
  ) -> Macrostep {
    switch outcome {
    case .refused, .stopped:
      return Macrostep(
        outcome: outcome, snapshot: snapshot, microsteps: execution.microsteps,
        errors: execution.errors)
    case .taken, .unmatched:
      let isUntouched = execution.microsteps.isEmpty && !execution.hasFinalized
      return Macrostep(
        outcome: outcome, snapshot: isUntouched ? snapshot : execution.snapshot(),
        microsteps: execution.microsteps, effects: execution.effects, errors: execution.errors)
    }
  }
}

extension Chart {
  /// Whether the snapshot names only states of this chart, and its histories remember states inside
  /// their parents. Whether the active states can be active together, `isLegal` says.
  func contains(_ snapshot: Snapshot) -> Bool {
    isKnown(snapshot.configuration) && isKnown(snapshot.visited)
      && snapshot.invocations.allSatisfy { invocation in
        invocation.state.int < stateCount
          && element(invocation.state).invokes.indices.contains(invocation.position)
      }
      && snapshot.history.allSatisfy { history, remembered in
        guard isKnown(StateSet([history])), kind(history).isHistory, isKnown(remembered),
          let parent = parent(history)
        else { return false }
        return remembered.allSatisfy { isDescendant($0, of: parent) && !kind($0).isHistory }
      }
  }

  private func isKnown(_ states: StateSet) -> Bool {
    states.last.map { $0.int < stateCount } ?? true
  }
}
