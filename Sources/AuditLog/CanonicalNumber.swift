/// A number as ECMAScript writes it: the fewest digits that read back as the same double.
///
/// Zero has no sign. NaN and the infinities have no JSON and become `null`, as in `JSON.stringify`.
///
/// Source: RFC 8785, section 3.2.2.3, which is ECMA-262, `Number::toString`.
func canonicalNumber(_ number: Double) -> String {
  guard number.isFinite else { return "null" }
  if abs(number) < Double(JSON.exactIntegerLimit), let integer = Int(exactly: number) {
    return String(integer)  // also turns -0 into 0
  }
  let sign = number < 0 ? "-" : ""
  let (digits, point) = shortestDigits(of: abs(number))
  let count = digits.utf8.count
  // The names of ECMA-262 are k for `count` and n for `point`.
  switch point {
  case count...max(count, 21) where point <= 21:
    return sign + digits + zeros(point - count)
  case 1...21:
    return sign + digits.prefix(point) + "." + digits.dropFirst(point)
  case -5...0:
    return sign + "0." + zeros(-point) + digits
  default:
    let exponent = point - 1
    let fraction = count > 1 ? "." + digits.dropFirst() : ""
    return sign + digits.prefix(1) + fraction + (exponent < 0 ? "e-" : "e+")
      + String(abs(exponent))
  }
}

/// The digits of a positive number without zeros at either end, and where the decimal point stands
/// among them: 0.00123 is "123" and −2, 4500 is "45" and 4.
///
/// Swift's `description` has the digits that ECMAScript asks for (the shortest that read back, and
/// of those the closest) in another layout.
private func shortestDigits(of number: Double) -> (digits: String, point: Int) {
  let parts = number.description.split(separator: "e")
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let whole = mantissa[0]
  let fraction = mantissa.count > 1 ? mantissa[1] : ""
  let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let all = whole + fraction
  let significant = all.drop { $0 == "0" }
  let leadingZeros = all.count - significant.count
  let trailingZeros = significant.reversed().prefix { $0 == "0" }.count
  return (
    String(significant.dropLast(trailingZeros)), whole.count - leadingZeros + exponent
  )
}

private func zeros(_ count: Int) -> String {
  String(repeating: "0", count: count)
}
