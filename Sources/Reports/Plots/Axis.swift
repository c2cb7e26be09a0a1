import AuditLog
import WorkflowEngine

/// Round numbers along an axis from zero.
struct NumberAxis {
  let maximum: Int
  let ticks: [Int]

  /// - Parameter wanted: About how many ticks there shall be.
  init(covering value: Int, wanted: Int = 5) {
    let value = max(1, value)
    var step = 1
    // 1, 2, 5, 10, 20, 50, …
    for factor in sequence(
      state: 1,
      next: { (power: inout Int) -> [Int]? in
        defer { power *= 10 }
        return [1, 2, 5].map { $0 * power }
      })
    {
      guard let found = factor.first(where: { value <= $0 * wanted }) else { continue }
      step = found
      break
    }
    maximum = (value + step - 1) / step * step
    ticks = Array(stride(from: 0, through: maximum, by: step))
  }
}

/// Days along an axis, with ticks that people find in a calendar.
struct DateAxis {
  struct Tick: Hashable {
    var date: CalendarDate
    /// `9-11`, and the year where it begins or the axis does.
    var label: String
  }

  let first: CalendarDate
  let last: CalendarDate
  let ticks: [Tick]

  /// - Parameter maximum: The most ticks that have room.
  init(from first: CalendarDate, to last: CalendarDate, maximum: Int) {
    self.first = first
    self.last = max(last, first.adding(days: 1))
    let days = self.last.dayNumber - first.dayNumber
    var dates: [CalendarDate] = []
    if days <= maximum {
      dates = (0...days).map { first.adding(days: $0) }
    } else if days / 7 <= maximum {
      // Mondays.
      let monday = first.adding(days: (8 - first.weekday) % 7)
      dates = stride(from: 0, through: days, by: 7).map { monday.adding(days: $0) }
    } else {
      let (year, month, _) = first.components
      var next = CalendarDate(year: year, month: month, day: 1) ?? first
      let step = max(1, (days / 30 + maximum - 1) / maximum)
      while next <= self.last {
        dates.append(next)
        next = next.adding(months: step)
      }
    }
    var year: Int?
    ticks = dates.filter { [end = self.last] in $0 >= first && $0 <= end }.map { date in
      let parts = date.components
      defer { year = parts.year }
      let day = "\(parts.month)-\(parts.day)"
      return Tick(date: date, label: parts.year == year ? day : "\(parts.year)-\(day)")
    }
  }

  /// Where a day is, from 0 at the first to 1 at the last.
  func place(of date: CalendarDate) -> Double {
    Double(date.dayNumber - first.dayNumber) / Double(last.dayNumber - first.dayNumber)
  }
}
