public import AuditLog
public import Statechart

/// The way that the units of a programme took, day by day, as the log tells it.
public struct Course: Hashable, Sendable {
  /// Where a unit's instance counts on a day.
  public enum Place: Hashable, Sendable {
    case phase(Identifier)
    /// In no stage.
    case between
    case cancelled, exempted
  }

  public struct Day: Hashable, Sendable {
    public var date: CalendarDate
    /// How many instances were in each place when the day ended.
    public var counts: [Place: Int]

    /// Every instance that was made, the cancelled and the exempt ones left out.
    public var scope: Int {
      counts.reduce(0) {
        $0 + ($1.key == .cancelled || $1.key == .exempted ? 0 : $1.value)
      }
    }
  }

  /// The days on which something moved, in order, and the day that was asked for.
  public private(set) var days: [Day] = []
  private let zone: Zone
  private var plans: [WorkflowReference: StagePlan] = [:]

  init(zone: Zone) { self.zone = zone }

  /// Takes a step of one instance.
  mutating func note(
    from old: Standing?, to next: Standing, at: Instant,
    in workflows: [WorkflowReference: Workflow]
  ) {
    guard next.parent == nil else { return }
    let from = old.map { place(of: $0, workflows) }
    let to = place(of: next, workflows)
    guard from != to else { return }
    advance(to: zone.date(at: at))
    if let from { days[days.count - 1].counts[from, default: 0] -= 1 }
    days[days.count - 1].counts[to, default: 0] += 1
  }

  /// Ends on the day of a time.
  mutating func finish(at now: Instant) {
    if !days.isEmpty { advance(to: zone.date(at: now)) }
  }

  /// Where clocks were set back, an entry counts on the day that the log had reached.
  private mutating func advance(to date: CalendarDate) {
    guard let last = days.last else { return days.append(Day(date: date, counts: [:])) }
    if last.date < date { days.append(Day(date: date, counts: last.counts)) }
  }

  private mutating func place(
    of standing: Standing, _ workflows: [WorkflowReference: Workflow]
  ) -> Place {
    switch standing.status {
    case .cancelled: return .cancelled
    case .exempted: return .exempted
    case .running, .suspended, .ended: break
    }
    let plan: StagePlan
    if let known = plans[standing.workflow] {
      plan = known
    } else {
      guard let workflow = workflows[standing.workflow] else { return .between }
      plan = StagePlan(workflow)
      plans[standing.workflow] = plan
    }
    return plan.phase(of: standing).map { .phase(plan.phases[$0].id) } ?? .between
  }
}

extension Course {
  public static func == (a: Course, b: Course) -> Bool { a.days == b.days && a.zone == b.zone }
  public func hash(into hasher: inout Hasher) { hasher.combine(days) }
}
