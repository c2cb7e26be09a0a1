import XML

extension Unicode.Scalar {
  /// XML 1.0, production 3.
  var isXMLSpace: Bool { self == " " || self == "\n" || self == "\t" || self == "\r" }
}

extension String {
  var isBlank: Bool { unicodeScalars.allSatisfy(\.isXMLSpace) }

  /// Whether this can be the name of an event: words joined by dots (section 3.12.1).
  var isEventName: Bool {
    !contains(where: \.isWhitespace) && !contains("*")
      && split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
  }

  /// XPath's `normalize-space`: no white space at the ends, one space for each run within.
  var spacesNormalised: String {
    unicodeScalars.split(whereSeparator: \.isXMLSpace).map { String($0) }.joined(separator: " ")
  }
}

extension XMLAttribute {
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
