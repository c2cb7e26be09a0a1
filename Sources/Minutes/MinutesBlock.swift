/// What a layout is made of: the same blocks whether HTML or Markdown comes out.
enum MinutesBlock {
  /// A heading in the body; level 1 is an item.
  case heading(Int, String)
  case paragraph(String)
  /// One of several, behind its number; 0 is the outermost depth.
  case point(depth: Int, label: String, text: String)
  /// A label and what belongs to it, aligned behind the label.
  case entry(label: String, text: String)
  case table(header: [String], rows: [[String]])
}

extension MinutesBlock {
  /// The blocks as HTML, a line each at least; headings begin one level below the title.
  static func html(_ blocks: [MinutesBlock]) -> String {
    blocks.map { block in
      switch block {
      case .heading(let level, let text):
        return "<h\(level + 1)>\(text.escapedForHTML)</h\(level + 1)>"
      case .paragraph(let text): return "<p>\(text.escapedForHTML)</p>"
      case .point(let depth, let label, let text):
        return "<p class=\"point\" style=\"--depth: \(depth)\"><span>\(label.escapedForHTML)</span>"
          + "\(text.escapedForHTML)</p>"
      case .entry(let label, let text):
        return "<dl><dt>\(label.escapedForHTML)</dt><dd>\(text.escapedForHTML)</dd></dl>"
      case .table(let header, let rows):
        func row(_ cells: [String], _ tag: String) -> String {
          "<tr>" + cells.map { "<\(tag)>\($0.escapedForHTML)</\(tag)>" }.joined() + "</tr>"
        }
        return "<table><thead>\(row(header, "th"))</thead><tbody>"
          + rows.map { row($0, "td") }.joined(separator: "\n") + "</tbody></table>"
      }
    }.joined(separator: "\n")
  }

  /// The blocks as Markdown, an empty line between them; headings begin two levels below the title.
  static func markdown(_ blocks: [MinutesBlock]) -> String {
    blocks.map { block in
      switch block {
      case .heading(let level, let text):
        return String(repeating: "#", count: level + 1) + " " + text.escapedForMarkdown + "\n"
      case .paragraph(let text): return text.escapedForMarkdown + "\n"
      case .point(let depth, let label, let text):
        // A list item needs its dot unescaped; what stands deeper is indented behind the number.
        return String(repeating: "   ", count: depth) + label + " " + text.escapedForMarkdown + "\n"
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
