public import Statechart

/// How many instances stand how: of one unit, of a branch, of a whole programme.
public struct Tally: Hashable, Sendable {
  /// Instances that count: the cancelled and the exempt ones are left out.
  public var units = 0
  public var finished = 0
  /// Running ones by colour.
  public var colours: [ProgressColour: Int] = [:]
  public var suspended = 0
  public var cancelled = 0
  public var exempted = 0
  public var unacknowledged = 0
  /// By the stage's id, for the outermost stages; what is in no stage counts in none.
  public var phases: [Identifier: Int] = [:]
  /// Items of ledgers: raised, and those that count as open.
  public var items = 0
  public var openItems = 0
  /// Items that go on although the instance that they were raised in has ended.
  public var continuingItems = 0

  public init() {}

  /// The colour of most concern; nil where nothing counts.
  public var worst: ProgressColour? {
    units == 0 ? nil : colours.filter { $0.value > 0 }.keys.max()
  }

  public var overdue: Int { colours[.red] ?? 0 }
  public var behind: Int { colours[.yellow] ?? 0 }
  public var nearDue: Int { colours[.blue] ?? 0 }

  public static func += (sum: inout Tally, other: Tally) {
    sum.units += other.units
    sum.finished += other.finished
    sum.colours.merge(other.colours, uniquingKeysWith: +)
    sum.suspended += other.suspended
    sum.cancelled += other.cancelled
    sum.exempted += other.exempted
    sum.unacknowledged += other.unacknowledged
    sum.phases.merge(other.phases, uniquingKeysWith: +)
    sum.items += other.items
    sum.openItems += other.openItems
    sum.continuingItems += other.continuingItems
  }

  mutating func add(_ standing: Standing, _ colour: ProgressColour, _ plan: StagePlan) {
    switch standing.status {
    case .cancelled:
      cancelled += 1
      return
    case .exempted:
      exempted += 1
      return
    case .suspended: suspended += 1
    case .ended: finished += 1
    case .running: break
    }
    units += 1
    colours[colour, default: 0] += 1
    if plan.awaitsAcknowledgement(standing) { unacknowledged += 1 }
    if let phase = plan.phase(of: standing) { phases[plan.phases[phase].id, default: 0] += 1 }
  }
}
