import XML

extension Unicode.Scalar {
  /// XML 1.0, production 3.
  var isXMLSpace: Bool { self == " " || self == "\n" || self == "\t" || self == "\r" }
}

extension UInt8 {
  var isXMLSpace: Bool { self == 0x20 || self == 0x0A || self == 0x09 || self == 0x0D }
}

extension String {
  var isBlank: Bool {
    let bytes = utf8Span.span
    for index in bytes.indices where !bytes[index].isXMLSpace { return false }
    return true
  }

  /// Whether this can be the name of an event: words joined by dots (section 3.12.1).
  var isEventName: Bool {
    let bytes = utf8Span.span
    var isWordOpen = false
    var isName = true
    for index in bytes.indices {
      switch bytes[index] {
      case UInt8(ascii: "."):
        if !isWordOpen { isName = false }
        isWordOpen = false
      case UInt8(ascii: "*"), 0x09...0x0D, 0x20: isName = false
      case 0x80...: return isWideEventName
      default: isWordOpen = true
      }
    }
    return isName && isWordOpen
  }

  /// The same where what looks like a space or a dot may be part of a wider character.
  private var isWideEventName: Bool {
    !contains(where: \.isWhitespace) && !contains("*")
      && split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }

  /// XPath's `normalize-space`: no white space at the ends, one space for each run within.
  var spacesNormalised: String {
    unicodeScalars.split(whereSeparator: \.isXMLSpace).map { String($0) }.joined(separator: " ")
  }
}

extension XMLAttribute {
  /// What becomes of the parts of a list.
  func mapParts<Result>(_ transform: ((text: String, start: Int)) -> Result) -> [Result] {
    // Most lists are one name long.
    if !value.isEmpty, !value.utf8.contains(where: \.isXMLSpace) { return [transform((value, 0))] }
    return parts.map(transform)
  }

  /// The parts of a list that are separated by white space, each with the number of its first
  /// scalar in the value.
  var parts: [(text: String, start: Int)] {
    var parts: [(text: String, start: Int)] = []
    var part = String.UnicodeScalarView()
    for (offset, scalar) in value.unicodeScalars.enumerated() {
      if !scalar.isXMLSpace {
        part.append(scalar)
      } else if !part.isEmpty {
        parts.append((String(part), offset - part.count))
        part.removeAll()
      }
    }
    if !part.isEmpty { parts.append((String(part), value.unicodeScalars.count - part.count)) }
    return parts
  }
}

/// `a, b and c`.
func list(_ words: [String], _ conjunction: String = "and") -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
