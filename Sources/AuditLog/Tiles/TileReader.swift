/// Reads a tiled log of a known size: hashes of subtrees, entries, proofs.
///
/// Nothing is trusted for being there: a proof made from the tiles is checked against a signed root
/// like any other, and `verify(against:)` recomputes the whole log.
public struct TileReader {
  /// The number of leaves, as a checkpoint says.
  public let size: Int

  private let read: (String) throws -> [UInt8]?
  private var cache: [TilePath: [Digest]] = [:]

  /// The log in a folder.
  public init(folder: String, size: Int) {
    let folder = Folder(path: folder)
    self.init(size: size) { try folder.read($0) }
  }

  /// The log wherever it is.
  ///
  /// - Parameter read: Gives the bytes of a file by its path, `tile/0/000` and the like, or nil if
  ///   there is none.
  public init(size: Int, read: @escaping (String) throws -> [UInt8]?) {
    self.size = size
    self.read = read
  }

  /// The hash of a complete subtree.
  ///
  /// - Complexity: Reads one tile of 8 KiB, and none if it was read lately.
  public mutating func hash(of node: MerkleNode) throws -> Digest {
    let (level, rise) = node.level.quotientAndRemainder(dividingBy: TilePath.height)
    let first = node.index << rise
    let index = first / TilePath.fullWidth
    guard node.level >= 0, node.index >= 0,
      let path = TilePath(.hashes(level: level), index: index, size: size)
    else {
      throw TileError.missing(path: TilePath(.hashes(level: level), index: index).path)
    }
    let hashes = try hashes(of: path)
    let start = first % TilePath.fullWidth
    guard start + 1 << rise <= hashes.count else { throw TileError.missing(path: path.path) }
    return MerkleTree(leafHashes: hashes[start..<(start + 1 << rise)]).root
  }

  /// The hashes in a tile.
  mutating func hashes(of path: TilePath) throws -> [Digest] {
    if let hashes = cache[path] { return hashes }
    let bytes = try bytes(of: path)
    guard bytes.count >= path.width * Digest.byteCount,
      bytes.count.isMultiple(of: Digest.byteCount)
    else {
      throw TileError.malformed(
        path: path.path, why: "a tile of \(path.width) hashes has not \(bytes.count) bytes")
    }
    let hashes = (0..<path.width).compactMap { place in
      Digest(bytes: bytes[place * Digest.byteCount..<(place + 1) * Digest.byteCount])
    }
    if cache.count >= 64 { cache.removeAll() }
    cache[path] = hashes
    return hashes
  }

  /// The entries in a tile, from 0: 256 of them, or what there is in the last tile.
  public func leaves(inTile index: Int) throws -> [[UInt8]] {
    guard let path = TilePath(.entries, index: index, size: size) else {
      throw TileError.missing(path: TilePath(.entries, index: index).path)
    }
    let bytes = try bytes(of: path)
    var leaves: [[UInt8]] = []
    var start = 0
    while leaves.count < path.width {
      let end = start + 2 + (start + 1 < bytes.count ? Int(bytes[start]) << 8 : 0)
      let last = start + 1 < bytes.count ? end + Int(bytes[start + 1]) : Int.max
      guard last <= bytes.count else {
        throw TileError.malformed(
          path: path.path, why: "the file ends within entry \(leaves.count) of the tile")
      }
      leaves.append(Array(bytes[(start + 2)..<last]))
      start = last
    }
    return leaves
  }

  /// One entry, from 0.
  public func leaf(at index: Int) throws -> [UInt8] {
    let leaves = try leaves(inTile: index / TilePath.fullWidth)
    let place = index % TilePath.fullWidth
    guard leaves.indices ~= place else {
      throw TileError.missing(path: "entry \(index)")
    }
    return leaves[place]
  }

  /// A partial tile may have been replaced by the full one, which begins with the same bytes.
  private func bytes(of path: TilePath) throws -> [UInt8] {
    if let bytes = try read(path.path) { return bytes }
    if !path.isFull, let bytes = try read(path.full.path) { return bytes }
    throw TileError.missing(path: path.path)
  }
}

extension TileReader {
  /// The proof that an entry is in the log; nil if there is no such entry.
  public mutating func inclusion(of index: Int) throws -> InclusionProof? {
    try InclusionProof(of: index, in: size) { try hash(of: $0) }
  }

  /// The proof that the log only grew since it had `oldSize` entries; nil as for
  /// `ConsistencyProof`.
  public mutating func consistency(from oldSize: Int) throws -> ConsistencyProof? {
    try ConsistencyProof(from: oldSize, to: size) { try hash(of: $0) }
  }

  /// The tree, from the hashes of its complete subtrees.
  public mutating func tree() throws -> MerkleTree {
    let frontier = try MerkleNode.covering(0..<size).map { try hash(of: $0) }
    return MerkleTree(size: size, frontier: frontier) ?? MerkleTree()
  }

  /// Recomputes the log from its entries and compares every tile and the root.
  ///
  /// - Parameters:
  ///   - checkpoint: Its signature is the caller's to check.
  ///   - visit: Sees every leaf with its index, in order.
  /// - Throws: `TileError` for the first file that does not fit.
  /// - Complexity: O(*size*) hashes; memory for one tile a level.
  public mutating func verify(
    against checkpoint: Checkpoint, visit: (Int, [UInt8]) throws -> Void = { _, _ in }
  ) throws {
    var rows = TileRows()
    var index = 0
    while TilePath(.entries, index: index, size: size) != nil {
      defer { index += 1 }
      for leaf in try leaves(inTile: index) {
        try visit(rows.size, leaf)
        try rows.append(MerkleTree.leafHash(leaf)) { path, row in try compare(path, row) }
      }
    }
    for (path, row) in rows.partials { try compare(path, row) }
    guard rows.tree.root == checkpoint.root, size == checkpoint.size else {
      throw TileError.mismatch(
        path: "checkpoint", entry: 0, why: "the entries have another root than was signed")
    }
  }

  private mutating func compare(_ path: TilePath, _ row: [Digest]) throws {
    let hashes = try hashes(of: path)
    guard let place = row.indices.first(where: { hashes[$0] != row[$0] }) else { return }
    let level = if case .hashes(let level) = path.content { level } else { 0 }
    throw TileError.mismatch(
      path: path.path,
      entry: (path.index * TilePath.fullWidth + place) << (TilePath.height * level),
      why: "the entries have other hashes")
  }
}
