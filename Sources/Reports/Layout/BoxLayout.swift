/// The inside of one container, measured from its own top left corner.
struct Box {
  var size: Size
  /// The top left corners of the children.
  var origins: [Int: Point] = [:]
  /// The sizes of the children, loops and stretching included.
  var sizes: [Int: Size] = [:]
  /// The pieces of arrows, by arrow, in the arrow's direction.
  var paths: [Int: [Point]] = [:]
  /// The top left corners of the words at arrows.
  var labels: [Int: Point] = [:]
  /// Where an arrow crosses the border, from the left.
  var ports: [Int: Double] = [:]
}

/// Lays out containers from the inside outward.
struct BoxBuilder {
  let drawing: Drawing
  let routes: Routes
  private(set) var boxes: [Int: Box] = [:]

  init(drawing: Drawing, routes: Routes) {
    self.drawing = drawing
    self.routes = routes
  }

  mutating func layOut(_ container: Int) -> Box {
    for child in drawing.nodes[container].children where drawing.nodes[child].isContainer {
      boxes[child] = layOut(child)
    }
    let box: Box
    if drawing.nodes[container].kind == .parallel {
      box = regions(of: container)
    } else {
      box = RowLayout(container, self).box
    }
    boxes[container] = box
    return box
  }

  /// How large a node is by itself.
  func size(of node: Int) -> Size {
    if let box = boxes[node] { return box.size }
    switch drawing.nodes[node].kind {
    case .start: return Size(width: Metrics.startDiameter, height: Metrics.startDiameter)
    case .shallowHistory, .deepHistory:
      return Size(width: Metrics.historyDiameter, height: Metrics.historyDiameter)
    default:
      let title = BlockText(titleOf: drawing.nodes[node]).size
      let inside = BlockText(insideOf: drawing.nodes[node]).size
      let loops = (routes.loops[node] ?? []).reduce(8) { $0 + drawing.loopHeight($1) }
      let height = title.height + 2 * Metrics.padding
      return Size(
        width: max(96, max(title.width, inside.width) + 2 * Metrics.padding + 4),
        height: max(inside.height > 0 ? height + inside.height + Metrics.padding : height, loops))
    }
  }

  /// How much room the arrows that return to the node take at its right.
  func loopWidth(of node: Int) -> Double {
    guard let loops = routes.loops[node] else { return 0 }
    let words = loops.map { BlockText(drawing.loopLabel($0)).size.width }.max() ?? 0
    return Metrics.loop + 8 + words
  }

  /// Regions side by side, as high as the highest, under the title of their parallel state.
  private func regions(of container: Int) -> Box {
    let children = drawing.nodes[container].children
    let title = drawing.barTextSize(of: container)
    let bar = drawing.barHeight(of: container)
    var box = Box(size: Size(width: 0, height: 0))
    var height = 0.0
    var x = 0.0
    for child in children {
      let isBare = !drawing.nodes[child].isContainer
      let size = size(of: child)
      let margin = isBare ? Metrics.margin : 0
      // A history belongs to the whole: it stands beside the title, over a column of its own.
      let y = drawing.nodes[child].isHistory ? (bar - size.height) / 2 : bar + margin
      box.origins[child] = Point(x: x + margin, y: y)
      box.sizes[child] = size
      x += size.width + loopWidth(of: child) + 2 * margin
      height = max(height, size.height + 2 * margin)
    }
    let spare = max(0, title.width + 2 * Metrics.padding - x) / Double(max(1, children.count))
    for (position, child) in children.enumerated() {
      box.origins[child]?.x += spare * (Double(position) + 0.5)
      if drawing.nodes[child].isContainer { box.sizes[child]?.height = height }
    }
    box.size = Size(width: x + spare * Double(children.count), height: bar + height)
    let passages = (routes.pieces[container] ?? []).compactMap(Passage.init)
    // Arrows that end at a region itself share its border evenly.
    let own = Dictionary(
      grouping: passages.filter { boxes[$0.region]?.ports[$0.piece.edge] == nil }
    ) { [$0.region, $0.border == .top ? 0 : 1] }
    for passage in passages where boxes[passage.region]?.ports[passage.piece.edge] != nil {
      lead(passage, at: boxes[passage.region]?.ports[passage.piece.edge] ?? 0, through: &box)
    }
    for group in own.values {
      let width = size(of: group[0].region).width
      for (position, passage) in group.enumerated() {
        let share = Double(position + 1) / Double(group.count + 1)
        lead(passage, at: width * share, through: &box)
      }
    }
    return box
  }

  /// An arrow's way between a region and the border of its parallel state.
  private struct Passage {
    let piece: Routes.Piece
    let region: Int
    let border: Routes.End

    init?(_ piece: Routes.Piece) {
      self.piece = piece
      switch (piece.from, piece.to) {
      case (.child(let child), let end): (region, border) = (child, end)
      case (let end, .child(let child)): (region, border) = (child, end)
      default: return nil
      }
    }
  }

  /// Leads an arrow straight up or down.
  ///
  /// - Parameter offset: Where it meets the region, from the region's left.
  private func lead(_ passage: Passage, at offset: Double, through box: inout Box) {
    guard let origin = box.origins[passage.region], let stretched = box.sizes[passage.region]
    else { return }
    let (piece, border) = (passage.piece, passage.border)
    // A region reaches down to the border of its parallel state; what comes from within does not.
    let isOwn = boxes[passage.region]?.ports[piece.edge] == nil
    let height = isOwn ? stretched.height : size(of: passage.region).height
    let x = origin.x + offset
    let path = [
      Point(x: x, y: border == .top ? origin.y : origin.y + height),
      Point(x: x, y: border == .top ? 0 : box.size.height),
    ]
    box.ports[piece.edge] = x
    box.paths[piece.edge] = piece.from == border ? path.reversed() : path
  }
}
