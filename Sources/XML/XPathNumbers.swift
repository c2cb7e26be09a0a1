/// Numbers and strings as XPath 1.0 converts them, which is neither libxml2's way nor Swift's.
enum XPathNumbers {
  /// The text of a number (XPath 1.0, section 4.2, function string): decimal digits, never an exponent,
  /// no sign for zero, and as many digits as tell it from every other number.
  static func string(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    if number == number.rounded(.towardZero), abs(number) < 9_007_199_254_740_992 {
      return String(Int(number))
    }
    // Swift writes the shortest digits that read back as the same number; only the exponent has to go.
    let written = number.magnitude.description
    let parts = written.split(separator: "e", maxSplits: 1)
    let exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    var digits = String(mantissa[0])
    var point = digits.count + exponent
    if mantissa.count == 2, mantissa[1] != "0" { digits += mantissa[1] }
    let zeros = digits.prefix { $0 == "0" }.count
    digits.removeFirst(zeros)
    point -= zeros
    let sign = number < 0 ? "-" : ""
    if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
    if point >= digits.count {
      return sign + digits + String(repeating: "0", count: point - digits.count)
    }
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  }

  /// The number that a text stands for (XPath 1.0, section 4.4, function number): space, an optional
  /// minus, digits with at most one point, space; anything else is NaN.
  static func number(_ text: String) -> Double {
    if let whole = wholeNumber(text) { return whole }
    var rest = Substring(text).utf8
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    var digits = rest
    if digits.first == UInt8(ascii: "-") { digits.removeFirst() }
    var hasDigit = false
    var hasPoint = false
    for byte in digits {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      default: return .nan
      }
    }
    guard hasDigit else { return .nan }
    // Swift's reader wants digits on both sides of the point.
    var decimal = String(Substring(rest))
    if decimal.hasSuffix(".") { decimal.removeLast() }
    if decimal.hasPrefix(".") { decimal = "0" + decimal }
    if decimal.hasPrefix("-.") { decimal = "-0" + decimal.dropFirst() }
    return Double(decimal) ?? .nan
  }

  /// The number of up to fifteen digits without more, which is exact.
  private static func wholeNumber(_ text: String) -> Double? {
    guard (1...15).contains(text.utf8.count) else { return nil }
    var number = 0
    for byte in text.utf8 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return Double(number)
  }

  /// The nearest integer, ties upwards; what lies in -0.5 ..< 0 gives negative zero (XPath 1.0,
  /// section 4.4, function round).
  static func round(_ number: Double) -> Double {
    guard number.isFinite else { return number }
    let below = number.rounded(.down)
    let result = number - below < 0.5 ? below : below + 1
    return result == 0 && (number < 0 || number.sign == .minus) ? -0.0 : result
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
