/// What a workflow says of one case of a log.
public struct CaseVerdict: Hashable, Sendable {
  /// The first event that the workflow would have refused.
  public struct Deviation: Hashable, Sendable {
    /// Its place in the case, from 1.
    public var number: Int
    public var event: ForeignEvent
    /// The atomic states in which it came.
    public var states: [String]
    /// Everything that was missing.
    public var missing: [Missing]
  }

  public var id: String
  /// How many events the case has.
  public var events: Int
  /// How many of them the workflow speaks of.
  public var judged = 0
  /// How many of those it would have accepted.
  public var accepted = 0
  /// Activities that are neither events of the workflow nor in the mapping.
  public var unmapped: [String] = []
  public var first: Deviation?
  /// The atomic states after the last event.
  public var states: [String] = []
  /// Whether the case came to an end of the workflow.
  public var hasEnded = false

  public var conforms: Bool { first == nil }

  init(id: String, events: Int) {
    self.id = id
    self.events = events
  }
}

/// What a workflow says of a whole log.
public struct ConformanceSummary: Hashable, Sendable {
  public private(set) var cases = 0
  /// Cases of other workflows, which were passed over.
  public private(set) var others = 0
  /// Cases of which nothing would have been refused.
  public private(set) var conforming = 0
  public private(set) var ended = 0
  public private(set) var judged = 0
  public private(set) var accepted = 0
  /// How often each activity came that nobody could make sense of.
  public private(set) var unmapped: [String: Int] = [:]

  public init() {}

  /// Counts a case of another workflow.
  public mutating func addOther() { others += 1 }

  public mutating func add(_ verdict: CaseVerdict) {
    cases += 1
    if verdict.conforms { conforming += 1 }
    if verdict.hasEnded { ended += 1 }
    judged += verdict.judged
    accepted += verdict.accepted
    for activity in verdict.unmapped { unmapped[activity, default: 0] += 1 }
  }

  /// The share of events that the workflow would have accepted, from 0 to 1; 1 of none.
  public var fitness: Double { judged == 0 ? 1 : Double(accepted) / Double(judged) }
}
