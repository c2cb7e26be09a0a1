public import AuditLog
import Statechart

/// How an instance stands to its deadlines, in the colours of follow-up offices (督查督办).
///
/// The order is that of concern: of several instances, the worst colour is the largest.
public enum ProgressColour: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Cancelled, exempted or suspended: no deadline counts.
  case none
  /// Finished, no deadline missed.
  case green
  /// On its way, in time.
  case plain
  /// A deadline is near.
  case blue
  /// Behind: a soft deadline has passed, or a deadline was missed on the way, finished or not.
  case yellow
  /// A deadline has passed.
  case red

  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension Standing {
  /// The colour at a time.
  ///
  /// - Parameter workflow: Says from when on a deadline is near; nil takes three days for all.
  public func colour(at now: Instant, in zone: Zone, by workflow: Workflow?) -> ProgressColour {
    Timeliness(of: self, at: now, in: zone, by: workflow).colour
  }

  /// The colour of states that were entered and not left.
  static func colour(
    of entries: [Identifier: Instance.Entry], at now: Instant, in zone: Zone, by workflow: Workflow?
  ) -> ProgressColour {
    entries.compactMap { Timeliness(of: $1, $0, at: now, in: zone, by: workflow)?.colour }.max()
      ?? .plain
  }

  /// The deadline that presses most: the earliest of the states it is in.
  public var pressing: Instance.Entry? {
    entered.values.filter { $0.due != nil }.min { ($0.due ?? .latest) < ($1.due ?? .latest) }
  }
}
