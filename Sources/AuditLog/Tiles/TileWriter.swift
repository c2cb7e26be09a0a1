/// Writes a log as a folder of tiles that any tool for C2SP tlog-tiles can verify, and goes on where
/// it stopped: only what is new is written.
///
/// ```swift
/// var writer = try TileWriter(folder: "out", log: key)
/// for leaf in leaves(from: writer.size) { try writer.append(leaf) }
/// try writer.publish(checkpoint)
/// ```
///
/// The folder holds `checkpoint`, `tile/…` and the log's key as `ORIGIN.vkey` (the origin as
/// `fileName(for:)` writes it). The checkpoint is written last, so a folder that was left half
/// written still verifies as the smaller log that it was; the next writer repairs it.
public struct TileWriter: ~Copyable {
  private let folder: Folder
  private let log: VerifyingKey
  private var rows: TileRows
  /// The entries of the last tile, as they are written.
  private var entries: [UInt8]
  /// The tiles that were partial when this writer began.
  private let partialBefore: [TilePath]

  /// Opens a folder that `publish` made earlier, or a new one.
  ///
  /// - Parameter log: The key that the checkpoints of the log are verified with.
  /// - Throws: `InvalidNote` if the folder's checkpoint is not of this log, `TileError` if the last
  ///   tiles do not fit it.
  public init(folder path: String, log: VerifyingKey) throws {
    folder = Folder(path: path)
    self.log = log
    let last = try Self.lastTiles(in: folder, of: log)
    (rows, entries) = last
    partialBefore = last.rows.partials.map(\.path)
  }

  /// The number of leaves so far: the index of the leaf that `append` wants next.
  public var size: Int { rows.size }

  /// The root so far.
  public var root: Digest { rows.tree.root }

  /// Adds the next leaf. Writes a tile for every 256th, nothing else.
  public mutating func append(_ leaf: [UInt8]) throws {
    guard leaf.count <= Leaf.maximumByteCount else {
      throw TileError.leafTooLarge(entry: size, bytes: leaf.count)
    }
    Self.put(leaf, into: &entries)
    try rows.append(MerkleTree.leafHash(leaf)) { path, hashes in
      try folder.write(hashes.flatMap(\.bytes), to: path.path)
    }
    guard size.isMultiple(of: TilePath.fullWidth) else { return }
    try folder.write(
      entries, to: TilePath(.entries, index: size / TilePath.fullWidth - 1).path)
    entries.removeAll(keepingCapacity: true)
  }

  /// Writes the tiles that are not full, the key, and at last the checkpoint.
  ///
  /// - Throws: `InvalidNote` if the log's key has not signed it; `TileError.otherHistory` if it is
  ///   not the checkpoint of exactly the leaves that are here, and then nothing is published.
  public mutating func publish(_ checkpoint: SignedCheckpoint) throws {
    try checkpoint.verify(log: log)
    guard checkpoint.checkpoint.size == size, checkpoint.checkpoint.root == root else {
      throw TileError.otherHistory(
        folder: folder.path,
        why: "the checkpoint is of \(checkpoint.checkpoint.size) entries with another history than"
          + " the \(size) entries here")
    }
    for (path, hashes) in rows.partials {
      try folder.write(hashes.flatMap(\.bytes), to: path.path)
    }
    if !entries.isEmpty {
      let width = size % TilePath.fullWidth
      let path = TilePath(.entries, index: size / TilePath.fullWidth, width: width)
      try folder.write(entries, to: path.path)
    }
    try folder.write(Array((log.encoded + "\n").utf8), to: Self.keyFile(of: log))
    try folder.write(checkpoint.bytes, to: "checkpoint")
    try removeObsolete()
  }

  /// The name of the file with the log's key.
  public static func keyFile(of log: VerifyingKey) -> String {
    fileName(for: log.name) + ".vkey"
  }

  /// The partial states of a tile that is full now are needed no more; those of a tile that is
  /// still partial belong to checkpoints that somebody may hold (tlog-tiles, "Partial Tiles").
  private func removeObsolete() throws {
    for path in partialBefore {
      guard TilePath(path.content, index: path.index, size: size)?.isFull == true else { continue }
      try folder.remove(path.partials)
      if path.content == .hashes(level: 0) {
        try folder.remove(TilePath(.entries, index: path.index).partials)
      }
    }
  }

  private static func put(_ leaf: [UInt8], into entries: inout [UInt8]) {
    entries.append(UInt8(truncatingIfNeeded: leaf.count >> 8))
    entries.append(UInt8(truncatingIfNeeded: leaf.count))
    entries += leaf
  }

  /// What the last tiles of a folder hold, checked against its checkpoint.
  private static func lastTiles(
    in folder: Folder, of log: VerifyingKey
  ) throws -> (rows: TileRows, entries: [UInt8]) {
    guard let bytes = try folder.read("checkpoint") else { return (TileRows(), []) }
    let signed = try SignedCheckpoint(parsing: bytes)
    try signed.verify(log: log)
    let size = signed.checkpoint.size
    var reader = TileReader(folder: folder.path, size: size)
    var hashes: [[Digest]] = []
    while hashes.count < TilePath.height, size >> (TilePath.height * hashes.count) > 0 {
      let index = size >> (TilePath.height * (hashes.count + 1))
      let path = TilePath(.hashes(level: hashes.count), index: index, size: size)
      hashes.append(try path.map { try reader.hashes(of: $0) } ?? [])
    }
    guard let rows = TileRows(size: size, rows: hashes), rows.tree.root == signed.checkpoint.root
    else {
      throw TileError.otherHistory(
        folder: folder.path, why: "the last tiles do not fit the checkpoint")
    }
    guard !size.isMultiple(of: TilePath.fullWidth) else { return (rows, []) }
    let leaves = try reader.leaves(inTile: size / TilePath.fullWidth)
    guard leaves.map({ MerkleTree.leafHash($0) }) == rows.rows.first else {
      throw TileError.otherHistory(
        folder: folder.path, why: "the last entries do not fit their hashes")
    }
    var entries: [UInt8] = []
    for leaf in leaves { put(leaf, into: &entries) }
    return (rows, entries)
  }
}
