public import AuditLog

/// A date that is known to the day, to the month or to the year only.
///
/// Minutes say "from September 2023": that is kept as it was said. What must be a day, such as the
/// end of a window, asks for the first or the last one that the date can mean.
public struct PartialDate: Hashable, Sendable, CustomStringConvertible {
  public enum Precision: String, Hashable, Sendable, CaseIterable {
    case day, month, year
  }

  /// From 1 to 9999.
  public let year: Int
  public let month: Int?
  public let day: Int?

  /// Reads `2023-09-08`, `2023-09` or `2023`; nil where there is no such day, month or year.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), zip(parts, [4, 2, 2]).allSatisfy({ $0.count == $1 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    guard numbers[0] > 0 else { return nil }
    year = numbers[0]
    month = numbers.count > 1 ? numbers[1] : nil
    day = numbers.count > 2 ? numbers[2] : nil
    guard CalendarDate(year: year, month: month ?? 1, day: day ?? 1) != nil else { return nil }
  }

  public init(_ date: CalendarDate) {
    let components = date.components
    (year, month, day) = (components.year, components.month, components.day)
  }

  public var precision: Precision { day != nil ? .day : month != nil ? .month : .year }

  /// The first day that the date can mean.
  public var firstDay: CalendarDate {
    CalendarDate(year: year, month: month ?? 1, day: day ?? 1) ?? CalendarDate(dayNumber: 0)
  }

  /// The last day that the date can mean: of a month its end.
  public var lastDay: CalendarDate {
    let month = month ?? 12
    let day = day ?? CalendarDate.days(inMonth: month, of: year)
    return CalendarDate(year: year, month: month, day: day) ?? CalendarDate(dayNumber: 0)
  }

  /// As it was written, `2023-09` for a month.
  public var description: String {
    let length = [Precision.year: 4, .month: 7, .day: 10][precision] ?? 10
    return String(firstDay.description.prefix(length))
  }
}

/// From when to when something is meant to run, as a meeting said it.
public struct DateWindow: Hashable, Sendable {
  public var start: PartialDate?
  public var end: PartialDate?
  /// Whether the end is meant "by and large".
  public var hasSoftEnd: Bool

  public init(start: PartialDate? = nil, end: PartialDate? = nil, hasSoftEnd: Bool = false) {
    self.start = start
    self.end = end
    self.hasSoftEnd = hasSoftEnd
  }

  /// Whether the end cannot be at or after the start, however both are read.
  public var isEmpty: Bool {
    guard let start, let end else { return false }
    return end.lastDay < start.firstDay
  }
}
