import Statechart

/// One session in a test: it keeps the snapshot, and remembers the macrosteps.
struct Session {
  let interpreter: Interpreter
  private(set) var snapshot: Snapshot
  private(set) var steps: [Macrostep]
  private var names: [String] = ["start"]

  var chart: Chart { interpreter.chart }
  static var environment: Environment { Environment(sessionID: "s1") }

  init(_ document: Document, limit: Int = 10_000) throws {
    let chart = try Chart(document)
    var interpreter = Interpreter(chart, datamodel: TestDatamodel(chart: chart))
    interpreter.microstepLimit = limit
    self.interpreter = interpreter
    let step = try interpreter.start(in: Self.environment)
    snapshot = step.snapshot
    steps = [step]
  }

  @discardableResult
  mutating func send(_ event: String, _ data: Value = .none, within region: String? = nil) throws
    -> Macrostep
  {
    let step = try interpreter.macrostep(
      Event(event, data: data), from: snapshot, in: Self.environment,
      within: region.flatMap { chart.index(of: Identifier($0)) })
    snapshot = step.snapshot
    steps.append(step)
    names.append(event)
    return step
  }

  /// The active atomic states, in document order.
  var active: String { names(chart.atomicStates(of: snapshot.configuration)) }

  /// What `<log>` wrote in the last macrostep.
  var log: String { logged(steps[steps.count - 1]) }

  /// What `<log>` wrote since the start.
  var wholeLog: String { steps.map(logged).filter { !$0.isEmpty }.joined(separator: " ") }

  /// The names of the errors of the last macrostep.
  var errors: [String] { steps[steps.count - 1].errors.map(\.event) }

  /// The events sent in the last macrostep.
  var sent: [OutgoingEvent] {
    steps[steps.count - 1].effects.compactMap {
      if case .send(let outgoing) = $0 { outgoing } else { nil }
    }
  }

  /// Every macrostep as text: its event and outcome, then a line for each microstep and effect.
  var trace: String {
    zip(names, steps).map { name, step in
      (["\(name): \(step.outcome)"] + step.microsteps.map(line) + step.effects.compactMap(line)
        + step.errors.map { "  \($0.event): \($0.message)" }).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func line(_ microstep: Microstep) -> String {
    var line = "  [\(microstep.event ?? "")]"
    if !microstep.exited.isEmpty { line += " exit \(names(microstep.exited))" }
    if !microstep.entered.isEmpty { line += " enter \(names(microstep.entered))" }
    return line
  }

  private func line(_ effect: Effect) -> String {
    switch effect {
    case .log(_, let message): "  log \(message)"
    case .cancel(let id): "  cancel \(id)"
    case .send(let outgoing): "  send \(outgoing.event.name) after \(outgoing.delay) ms"
    }
  }

  private func names(_ states: [StateIndex]) -> String {
    states.map { chart.id($0).text }.joined(separator: " ")
  }

  private func logged(_ step: Macrostep) -> String {
    step.effects.compactMap {
      if case .log(_, let message) = $0 { message } else { nil }
    }.joined(separator: " ")
  }
}
