extension Drawing {
  /// The picture in the DOT language, for Graphviz.
  ///
  /// Compound states are clusters; an arrow from or to one is clipped at its border
  /// (`compound=true`).
  public var dot: String {
    var lines = [
      "digraph workflow {",
      "  compound=true;",
      "  labelloc=t;",
      "  label=\(quoted(title));",
      "  fontname=\"Noto Sans, Noto Sans CJK SC, sans-serif\";",
      "  node [shape=box, style=rounded, fontname=\"Noto Sans, Noto Sans CJK SC, sans-serif\"];",
      "  edge [fontname=\"Noto Sans, Noto Sans CJK SC, sans-serif\", fontsize=11];",
    ]
    for child in nodes.first?.children ?? [] { write(child, to: &lines, depth: 1) }
    for edge in edges { lines.append(line(of: edge)) }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func write(_ index: Int, to lines: inout [String], depth: Int) {
    let node = nodes[index]
    let indent = String(repeating: "  ", count: depth)
    guard node.isContainer else {
      lines.append("\(indent)n\(index) [\(attributes(of: node))];")
      return
    }
    lines.append("\(indent)subgraph cluster_\(index) {")
    lines.append("\(indent)  label=\(quoted(Self.words(of: node)));")
    lines.append("\(indent)  style=\(quoted(style(of: index)));")
    if node.isActive { lines.append("\(indent)  color=\"#0b57d0\";") }
    // An arrow cannot end at a cluster, only at a node that is clipped away with `lhead`.
    lines.append("\(indent)  n\(index) [shape=point, style=invis, width=0, label=\"\"];")
    for child in node.children { write(child, to: &lines, depth: depth + 1) }
    lines.append("\(indent)}")
  }

  private func style(of index: Int) -> String {
    nodes[nodes[index].parent].kind == .parallel ? "dashed" : "rounded"
  }

  private func attributes(of node: Node) -> String {
    let active = node.isActive ? ", style=\"rounded,filled\", fillcolor=\"#d3e3fd\"" : ""
    switch node.kind {
    case .start: return "shape=circle, style=filled, fillcolor=black, width=0.15, label=\"\""
    case .shallowHistory: return "shape=circle, style=solid, label=\"H\""
    case .deepHistory: return "shape=circle, style=solid, label=\"H*\""
    case .final: return "label=\(quoted(Self.words(of: node))), peripheries=2" + active
    default: return "label=\(quoted(Self.words(of: node)))" + active
    }
  }

  private func line(of edge: Edge) -> String {
    var attributes: [String] = []
    if !edge.label.isEmpty {
      attributes.append("label=\(quoted(edge.label.lines.joined(separator: "\n")))")
    }
    let around = Set(ancestors(of: edge.source) + ancestors(of: edge.target))
    // Graphviz cannot clip at a cluster that is around the other end too.
    if nodes[edge.source].isContainer && !around.contains(edge.source) {
      attributes.append("ltail=cluster_\(edge.source)")
    }
    if nodes[edge.target].isContainer && !around.contains(edge.target) {
      attributes.append("lhead=cluster_\(edge.target)")
    }
    let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
    return "  n\(edge.source) -> n\(edge.target)\(list);"
  }

  private static func words(of node: Node) -> String {
    ([node.title] + node.inside.flatMap(\.lines)).joined(separator: "\n")
  }

  /// A quoted string of the language: backslashes and quotes escaped, line breaks as `\n`.
  private func quoted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.withoutControls.unicodeScalars.reduce(into: "") { result, scalar in
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        // Graphviz reads the entities of HTML even in plain strings.
        result += scalar == "&" ? "&amp;" : String(Character(scalar))
      }
    }
    return "\"" + lines.joined(separator: "\\n") + "\""
  }
}
