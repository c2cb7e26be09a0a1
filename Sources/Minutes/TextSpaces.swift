extension String {
  /// Without white space at its ends, and with one space for each run of it within. Chinese is
  /// written without spaces, so a line end between two of its characters is none.
  var spacesNormalised: String {
    var result = String.UnicodeScalarView()
    var isPending = false
    var hasLineEnd = false
    for scalar in unicodeScalars {
      if scalar.properties.isWhitespace {
        isPending = true
        hasLineEnd = hasLineEnd || scalar == "\n" || scalar == "\r"
        continue
      }
      if isPending, let last = result.last {
        if !(hasLineEnd && last.isWide && scalar.isWide) { result.append(" ") }
      }
      result.append(scalar)
      isPending = false
      hasLineEnd = false
    }
    return String(result)
  }
}

extension Unicode.Scalar {
  /// Whether it takes the width of a Chinese character: ideographs, kana, their punctuation and
  /// full-width forms.
  var isWide: Bool {
    switch value {
    case 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
