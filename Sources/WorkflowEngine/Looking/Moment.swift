public import AuditLog

/// From when a store is looked at.
public enum Moment: Hashable, Sendable {
  /// What the tables say now.
  case present
  /// The log up to the last entry that was made by then.
  case time(Instant)
  /// The log's first so many entries.
  case position(Int)
}

extension StoreReader {
  /// How many entries the log had at that time: up to the last one that was made by then.
  ///
  /// The times of a log rise, but for what clocks do that are set back. Where an entry before this
  /// position is dated later, `lateEntry` names the first such.
  public func position(at time: Instant) throws -> (size: Int, lateEntry: Int?) {
    let last = try entries(EntryQuery(until: time, limit: 1, isDescending: true)).first
    let size = (last?.index ?? -1) + 1
    let later = try entries(
      EntryQuery(from: time.advanced(byMilliseconds: 1), limit: 1)
    ).first
    return (size, later.flatMap { $0.index < size ? $0.index : nil })
  }
}
