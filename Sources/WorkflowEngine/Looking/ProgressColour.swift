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
  /// How many days before a deadline it counts as near.
  public static let nearDays = 3

  /// The colour at a time. Days are counted by the calendar of the zone, as people count them.
  public func colour(at now: Instant, in zone: Zone) -> ProgressColour {
    switch status {
    case .cancelled, .exempted, .suspended: return .none
    case .ended: return late.isEmpty ? .green : .yellow
    case .running:
      let colour = Self.colour(of: entered.values, at: now, in: zone)
      return late.isEmpty ? colour : max(colour, .yellow)
    }
  }

  /// The colour of states that were entered and not left.
  static func colour(of entries: some Sequence<Instance.Entry>, at now: Instant, in zone: Zone)
    -> ProgressColour
  {
    let today = zone.date(at: now).dayNumber
    return entries.reduce(.plain) { colour, entry in
      guard let due = entry.due else { return colour }
      if due < now { return max(colour, entry.isSoft ? .yellow : .red) }
      return zone.date(at: due).dayNumber - today <= nearDays ? max(colour, .blue) : colour
    }
  }

  /// The deadline that presses most: the earliest of the states it is in.
  public var pressing: Instance.Entry? {
    entered.values.filter { $0.due != nil }.min { ($0.due ?? .latest) < ($1.due ?? .latest) }
  }
}
