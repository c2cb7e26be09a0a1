/// A session that stays in memory from one event to the next: for simulations, games, rehearsals,
/// and whatever else has millions of events and keeps none of them.
///
/// Every event does what `Interpreter.macrostep` does from the snapshot that the session is in; that
/// function is the definition, and this is a way to get there without writing the data and reading
/// them again, and without working out the same microsteps twice (see
/// `ForeseenReactions` and `ForeseenChoice`). Used by one
/// thread at a time.
public struct LiveSession: ~Copyable {
  public let interpreter: Interpreter
  private var execution: Execution
  private var foreseen: ForeseenReactions
  /// The number that `foreseen` gave to the configuration; nil where `execution` knows better.
  private var place: Int?
  /// What became of the session, once it takes no more events.
  private var closing: Macrostep.Outcome?
  /// The snapshot, where the session had ended before it came here.
  private var ended: Snapshot?
  /// How many events were handled since the data were opened.
  private var handled = 0

  /// How many events go by before the data are written and read again, so that a data model which
  /// keeps what was replaced does not grow for ever.
  private static let renewal = 4_096

  /// - Parameter snapshot: A stable snapshot of the interpreter's chart.
  /// - Throws: `CorruptData` as `Interpreter.macrostep` does.
  public init(_ interpreter: Interpreter, from snapshot: Snapshot, in environment: Environment)
    throws(CorruptData)
  {
    self.interpreter = interpreter
    execution = try interpreter.execution(
      from: snapshot, in: environment, opening: snapshot.data)
    foreseen = ForeseenReactions(interpreter)
    if snapshot.status != .running {
      ended = snapshot
      closing = .unmatched
    }
  }

  /// The active states.
  public var configuration: StateSet {
    if let place { return foreseen.configurations[place] }
    return execution.configuration
  }

  /// The snapshot that the session is in; nil after it was stopped, when there is none to go on from.
  public mutating func snapshot() throws(CorruptData) -> Snapshot? {
    if closing == .stopped { return nil }
    if let ended { return ended }
    settle()
    let snapshot = execution.snapshot()
    try renew(from: snapshot)
    return snapshot
  }

  /// The event of this name, without data, in the form in which the session takes it fastest.
  public mutating func prepare(_ name: String) -> PreparedEvent { foreseen.prepare(name) }

  /// Takes an event that this session has prepared.
  public mutating func send(_ event: PreparedEvent) throws(CorruptData) -> Reaction {
    if let place {
      let cell = foreseen.cell(at: place, event)
      if cell.reaction >= 0 {
        self.place = Int(cell.successor)
        return foreseen.reaction(of: cell)
      }
      if cell.choice >= 0 {
        let (event, choice) = (foreseen.event(event), foreseen.choice(of: cell))
        return try handle { execution, limit in execution.handle(event, by: choice, limit: limit) }
      }
    }
    let before = configuration
    settle()
    let isKnown = foreseen.knows(event, in: before)
    let choice = isKnown ? nil : execution.foreseenChoice(on: foreseen.event(event).name)
    let reaction = try send(foreseen.event(event))
    if closing == nil, !isKnown {
      foreseen.keep(reaction, choice, to: event, from: before, execution.configuration)
    }
    return reaction
  }

  /// Takes an event.
  ///
  /// After an outcome of `stopped`, the session takes no more events: what it was before is lost,
  /// because content has changed data meanwhile. Go on from a snapshot that was taken earlier.
  public mutating func send(_ event: Event) throws(CorruptData) -> Reaction {
    try handle { execution, limit in
      execution.handle(event, within: nil, limit: limit, judge: { _ in true })
    }
  }

  private mutating func handle(_ body: (inout Execution, Int) -> Macrostep.Outcome)
    throws(CorruptData) -> Reaction
  {
    if let closing { return Reaction(outcome: closing) }
    settle()
    handled += 1
    if handled > Self.renewal { try renew(from: execution.snapshot()) }
    execution.beginMacrostep()
    let outcome = body(&execution, interpreter.microstepLimit)
    if outcome == .stopped { closing = .stopped }
    if !execution.running { closing = .unmatched }
    if closing == nil { place = foreseen.number(of: execution.configuration) }
    return Reaction(
      outcome: outcome, microsteps: execution.microsteps, effects: execution.effects,
      errors: execution.errors)
  }

  /// Moves the execution to where foreseen reactions have led.
  private mutating func settle() {
    guard let place else { return }
    execution.configuration = foreseen.configurations[place]
    self.place = nil
  }

  private mutating func renew(from snapshot: Snapshot) throws(CorruptData) {
    handled = 0
    guard snapshot.status == .running else { return }
    execution.datamodel = try interpreter.datamodel.open(snapshot.data, in: execution.environment)
  }
}

/// What one event did to a live session: a `Macrostep` without the snapshot.
public struct Reaction: Hashable, Sendable {
  public var outcome: Macrostep.Outcome
  public var microsteps: [Microstep]
  public var effects: [Effect]
  public var errors: [RaisedError]

  public init(
    outcome: Macrostep.Outcome, microsteps: [Microstep] = [], effects: [Effect] = [],
    errors: [RaisedError] = []
  ) {
    self.outcome = outcome
    self.microsteps = microsteps
    self.effects = effects
    self.errors = errors
  }
}

/// An event without data, by its number in one live session.
public struct PreparedEvent: Hashable, Sendable {
  let number: Int
}
