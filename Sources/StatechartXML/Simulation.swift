public import Statechart

/// One session of a document in memory, on a virtual clock: nothing is stored, nobody waits.
///
/// Events that the session sends to itself are delivered in the order in which they become due;
/// two that are due at once in the order in which they were sent.
public struct Simulation {
  /// Milliseconds of virtual time since the session began.
  public private(set) var time: Int64 = 0
  /// What the session logged, a line for each `<log>`.
  public private(set) var log: [String] = []
  /// What went wrong in conditions and content, in order; the session saw it as `error.*` events.
  public private(set) var errors: [RaisedError] = []
  /// How the last external event ended; nil before the first.
  public private(set) var outcome: Macrostep.Outcome?
  public private(set) var snapshot = Snapshot()
  /// Whether the session kept sending itself events without letting time pass, and was cut short.
  public private(set) var isEndless = false
  public let chart: Chart

  private let interpreter: Interpreter
  private let environment: Environment
  /// Every active state; the snapshot forgets them when the session ends.
  private var active = StateSet()
  private var timers: [Timer] = []
  private var timersSet = 0
  /// The external queue: events that are due now.
  private var queue: [Event] = []

  private struct Timer {
    let due: Int64
    let order: Int
    let sendID: String
    let event: Event
  }

  /// How many events are handled at one instant of virtual time.
  public static let eventLimit = 10_000

  /// - Throws: `InvalidDocument` where the document is no legal state machine.
  public init(
    _ document: SCXMLDocument, sessionID: String = "simulation", facts: any FactSource = NoFacts()
  ) throws(InvalidDocument) {
    chart = try Chart(document.document)
    interpreter = Interpreter(chart, datamodel: document.datamodel(for: chart))
    environment = Environment(sessionID: sessionID, facts: facts)
  }

  /// The ids of the active atomic states, in document order; once the session has ended, of those
  /// with which it ended.
  public var configuration: [String] {
    active.filter { chart.isAtomic($0) }.map { chart.id($0).text }
  }

  /// Whether a top-level final state was entered.
  public var ended: Bool { if case .ended = snapshot.status { true } else { false } }

  /// When the next delayed event is due; nil where none waits.
  public var nextDue: Int64? { timers.first?.due }

  /// Enters the initial configuration, and handles what is due at once.
  public mutating func start() throws(CorruptData) {
    apply(try interpreter.start(in: environment))
    try handleQueue()
  }

  /// Delivers an external event, and handles what is due at once because of it.
  public mutating func send(_ event: Event) throws(CorruptData) {
    queue.append(event)
    try handleQueue()
  }

  /// Lets time pass, delivering the delayed events that become due, each at its own time.
  ///
  /// - Parameter milliseconds: Nothing happens where it is negative.
  public mutating func advance(by milliseconds: Int64) throws(CorruptData) {
    let (sum, overflow) = time.addingReportingOverflow(max(0, milliseconds))
    let end = overflow ? Int64.max : sum
    while try deliverNext(dueBy: end) {}
    time = end
  }

  /// Lets time pass until the session has ended or no delayed event waits.
  ///
  /// - Parameter limit: How many delayed events are delivered at most: a session may send itself
  ///   one event after the other for ever.
  /// - Returns: Whether it came to rest within the limit.
  @discardableResult
  public mutating func runUntilQuiet(limit: Int = 100_000) throws(CorruptData) -> Bool {
    for _ in 0..<limit {
      guard try deliverNext(dueBy: Int64.max) else { return true }
    }
    return timers.isEmpty
  }

  /// Delivers the first delayed event, if it is due by `end`.
  private mutating func deliverNext(dueBy end: Int64) throws(CorruptData) -> Bool {
    guard !ended, let next = timers.first, next.due <= end else { return false }
    timers.removeFirst()
    time = next.due
    queue.append(next.event)
    try handleQueue()
    return true
  }

  private mutating func handleQueue() throws(CorruptData) {
    var handled = 0
    while handled < queue.count, !ended {
      guard handled < Self.eventLimit else {
        isEndless = true
        break
      }
      let event = queue[handled]
      handled += 1
      apply(try interpreter.macrostep(event, from: snapshot, in: environment))
    }
    queue.removeAll()
  }

  private mutating func apply(_ step: Macrostep) {
    snapshot = step.snapshot
    outcome = step.outcome
    errors += step.errors
    if step.outcome != .stopped {
      for microstep in step.microsteps {
        for state in microstep.exitSet { active.remove(state) }
        active.formUnion(microstep.entrySet)
      }
    }
    for effect in step.effects {
      switch effect {
      case .send(let outgoing): schedule(outgoing)
      case .cancel(let sendID): timers.removeAll { $0.sendID == sendID }
      case .log(let label, let message):
        log.append(label.map { "\($0): \(message)" } ?? message)
      }
    }
    // A delayed send dies with its session (section 6.2.3).
    if ended { timers.removeAll() }
  }

  private mutating func schedule(_ outgoing: OutgoingEvent) {
    guard outgoing.delay > 0 else {
      queue.append(outgoing.event)
      return
    }
    let (due, overflow) = time.addingReportingOverflow(outgoing.delay)
    timersSet += 1
    let timer = Timer(
      due: overflow ? Int64.max : due, order: timersSet, sendID: outgoing.id,
      event: outgoing.event)
    let place = timers.firstIndex { ($0.due, $0.order) > (timer.due, timer.order) }
    timers.insert(timer, at: place ?? timers.count)
  }
}

extension SCXMLDocument {
  /// The data model that the document asks for.
  ///
  /// - Parameter chart: Made of `document`, to which others may have added expressions.
  public func datamodel(for chart: Chart) -> any Datamodel {
    document.datamodel == "xpath"
      ? XPathDatamodel(chart.document, namespaces: namespaces) : NullDatamodel(chart)
  }
}
