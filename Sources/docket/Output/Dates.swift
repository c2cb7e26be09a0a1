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

  /// How an instance stands to its deadlines, in words, and the colour of the field for it.
  func standing(_ timeliness: Timeliness) -> (words: String?, emphasis: Emphasis) {
    let counted = standing(timeliness.due, isSoft: timeliness.isSoft, days: timeliness.days)
    let words: String? =
      switch timeliness.situation {
      case .resting: nil
      case .finished: "finished in time"
      case .finishedLate: "finished late"
      case .behind where !timeliness.hasPassed:
        counted.map { "behind, was late before; \($0)" } ?? "behind, was late before"
      case .inTime, .nearDue, .behind, .overdue: counted
      }
    return (words, timeliness.colour.emphasis)
  }

  private func standing(_ due: Instant?, isSoft: Bool, days: Int?) -> String? {
    guard let due, let days else { return nil }
    // A moment before or after the end of that day is enough for the words.
    let now = due.advanced(byMilliseconds: Int64(-days) * 86_400_000 + (days < 0 ? 1 : 0))
    return standing(due, isSoft: isSoft, at: now).words
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
