/// Two lower-case hexadecimal digits for every byte.
func hexOfBytes(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  text.reserveCapacity(2 * bytes.count)
  for byte in bytes {
    text.append(hexadecimalDigit(byte >> 4))
    text.append(hexadecimalDigit(byte & 0xF))
  }
  return String(decoding: text, as: UTF8.self)
}

/// The lower-case digit of a number below 16.
func hexadecimalDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? value + UInt8(ascii: "0") : value - 10 + UInt8(ascii: "a")
}

/// The bytes of a text of lower-case hexadecimal digits, or nil for any other text. Upper-case
/// digits are refused, so that a value has one spelling.
func bytesOfHex(_ text: String) -> [UInt8]? {
  guard text.utf8.count.isMultiple(of: 2) else { return nil }
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.utf8.count / 2)
  var high: UInt8?
  for digit in text.utf8 {
    let value: UInt8
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
    default: return nil
    }
    if let first = high {
      bytes.append(first << 4 | value)
      high = nil
    } else {
      high = value
    }
  }
  return bytes
}

/// The eight lower-case hexadecimal digits of a number, the first one in the highest byte. All are
/// worked on at once.
func hexadecimalDigits(of number: UInt32) -> UInt64 {
  let ones: UInt64 = 0x0101_0101_0101_0101
  var values = UInt64(number)
  values = (values | values << 16) & 0x0000_FFFF_0000_FFFF
  values = (values | values << 8) & 0x00FF_00FF_00FF_00FF
  values = (values | values << 4) & (0x0F * ones)
  let isLetter = (values &+ 6 * ones) >> 4 & ones
  return values &+ 0x30 * ones &+ 0x27 * isLetter
}

/// The value of eight lower-case hexadecimal digits, the first one in the highest byte; nil for any
/// other characters. All eight are worked on at once: every leaf has some digests.
func valueOfHexadecimalDigits(_ digits: UInt64) -> UInt64? {
  let ones: UInt64 = 0x0101_0101_0101_0101
  // "a" to "f" differ from "0" to "9" by this bit, and end as 1 to 6.
  let letters = digits >> 6 & ones
  var values = (digits & (0x0F * ones)) &+ 9 * letters
  // Only the digits that these values would be written with are digits.
  let isLetter = (values &+ 6 * ones) >> 4 & ones
  guard values & (0xF0 * ones) == 0, values &+ 0x30 * ones &+ 0x27 * isLetter == digits else {
    return nil
  }
  values = (values | values >> 4) & 0x00FF_00FF_00FF_00FF
  values = (values | values >> 8) & 0x0000_FFFF_0000_FFFF
  return (values | values >> 16) & 0xFFFF_FFFF
}
