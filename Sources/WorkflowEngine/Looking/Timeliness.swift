public import AuditLog
public import Statechart

/// How an instance stands to its deadlines: the one place where that is decided.
///
/// Blue is near due, yellow behind, red overdue. What was late once is yellow for ever, never green
/// again. A deadline meant "by and large" makes yellow where another makes red.
public struct Timeliness: Hashable, Sendable {
  public enum Situation: String, Hashable, Sendable, CaseIterable {
    /// Suspended, cancelled or exempted: no deadline counts.
    case resting
    case finished
    /// In time, or without any deadline.
    case inTime
    /// The deadline is near (`d:deadline near`).
    case nearDue
    /// A soft deadline has passed, or an earlier state was left late.
    case behind
    case finishedLate
    case overdue
  }

  public var situation: Situation
  /// The state whose deadline presses most; nil for the deadline of an item itself.
  public private(set) var state: Identifier?
  public private(set) var due: Instant?
  public private(set) var isSoft = false
  /// Days from today to the day when it is due, by the calendar: negative where it has passed.
  public private(set) var days: Int?

  public var colour: ProgressColour {
    switch situation {
    case .resting: .none
    case .finished: .green
    case .inTime: .plain
    case .nearDue: .blue
    case .behind, .finishedLate: .yellow
    case .overdue: .red
    }
  }

  /// Whether the deadline that presses most has passed, meant by and large or not.
  public var hasPassed: Bool {
    situation == .overdue || (situation == .behind && isSoft && (days ?? 1) <= 0)
  }

  /// Follows from its arguments alone.
  ///
  /// - Parameters:
  ///   - zone: In which days are counted, as people count them.
  ///   - workflow: Says from when on a deadline is near; nil takes three days for all.
  public init(of standing: Standing, at now: Instant, in zone: Zone, by workflow: Workflow?) {
    let promised = standing.deadline.map { zone.end(of: $0) }
    let wasLate = !standing.late.isEmpty
    self.init(
      standing.status,
      wasLate: wasLate || standing.status == .ended && promised.map { $0 < standing.at } ?? false
    ) {
      let entered = standing.entered.compactMap { state, entry in
        Timeliness(of: entry, state, at: now, in: zone, by: workflow)
      }
      return entered + Self.promised(promised, at: now, in: zone)
    }
  }

  /// The same of every instance that looks so.
  init(of look: BoardLook, at now: Instant, in zone: Zone, by workflow: Workflow?) {
    self.init(look.status, wasLate: look.isLate) {
      look.deadlines.map {
        Timeliness(due: $0.due, $0.state, isSoft: $0.isSoft, at: now, in: zone, by: workflow)
      }
    }
  }

  /// - Parameter open: How it stands to each of its deadlines, while it is running.
  private init(_ status: Instance.Status, wasLate: Bool, open: () -> [Timeliness]) {
    switch status {
    case .suspended, .cancelled, .exempted: self.init(.resting)
    case .ended: self.init(wasLate ? .finishedLate : .finished)
    case .running:
      self.init(worstOf: open())
      if wasLate, colour < .yellow { situation = .behind }
    }
  }

  /// By the deadline of an item itself, if it has one.
  private static func promised(_ due: Instant?, at now: Instant, in zone: Zone) -> [Timeliness] {
    guard let due else { return [] }
    let near = Workflow.nearFrom(due, Workflow.standardNear, in: zone)
    return [Timeliness(due: due, nil, isSoft: false, near: near, at: now, in: zone)]
  }

  /// By the worst of some deadlines; of equal ones the earliest, then that of the first state, so
  /// that the answer is one.
  private init(worstOf all: [Timeliness]) {
    self =
      all.min { a, b in
        if a.colour != b.colour { return a.colour > b.colour }
        return (a.due ?? .latest, a.state ?? "") < (b.due ?? .latest, b.state ?? "")
      } ?? Timeliness(.inTime)
  }

  /// By the deadline of one state; nil where it has none.
  init?(
    of entry: Instance.Entry, _ state: Identifier, at now: Instant, in zone: Zone,
    by workflow: Workflow?
  ) {
    guard let due = entry.due else { return nil }
    self.init(due: due, state, isSoft: entry.isSoft, at: now, in: zone, by: workflow)
  }

  private init(
    due: Instant, _ state: Identifier, isSoft: Bool, at now: Instant, in zone: Zone,
    by workflow: Workflow?
  ) {
    let near =
      workflow?.nearFrom(due, of: state, in: zone)
      ?? Workflow.nearFrom(due, Workflow.standardNear, in: zone)
    self.init(due: due, state, isSoft: isSoft, near: near, at: now, in: zone)
  }

  private init(
    due: Instant, _ state: Identifier?, isSoft: Bool, near: Instant, at now: Instant, in zone: Zone
  ) {
    situation = due < now ? (isSoft ? .behind : .overdue) : near <= now ? .nearDue : .inTime
    self.state = state
    self.due = due
    self.isSoft = isSoft
    days = zone.date(at: due).dayNumber - zone.date(at: now).dayNumber
  }

  private init(_ situation: Situation) { self.situation = situation }
}

extension Workflow {
  /// So long before a deadline a state is near due where neither `near` nor a reminder says more.
  static let standardNear = CalendarDuration("P3D")

  /// From when on a state is near due: as its deadline says, else with its earliest reminder, else
  /// three days before.
  func nearFrom(_ due: Instant, of state: Identifier, in zone: Zone) -> Instant {
    guard let index = chart.index(of: state) else { return due }
    if let near = deadline(of: index)?.near { return Self.nearFrom(due, near, in: zone) }
    let reminders = reminders(of: index).map { Self.nearFrom(due, $0.before, in: zone) }
    return reminders.min() ?? Self.nearFrom(due, Self.standardNear, in: zone)
  }

  static func nearFrom(_ due: Instant, _ before: CalendarDuration?, in zone: Zone) -> Instant {
    before.map { DueCalendar(zone: zone).reminder($0, deadline: due) } ?? due
  }
}
