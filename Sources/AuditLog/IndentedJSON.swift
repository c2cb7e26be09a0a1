extension JSON {
  /// This value as JSON for people: two spaces a level, one member a line, no line feed at the end.
  ///
  /// Characters that a terminal would obey or hide (control characters, line separators, changes of
  /// the direction of writing) are escaped.
  public var indented: String {
    var text = ""
    writeIndented(to: &text, level: 0)
    return text
  }

  private func writeIndented(to text: inout String, level: Int) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      writeLines(of: elements, between: ("[", "]"), to: &text, level: level) { element, text in
        element.writeIndented(to: &text, level: level + 1)
      }
    case .object(let members) where !members.isEmpty:
      writeLines(of: members, between: ("{", "}"), to: &text, level: level) { member, text in
        text += "\"" + escapedForPeople(member.key) + "\": "
        member.value.writeIndented(to: &text, level: level + 1)
      }
    case .string(let string): text += "\"" + escapedForPeople(string) + "\""
    default: text += String(decoding: canonical, as: UTF8.self)
    }
  }

  private func writeLines<Parts: Collection>(
    of parts: Parts, between brackets: (String, String), to text: inout String, level: Int,
    write: (Parts.Element, inout String) -> Void
  ) {
    text += brackets.0
    var separator = "\n"
    for part in parts {
      text += separator + String(repeating: "  ", count: level + 1)
      write(part, &text)
      separator = ",\n"
    }
    text += "\n" + String(repeating: "  ", count: level) + brackets.1
  }
}

/// A text as it stands between the quotation marks of JSON, safe to be shown in a terminal.
func escapedForPeople(_ text: String) -> String {
  let quoted = JSON.string(text).canonical
  var escaped = ""
  for scalar in String(decoding: quoted.dropFirst().dropLast(), as: UTF8.self).unicodeScalars {
    switch scalar.value {
    case 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      escaped += unicodeEscape(scalar.value)
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
