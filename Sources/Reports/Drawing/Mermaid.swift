extension Drawing {
  /// The picture as a state diagram of Mermaid (`stateDiagram-v2`), for Markdown.
  ///
  /// Mermaid knows no history states: they are states named H and H*. A final state has an arrow to
  /// `[*]`.
  public var mermaid: String {
    var lines: [String] = []
    if !title.isEmpty { lines += ["---", "title: \(yaml(title))", "---"] }
    lines += ["stateDiagram-v2"]
    let edgesIn = Dictionary(grouping: edges, by: container(of:))
    writeContent(of: 0, edgesIn, to: &lines, depth: 1)
    let active = nodes.indices.filter { nodes[$0].isActive && !nodes[$0].isContainer }
    if !active.isEmpty {
      lines.append("  classDef active fill:#d3e3fd,stroke:#0b57d0,color:#041e49")
      lines.append("  class " + active.map { "s\($0)" }.joined(separator: ",") + " active")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func writeContent(
    of container: Int, _ edgesIn: [Int: [Edge]], to lines: inout [String], depth: Int
  ) {
    let indent = String(repeating: "  ", count: depth)
    for (position, child) in nodes[container].children.enumerated() {
      if nodes[container].kind == .parallel && position > 0 { lines.append(indent + "--") }
      write(child, edgesIn, to: &lines, depth: depth)
    }
    for edge in edgesIn[container] ?? [] {
      let source = nodes[edge.source].kind == .start ? "[*]" : "s\(edge.source)"
      let words = edge.label.lines.map(escaped).joined(separator: " · ")
      lines.append("\(indent)\(source) --> s\(edge.target)" + (words.isEmpty ? "" : " : " + words))
    }
  }

  private func write(
    _ index: Int, _ edgesIn: [Int: [Edge]], to lines: inout [String], depth: Int
  ) {
    let indent = String(repeating: "  ", count: depth)
    let node = nodes[index]
    switch node.kind {
    case .start: return
    case .shallowHistory: lines.append("\(indent)state \"H\" as s\(index)")
    case .deepHistory: lines.append("\(indent)state \"H*\" as s\(index)")
    case .atomic, .final:
      lines.append("\(indent)state \"\(escaped(node.title))\" as s\(index)")
      for label in node.inside {
        lines.append("\(indent)s\(index) : " + label.lines.map(escaped).joined(separator: " · "))
      }
      if node.kind == .final { lines.append("\(indent)s\(index) --> [*]") }
    case .compound, .parallel, .picture:
      lines.append("\(indent)state \"\(escaped(node.title))\" as s\(index) {")
      writeContent(of: index, edgesIn, to: &lines, depth: depth + 1)
      lines.append("\(indent)}")
    }
  }

  /// Text in which nothing can end a label or begin a comment, a directive or markup: everything but
  /// letters, digits and harmless punctuation becomes an entity (`#60;`).
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.withoutControls.unicodeScalars {
      let isHarmless =
        scalar.value > 0x7F || scalar.properties.isAlphabetic
        || " 0123456789.,_-'/()=+!?"
          .unicodeScalars.contains(scalar)
      if isHarmless {
        result.unicodeScalars.append(scalar)
      } else {
        result += "#\(scalar.value);"
      }
    }
    // Mermaid takes any line that holds `direction LR` for an order.
    return result.isEmpty ? " " : Self.withoutDirections(result)
  }

  /// Writes the first letter of every word `direction` as an entity.
  private static func withoutDirections(_ text: String) -> String {
    let word = Array("direction".utf8)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (offset, byte) in bytes.enumerated() {
      // Bit 5 is what tells a small letter of ASCII from its capital.
      let isWord = bytes[offset...].prefix(word.count).map { $0 | 0x20 } == word
      result += isWord ? Array("#\(byte);".utf8) : [byte]
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A double-quoted scalar of YAML 1.2.
  private func yaml(_ text: String) -> String {
    var result = "\""
    for scalar in text.withoutControls.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }
}
