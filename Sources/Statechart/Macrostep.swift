/// What one external event did (section 3.13).
public struct Macrostep: Hashable, Sendable {
  public enum Outcome: Hashable, Sendable {
    /// The event's transitions were taken, and the session is stable or has ended.
    case taken
    /// The event enabled no transition and is consumed. The snapshot is the one given, unless
    /// `<finalize>` changed the data, or the failure of a condition or an eventless transition moved
    /// the session, as appendix D has it; then `microsteps` says how. It may have been forwarded to
    /// invoked sessions: `effects` says to which.
    case unmatched
    /// The judge said no; nothing was done.
    case refused
    /// The session did not become stable within the limit of microsteps; nothing was done.
    case stopped
  }

  public var outcome: Outcome
  /// The snapshot to keep; the one given where nothing was done.
  public var snapshot: Snapshot
  /// In the order in which they were taken; for `stopped`, those up to the limit.
  public var microsteps: [Microstep]
  /// In the order in which content asked for them.
  public var effects: [Effect]
  /// What went wrong in conditions and content, in order. Each is also an `error.*` event in the
  /// internal queue, which the workflow has seen.
  public var errors: [RaisedError]

  public init(
    outcome: Outcome = .taken, snapshot: Snapshot, microsteps: [Microstep] = [],
    effects: [Effect] = [], errors: [RaisedError] = []
  ) {
    self.outcome = outcome
    self.snapshot = snapshot
    self.microsteps = microsteps
    self.effects = effects
    self.errors = errors
  }
}

/// One set of transitions that were taken together (section 3.13).
public struct Microstep: Hashable, Sendable {
  /// The name of the event, external or internal, that enabled the transitions; nil for eventless
  /// ones and for the step that enters the initial configuration.
  public var event: String?
  /// The optimal set, in document order of the atomic states that selected them.
  public var transitions: [TransitionIndex]
  /// The states that were left.
  public var exitSet: StateSet
  /// The states that were entered.
  public var entrySet: StateSet

  public init(
    event: String?, transitions: [TransitionIndex], exitSet: StateSet, entrySet: StateSet
  ) {
    self.event = event
    self.transitions = transitions
    self.exitSet = exitSet
    self.entrySet = entrySet
  }

  /// The states that were left, in exit order: innermost first, else the last of the document.
  public var exited: [StateIndex] { exitSet.inExitOrder }

  /// The states that were entered, in entry order, which is document order.
  public var entered: [StateIndex] { Array(entrySet) }
}

/// An `error.*` event that the interpreter raised, in words.
public struct RaisedError: Hashable, Sendable {
  /// `error.execution` or `error.communication` (section 3.12.2).
  public var event: String
  public var message: String

  public init(event: String, message: String) {
    self.event = event
    self.message = message
  }
}
