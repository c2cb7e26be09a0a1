/// Writes the bundle: one file with all that an auditor needs, who has nothing of ours.
///
/// ```swift
/// var bundle = try BundleWriter("audit.tar", log: key)
/// for entry in entries { try bundle.append(leaf: entry.leaf, payload: entry.payload) }
/// try bundle.add(workflow: "drive", version: "2", document: text)
/// for checkpoint in kept { try bundle.add(kept: checkpoint) }
/// try bundle.finish(checkpoint, at: now)
/// ```
///
/// Inside are the log as tiles (see `TileWriter`), the payloads that are not erased, every workflow,
/// the hashes of evidence, the checkpoints that were kept, and a page that explains. It is gathered
/// in a folder beside the file, in constant memory; that folder is gone afterwards.
public struct BundleWriter: ~Copyable {
  private let file: String
  private let contents: TemporaryFolder
  private let log: VerifyingKey
  private var tiles: TileWriter
  private let payloads: ExportFile
  private let evidence: ExportFile
  private var counts = BundlePage.Counts()

  /// Begins a bundle in a new file; a file of that name is replaced at the end.
  public init(_ file: String, log: VerifyingKey) throws {
    let contents = try TemporaryFolder(file + ".contents")
    let folder = contents.folder
    let evidence = try ExportFile(folder.path + "/evidence.csv")
    try evidence.write(EventCSV.line(["entry", "instance", "kind", "size", "sha256"]))
    let payloads = try ExportFile(folder.path + "/payloads.jsonl")
    tiles = try TileWriter(folder: folder.path, log: log)
    (self.file, self.log, self.contents) = (file, log, contents)
    (self.payloads, self.evidence) = (payloads, evidence)
  }

  private var folder: Folder { contents.folder }

  /// The index of the entry that is wanted next.
  public var size: Int { tiles.size }

  /// Adds the next entry.
  ///
  /// - Parameters:
  ///   - leaf: The canonical bytes of the leaf.
  ///   - payload: The canonical bytes of the payload, `{}` if there is none or all is erased.
  public mutating func append(leaf: [UInt8], payload: [UInt8]) throws {
    let index = tiles.size
    let entry = Entry(leaf: try Leaf(canonical: leaf), payload: try Payload(canonical: payload))
    try tiles.append(leaf)
    if !entry.payload.isEmpty {
      let line = Array("{\"index\":\(index),\"payload\":".utf8) + payload + Array("}\n".utf8)
      try payloads.write(line)
    }
    counts.entries += 1
    counts.erased += entry.erasedFields.count
    guard entry.leaf.kind == .evidenceAdded else { return }
    counts.evidence += 1
    let data = entry.leaf.event?.data
    try evidence.write(
      EventCSV.line([
        String(index), entry.leaf.instance ?? "", data?["kind"]?.string ?? "",
        data?["size"]?.int.map { String($0) } ?? "", entry.payload["sha256"] ?? "",
      ]))
  }

  /// Adds a workflow's document, byte by byte as it was registered.
  ///
  /// - Parameter files: Where the document has files: what its digest covers beside its text. The
  ///   digest in the log is that of both, one after the other.
  public mutating func add(
    workflow name: String, version: String, document: [UInt8], files: [UInt8] = []
  ) throws {
    let path = "workflows/\(fileName(for: "\(name)@\(version)")).scxml"
    try folder.write(document, to: path)
    if !files.isEmpty { try folder.write(files, to: path + ".files") }
    counts.workflows += 1
  }

  /// Adds a checkpoint that was kept or handed out earlier.
  public mutating func add(kept checkpoint: SignedCheckpoint) throws {
    let (size, hash) = (checkpoint.checkpoint.size, Digest.sha256(checkpoint.bytes).hex.prefix(8))
    try folder.write(checkpoint.bytes, to: "kept-checkpoints/\(size)-\(hash)")
    counts.checkpoints += 1
  }

  /// Adds any other file, for example minutes.
  ///
  /// - Parameter path: Below the bundle, with slashes; each part as `fileName(for:)` writes it.
  /// - Throws: `BundleError.path` for a path that leads out of the bundle or to a file of its own.
  public mutating func add(_ bytes: [UInt8], as path: String) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let own = ["tile", "checkpoint", "payloads.jsonl", "evidence.csv", "README.md"]
    guard let first = parts.first, !own.contains(first), !first.hasSuffix(".vkey"),
      parts.allSatisfy({ !$0.isEmpty && sameBytes(fileName(for: $0), $0) })
    else { throw BundleError.path(path) }
    try folder.write(bytes, to: path)
  }

  /// Writes the bundle.
  ///
  /// - Parameters:
  ///   - checkpoint: Of exactly the entries that were added; else `TileError.otherHistory`.
  ///   - time: Stands in the page and as the time of all files.
  public consuming func finish(_ checkpoint: SignedCheckpoint, at time: Instant) throws {
    try payloads.finish()
    try evidence.finish()
    try tiles.publish(checkpoint)
    let page = BundlePage(
      checkpoint: checkpoint.checkpoint, key: TileWriter.keyFile(of: log), counts: counts,
      time: time)
    try folder.write(Array(page.text.utf8), to: "README.md")
    let archive = try TarWriter(file, time: time)
    let files = try folder.files().filter { $0 != "README.md" }
    for path in ["README.md"] + files {
      try archive.add(path, from: folder)
    }
    try archive.finish()
  }
}

/// A bundle cannot be written.
public enum BundleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file cannot stand under this path.
  case path(String)
  /// A file became shorter while it was read.
  case changed(String)

  /// `path: error: sentence [code]`
  public var description: String {
    switch self {
    case .path(let path): "\(escapedForPeople(path)): error: not a path of a bundle [bundle.path]"
    case .changed(let path): "\(path): error: the file changed meanwhile [bundle.changed]"
    }
  }
}
