public import Statechart

/// A document and the sessions that it invokes, in memory, on a virtual clock: nothing is stored,
/// nobody waits.
///
/// Events are delivered in the order in which they become due, whoever gets them; two that are due at
/// once in the order in which they were sent. An invoked session begins the moment its invocation is
/// asked for, and is stable before anything else happens.
public struct Simulation {
  /// Milliseconds of virtual time since the first session began.
  public private(set) var time: Int64 = 0
  /// What the sessions logged, a line for each `<log>`.
  public internal(set) var log: [String] = []
  /// What went wrong in conditions and content, and in starting and reaching sessions, in order; the
  /// sessions saw it as `error.*` events.
  public internal(set) var errors: [RaisedError] = []
  /// Whether sessions kept sending each other events without letting time pass, and were cut short.
  public private(set) var isEndless = false

  /// The document's own session first, then those invoked, in the order in which they were started.
  var sessions: [SimulatedSession]
  /// Carriers of events beside SCXML's own.
  let processors: [any EventProcessor]
  let facts: any FactSource
  private var timers: [Timer] = []
  private var timersSet = 0
  /// What is to be delivered now, to all sessions.
  private var queue: [Delivery] = []

  /// An event on its way to a session, by its number.
  struct Delivery {
    let receiver: Int
    let event: Event
  }

  private struct Timer {
    let due: Int64
    let order: Int
    let sender: Int
    let outgoing: OutgoingEvent
  }

  /// How many events are handled at one instant of virtual time.
  public static let eventLimit = 10_000

  /// - Parameters:
  ///   - document: What it invokes by reference is found, and read, as its options say.
  ///   - processors: What carries events that are not sent by SCXML's own processor.
  /// - Throws: `InvalidDocument` where the document is no legal state machine.
  public init(
    _ document: SCXMLDocument, sessionID: String = "simulation",
    facts: any FactSource = NoFacts(), processors: [any EventProcessor] = []
  ) throws(InvalidDocument) {
    sessions = [try SimulatedSession(document, id: sessionID)]
    self.facts = facts
    self.processors = processors
  }

  public var chart: Chart { sessions[0].chart }

  public var snapshot: Snapshot { sessions[0].snapshot }

  /// How the last external event ended; nil before the first.
  public var outcome: Macrostep.Outcome? { sessions[0].outcome }

  /// The ids of the active atomic states, in document order; once the session has ended, of those
  /// with which it ended.
  public var configuration: [String] { sessions[0].configuration }

  /// Whether a top-level final state was entered.
  public var ended: Bool { sessions[0].ended }

  /// When the next delayed event is due; nil where none waits.
  public var nextDue: Int64? { timers.first?.due }

  /// Enters the initial configuration, and handles what is due at once.
  public mutating func start() throws(CorruptData) {
    try begin(0, with: [])
    try handleQueue()
  }

  /// Delivers an external event, and handles what is due at once because of it.
  public mutating func send(_ event: Event) throws(CorruptData) {
    deliver(event, to: 0)
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

  /// Lets time pass until the document's session has ended or no delayed event waits.
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
    route(next.outgoing, from: next.sender)
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
      let delivery = queue[handled]
      handled += 1
      try process(delivery)
    }
    queue.removeAll()
  }

  /// Puts an event at the end of a session's external queue.
  mutating func deliver(_ event: Event, to receiver: Int) {
    queue.append(Delivery(receiver: receiver, event: event))
  }

  mutating func schedule(_ outgoing: OutgoingEvent, from sender: Int) {
    guard outgoing.delay > 0 else {
      route(outgoing, from: sender)
      return
    }
    let (due, overflow) = time.addingReportingOverflow(outgoing.delay)
    timersSet += 1
    let timer = Timer(
      due: overflow ? Int64.max : due, order: timersSet, sender: sender, outgoing: outgoing)
    let place = timers.firstIndex { ($0.due, $0.order) > (timer.due, timer.order) }
    timers.insert(timer, at: place ?? timers.count)
  }

  /// Takes back the delayed events of a session: one, or all where the session has ended (section
  /// 6.2.3).
  mutating func unschedule(from sender: Int, sendID: String? = nil) {
    timers.removeAll { $0.sender == sender && (sendID == nil || $0.outgoing.id == sendID) }
  }
}
