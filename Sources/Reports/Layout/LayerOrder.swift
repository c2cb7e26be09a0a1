extension LayerGraph {
  /// Orders every layer so that few arrows cross: barycentres downward and upward in turn, then
  /// exchanges of neighbours, keeping the best order met. A title stays at the left.
  ///
  /// Counting crossings takes quadratic time in the length of a layer, so a graph of thousands of
  /// vertices keeps the author's order.
  mutating func reduceCrossings() {
    let rounds = vertices.count > 3_000 ? 0 : 12
    if rounds == 0 { return }
    let links = LinkIndex(self)
    var best = layers
    var fewest = links.crossings(in: self)
    for round in 0..<rounds where fewest > 0 {
      let downward = round.isMultiple(of: 2)
      for layer in downward ? Array(layers.indices) : layers.indices.reversed() {
        sort(layer, by: downward ? links.above : links.below)
      }
      exchangeNeighbours(links)
      let count = links.crossings(in: self)
      if count < fewest {
        fewest = count
        best = layers
      }
    }
    for (layer, order) in best.enumerated() { setOrder(of: layer, order) }
  }

  private mutating func sort(_ layer: Int, by neighbours: [[LinkIndex.Neighbour]]) {
    let keyed = layers[layer].map { vertex -> (key: Double, vertex: Int) in
      if vertices[vertex].kind == .title { return (-1, vertex) }
      let others = neighbours[vertex]
      if others.isEmpty { return (Double(vertices[vertex].order), vertex) }
      let sum = others.reduce(0) { $0 + Double(vertices[$1.vertex].order) + $1.bias }
      return (sum / Double(others.count), vertex)
    }
    let order = keyed.sorted {
      ($0.key, vertices[$0.vertex].order) < ($1.key, vertices[$1.vertex].order)
    }
    setOrder(of: layer, order.map(\.vertex))
  }

  private mutating func exchangeNeighbours(_ links: LinkIndex) {
    for layer in layers.indices {
      for position in layers[layer].indices.dropLast() {
        let (left, right) = (layers[layer][position], layers[layer][position + 1])
        if vertices[left].kind == .title { continue }
        let now = links.crossings(left, right, in: self)
        if links.crossings(right, left, in: self) < now {
          var order = layers[layer]
          order.swapAt(position, position + 1)
          setOrder(of: layer, order)
        }
      }
    }
  }
}

/// The links of a graph by their ends.
struct LinkIndex {
  struct Neighbour {
    var vertex: Int
    /// Where on the neighbour the link ends: from -0.5 at its left border to 0.5 at its right.
    var bias: Double
  }

  private(set) var above: [[Neighbour]]
  private(set) var below: [[Neighbour]]

  init(_ graph: LayerGraph) {
    above = Array(repeating: [], count: graph.vertices.count)
    below = above
    for link in graph.links {
      let upper = graph.vertices[link.upper]
      let lower = graph.vertices[link.lower]
      above[link.lower].append(
        Neighbour(vertex: link.upper, bias: link.upperOffset / max(1, upper.left + upper.right)))
      below[link.upper].append(
        Neighbour(vertex: link.lower, bias: link.lowerOffset / max(1, lower.left + lower.right)))
    }
  }

  /// How many pairs of links cross, those that share a vertex included: they end at different
  /// places of it.
  func crossings(in graph: LayerGraph) -> Int {
    var ends = Array(repeating: [(upper: Double, lower: Double)](), count: graph.layers.count)
    for link in graph.links {
      let upper = graph.vertices[link.upper]
      let lower = graph.vertices[link.lower]
      ends[upper.layer].append(
        (
          Double(upper.order) + link.upperOffset / max(1, upper.left + upper.right),
          Double(lower.order) + link.lowerOffset / max(1, lower.left + lower.right)
        ))
    }
    return ends.reduce(0) { sum, links in
      let sorted = links.sorted { $0 < $1 }
      return sum
        + sorted.indices.reduce(0) { count, first in
          count
            + sorted[(first + 1)...].count {
              $0.upper > sorted[first].upper && $0.lower < sorted[first].lower
            }
        }
    }
  }

  /// The crossings between the links of two vertices if `left` stands left of `right`.
  func crossings(_ left: Int, _ right: Int, in graph: LayerGraph) -> Int {
    Self.inversions(above[left], above[right], graph)
      + Self.inversions(below[left], below[right], graph)
  }

  private static func inversions(_ a: [Neighbour], _ b: [Neighbour], _ graph: LayerGraph) -> Int {
    a.reduce(0) { count, left in
      let place = Double(graph.vertices[left.vertex].order) + left.bias
      return count
        + b.count { Double(graph.vertices[$0.vertex].order) + $0.bias < place - 1e-9 }
    }
  }
}
