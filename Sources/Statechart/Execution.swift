/// A macrostep while it runs: the global variables of appendix D.
///
/// The procedures of the algorithm are its methods, in the files `TransitionSelection`, `ExitSet`,
/// `EntrySet`, `Microstep`, `ContentExecution` and `SendExecution`.
struct Execution {
  let chart: Chart
  var datamodel: any DatamodelSession
  let environment: Environment

  var configuration: StateSet
  var historyValue: [StateIndex: StateSet]
  /// The states entered at least once; kept only where the document binds late.
  var visited: StateSet
  var idsMade: Int
  var invocations: [ActiveInvocation]
  /// The states with `<invoke>` that were entered in this macrostep.
  var statesToInvoke = StateSet()
  var internalQueue = InternalQueue()
  var running = true
  /// Whether a `<finalize>` was executed, which may have changed data.
  var hasFinalized = false
  /// How many internal events have enabled no transition.
  var eventsWithoutEffect = 0
  /// What the top-level final that ended the session hands over.
  var doneData = Value.none

  var microsteps: [Microstep] = []
  var effects: [Effect] = []
  var errors: [RaisedError] = []

  init(
    _ chart: Chart, _ snapshot: Snapshot, _ datamodel: any DatamodelSession,
    in environment: Environment
  ) {
    self.chart = chart
    self.datamodel = datamodel
    self.environment = environment
    configuration = snapshot.configuration
    historyValue = snapshot.history
    visited = snapshot.visited
    idsMade = snapshot.idsMade
    invocations = snapshot.invocations
  }

  /// Makes room for what the next macrostep does, where a session is kept.
  mutating func beginMacrostep() {
    statesToInvoke = StateSet()
    internalQueue = InternalQueue()
    hasFinalized = false
    eventsWithoutEffect = 0
    microsteps = []
    effects = []
    errors = []
  }

  /// The snapshot to keep. Closes the data model's session.
  func snapshot() -> Snapshot {
    Snapshot(
      configuration: configuration, history: historyValue, visited: visited,
      data: datamodel.close(), idsMade: idsMade, invocations: invocations,
      status: running ? .running : .ended(doneData))
  }

  /// An id that no author can write, because it contains a `#`, and none was before in the session.
  mutating func makeID(after prefix: String) -> String {
    idsMade += 1
    return "\(prefix)#\(idsMade)"
  }

  /// Places `error.execution` or `error.communication` in the internal queue (section 3.12.2).
  mutating func raise(
    _ message: String, as event: String = "error.execution", sendID: String? = nil
  ) {
    errors.append(RaisedError(event: event, message: message))
    internalQueue.enqueue(Event(event, kind: .platform, sendID: sendID))
  }
}

/// The internal event queue, first in, first out.
struct InternalQueue {
  private var events: [Event] = []
  private var next = 0

  var isEmpty: Bool { next == events.count }

  mutating func enqueue(_ event: Event) { events.append(event) }

  /// The oldest event; nil if the queue is empty.
  mutating func dequeue() -> Event? {
    guard next < events.count else { return nil }
    defer { next += 1 }
    return events[next]
  }
}
