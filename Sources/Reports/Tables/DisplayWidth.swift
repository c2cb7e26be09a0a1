extension Character {
  /// How many columns of a terminal the character takes: 0, 1 or 2.
  ///
  /// The widths of its scalars are added and capped at 2, so a base with combining marks is as wide
  /// as the base, and a family joined by zero-width joiners as wide as one person. It depends on no
  /// locale.
  ///
  /// Source: Unicode Standard Annex 11 (East Asian Width), Unicode Technical Standard 51 (emoji).
  public var displayWidth: Int {
    var width = 0
    for scalar in unicodeScalars {
      // U+FE0F asks for the coloured, wide picture of a sign that is narrow as text.
      if scalar.value == 0xFE0F && width > 0 { return 2 }
      width += scalar.displayWidth
      if width >= 2 { return 2 }
    }
    return width
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    switch value {
    case 0x20...0x7E: return 1
    // The soft hyphen has the category of invisible signs, but terminals draw it.
    case 0xAD: return 1
    // The vowels and final consonants of Hangul are drawn into the syllable that they follow.
    case 0x1160...0x11FF, 0xD7B0...0xD7FF: return 0
    default: break
    }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default: return WideScalars.contains(self) ? 2 : 1
    }
  }
}

extension StringProtocol {
  /// How many columns of a terminal the text takes; control characters count as nothing.
  public var displayWidth: Int { reduce(0) { $0 + $1.displayWidth } }

  /// The text in at most `width` columns; what had to be cut is replaced by `…`.
  ///
  /// A character of two columns is never halved, so the result may be one column narrower.
  func truncated(toWidth width: Int) -> String {
    if displayWidth <= width { return String(self) }
    guard width > 0 else { return "" }
    var used = 0
    let kept = prefix { character in
      used += character.displayWidth
      return used < width
    }
    return kept + "…"
  }
}
