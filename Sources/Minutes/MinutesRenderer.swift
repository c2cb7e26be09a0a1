import WorkflowEngine

/// Turns minutes into documents for people.
public enum MinutesRenderer {
  public enum Layout: String, Hashable, Sendable, CaseIterable {
    /// Chinese official minutes (纪要) as GB/T 9704-2012 lays them out.
    case official
    /// English corporate minutes in the order of Robert's Rules: what was done, not what was said.
    case corporate
  }

  /// One HTML document that needs nothing beside it and prints on A4, page numbers included.
  ///
  /// - Parameter languages: The languages to take each text in, the best first; nil means those of
  ///   the layout.
  public static func html(
    _ document: MinutesDocument, layout: Layout, languages: [String]? = nil
  ) -> String {
    switch layout {
    case .official: OfficialMinutes(document, in: languages ?? ["zh-Hans", "zh"]).html
    case .corporate: CorporateMinutes(document, in: languages ?? ["en"]).html
    }
  }

  /// The same in Markdown (CommonMark with tables), without a layout of pages.
  public static func markdown(
    _ document: MinutesDocument, layout: Layout, languages: [String]? = nil
  ) -> String {
    switch layout {
    case .official: OfficialMinutes(document, in: languages ?? ["zh-Hans", "zh"]).markdown
    case .corporate: CorporateMinutes(document, in: languages ?? ["en"]).markdown
    }
  }
}

/// What a layout is made of: the same blocks whether HTML or Markdown comes out.
enum MinutesBlock {
  /// A heading in the body; level 1 is an item.
  case heading(Int, String)
  case paragraph(String)
  /// A label and what belongs to it, aligned behind the label.
  case entry(label: String, text: String)
  case table(header: [String], rows: [[String]])
}

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

extension MinutesBlock {
  /// The blocks as Markdown, an empty line between them; headings begin two levels below the title.
  static func markdown(_ blocks: [MinutesBlock]) -> String {
    blocks.map { block in
      switch block {
      case .heading(let level, let text):
        return String(repeating: "#", count: level + 1) + " " + text.escapedForMarkdown + "\n"
      case .paragraph(let text): return text.escapedForMarkdown + "\n"
      case .entry(let label, let text):
        return "**\(label.escapedForMarkdown)** \(text.escapedForMarkdown)\n"
      case .table(let header, let rows):
        let lines: [[String?]] = [header, header.map { _ in nil }] + rows
        return lines.map { cells in
          "| " + cells.map { $0?.escapedForMarkdown ?? "---" }.joined(separator: " | ")
            + " |\n"
        }.joined()
      }
    }.joined(separator: "\n")
  }
}
