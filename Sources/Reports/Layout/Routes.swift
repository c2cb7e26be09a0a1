/// How the arrows of a drawing pass through its boxes: an arrow between two boxes at different
/// depths is cut at every border that it crosses, so that each container can be laid out by itself.
struct Routes {
  /// Where a piece of an arrow ends, seen from inside one container.
  enum End: Hashable {
    /// A child of the container, by its node.
    case child(Int)
    /// The container's own border.
    case top, bottom
  }

  /// The part of an arrow inside one container, in its direction.
  struct Piece: Hashable {
    /// The position of the arrow in `Drawing.edges`.
    var edge: Int
    var from: End
    var to: End
    /// Whether the arrow's words stand here.
    var hasLabel = false
    /// Whether it runs upward, as a way back to an earlier state does.
    var isUpward = false
  }

  /// By container, in the order of the arrows.
  private(set) var pieces: [Int: [Piece]] = [:]
  /// The containers that an arrow passes, in its direction.
  private(set) var containers: [Int: [Int]] = [:]
  /// Arrows that return to the box they come from, by that box.
  private(set) var loops: [Int: [Int]] = [:]
  /// The row of every node within its container; rows count downward from 0.
  private(set) var rows: [Int: Int] = [:]

  init(_ drawing: Drawing) {
    var direct: [Int: [Piece]] = [:]
    for (index, edge) in drawing.edges.enumerated() {
      let container = drawing.container(of: edge)
      let from = Self.end(edge.source, in: container, drawing)
      let to = Self.end(edge.target, in: container, drawing)
      if edge.source == edge.target {
        loops[edge.source, default: []].append(index)
      } else if drawing.nodes[container].kind == .parallel {
        // Between two regions there are no rows to lead an arrow through.
        loops[container, default: []].append(index)
      } else {
        direct[container, default: []].append(
          Piece(edge: index, from: from, to: to, hasLabel: !edge.label.isEmpty))
      }
    }
    for container in drawing.nodes.indices where drawing.nodes[container].isContainer {
      assignRows(to: drawing.nodes[container].children, direct[container] ?? [], drawing)
    }
    for container in direct.keys.sorted() {
      direct[container] = withoutFarArrows(direct[container] ?? [], drawing)
    }
    // Parents come first, so that a piece that crosses several borders is cut at each of them.
    for container in drawing.nodes.indices {
      for piece in direct[container] ?? [] {
        route(piece, in: container, drawing)
      }
    }
  }

  /// How many rows all arrows of one container may pass together.
  static let farLimit = 20_000

  /// Where a picture would drown in long arrows, they become words at the box they come from. It
  /// also bounds what a document can cost.
  private mutating func withoutFarArrows(_ pieces: [Piece], _ drawing: Drawing) -> [Piece] {
    let spans = pieces.map { piece -> Int in
      guard case .child(let from) = piece.from, case .child(let to) = piece.to else { return 0 }
      return abs(rows[from, default: 0] - rows[to, default: 0])
    }
    guard spans.reduce(0, +) > Self.farLimit else { return pieces }
    var near: [Piece] = []
    for (piece, span) in zip(pieces, spans) {
      let source = drawing.edges[piece.edge].source
      if span > 3 && drawing.nodes[source].kind != .start {
        loops[source, default: []].append(piece.edge)
      } else {
        near.append(piece)
      }
    }
    return near
  }

  private static func end(_ node: Int, in container: Int, _ drawing: Drawing) -> End {
    if node == container { return .top }
    let path = [node] + drawing.ancestors(of: node)
    let depth = path.firstIndex(of: container) ?? path.count
    return .child(path[max(0, depth - 1)])
  }

  private mutating func route(_ piece: Piece, in container: Int, _ drawing: Drawing) {
    var piece = piece
    let edge = drawing.edges[piece.edge]
    if edge.target == container { piece.to = .bottom }
    if case .child(let from) = piece.from, case .child(let to) = piece.to {
      piece.isUpward = rows[from, default: 0] > rows[to, default: 0]
    }
    pieces[container, default: []].append(piece)
    let outward = descend(from: piece.from, to: edge.source, drawing)
    let inward = descend(from: piece.to, to: edge.target, drawing)
    for (inner, child) in outward {
      pieces[inner, default: []].append(
        Piece(
          edge: piece.edge, from: .child(child), to: piece.isUpward ? .top : .bottom,
          isUpward: piece.isUpward))
    }
    for (inner, child) in inward {
      pieces[inner, default: []].append(
        Piece(
          edge: piece.edge, from: piece.isUpward ? .bottom : .top, to: .child(child),
          isUpward: piece.isUpward))
    }
    containers[piece.edge] =
      outward.map(\.inner).reversed() + [container] + inward.map(\.inner)
  }

  /// The borders between a child of a container and a node within it, from outside inward.
  private func descend(from end: End, to node: Int, _ drawing: Drawing) -> [(
    inner: Int, child: Int
  )] {
    guard case .child(let outer) = end, outer != node else { return [] }
    let path = [node] + drawing.ancestors(of: node)
    let depth = path.firstIndex(of: outer) ?? 0
    return (0..<depth).reversed().map { (path[$0 + 1], path[$0]) }
  }
}

extension Routes {
  /// Gives every child a row: as far down as the longest way to it, ways back not counted.
  ///
  /// Which arrows are ways back is taken from the order in which the author wrote the states: an
  /// arrow to a later state never is, an arrow to an earlier one is if it would close a circle.
  private mutating func assignRows(to children: [Int], _ pieces: [Piece], _ drawing: Drawing) {
    let place = Dictionary(uniqueKeysWithValues: children.enumerated().map { ($1, $0) })
    var successors = Array(repeating: [Int](), count: children.count)
    var backward: [(Int, Int)] = []
    for piece in pieces {
      guard case .child(let from) = piece.from, case .child(let to) = piece.to,
        let source = place[from], let target = place[to], source != target
      else { continue }
      if source < target {
        successors[source].append(target)
      } else {
        backward.append((source, target))
      }
    }
    // Looking for circles takes as long as both together; a giant goes without.
    let isGiant = backward.count * children.count > 4_000_000
    for (source, target) in isGiant ? [] : backward
    where !Self.reaches(source, from: target, successors)
      && drawing.nodes[children[target]].kind != .start
    {
      successors[source].append(target)
    }
    let row = Self.longestPaths(successors)
    for (position, child) in children.enumerated() { rows[child] = row[position] }
    // What nothing leads to, such as a history, stands right above what it leads to.
    let reached = Set(successors.joined()).union(backward.map(\.1))
    for (position, child) in children.enumerated() where !reached.contains(position) {
      guard drawing.nodes[child].kind != .start || position > 0,
        let next = successors[position].map({ row[$0] }).min()
      else { continue }
      rows[child] = max(0, next - 1)
    }
  }

  private static func reaches(_ goal: Int, from start: Int, _ successors: [[Int]]) -> Bool {
    var seen: Set<Int> = [start]
    var open = [start]
    while let node = open.popLast() {
      if node == goal { return true }
      for next in successors[node] where seen.insert(next).inserted { open.append(next) }
    }
    return false
  }

  /// The length of the longest way to every node of a graph without circles.
  private static func longestPaths(_ successors: [[Int]]) -> [Int] {
    var missing = Array(repeating: 0, count: successors.count)
    for node in successors.joined() { missing[node] += 1 }
    var length = Array(repeating: 0, count: successors.count)
    var open = successors.indices.filter { missing[$0] == 0 }
    while let node = open.popLast() {
      for next in successors[node] {
        length[next] = max(length[next], length[node] + 1)
        missing[next] -= 1
        if missing[next] == 0 { open.append(next) }
      }
    }
    return length
  }
}
