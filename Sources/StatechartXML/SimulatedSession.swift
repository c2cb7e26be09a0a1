import Statechart

/// One of the sessions of a `Simulation`.
struct SimulatedSession {
  let id: String
  let interpreter: Interpreter
  /// How documents that it invokes are read.
  let options: SCXMLOptions
  /// Who has invoked it, and by what id; nil for the document's own.
  let invoker: Invoker?
  var snapshot = Snapshot()
  var outcome: Macrostep.Outcome?
  /// The sessions that it has invoked and not cancelled, by the id of the invocation.
  var invoked: [String: Int] = [:]
  /// Whether its invoker has cancelled it and hears no more from it.
  var isCancelled = false
  /// Every active state; the snapshot forgets them when the session ends.
  private var active = StateSet()

  struct Invoker {
    let session: Int
    let invokeID: String
    /// How many sessions are above.
    let depth: Int
  }

  init(_ document: SCXMLDocument, id: String, invoker: Invoker? = nil) throws(InvalidDocument) {
    self.id = id
    self.invoker = invoker
    options = document.options
    let chart = try Chart(document.document)
    interpreter = Interpreter(chart, datamodel: document.datamodel(for: chart))
  }

  var chart: Chart { interpreter.chart }

  var configuration: [String] {
    active.filter { chart.isAtomic($0) }.map { chart.id($0).text }
  }

  var ended: Bool { if case .ended = snapshot.status { true } else { false } }

  mutating func take(_ step: Macrostep) {
    snapshot = step.snapshot
    outcome = step.outcome
    guard step.outcome != .stopped else { return }
    for microstep in step.microsteps {
      for state in microstep.exitSet { active.remove(state) }
      active.formUnion(microstep.entrySet)
    }
  }
}
