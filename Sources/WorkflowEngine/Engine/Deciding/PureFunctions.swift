import AuditLog
import Statechart

/// The extension functions whose answer follows from their arguments: nothing of them is recorded.
enum PureFunctions {
  /// - Returns: Nil where the function is not one of these.
  static func value(of function: String, _ arguments: [Value]) throws(ExecutionError) -> Value? {
    switch (function, arguments.count) {
    case ("days-between", 2):
      let (from, until) = (try date(arguments[0]), try date(arguments[1]))
      return .number(Double(until.dayNumber - from.dayNumber))
    case ("add-duration", 2):
      guard let duration = CalendarDuration(text(arguments[1])) else {
        throw ExecutionError("\"\(text(arguments[1]))\" is not a duration such as P30D")
      }
      let start = text(arguments[0])
      if let time = Instant(rfc3339: start) {
        let day = CalendarDate(time)
        let moved = day.adding(months: duration.months).adding(days: duration.days)
        let days = Int64(moved.dayNumber - day.dayNumber) * 86_400_000
        return .string(time.advanced(byMilliseconds: days + duration.milliseconds).description)
      }
      let day = try date(arguments[0])
      return .string(
        day.adding(months: duration.months).adding(days: duration.days).description)
    case ("matches", 2):
      let (text, pattern) = (text(arguments[0]).unicodeScalars, text(arguments[1]).unicodeScalars)
      guard pattern.count <= longestPattern else {
        throw ExecutionError("a pattern has at most \(longestPattern) characters")
      }
      return .boolean(matches(Array(text), Array(pattern)))
    default: return nil
    }
  }

  /// In Unicode scalars: matching takes the product of both lengths.
  private static let longestPattern = 1_000

  private static func text(_ value: Value) -> String {
    switch value {
    case .string(let text), .xml(let text): text
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    case .boolean(let flag): String(flag)
    default: ""
    }
  }

  private static func date(_ value: Value) throws(ExecutionError) -> CalendarDate {
    let text = text(value)
    if let date = CalendarDate(text) { return date }
    if let time = Instant(rfc3339: text) { return CalendarDate(time) }
    throw ExecutionError("\"\(text)\" is neither a date such as 2023-09-08 nor a time")
  }

  /// Whether the whole text fits a pattern in which `*` stands for any text and `?` for one
  /// character. Time is at most the product of both lengths.
  private static func matches(_ text: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
    var (t, p) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        t += 1
        p += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        t = last.text + 1
        p = last.pattern + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}

extension CalendarDate {
  /// The day of a time in UTC.
  init(_ time: Instant) {
    let day = time.millisecondsSinceEpoch / 86_400_000
    let isEarlier = time.millisecondsSinceEpoch % 86_400_000 < 0
    self.init(dayNumber: Int(day) - (isEarlier ? 1 : 0))
  }
}
