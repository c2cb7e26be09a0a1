extension StringProtocol {
  /// The text with every control character made visible, so that a terminal or a reader cannot be
  /// deceived by it.
  ///
  /// Control characters of ASCII become their pictures (`␛`, `␊`, `␡`). The others, line and
  /// paragraph separators and the signs that turn the direction of writing become `<U+009B>`.
  public var visible: String {
    guard unicodeScalars.contains(where: \.isTreacherous) else { return String(self) }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isTreacherous {
        text += scalar.picture
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// The text without control characters, line breaks and tabs as spaces: for formats that have
  /// no way to write them.
  var withoutControls: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: text += " "
      case 0xFFFE, 0xFFFF: continue
      default: if !scalar.isTreacherous { text.unicodeScalars.append(scalar) }
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// A scalar that a terminal obeys instead of drawing it, or that changes the order in which the
  /// text around it is drawn.
  var isTreacherous: Bool {
    switch value {
    case 0x20...0x7E: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  fileprivate var picture: String {
    switch value {
    case 0x00...0x1F: Unicode.Scalar(0x2400 + value).map { String(Character($0)) } ?? ""
    case 0x7F: "\u{2421}"
    default: "<U+" + padded(String(value, radix: 16, uppercase: true), to: 4) + ">"
    }
  }

  private func padded(_ digits: String, to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}
