/// A macrostep while it runs: the global variables of appendix D.
///
/// The procedures of the algorithm are its methods, in the files `TransitionSelection`, `ExitSet`,
/// `EntrySet`, `Microstep`, `ContentExecution` and `SendExecution`.
struct Execution {
  let chart: Chart
  let datamodel: any DatamodelSession
  /// `#_scxml_SESSIONID`, under which the session knows itself (section C.1).
  let sessionID: String

  var configuration: StateSet
  var historyValue: [StateIndex: StateSet]
  /// The states entered at least once; kept only where the document binds late.
  var visited: StateSet
  var idsMade: Int
  var internalQueue = InternalQueue()
  var running = true
  /// What the top-level final that ended the session hands over.
  var doneData = Value.none

  var microsteps: [Microstep] = []
  var effects: [Effect] = []
  var errors: [RaisedError] = []

  init(_ chart: Chart, _ snapshot: Snapshot, _ datamodel: any DatamodelSession, sessionID: String) {
    self.chart = chart
    self.datamodel = datamodel
    self.sessionID = sessionID
    configuration = snapshot.configuration
    historyValue = snapshot.history
    visited = snapshot.visited
    idsMade = snapshot.idsMade
  }

  /// The snapshot to keep. Closes the data model's session.
  func snapshot() -> Snapshot {
    Snapshot(
      configuration: configuration, history: historyValue, visited: visited,
      data: datamodel.close(), idsMade: idsMade, status: running ? .running : .ended(doneData))
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
