public import AuditLog
public import Statechart

/// The days of one unit: its time zone, and on which of them people work.
///
/// All arithmetic on deadlines is here. What it answers is a fact of the entry of a state: it is
/// recorded there and not computed again.
public struct DueCalendar: Hashable, Sendable {
  public let zone: Zone
  /// Days from Monday to Friday on which nobody works.
  private let holidays: Set<CalendarDate>
  /// Saturdays and Sundays on which people work (调休).
  private let workdays: Set<CalendarDate>

  public init(_ calendar: WorkCalendar) throws(UnknownZone) {
    zone = try Zone(calendar.zone)
    holidays = calendar.holidays
    workdays = calendar.workdays
  }

  /// A calendar without holidays.
  init(zone: Zone) {
    self.zone = zone
    holidays = []
    workdays = []
  }

  /// A calendar without holidays.
  ///
  /// - Parameter zone: An IANA time-zone name.
  public init(zone: String) throws(UnknownZone) {
    self.zone = try Zone(zone)
    holidays = []
    workdays = []
  }

  /// Whether people work on `date`. A day that is both a holiday and a workday is a workday.
  public func isWorkday(_ date: CalendarDate) -> Bool {
    workdays.contains(date) || (date.weekday <= 5 && !holidays.contains(date))
  }
}

// MARK: - Deadlines

extension DueCalendar {
  /// When the deadline of a state that is entered now comes.
  ///
  /// - Parameter evaluate: The value of the rule's expression as a string, if it has one: a date, a
  ///   month or a time, as `DueDate` reads them.
  /// - Throws: What `evaluate` throws, and `ExecutionError` where it yields no date.
  public func due(
    _ due: DeadlineRule.Due, enteredAt entry: Instant, evaluate: (ExpressionID) throws -> String
  ) throws -> Instant {
    switch due {
    case .after(let duration):
      return self.due(after: duration, enteredAt: entry)
    case .workingDays(let count):
      return self.due(afterWorkingDays: count, enteredAt: entry)
    case .at(let date):
      return instant(of: date)
    case .expression(let expression):
      let text = try evaluate(expression).trimmed
      guard !text.isEmpty else { throw ExecutionError("the expression yields no date") }
      guard let date = DueDate(text) else {
        throw ExecutionError("\"\(text.prefix(40))\" is neither a date nor a time")
      }
      return instant(of: date)
    }
  }

  /// The end of the day, or the time itself.
  public func instant(of due: DueDate) -> Instant {
    switch due {
    case .endOf(let date): zone.end(of: date)
    case .time(let instant): instant
    }
  }

  /// The end of a duration.
  ///
  /// `P5D` ends with the fifth date after the entry's, whatever its time of day: who is told on
  /// Monday at nine has the whole of Saturday. Months clip: one month after 31 January is 28
  /// February. With a part for the time of day (`PT36H`, `P1DT12H`) the date part keeps the time on
  /// the wall, and hours are hours that pass.
  public func due(after duration: CalendarDuration, enteredAt entry: Instant) -> Instant {
    let (date, time) = zone.wall(at: entry)
    let end = date.shifted(months: duration.months, days: duration.days)
    guard duration.hasTime else { return zone.end(of: end) }
    let start = duration.isWithinDay ? entry : zone.instant(end, milliseconds: time)
    return start.advanced(byMilliseconds: duration.milliseconds)
  }

  /// The end of the last of some working days. The day of the entry does not count.
  ///
  /// - Complexity: O(`count` + the number of holidays).
  public func due(afterWorkingDays count: Int, enteredAt entry: Instant) -> Instant {
    var date = zone.date(at: entry)
    var left = count
    while left > 0, date < .last {
      date = date.adding(days: 1)
      if isWorkday(date) { left -= 1 }
    }
    return zone.end(of: date)
  }
}

// MARK: - Reminders

extension DueCalendar {
  /// When the reminder of a deadline comes.
  ///
  /// `P3D` is the begin of the third day before the one on which the deadline comes: what is due on
  /// Friday stands in the list of Tuesday morning. With a part for the time of day (`PT2H`) it is
  /// exactly so long before. It may be before the state is entered; then nobody need be reminded.
  public func reminder(_ before: CalendarDuration, deadline: Instant) -> Instant {
    let (date, time) = zone.wall(at: deadline)
    let day = date.shifted(months: -before.months, days: -before.days)
    guard before.hasTime else { return zone.start(of: day) }
    let start = before.isWithinDay ? deadline : zone.instant(day, milliseconds: time)
    return start.advanced(byMilliseconds: -before.milliseconds)
  }
}

extension CalendarDuration {
  /// Hours, minutes and seconds only.
  fileprivate var isWithinDay: Bool { months == 0 && days == 0 }
}

extension CalendarDate {
  /// The first and the last day that can be written.
  fileprivate static let first = CalendarDate(dayNumber: -719_162)
  fileprivate static let last = CalendarDate(dayNumber: 2_932_896)

  /// Months first, then days, within the days that can be written.
  fileprivate func shifted(months: Int, days: Int) -> CalendarDate {
    let (year, month, _) = components
    let total = year * 12 + month - 1 + months
    if total >= 10_000 * 12 { return .last }
    if total < 12 { return .first }
    let day = adding(months: months).adding(days: days)
    return min(max(day, .first), .last)
  }
}
