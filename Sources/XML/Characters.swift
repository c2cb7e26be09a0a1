/// The character classes of XML 1.0, fifth edition, section 2.2 and 2.3.
extension Unicode.Scalar {
  /// Production Char: what may stand in a document at all.
  var isXMLCharacter: Bool {
    switch value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// Production S.
  var isXMLSpace: Bool {
    switch value {
    case 0x9, 0xA, 0xD, 0x20: true
    default: false
    }
  }

  /// Production NameStartChar without the colon.
  var startsXMLName: Bool {
    switch value {
    case 0x41...0x5A, 0x5F, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D,
      0x37F...0x1FFF, 0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF,
      0xF900...0xFDCF, 0xFDF0...0xFFFD, 0x10000...0xEFFFF:
      true
    default: false
    }
  }

  /// Production NameChar without the colon.
  var continuesXMLName: Bool {
    switch value {
    case 0x2D, 0x2E, 0x30...0x39, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
    default: startsXMLName
    }
  }
}

extension String {
  /// Whether both have the same UTF-8 bytes. `==` would merge composed and decomposed letters.
  func isIdentical(to other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    let (left, right) = (utf8Span.span, other.utf8Span.span)
    for index in left.indices where left[index] != right[index] { return false }
    return true
  }

  /// The text with what XML cannot carry (most control characters) replaced by U+FFFD.
  var replacingNonXMLCharacters: String {
    // Everything below a space but tab, LF and CR, and the two non-characters EF BF BE and EF BF BF.
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0xEF }) else { return self }
    if unicodeScalars.allSatisfy(\.isXMLCharacter) { return self }
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars { result.append(scalar.isXMLCharacter ? scalar : "\u{FFFD}") }
    return String(result)
  }
}
