/// A time as CSS 2 writes it, which is how SCXML writes delays (section 6.2).
public enum CSSTime {
  /// The milliseconds that `text` stands for: digits, perhaps with a fraction, and `ms` or `s`; `m`,
  /// `h` and `d` too, which the standard's schema allows. A part of a millisecond counts as one, so
  /// that nothing comes early.
  ///
  /// - Returns: Nil if `text` is not such a time, is negative, or exceeds 100,000 years.
  public static func milliseconds(_ text: String) -> Int64? {
    let digits = text.utf8.prefix { isDigit($0) }
    var rest = text.utf8.dropFirst(digits.count)
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix { isDigit($0) }
      if fraction.isEmpty { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !digits.isEmpty || !fraction.isEmpty, let unit = Substring(rest).unitOfTime else {
      return nil
    }
    var whole: Int64 = 0
    for digit in digits {
      whole = whole * 10 + Int64(digit - UInt8(ascii: "0"))
      if whole > limit { return nil }
    }
    guard whole <= limit / unit else { return nil }
    return whole * unit + roundedUp(fraction, of: unit)
  }

  private static let limit: Int64 = 100_000 * 366 * 86_400_000

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
  }

  /// The least whole number not below 0.`fraction` times `unit`.
  private static func roundedUp(_ fraction: some Sequence<UInt8>, of unit: Int64) -> Int64 {
    // Long division: `unit` times one digit after another, from the least significant. No unit
    // has more than nine digits, so ten digits and a mark for "and something" are exact enough.
    var scaled: Int64 = 0
    var scale: Int64 = 1
    var more = false
    for digit in fraction {
      let value = Int64(digit - UInt8(ascii: "0"))
      if scale < 1_000_000_000 {
        scaled = scaled * 10 + value
        scale *= 10
      } else if value > 0 {
        more = true
      }
    }
    let product = scaled * unit
    return product / scale + (product % scale > 0 || more ? 1 : 0)
  }
}

extension Substring {
  /// Milliseconds in the unit that this names.
  fileprivate var unitOfTime: Int64? {
    switch lowercased() {
    case "ms": 1
    case "s": 1000
    case "m": 60_000
    case "h": 3_600_000
    case "d": 86_400_000
    default: nil
    }
  }
}
