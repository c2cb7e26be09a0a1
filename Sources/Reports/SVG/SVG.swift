extension Drawing {
  /// The picture as one SVG 1.1 file that needs nothing else: no font, no script, no network.
  ///
  /// Words stay text, in fonts that have Latin and Chinese letters. Colours follow a reader who
  /// prefers dark. Every state is a group with `data-state`, so that a page can find it.
  ///
  /// - Complexity: about O(*n*²) for *n* states and transitions of one container.
  public var svg: String {
    let layout = Layout(self)
    var writer = SVGWriter(self, layout)
    return writer.write()
  }
}

/// Writes a drawing that is laid out, from the back to the front.
struct SVGWriter {
  private let drawing: Drawing
  private let layout: Layout
  private var lines: [String] = []

  init(_ drawing: Drawing, _ layout: Layout) {
    self.drawing = drawing
    self.layout = layout
  }

  mutating func write() -> String {
    let heading = drawing.title.withoutControls
    let top = heading.isEmpty ? 0 : 40.0
    let width = max(
      layout.size.width,
      Metrics.heading.width(of: heading) + 2 * Metrics.margin)
    let size = "\(number(width.rounded(.up))) \(number((layout.size.height + top).rounded(.up)))"
    let pair = size.split(separator: " ")
    lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"docket-drawing\" role=\"img\""
        + " width=\"\(pair[0])\" height=\"\(pair[1])\" viewBox=\"0 0 \(size)\">",
      "<title>\(escaped(heading))</title>",
      "<desc>\(escaped(summary))</desc>",
      SVGStyle.element,
      "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>",
    ]
    if !heading.isEmpty {
      lines.append(
        "<text class=\"heading\" x=\"\(number(Metrics.margin))\" y=\"30\">\(escaped(heading))</text>"
      )
    }
    let left = (width - layout.size.width) / 2
    lines.append("<g transform=\"translate(\(number(left)) \(number(top)))\">")
    for node in drawing.nodes.indices where drawing.nodes[node].isContainer { container(node) }
    for edge in drawing.edges.indices { arrow(edge) }
    for node in drawing.nodes.indices where !drawing.nodes[node].isContainer { leaf(node) }
    for node in drawing.nodes.indices where node != 0 { words(in: node) }
    for node in drawing.nodes.indices { loops(at: node) }
    for edge in drawing.edges.indices {
      if let place = layout.labels[edge] { words(BlockText(drawing.edges[edge].label), at: place) }
    }
    lines += ["</g>", "</svg>"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The picture in words, for those who cannot see it.
  private var summary: String {
    let states = drawing.nodes.filter { $0.kind != .start && $0.kind != .picture }
    let active = states.filter { $0.isActive && !$0.isContainer }.map(\.title)
    let arrows = drawing.edges.compactMap { edge -> String? in
      guard drawing.nodes[edge.source].kind != .start else { return nil }
      let words = edge.label.text.isEmpty ? "" : " (\(edge.label.text))"
      return "\(drawing.nodes[edge.source].title) → \(drawing.nodes[edge.target].title)\(words)"
    }
    let now = active.isEmpty ? "" : " Active: \(active.joined(separator: ", "))."
    return "\(states.count) states.\(now) " + arrows.joined(separator: "; ")
  }

  // MARK: Boxes

  private mutating func container(_ index: Int) {
    guard let frame = layout.frames[index] else { return }
    let node = drawing.nodes[index]
    let isRegion = drawing.nodes[node.parent].kind == .parallel
    lines.append("<g\(attributes(of: index))>")
    if !isRegion { lines.append(rectangle(frame, "container", radius: 10)) }
    if node.kind == .parallel || !isRegion {
      let y = frame.origin.y + drawing.barHeight(of: index)
      lines.append(
        "<path class=\"bar\" d=\"M\(number(frame.origin.x)) \(number(y))H\(number(frame.maxX))\"/>")
    }
    if node.kind == .parallel {
      for child in node.children.dropFirst() { divider(before: child, in: frame, of: index) }
    }
    lines.append("</g>")
  }

  /// The line between a region and the one at its left.
  private mutating func divider(before child: Int, in frame: Frame, of parallel: Int) {
    guard let region = layout.frames[child] else { return }
    let x = region.origin.x - (drawing.nodes[child].isContainer ? 0 : Metrics.margin)
    let y = frame.origin.y + drawing.barHeight(of: parallel)
    lines.append(
      "<path class=\"divider\" d=\"M\(number(x)) \(number(y))V\(number(frame.maxY))\"/>")
  }

  private mutating func leaf(_ index: Int) {
    guard let frame = layout.frames[index] else { return }
    let node = drawing.nodes[index]
    let centre = "cx=\"\(number(frame.midX))\" cy=\"\(number(frame.midY))\""
    lines.append("<g\(attributes(of: index))>")
    switch node.kind {
    case .start:
      lines.append("<circle class=\"start\" \(centre) r=\"\(number(frame.size.width / 2))\"/>")
    case .shallowHistory, .deepHistory:
      lines.append("<circle class=\"box\" \(centre) r=\"\(number(frame.size.width / 2))\"/>")
      lines.append(
        "<text class=\"title middle\" x=\"\(number(frame.midX))\" y=\"\(number(frame.midY + 5))\">"
          + (node.kind == .deepHistory ? "H*" : "H") + "</text>")
    case .final:
      lines.append(rectangle(frame, "box", radius: 9))
      let inner = Frame(
        origin: frame.origin + Point(x: 3.5, y: 3.5),
        size: Size(width: frame.size.width - 7, height: frame.size.height - 7))
      lines.append(rectangle(inner, "inner", radius: 6))
    default: lines.append(rectangle(frame, "box", radius: 9))
    }
    lines.append("</g>")
  }

  private func attributes(of index: Int) -> String {
    let node = drawing.nodes[index]
    let classes = node.isActive ? " class=\"active\"" : ""
    return classes + (node.id.map { " data-state=\"\(escaped($0.withoutControls))\"" } ?? "")
  }

  private mutating func words(in index: Int) {
    guard let frame = layout.frames[index] else { return }
    let title = BlockText(titleOf: drawing.nodes[index])
    let inside = BlockText(insideOf: drawing.nodes[index])
    let left = frame.origin.x + Metrics.padding
    if drawing.nodes[index].isContainer {
      let spare = drawing.barHeight(of: index) - title.size.height - inside.size.height
      let y = frame.origin.y + spare / 2
      words(title, at: Point(x: left, y: y))
      words(inside, at: Point(x: left, y: y + title.size.height))
    } else if inside.lines.isEmpty {
      words(title, at: Point(x: frame.midX, y: frame.midY - title.size.height / 2), "middle")
    } else {
      let line = frame.origin.y + title.size.height + 1.5 * Metrics.padding
      words(title, at: Point(x: frame.midX, y: frame.origin.y + 0.75 * Metrics.padding), "middle")
      lines.append(
        "<path class=\"bar\" d=\"M\(number(frame.origin.x)) \(number(line))H\(number(frame.maxX))\"/>"
      )
      words(inside, at: Point(x: left, y: line + 0.5 * Metrics.padding), "inside")
    }
  }

  private mutating func words(_ text: BlockText, at place: Point, _ name: String? = nil) {
    var y = place.y
    for line in text.lines {
      y += line.role.lineHeight
      lines.append(
        "<text class=\"\(line.role)\(name.map { " " + $0 } ?? "")\" x=\"\(number(place.x))\""
          + " y=\"\(number(y - line.role.lineHeight * 0.27))\">\(escaped(line.text))</text>")
    }
  }

  private func rectangle(_ frame: Frame, _ name: String, radius: Double) -> String {
    "<rect class=\"\(name)\" x=\"\(number(frame.origin.x))\" y=\"\(number(frame.origin.y))\""
      + " width=\"\(number(frame.size.width))\" height=\"\(number(frame.size.height))\""
      + " rx=\"\(number(radius))\"/>"
  }

  // MARK: Arrows

  private mutating func arrow(_ edge: Int) {
    guard let points = layout.paths[edge], let end = points.last else { return }
    let before = points.last { abs($0.y - end.y) > 0.5 } ?? points[0]
    let downward = before.y < end.y
    lines.append(
      "<path class=\"arrow\" d=\"\(SVGPath.curve(through: points, shortenedBy: 6))\"/>")
    let back = end.y + (downward ? -9 : 9)
    lines.append(
      "<path class=\"head\" d=\"M\(number(end.x)) \(number(end.y))L\(number(end.x - 4)) "
        + "\(number(back))H\(number(end.x + 4))Z\"/>")
  }

  private mutating func loops(at node: Int) {
    guard let edges = layout.loops[node], let frame = layout.frames[node] else { return }
    let texts = edges.map { BlockText(drawing.loopLabel($0)) }
    let heights = edges.map { drawing.loopHeight($0) }
    var y = frame.midY - heights.reduce(0, +) / 2
    for (text, height) in zip(texts, heights) {
      let middle = y + height / 2
      let (x, out) = (frame.maxX, frame.maxX + Metrics.loop * 1.25)
      lines.append(
        "<path class=\"arrow\" d=\"M\(number(x)) \(number(middle - 8))C\(number(out)) "
          + "\(number(middle - 14)) \(number(out)) \(number(middle + 14)) \(number(x + 7)) "
          + "\(number(middle + 8))\"/>")
      lines.append(
        "<path class=\"head\" d=\"M\(number(x)) \(number(middle + 7))L\(number(x + 9)) "
          + "\(number(middle + 4))L\(number(x + 8)) \(number(middle + 12))Z\"/>")
      words(
        text, at: Point(x: x + Metrics.loop + 4, y: middle - text.size.height / 2))
      y += height
    }
  }
}
