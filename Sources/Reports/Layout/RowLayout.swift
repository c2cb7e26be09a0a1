/// The children of one container that is not parallel, laid out in rows.
struct RowLayout {
  private let container: Int
  private let builder: BoxBuilder
  private let pieces: [Routes.Piece]
  private var graph = LayerGraph()
  private var vertexOfNode: [Int: Int] = [:]
  private(set) var box = Box(size: Size(width: 0, height: 0))

  init(_ container: Int, _ builder: BoxBuilder) {
    self.container = container
    self.builder = builder
    pieces = builder.routes.pieces[container] ?? []
    addVertices()
    connect()
    fixOffsets()
    graph.reduceCrossings()
    spreadPorts()
    graph.assignCoordinates()
    place()
  }

  private var children: [Int] { builder.drawing.nodes[container].children }

  /// Layer 0 is the upper border, layer 2 the first row, the last layer the lower border. Words
  /// stand in the odd layers between.
  private var lastLayer: Int {
    4 + 2 * (children.map { builder.routes.rows[$0, default: 0] }.max() ?? 0)
  }

  private mutating func addVertices() {
    let title = builder.drawing.barTextSize(of: container)
    if title.height > 0 {
      _ = graph.add(
        LayerGraph.Vertex(
          kind: .title, layer: 0, left: 0,
          right: title.width + Metrics.padding - Metrics.margin + 6,
          height: builder.drawing.barHeight(of: container)))
    }
    for child in children {
      let size = builder.size(of: child)
      vertexOfNode[child] = graph.add(
        LayerGraph.Vertex(
          kind: .node(child), layer: 2 + 2 * builder.routes.rows[child, default: 0],
          left: size.width / 2, right: size.width / 2 + builder.loopWidth(of: child),
          height: size.height))
    }
  }

  private mutating func connect() {
    var hasSpine: Set<Routes.End> = []
    for (index, piece) in pieces.enumerated() {
      let upper = vertex(piece.isUpward ? piece.to : piece.from, piece: index)
      let lower = vertex(piece.isUpward ? piece.from : piece.to, piece: index)
      let (top, bottom) = (graph.vertices[upper].layer, graph.vertices[lower].layer)
      let isSpine =
        !piece.isUpward && bottom - top == 2 && hasSpine.insert(piece.from).inserted
      let words = BlockText(builder.drawing.edges[piece.edge].label).size
      graph.connect(
        upper, lower, piece: index, isSpine: isSpine,
        label: piece.hasLabel ? (words, piece.isUpward ? bottom - 1 : top + 1) : nil)
    }
  }

  private mutating func vertex(_ end: Routes.End, piece: Int) -> Int {
    if case .child(let node) = end, let vertex = vertexOfNode[node] { return vertex }
    return graph.add(
      LayerGraph.Vertex(
        kind: .port(piece: piece), layer: end == .top ? 0 : lastLayer, left: 0, right: 0,
        height: 0))
  }

  /// Where a piece that comes from inside a container meets its border, from the border's middle.
  private func fixedOffset(_ link: LayerGraph.Link, _ vertex: Int) -> Double? {
    guard case .node(let node) = graph.vertices[vertex].kind,
      let port = builder.boxes[node]?.ports[pieces[link.piece].edge]
    else { return nil }
    return port - builder.size(of: node).width / 2
  }

  private mutating func fixOffsets() {
    for (index, link) in graph.links.enumerated() {
      if let upper = fixedOffset(link, link.upper) { graph.links[index].upperOffset = upper }
      if let lower = fixedOffset(link, link.lower) { graph.links[index].lowerOffset = lower }
    }
  }

  /// Spreads the ends of arrows over the sides of their boxes, in the order of where they go. The
  /// arrow that should be straightest ends in the middle.
  private mutating func spreadPorts() {
    let below = Dictionary(grouping: graph.links.indices) { graph.links[$0].upper }
    let above = Dictionary(grouping: graph.links.indices) { graph.links[$0].lower }
    for vertex in graph.vertices.indices {
      guard case .node(let node) = graph.vertices[vertex].kind else { continue }
      let width = builder.size(of: node).width
      let half = width / 2 - min(14, width / 5)
      spread(below[vertex] ?? [], at: vertex, isBottom: true, within: half)
      spread(above[vertex] ?? [], at: vertex, isBottom: false, within: half)
    }
  }

  private mutating func spread(
    _ links: [Int], at vertex: Int, isBottom: Bool, within half: Double
  ) {
    let taken = links.compactMap { link in
      fixedOffset(graph.links[link], vertex).map { (offset: $0, place: place(of: link, isBottom)) }
    }
    let sorted = links.filter { fixedOffset(graph.links[$0], vertex) == nil }.sorted { a, b in
      (place(of: a, isBottom), a) < (place(of: b, isBottom), b)
    }
    guard let heaviest = sorted.max(by: { graph.links[$0].weight < graph.links[$1].weight }),
      let middle = sorted.firstIndex(of: heaviest), half > 0
    else { return }
    let gap = min(
      Metrics.portGap, half / Double(max(1, max(middle, sorted.count - 1 - middle))))
    for (position, index) in sorted.enumerated() {
      let place = place(of: index, isBottom)
      let offset = between(
        taken.filter { $0.place <= place }.map(\.offset).max(),
        taken.filter { $0.place > place }.map(\.offset).min(),
        wanted: Double(position - middle) * gap)
      if isBottom {
        graph.links[index].upperOffset = min(max(offset, -half), half)
      } else {
        graph.links[index].lowerOffset = min(max(offset, -half), half)
      }
    }
  }

  /// Where an arrow from the box itself can keep its distance from the nearest ones that come from
  /// the box's inside and go further left and further right.
  private func between(_ left: Double?, _ right: Double?, wanted: Double) -> Double {
    let distance = Metrics.portGap * 0.7
    switch (left, right) {
    case (nil, nil): return wanted
    case (let left?, nil): return max(wanted, left + distance)
    case (nil, let right?): return min(wanted, right - distance)
    case (let left?, let right?):
      guard left + 2 * distance < right else { return (left + right) / 2 }
      return min(max(wanted, left + distance), right - distance)
    }
  }

  private func place(of link: Int, _ isBottom: Bool) -> Double {
    let link = graph.links[link]
    let other = graph.vertices[isBottom ? link.lower : link.upper]
    let offset = isBottom ? link.lowerOffset : link.upperOffset
    return Double(other.order) + offset / max(1, other.left + other.right)
  }
}

extension RowLayout {
  private mutating func place() {
    let tops = layerTops()
    let heights = graph.layers.map { $0.map { graph.vertices[$0].height }.max() ?? 0 }
    let left = graph.vertices.map { $0.x - $0.left }.min() ?? 0
    let right = graph.vertices.map { $0.x + $0.right }.max() ?? 0
    let bottom = (tops.last ?? 0) + (heights.last ?? 0)
    let hasLowerPorts = graph.layers.count > lastLayer
    box.size = Size(
      width: right - left + 2 * Metrics.margin,
      height: hasLowerPorts ? bottom : bottom + Metrics.margin)
    for index in graph.vertices.indices { graph.vertices[index].x += Metrics.margin - left }

    for child in children {
      guard let vertex = vertexOfNode[child] else { continue }
      let size = builder.size(of: child)
      let (x, layer) = (graph.vertices[vertex].x, graph.vertices[vertex].layer)
      box.origins[child] = Point(
        x: x - size.width / 2, y: tops[layer] + (heights[layer] - size.height) / 2)
      box.sizes[child] = size
    }
    for (index, piece) in pieces.enumerated() {
      let path = path(of: index, tops, heights)
      box.paths[piece.edge] = piece.isUpward ? path.reversed() : path
    }
  }

  private func layerTops() -> [Double] {
    let gaps = rowGaps()
    var tops: [Double] = []
    var y = builder.drawing.nodes[container].kind == .picture ? Metrics.margin : 0
    for (layer, vertices) in graph.layers.enumerated() {
      tops.append(y)
      if vertices.isEmpty { continue }
      let height = vertices.map { graph.vertices[$0].height }.max() ?? 0
      y += height + (layer + 1 < graph.layers.count ? gaps[layer] : 0)
    }
    return tops
  }

  /// The room under every layer: more where an arrow has far to go to the side, so that it need not
  /// lie flat.
  private func rowGaps() -> [Double] {
    var farthest = Array(repeating: 0.0, count: graph.layers.count)
    for link in graph.links {
      let (upper, lower) = (graph.vertices[link.upper], graph.vertices[link.lower])
      let way = abs(lower.x + link.lowerOffset - upper.x - link.upperOffset)
      farthest[upper.layer] = max(farthest[upper.layer], way)
    }
    return farthest.map { Metrics.rowGap + min(24, $0 * 0.12) }
  }

  /// The piece from top to bottom; notes its label and its ports.
  private mutating func path(of piece: Int, _ tops: [Double], _ heights: [Double]) -> [Point] {
    var points: [Point] = []
    let links = graph.links[graph.chains[piece].links]
    for (position, index) in graph.chains[piece].vertices.enumerated() {
      let vertex = graph.vertices[index]
      var x = vertex.x
      if position == 0 { x += links.first?.upperOffset ?? 0 }
      if position == links.count { x += links.last?.lowerOffset ?? 0 }
      var (top, bottom) = (tops[vertex.layer], tops[vertex.layer] + heights[vertex.layer])
      let middle = (top + bottom) / 2
      switch vertex.kind {
      case .node:
        if position == 0 {
          top = middle + vertex.height / 2
        } else {
          bottom = middle - vertex.height / 2
        }
      case .bend(_, let hasLabel):
        if hasLabel {
          box.labels[pieces[piece].edge] = Point(x: x + 7, y: middle - vertex.height / 2)
        }
      case .port: box.ports[pieces[piece].edge] = x
      case .title: break
      }
      points += [Point(x: x, y: top), Point(x: x, y: bottom)]
    }
    return points
  }
}
