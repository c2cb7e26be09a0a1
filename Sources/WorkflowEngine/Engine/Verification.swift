public import AuditLog
import Statechart

/// What an audit of a store found.
public struct Verification: Hashable, Sendable {
  /// Something that is not what it was recorded as.
  public struct Fault: Hashable, Sendable {
    /// A stable name, for example `entry.hash`.
    public var code: String
    /// The entry, where it is about one.
    public var index: Int?
    /// A sentence that names what differs.
    public var message: String

    public init(_ code: String, at index: Int? = nil, _ message: String) {
      self.code = code
      self.index = index
      self.message = message
    }
  }

  /// How many entries the log has.
  public var entries = 0
  /// How many of them were decided again, and came out the same.
  public var replayed = 0
  /// Personal texts that are gone; their commitments still stand in the tree.
  public var erased = 0
  /// How many rows of the other tables were rebuilt from the log and compared.
  public var rows = 0
  /// How many files of evidence were read and hashed.
  public var files = 0
  /// The root of the tree over all leaves, as recomputed.
  public var root = MerkleTree.emptyRoot
  /// Values that are gone and of which no entry said yet that they were erased.
  var gone: [Int: Set<String>] = [:]
  /// In the order of the log; at most 100. Empty means that the store is what its log says.
  public var faults: [Fault] = []

  public init() {}

  mutating func note(_ fault: Fault) {
    if faults.count < 100 { faults.append(fault) }
  }
}

/// Checks a store against its own log: every hash, every commitment, every decision made again,
/// every table rebuilt.
///
/// A store that was changed together with all of its hashes is not found out by this alone; that
/// takes a checkpoint that was kept elsewhere.
public struct Verifier: Sendable {
  private let store: any Store
  /// An empty store in which the tables are rebuilt. Nothing of it is kept.
  private let scratch: any Store

  public init(_ store: any Store, scratch: any Store) {
    self.store = store
    self.scratch = scratch
  }

  /// How many entries are read and replayed at a time.
  private static let page = 500

  /// - Parameter progress: Called with how many entries are done, of how many.
  public func verify(progress: @Sendable (Int, Int) -> Void = { _, _ in }) async throws
    -> Verification
  {
    var result = Verification()
    let tree = try await store.read { try $0.tree() }
    var isReplaying = true
    var next = 0
    var step = Self.page
    while next < tree.size {
      let (start, size) = (next, step)
      let entries: [StoredEntry]
      do {
        entries = try await store.read {
          try $0.storedEntries(from: start, limit: min(size, tree.size - start))
        }
      } catch StoreError.corrupt(let reason) {
        // One of the page cannot be read: they are read one by one until it is found.
        guard step == 1 else {
          step = 1
          continue
        }
        result.note(.init("entry.unreadable", at: start, "entry \(start): \(reason)"))
        isReplaying = false
        next += 1
        step = Self.page
        continue
      }
      guard !entries.isEmpty else { break }
      let before = result
      let continuing = isReplaying
      (result, isReplaying) = try await scratch.write { transaction in
        var checked = before
        var replay = Replay(transaction, isReplaying: continuing)
        for entry in entries { try replay.check(entry, &checked) }
        return (checked, replay.isReplaying)
      }
      next += entries.count
      progress(next, tree.size)
    }
    result.settle()
    result.entries = next
    if next != tree.size {
      result.note(
        .init("log.short", "the log has \(next) entries, its tree counts \(tree.size)"))
    }
    try await compareTrees(tree, &result)
    if isReplaying { try await compareTables(&result) }
    try await hashEvidence(&result)
    return result
  }

  private func compareTrees(_ tree: MerkleTree, _ result: inout Verification) async throws {
    let rebuilt = try await scratch.read { try $0.tree() }
    result.root = rebuilt.root
    if rebuilt != tree {
      result.note(
        .init(
          "tree.root",
          "the leaves hash to the root \(rebuilt.root), the store says \(tree.root)"))
    }
  }

  /// Rebuilt rows against stored rows, table by table.
  private func compareTables(_ result: inout Verification) async throws {
    for projection in Projection.allCases {
      let stored = try await store.read { try Self.rows(of: projection, $0) }
      let rebuilt = try await scratch.read { try Self.rows(of: projection, $0) }
      result.rows += rebuilt.count
      let (storedSet, rebuiltSet) = (Set(stored), Set(rebuilt))
      for row in rebuilt where !storedSet.contains(row) {
        result.note(
          .init(
            "\(projection.rawValue).differs",
            "by the log, \(projection.rawValue) must hold \(Self.short(row))"))
      }
      for row in stored where !rebuiltSet.contains(row) {
        result.note(
          .init(
            "\(projection.rawValue).differs",
            "\(projection.rawValue) holds \(Self.short(row)), which no entry made"))
      }
    }
  }

  private static func rows(of projection: Projection, _ reader: any StoreReader) throws -> [JSON] {
    var rows: [JSON] = []
    try reader.rows(of: projection) { rows.append($0) }
    return rows
  }

  private static func short(_ row: JSON) -> String {
    let text = String(decoding: row.canonical, as: UTF8.self)
    return text.count > 400 ? String(text.prefix(400)) + "…" : text
  }

  /// The bytes of every piece of evidence, and of all minutes, that the log speaks of.
  private func hashEvidence(_ result: inout Verification) async throws {
    let named = try await store.read { reader in
      var digests: Set<Digest> = []
      try reader.rows(of: .evidence) { row in
        let evidence = try Evidence(json: row)
        if let digest = evidence.digest { digests.insert(digest) }
      }
      digests.formUnion(try reader.minutes().map(\.digest))
      return digests.sorted { $0.hex < $1.hex }
    }
    for digest in named {
      let found = try await store.read { reader -> Digest? in
        guard let size = try reader.contentSize(digest) else { return nil }
        var hasher = SHA256()
        var read = 0
        var number = 0
        while let chunk = try reader.contentChunk(digest, number) {
          hasher.update(chunk)
          read += chunk.count
          number += 1
        }
        return read == size ? hasher.finalize() : nil
      }
      result.files += 1
      if found != digest {
        result.note(
          .init(
            found == nil ? "evidence.lost" : "evidence.altered",
            "the bytes of evidence \(digest) are "
              + (found.map { "not the same: they hash to \($0)" } ?? "not all there")))
      }
    }
  }
}
