extension Value {
  /// The value as text: numbers in plain decimal digits as XPath 1.0 writes them (section 4.2 of
  /// that standard), the parts of lists and records one after another with a space between.
  public var text: String {
    switch self {
    case .none: ""
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): Self.decimal(value)
    case .string(let value), .xml(let value): value
    case .list(let values): values.map(\.text).joined(separator: " ")
    case .record(let fields): fields.map { "\($0.name)=\($0.value.text)" }.joined(separator: " ")
    }
  }

  /// The shortest digits that read back as `value`, never with an exponent.
  private static func decimal(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return "0" }
    // Swift writes "-1.25e-07", "1e+16" or "12.5".
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = (parts.first ?? "").split(separator: ".")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let whole = mantissa.first ?? ""
    let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
    let digits = String(whole + fraction)
    let point = whole.count + exponent
    let unsigned: String =
      if point <= 0 {
        "0." + String(repeating: "0", count: -point) + digits
      } else if point >= digits.count {
        digits + String(repeating: "0", count: point - digits.count)
      } else {
        digits.prefix(point) + "." + digits.dropFirst(point)
      }
    return value < 0 ? "-" + unsigned : unsigned
  }
}
