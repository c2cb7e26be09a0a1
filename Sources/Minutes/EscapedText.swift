extension String {
  /// As text or as a quoted attribute of HTML.
  var escapedForHTML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      // HTML has no control characters; they would be shown as nothing or end the text.
      case "\u{0}"..."\u{8}", "\u{B}"..."\u{1F}", "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// As text of Markdown, on one line: nothing in it is a mark, a link or HTML.
  var escapedForMarkdown: String {
    var result = ""
    for (offset, scalar) in unicodeScalars.enumerated() {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "|", "~", "!", "&":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "-", "+", "=":
        if offset == 0 { result += "\\" }
        result.unicodeScalars.append(scalar)
      case "." where offset > 0 && unicodeScalars.prefix(offset).allSatisfy { ("0"..."9") ~= $0 },
        ")" where offset > 0 && unicodeScalars.prefix(offset).allSatisfy { ("0"..."9") ~= $0 }:
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n", "\r": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
