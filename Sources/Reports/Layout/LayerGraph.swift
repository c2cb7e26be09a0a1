/// The boxes and arrows of one container in rows, with an invisible vertex wherever an arrow passes
/// a row: K. Sugiyama, S. Tagawa, M. Toda (1981), "Methods for Visual Understanding of Hierarchical
/// System Structures".
struct LayerGraph {
  struct Vertex {
    var kind: Kind
    /// The row, counted downward.
    var layer: Int
    /// How far it reaches to the left and to the right of its x.
    var left: Double
    var right: Double
    var height: Double
    /// The centre of a box; where the arrow runs for everything else.
    var x = 0.0
    /// The position in its layer.
    var order = 0
  }

  enum Kind: Hashable {
    case node(Int)
    /// An arrow passes here, with its words beside it if it has a label.
    case bend(piece: Int, hasLabel: Bool)
    /// An arrow crosses the container's border here.
    case port(piece: Int)
    /// Keeps arrows away from the container's title.
    case title
  }

  /// Part of an arrow between two neighbouring layers.
  struct Link {
    var upper: Int
    var lower: Int
    /// Where it meets its ends, from their x.
    var upperOffset = 0.0
    var lowerOffset = 0.0
    /// How much it wants to be straight.
    var weight: Double
    /// Whether it belongs to the main way through the container.
    var isSpine: Bool
    var piece: Int
  }

  var vertices: [Vertex] = []
  var links: [Link] = []
  /// The vertices of every layer, from left to right.
  var layers: [[Int]] = []
  /// By piece.
  var chains: [Chain] = []

  /// The way of one piece through the layers, downward.
  struct Chain {
    /// With both ends.
    var vertices: [Int]
    /// The links between them.
    var links: Range<Int>
  }

  mutating func add(_ vertex: Vertex) -> Int {
    var vertex = vertex
    while layers.count <= vertex.layer { layers.append([]) }
    vertex.order = layers[vertex.layer].count
    layers[vertex.layer].append(vertices.count)
    vertices.append(vertex)
    return vertices.count - 1
  }

  /// Connects two vertices by bends in every layer between them.
  ///
  /// - Parameter label: The extent of the words, and the layer where they stand.
  mutating func connect(
    _ upper: Int, _ lower: Int, piece: Int, isSpine: Bool, label: (size: Size, layer: Int)?
  ) {
    var chain = [upper]
    for layer in (vertices[upper].layer + 1)..<max(vertices[upper].layer + 1, vertices[lower].layer)
    {
      let words = label?.layer == layer ? label?.size : nil
      chain.append(
        add(
          Vertex(
            kind: .bend(piece: piece, hasLabel: words != nil), layer: layer, left: 0,
            right: words.map { $0.width + 10 } ?? 0, height: words?.height ?? 0)))
    }
    chain.append(lower)
    let firstLink = links.count
    for (above, below) in zip(chain, chain.dropFirst()) {
      let straight: Double = isInvisible(above) ? (isInvisible(below) ? 8 : 2) : 1
      links.append(
        Link(
          upper: above, lower: below, weight: isSpine ? straight * 20 : straight,
          isSpine: isSpine, piece: piece))
    }
    chains.append(Chain(vertices: chain, links: firstLink..<links.count))
  }

  private func isInvisible(_ vertex: Int) -> Bool {
    if case .node = vertices[vertex].kind { false } else { true }
  }

  mutating func setOrder(of layer: Int, _ order: [Int]) {
    layers[layer] = order
    for (position, vertex) in order.enumerated() { vertices[vertex].order = position }
  }
}
