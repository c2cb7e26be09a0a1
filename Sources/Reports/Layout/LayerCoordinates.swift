extension LayerGraph {
  /// Gives every vertex its x, so that arrows become straight and nothing of a layer overlaps.
  ///
  /// Each layer in turn moves to where its neighbours want it; the order is kept by solving the
  /// least squares with minimum distances exactly (pool adjacent violators).
  mutating func assignCoordinates() {
    for layer in layers.indices {
      var x = 0.0
      for vertex in layers[layer] {
        x += vertices[vertex].left
        vertices[vertex].x = x
        x += vertices[vertex].right + Metrics.gap
      }
      for vertex in layers[layer] { vertices[vertex].x -= x / 2 }
    }
    let above = Dictionary(grouping: links, by: \.lower)
    let below = Dictionary(grouping: links, by: \.upper)
    for _ in 0..<10 {
      for layer in layers.indices { align(layer, above, [:]) }
      for layer in layers.indices.reversed() { align(layer, [:], below) }
    }
    for _ in 0..<30 {
      for layer in layers.indices { align(layer, above, below) }
      for layer in layers.indices.reversed() { align(layer, above, below) }
    }
    straightenSpines()
    for chain in chains { straighten(chain) }
  }

  private mutating func align(_ layer: Int, _ above: [Int: [Link]], _ below: [Int: [Link]]) {
    var wishes: [(x: Double, weight: Double)] = []
    for vertex in layers[layer] {
      var sum = vertices[vertex].x * 0.01
      var weight = 0.01
      for link in above[vertex] ?? [] {
        sum += (vertices[link.upper].x + link.upperOffset - link.lowerOffset) * link.weight
        weight += link.weight
      }
      for link in below[vertex] ?? [] {
        sum += (vertices[link.lower].x + link.lowerOffset - link.upperOffset) * link.weight
        weight += link.weight
      }
      wishes.append((sum / weight, weight))
    }
    var offsets = [0.0]
    for (left, right) in zip(layers[layer], layers[layer].dropFirst()) {
      let distance = vertices[left].right + distance(left, right) + vertices[right].left
      offsets.append(offsets[offsets.count - 1] + distance)
    }
    let places = isotonic(zip(wishes, offsets).map { ($0.x - $1, $0.weight) })
    for (position, vertex) in layers[layer].enumerated() {
      vertices[vertex].x = places[position] + offsets[position]
    }
  }

  func distance(_ left: Int, _ right: Int) -> Double {
    if case .node = vertices[left].kind, case .node = vertices[right].kind {
      return Metrics.gap * 1.4
    }
    return Metrics.gap * 0.75
  }
}

/// The sequence that never falls and is nearest to the wishes in weighted least squares.
func isotonic(_ wishes: [(x: Double, weight: Double)]) -> [Double] {
  var pools: [(x: Double, weight: Double, count: Int)] = []
  for wish in wishes {
    var pool = (x: wish.x, weight: wish.weight, count: 1)
    while let last = pools.last, last.x > pool.x {
      let weight = last.weight + pool.weight
      pool = (
        (last.x * last.weight + pool.x * pool.weight) / weight, weight, last.count + pool.count
      )
      pools.removeLast()
    }
    pools.append(pool)
  }
  return pools.flatMap { Array(repeating: $0.x, count: $0.count) }
}
