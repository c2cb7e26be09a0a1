public import AuditLog

/// A day, meaning its end in the calendar's zone, or a point of time.
public enum DueDate: Hashable, Sendable {
  case endOf(CalendarDate)
  case time(Instant)
}

extension DueDate {
  /// Reads a date (`2023-12-31`), a month or a year, meaning its last day (`2023-12`), or a time
  /// with its offset from UTC (RFC 3339: `2023-12-31T18:00:00+08:00`).
  public init?(_ text: String) {
    if let date = PartialDate(text) {
      self = .endOf(date.lastDay)
    } else if let instant = Instant(rfc3339: text) {
      self = .time(instant)
    } else {
      return nil
    }
  }
}
