extension Drawing {
  /// The extent of a container's title and of the transitions written under it.
  func barTextSize(of container: Int) -> Size {
    let title = BlockText(titleOf: nodes[container]).size
    let inside = BlockText(insideOf: nodes[container]).size
    return Size(width: max(title.width, inside.width), height: title.height + inside.height)
  }

  /// The height of the bar in which a container's title stands.
  func barHeight(of container: Int) -> Double {
    let hasHistory =
      nodes[container].kind == .parallel
      && nodes[container].children.contains { nodes[$0].isHistory }
    return max(
      Metrics.barHeight, barTextSize(of: container).height + 10,
      hasHistory ? Metrics.historyDiameter + 12 : 0)
  }

  /// How much height an arrow that returns to its own box takes.
  func loopHeight(_ edge: Int) -> Double {
    max(28, BlockText(loopLabel(edge)).size.height + 8)
  }

  /// The words at an arrow that is drawn as a loop: those between two regions say where it leads.
  func loopLabel(_ edge: Int) -> Label {
    let arrow = edges[edge]
    if arrow.source == arrow.target { return arrow.label }
    let way = "\(nodes[arrow.source].title) → \(nodes[arrow.target].title)"
    return Label(
      text: [way, arrow.label.text].filter { !$0.isEmpty }.joined(separator: ": "),
      notes: arrow.label.notes)
  }
}
