public import AuditLog

/// A unit as it was from a moment on, until its next version.
///
/// The tree is dated: units are renamed, moved, merged, split and retired, and what was counted over
/// the tree of a date is counted over that tree for ever.
public struct UnitVersion: Hashable, Sendable {
  public var unit: Unit
  /// From 1, in the order of the log.
  public var number: Int
  public var since: Instant

  public init(unit: Unit, number: Int, since: Instant) {
    self.unit = unit
    self.number = number
    self.since = since
  }
}
