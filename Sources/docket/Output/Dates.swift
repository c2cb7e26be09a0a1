import AuditLog
import Reports
import WorkflowEngine

/// Times as people of the store's zone read them; machines get RFC 3339 in UTC.
struct Dates: Sendable {
  var zone: Zone
  var format: OutputFormat

  func cell(_ instant: Instant?, _ emphasis: Emphasis = .plain) -> Cell {
    guard let instant else { return .none }
    return Cell(format == .table ? words(instant) : instant.description, emphasis)
  }

  /// `2023-09-08 09:30`
  func words(_ instant: Instant) -> String {
    let (date, milliseconds) = zone.wall(at: instant)
    let minutes = milliseconds / 60_000
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(date) \(two(minutes / 60)):\(two(minutes % 60))"
  }

  /// How a deadline stands: `overdue 3 days`, `due in 2 days`, and what it means.
  ///
  /// Days are counted by the calendar of the zone, as people count them.
  func standing(_ due: Instant?, isSoft: Bool, at now: Instant) -> (words: String?, Emphasis) {
    guard let due else { return (nil, .plain) }
    let days = zone.date(at: due).dayNumber - zone.date(at: now).dayNumber
    func counted(_ days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }
    let softly = isSoft ? " (by and large)" : ""
    if due < now {
      return (
        (days == 0 ? "overdue" : "overdue \(counted(-days))") + softly, isSoft ? .attention : .bad
      )
    }
    if days == 0 { return ("due today" + softly, .attention) }
    return ("due in \(counted(days))" + softly, days <= 3 ? .attention : .good)
  }
}
