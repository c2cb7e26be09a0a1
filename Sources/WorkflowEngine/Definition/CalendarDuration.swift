/// An ISO 8601 duration: years and months, days, and a time of day part.
///
/// Days are days of the calendar: `P5D` ends five dates later, whatever the clocks did between.
public struct CalendarDuration: Hashable, Sendable, CustomStringConvertible {
  public var months: Int
  public var days: Int
  public var milliseconds: Int64
  private let text: String

  /// Reads `P1Y2M3W4DT5H6M7.5S`; nil where it is none, is negative or exceeds 1,000 years.
  public init?(_ text: String) {
    guard text.hasPrefix("P"), text.utf8.count <= 64 else { return nil }
    let parts = text.dropFirst().split(separator: "T", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), text.utf8.count > 1, parts.last?.isEmpty == false
    else { return nil }
    guard let date = Self.numbers(in: parts[0], units: "YMWD"),
      let time = Self.numbers(in: parts.count == 2 ? parts[1] : "", units: "HMS"),
      date.values.allSatisfy({ $0 == $0.rounded() && $0 <= 366_000 }),
      time.values.allSatisfy({ $0 <= 31_622_400_000 })
    else { return nil }
    months = Int(date["Y", default: 0] * 12 + date["M", default: 0])
    days = Int(date["W", default: 0] * 7 + date["D", default: 0])
    let seconds =
      time["H", default: 0] * 3_600 + time["M", default: 0] * 60 + time["S", default: 0]
    milliseconds = Int64((seconds * 1_000).rounded())
    guard months <= 12_000, days <= 366_000, milliseconds <= 31_622_400_000_000 else { return nil }
    self.text = text
  }

  public var description: String { text }

  /// Whether it has a part for the time of day, be it zero: `PT0S` ends at a time, `P0D` with a day.
  public var hasTime: Bool { text.contains("T") }

  /// Numbers by the letter that follows each; nil where a letter repeats, is out of order or
  /// unknown, or a number is none.
  private static func numbers(in part: Substring, units: String) -> [Character: Double]? {
    var result: [Character: Double] = [:]
    var units = Substring(units)
    var digits = ""
    for character in part {
      if ("0"..."9").contains(character) || (character == "." && !digits.isEmpty) {
        digits.append(character)
        continue
      }
      guard let place = units.firstIndex(of: character), let number = Double(digits) else {
        return nil
      }
      result[character] = number
      units = units[units.index(after: place)...]
      digits = ""
    }
    return digits.isEmpty ? result : nil
  }
}
