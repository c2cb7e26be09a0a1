/// A point of time in whole milliseconds, from the year 0000 to 9999 in UTC.
///
/// The range is that of RFC 3339: every instant can be written, and what is written reads back as
/// the same instant. Arithmetic stops at its ends. Days are those of the Gregorian calendar without
/// leap seconds.
public struct Instant: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let millisecondsSinceEpoch: Int64

  /// 0000-01-01T00:00:00.000Z
  public static let earliest = Instant(millisecondsSinceEpoch: -62_167_219_200_000)

  /// 9999-12-31T23:59:59.999Z
  public static let latest = Instant(millisecondsSinceEpoch: 253_402_300_799_999)

  /// The instant so many milliseconds after 1970 began; beyond the range, the end of the range.
  public init(millisecondsSinceEpoch: Int64) {
    let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999
    self.millisecondsSinceEpoch = max(
      range.lowerBound, min(millisecondsSinceEpoch, range.upperBound))
  }

  /// The instant so many milliseconds later, or earlier for a negative number.
  public func advanced(byMilliseconds milliseconds: Int64) -> Instant {
    let (sum, overflow) = millisecondsSinceEpoch.addingReportingOverflow(milliseconds)
    if overflow { return milliseconds < 0 ? .earliest : .latest }
    return Instant(millisecondsSinceEpoch: sum)
  }

  /// How many milliseconds this instant is after `earlier`; negative if it is before.
  public func milliseconds(since earlier: Instant) -> Int64 {
    millisecondsSinceEpoch - earlier.millisecondsSinceEpoch
  }
}

extension Instant: Comparable {
  public static func < (left: Instant, right: Instant) -> Bool {
    left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
  }
}

extension Instant: CustomStringConvertible {
  /// `2023-09-08T01:30:00.000Z`: always UTC, always three digits of a second.
  public var description: String {
    var text = GrowingBytes(capacity: 24)
    write(to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Writes the description, digit by digit: every entry and every record has several.
  func write(to text: inout GrowingBytes) {
    let (day, time) = millisecondsSinceEpoch.floorDivided(by: 86_400_000)
    let date = CalendarDate(dayNumber: Int(day)).components
    let (year, milliseconds) = (UInt32(date.year), UInt32(time))
    text.append(twoDigitsOf: year / 100)
    text.append(twoDigitsOf: year % 100)
    text.append(UInt8(ascii: "-"))
    text.append(twoDigitsOf: UInt32(date.month))
    text.append(UInt8(ascii: "-"))
    text.append(twoDigitsOf: UInt32(date.day))
    text.append(UInt8(ascii: "T"))
    text.append(twoDigitsOf: milliseconds / 3_600_000)
    text.append(UInt8(ascii: ":"))
    text.append(twoDigitsOf: milliseconds / 60_000 % 60)
    text.append(UInt8(ascii: ":"))
    text.append(twoDigitsOf: milliseconds / 1_000 % 60)
    text.append(UInt8(ascii: "."))
    text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: milliseconds % 1_000 / 100))
    text.append(twoDigitsOf: milliseconds % 100)
    text.append(UInt8(ascii: "Z"))
  }
}

extension Instant {
  /// Reads a date and time of RFC 3339, section 5.6, with any offset from UTC.
  ///
  /// What is finer than a millisecond is dropped (towards the past). Leap seconds are refused, as
  /// is an instant that is outside the range in UTC.
  public init?(rfc3339 text: String) {
    var reader = DateTimeReader(text)
    guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2),
      reader.skip("-"), let day = reader.digits(2), reader.skip("T") || reader.skip("t"),
      let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2),
      reader.skip(":"), let second = reader.digits(2), let fraction = reader.milliseconds(),
      let offset = reader.offsetInMinutes(), reader.isAtEnd,
      let date = CalendarDate(year: Int(year), month: Int(month), day: Int(day)), hour < 24,
      minute < 60, second < 60
    else { return nil }
    let minutes = (Int64(date.dayNumber) * 24 + hour) * 60 + minute
    let milliseconds = ((minutes - offset) * 60 + second) * 1_000 + fraction
    self.init(millisecondsSinceEpoch: milliseconds)
    guard millisecondsSinceEpoch == milliseconds else { return nil }
  }
}

private struct DateTimeReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: String) {
    rest = Array(text.utf8)[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == character.value else { return false }
    rest.removeFirst()
    return true
  }

  mutating func digits(_ count: Int) -> Int64? {
    var number: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// The fraction of a second after its point, 0 if there is none, nil if there is only a point.
  mutating func milliseconds() -> Int64? {
    guard skip(".") else { return 0 }
    var (fraction, place): (Int64, Int64) = (0, 100)
    guard let first = digit() else { return nil }
    fraction = first * place
    while let next = digit() {
      place /= 10
      fraction += next * place
    }
    return fraction
  }

  mutating func offsetInMinutes() -> Int64? {
    if skip("Z") || skip("z") { return 0 }
    let isWest = skip("-")
    guard isWest || skip("+"), let hours = digits(2), skip(":"), let minutes = digits(2),
      hours < 24, minutes < 60
    else { return nil }
    return (hours * 60 + minutes) * (isWest ? -1 : 1)
  }

  private mutating func digit() -> Int64? {
    guard let first = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return nil }
    rest.removeFirst()
    return Int64(first - UInt8(ascii: "0"))
  }
}
