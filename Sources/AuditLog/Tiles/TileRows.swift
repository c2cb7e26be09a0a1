/// The tree of a growing log and, for every level of tiles, the hashes of its last tile.
struct TileRows {
  private(set) var tree = MerkleTree()

  /// By level; fewer than 256 hashes in each.
  private(set) var rows: [[Digest]] = []

  var size: Int { tree.size }

  init() {}

  /// Goes on from the last tiles of a log, or nil if they cannot belong to that size.
  init?(size: Int, rows: [[Digest]]) {
    // A level's row holds as many hashes as its digit of the size says; its complete subtrees are
    // those of the tree between this level and the next.
    let frontier = rows.reversed().flatMap { row in
      MerkleNode.covering(0..<row.count).map { $0.hash(over: row) }
    }
    guard let tree = MerkleTree(size: size, frontier: frontier) else { return nil }
    (self.tree, self.rows) = (tree, rows)
  }

  /// Adds a leaf; `full` gets every tile that it completes, from level 0 up.
  mutating func append(
    _ leafHash: Digest, full: (TilePath, [Digest]) throws -> Void
  ) rethrows {
    // A subtree of 256^n leaves is complete exactly when a leaf completed binary level 8n.
    let completed = tree.append(leafHash)
    for level in 0...((completed.count - 1) / TilePath.height) {
      if level == rows.count { rows.append([]) }
      rows[level].append(completed[level * TilePath.height])
      guard rows[level].count == TilePath.fullWidth else { continue }
      let index = size >> (TilePath.height * (level + 1)) - 1
      try full(TilePath(.hashes(level: level), index: index), rows[level])
      rows[level] = []
    }
  }

  /// The last tiles of all levels, as far as there is something in them.
  var partials: [(path: TilePath, hashes: [Digest])] {
    rows.enumerated().filter { !$1.isEmpty }.map { level, row in
      let index = size >> (TilePath.height * (level + 1))
      return (TilePath(.hashes(level: level), index: index, width: row.count), row)
    }
  }
}
