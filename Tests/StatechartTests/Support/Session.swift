import Statechart

/// One session in a test: it keeps the snapshot, and remembers the macrosteps.
struct Session {
  let interpreter: Interpreter
  private(set) var snapshot: Snapshot
  private(set) var steps: [Macrostep]
  private var names: [String] = ["start"]

  var chart: Chart { interpreter.chart }
  static var environment: Environment { Environment(sessionID: "s1") }
  private let environment: Environment

  init(
    _ document: Document, limit: Int = 10_000, in environment: Environment = Session.environment,
    with data: [Value.Field] = []
  ) throws {
    self.environment = environment
    let chart = try Chart(document)
    var interpreter = Interpreter(chart, datamodel: TestDatamodel(chart: chart))
    interpreter.microstepLimit = limit
    self.interpreter = interpreter
    let step = try interpreter.start(in: environment, with: data)
    snapshot = step.snapshot
    steps = [step]
  }

  @discardableResult
  mutating func send(_ event: String, _ data: Value = .none, within region: String? = nil) throws
    -> Macrostep
  {
    try send(Event(event, data: data), within: region)
  }

  @discardableResult
  mutating func send(_ event: Event, within region: String? = nil) throws -> Macrostep {
    let step = try interpreter.macrostep(
      event, from: snapshot, in: environment,
      within: region.flatMap { chart.index(of: Identifier($0)) })
    snapshot = step.snapshot
    steps.append(step)
    names.append(event.name)
    return step
  }

  /// Ends the session as its invoker would.
  mutating func cancel() throws {
    let step = try interpreter.cancel(snapshot, in: environment)
    snapshot = step.snapshot
    steps.append(step)
    names.append("cancelled")
  }

  /// What the last macrostep asked for with regard to other sessions and itself.
  var effects: [Effect] { steps[steps.count - 1].effects }

  /// The invocations of the last macrostep.
  var invocations: [Invocation] {
    effects.compactMap { if case .invoke(let invocation) = $0 { invocation } else { nil } }
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
    case .invoke(let invocation): "  invoke \(invocation.id)"
    case .cancelInvoke(let id): "  cancel invocation \(id)"
    case .forward(let event, let id): "  forward \(event.name) to \(id)"
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
