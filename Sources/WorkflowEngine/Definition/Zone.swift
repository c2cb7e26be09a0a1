public import AuditLog
private import Foundation
private import XML

/// A time zone by its IANA name: between points of time and days on the wall.
///
/// The only file of the engine that asks Foundation for more than its essentials. The rules of the
/// zones are those that Foundation carries, not those of the machine.
public struct Zone: Hashable, Sendable, CustomStringConvertible {
  /// As it was asked for, for example `Asia/Shanghai`.
  public let name: String
  private let rules: TimeZone

  /// `UTC`, or a name of the tz database with its area. Abbreviations such as `CST`, which several
  /// zones share, and offsets such as `GMT+8` are not names of zones.
  public init(_ name: String) throws(UnknownZone) {
    guard name == "UTC" || name.contains("/"), let rules = TimeZone(identifier: name) else {
      throw UnknownZone(
        name: name, nearest: nearestName(to: name, among: TimeZone.knownTimeZoneIdentifiers))
    }
    self.name = name
    self.rules = rules
  }

  public var description: String { name }

  private static let day: Int64 = 86_400_000

  /// The date on the wall at `instant`, and the milliseconds that its clock shows past midnight.
  public func wall(at instant: Instant) -> (date: CalendarDate, milliseconds: Int64) {
    let local = instant.millisecondsSinceEpoch + offset(at: instant.millisecondsSinceEpoch)
    let date = Int((Double(local) / Double(Self.day)).rounded(.down))
    return (CalendarDate(dayNumber: date), local - Int64(date) * Self.day)
  }

  public func date(at instant: Instant) -> CalendarDate { wall(at: instant).date }

  /// The first moment of a day. Where clocks go forward at midnight, that is not 00:00.
  public func start(of date: CalendarDate) -> Instant { instant(date, milliseconds: 0) }

  /// The last millisecond of a day.
  public func end(of date: CalendarDate) -> Instant {
    start(of: date.adding(days: 1)).advanced(byMilliseconds: -1)
  }

  /// When the wall shows a time: of two such moments the first, and where clocks skip the time, as
  /// long after the skip as the time is after its begin (RFC 5545, section 3.3.5).
  ///
  /// - Parameter milliseconds: Past midnight, from 0 to less than 24 hours.
  public func instant(_ date: CalendarDate, milliseconds: Int64) -> Instant {
    let local = Int64(date.dayNumber) * Self.day + milliseconds
    // No zone is a day away from UTC, so these two are before and after any change that matters.
    let before = offset(at: local - Self.day)
    let after = offset(at: local + Self.day)
    guard before != after else { return Instant(millisecondsSinceEpoch: local - before) }
    let candidates = [local - before, local - after].sorted()
    let shown = zip(candidates, candidates.map { offset(at: $0) }).first { $0 + $1 == local }
    return Instant(millisecondsSinceEpoch: shown?.0 ?? local - before)
  }

  /// In milliseconds, east of UTC positive.
  private func offset(at milliseconds: Int64) -> Int64 {
    let date = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
    return Int64(rules.secondsFromGMT(for: date)) * 1_000
  }
}

/// A text that is not the name of a time zone.
public struct UnknownZone: Error, Hashable, Sendable, CustomStringConvertible {
  public var name: String
  /// The zone that was probably meant.
  public var nearest: String?

  public var description: String {
    "there is no time zone \"\(name)\""
      + (nearest.map { "; did you mean \"\($0)\"?" }
        ?? "; zones have names such as \"Asia/Shanghai\"")
  }
}
