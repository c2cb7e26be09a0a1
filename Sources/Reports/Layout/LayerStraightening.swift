extension LayerGraph {
  /// Puts the vertices of every main way on one vertical line, as far as their neighbours let them:
  /// least squares alone leave it slightly bent.
  mutating func straightenSpines() {
    var down: [Int: Link] = [:]
    var hasAbove: Set<Int> = []
    for link in links where link.isSpine && down[link.upper] == nil {
      if hasAbove.insert(link.lower).inserted { down[link.upper] = link }
    }
    for start in layers.joined() where down[start] != nil && !hasAbove.contains(start) {
      var spine = [(vertex: start, shift: 0.0)]
      while let last = spine.last, let link = down[last.vertex] {
        spine.append((link.lower, last.shift + link.upperOffset - link.lowerOffset))
      }
      straighten(spine)
    }
  }

  /// - Parameter spine: One vertex a layer, and how far each shall stand from the common line.
  private mutating func straighten(_ spine: [(vertex: Int, shift: Double)]) {
    var done = 0
    while done < spine.count {
      var (low, high) = (-Double.infinity, Double.infinity)
      var count = 0
      for (vertex, shift) in spine[done...] {
        let room = room(for: vertex)
        let narrowed = (max(low, room.lowerBound - shift), min(high, room.upperBound - shift))
        if narrowed.0 > narrowed.1 { break }
        (low, high) = narrowed
        count += 1
      }
      // A vertex always has the room where it stands, so the way gets shorter in every round.
      let part = spine[done..<(done + max(1, count))]
      let mean = part.reduce(0) { $0 + vertices[$1.vertex].x - $1.shift } / Double(part.count)
      let line = min(max(mean, low), high)
      for (vertex, shift) in part { vertices[vertex].x = line + shift }
      done += part.count
    }
  }

  /// Moves all bends of an arrow to one x, if there is one where they fit: above or below its ends
  /// if possible, else where the least has to move.
  mutating func straighten(_ chain: Chain) {
    let bends = chain.vertices.dropFirst().dropLast()
    guard !bends.isEmpty, let first = links[chain.links].first, let last = links[chain.links].last
    else { return }
    let ends = [
      vertices[first.upper].x + first.upperOffset, vertices[last.lower].x + last.lowerOffset,
    ]
    let room = bends.map(room(for:))
    guard let left = room.map(\.lowerBound).max(), let right = room.map(\.upperBound).min(),
      left <= right
    else { return }
    let wanted = ends.first { (left...right).contains($0) }
    let mean = bends.reduce(0) { $0 + vertices[$1].x } / Double(bends.count)
    for bend in bends { vertices[bend].x = wanted ?? min(max(mean, left), right) }
  }

  /// Where a vertex can be without pushing its neighbours.
  private func room(for vertex: Int) -> ClosedRange<Double> {
    let layer = layers[vertices[vertex].layer]
    let order = vertices[vertex].order
    let x = vertices[vertex].x
    var (low, high) = (-Double.infinity, Double.infinity)
    if order > 0 {
      let left = layer[order - 1]
      low =
        vertices[left].x + vertices[left].right + distance(left, vertex) + vertices[vertex].left
    }
    if order + 1 < layer.count {
      let right = layer[order + 1]
      high =
        vertices[right].x - vertices[right].left - distance(vertex, right)
        - vertices[vertex].right
    }
    // Rounding can leave a vertex a hair outside of its room.
    return min(low, x)...max(high, x)
  }
}
