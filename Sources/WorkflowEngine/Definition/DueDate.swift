public import AuditLog

/// A day, meaning its end in the calendar's zone, or a point of time.
public enum DueDate: Hashable, Sendable {
  case endOf(CalendarDate)
  case time(Instant)
}

extension DueDate {
  /// Reads a date (`2023-12-31`), a month, meaning its last day (`2023-12`), or a time with its
  /// offset from UTC (RFC 3339: `2023-12-31T18:00:00+08:00`).
  public init?(_ text: String) {
    if let date = CalendarDate(text) {
      self = .endOf(date)
    } else if let month = CalendarDate(text + "-01") {
      let (year, number, _) = month.components
      self = .endOf(month.adding(days: CalendarDate.days(inMonth: number, of: year) - 1))
    } else if let instant = Instant(rfc3339: text) {
      self = .time(instant)
    } else {
      return nil
    }
  }
}
