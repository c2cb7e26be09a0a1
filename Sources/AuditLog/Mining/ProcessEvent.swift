/// One event of an instance as tools for process mining understand it.
public struct ProcessEvent: Hashable, Sendable {
  /// What is written where a value is unknown and a format wants no empty cell.
  static let unknown = "none"

  /// The case: the instance.
  public var instance: String

  /// The step that was done; what variants and graphs are made of.
  public var activity: String

  public var timestamp: Instant

  /// The order among the events of the log, for those with one time: the index of the entry.
  public var order: Int

  /// Who did it, by pseudonymous id.
  public var resource: String?
  public var role: String?

  /// A state of the standard's transactional life cycle.
  public var lifecycle = "complete"

  public var unit: String?
  public var programme: String?
  public var batch: String?

  /// `name@version`
  public var workflow: String?

  /// The decision that it rests on: `minutes-id#decision-id`.
  public var decision: String?

  /// What the entry records, such as `event` or `evidence-added`.
  public var kind: String?
  /// The name of the event that was sent, and what it carried, as JSON.
  public var event: String?
  public var data: String?
  /// The kind of evidence that was added.
  public var evidence: String?

  /// Whether it changed the instance; a refusal did not.
  public var isAccepted = true

  public init(instance: String, activity: String, timestamp: Instant, order: Int) {
    (self.instance, self.activity, self.timestamp) = (instance, activity, timestamp)
    self.order = order
  }
}

extension ProcessEvent {
  /// What an entry says of an instance, or nil if it is about something else.
  ///
  /// The activity is the states that were left and the event, as in `study/complete`; with more
  /// than one, `a+b/complete`. What has no transition is called by its kind: `started`,
  /// `evidence-added`. A refusal has the states that it was judged in, and is not accepted; leave
  /// refusals out of a log that is to fit the workflow.
  public init?(_ leaf: Leaf, at index: Int) {
    guard let instance = leaf.instance else { return nil }
    var sources: [String] = []
    for transition in leaf.transitions
    where transition.event == leaf.event?.name && !sources.contains(transition.source) {
      sources.append(transition.source)
    }
    if leaf.kind == .refused { sources = leaf.before }
    let activity: String
    if let event = leaf.event, !sources.isEmpty {
      activity = "\(sources.joined(separator: "+"))/\(event.name)"
    } else {
      activity = leaf.kind.rawValue
    }
    self.init(instance: instance, activity: activity, timestamp: leaf.at, order: index)
    (resource, role) = (leaf.actor, leaf.role)
    (unit, programme, batch) = (leaf.unit, leaf.programme, leaf.batch)
    workflow = leaf.workflow.map { "\($0.name)@\($0.version)" }
    decision = leaf.authority
    isAccepted = leaf.kind != .refused
    kind = leaf.kind.rawValue
    event = leaf.event?.name
    if leaf.kind == .evidenceAdded {
      evidence = leaf.event?.data?["kind"]?.string
    } else {
      data = leaf.event?.data.map { String(decoding: $0.canonical, as: UTF8.self) }
    }
  }
}
