/// How two texts stand in an order.
@usableFromInline enum TextOrder {
  case less
  case same
  case greater
}

/// Compares two texts by their UTF-16 code units (RFC 8785, section 3.2.3).
///
/// UTF-8 sorts as code points do. UTF-16 differs in one place: a character above U+FFFF is written
/// with surrogates (D800–DFFF) and so comes before U+E000–U+FFFF. In UTF-8 the former begin with
/// F0–F4 and the latter with EE or EF, so the first byte that differs decides.
@usableFromInline func compareUTF16(_ left: String, _ right: String) -> TextOrder {
  let (left, right) = (left.utf8.span, right.utf8.span)
  for index in 0..<min(left.count, right.count) {
    let (leftByte, rightByte) = (left[index], right[index])
    guard leftByte != rightByte else { continue }
    let leftLast = leftByte == 0xEE || leftByte == 0xEF
    let rightLast = rightByte == 0xEE || rightByte == 0xEF
    if leftLast && rightByte >= 0xF0 { return .greater }
    if rightLast && leftByte >= 0xF0 { return .less }
    return leftByte < rightByte ? .less : .greater
  }
  if left.count == right.count { return .same }
  return left.count < right.count ? .less : .greater
}

/// Whether two texts have the same UTF-8 bytes; Swift's `==` would also accept another
/// normalization of the same text.
func sameBytes(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  let (left, right) = (left.utf8Span.span, right.utf8Span.span)
  for index in left.indices where left[index] != right[index] { return false }
  return true
}

/// Hashes a text as `sameBytes` compares it.
func hashBytes(of text: String, into hasher: inout Hasher) {
  for byte in text.utf8 {
    hasher.combine(byte)
  }
  hasher.combine(UInt8(0xFF))  // never a byte of UTF-8: the end of this text
}
