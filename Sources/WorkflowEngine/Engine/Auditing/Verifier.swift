import AuditLog
import FoundationEssentials

/// Checks a store against its own log: every hash, every commitment, every decision made again,
/// every table rebuilt.
///
/// It reads one state of the store from its first entry to the last row, so that others may go on
/// writing. Pages are read and hashed ahead on all cores; what is held at a time does not grow with
/// the log.
///
/// A store that was changed together with all of its hashes is not found out by this alone; that
/// takes a checkpoint that was kept elsewhere.
public struct Verifier: Sendable {
  private let store: any Store
  private let scratch: any Store
  private let threads: Int
  private let held: Int

  /// - Parameters:
  ///   - scratch: An empty store of the same kind, in which the tables are rebuilt. Nothing of it is
  ///     kept.
  ///   - threads: How many entries are worked on at the same time; else as many as there are cores.
  ///   - held: How many instances are in memory before they are written to the scratch store.
  public init(
    _ store: any Store, scratch: any Store, threads: Int? = nil, held: Int = 20_000
  ) {
    self.held = held
    self.store = store
    self.scratch = scratch
    self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  /// How many entries are read at a time.
  private static let page = 500

  /// - Parameter progress: Called with how many entries are done, of how many.
  public func verify(progress: @Sendable (Int, Int) -> Void = { _, _ in }) async throws
    -> Verification
  {
    let view = try await store.view()
    var result = Verification()
    let tree = try await view.read { try $0.tree() }
    let replay = LogReplay(scratch: scratch, threads: threads, held: held)
    try await follow(view, size: tree.size, replay, &result, progress)
    result.settle()
    try await compareTrees(tree, replay.tree, view, &result)
    if replay.isComplete {
      try await replay.finish()
      try await compareTables(of: view, &result)
    }
    var evidence = EvidenceCheck(view, threads: threads)
    try await evidence.check(&result)
    return result
  }

  /// Reads and checks pages ahead, and follows them in the order of the log.
  private func follow(
    _ view: any StoreView, size: Int, _ replay: LogReplay, _ result: inout Verification,
    _ progress: @Sendable (Int, Int) -> Void
  ) async throws {
    var verification = result
    try await withThrowingTaskGroup(of: CheckedPage.self) { group in
      var ranges = stride(from: 0, to: size, by: Self.page)
        .lazy.map { $0..<min($0 + Self.page, size) }.makeIterator()
      func readNext() {
        guard let range = ranges.next() else { return }
        group.addTask { try await CheckedPage(range, of: view) }
      }
      for _ in 0...threads { readNext() }
      var early: [Int: CheckedPage] = [:]
      for try await page in group {
        early[page.start] = page
        while let next = early.removeValue(forKey: verification.entries) {
          readNext()
          for checked in next.entries {
            if let entry = checked.entry { verification.account(for: entry, at: checked.index) }
          }
          let outcome = try await replay.follow(next, of: view)
          verification.add(outcome)
          if next.isEnd {
            verification.entries = next.start + next.entries.count
            verification.note(
              .init(
                "log.short",
                "the log has \(verification.entries) entries, its tree counts \(size)"))
            return group.cancelAll()
          }
          verification.entries = min(next.start + Self.page, size)
          progress(verification.entries, size)
        }
      }
    }
    result = verification
  }

  private func compareTrees(
    _ stored: MerkleTree, _ rebuilt: MerkleTree, _ view: any StoreView,
    _ result: inout Verification
  ) async throws {
    result.root = rebuilt.root
    if rebuilt != stored {
      result.note(
        .init(
          "tree.root",
          "the leaves hash to the root \(rebuilt.root), the store says \(stored.root)"))
    }
    let rest = try await view.read { try $0.storedEntries(from: stored.size, limit: 1) }
    if let entry = rest.first {
      result.note(
        .init(
          "log.long", at: entry.index,
          "the log has an entry \(entry.index), its tree counts \(stored.size)"))
    }
  }

  /// Rebuilt rows against stored rows, table by table.
  private func compareTables(of view: any StoreView, _ result: inout Verification) async throws {
    let rebuilt = try await scratch.view()
    for projection in Projection.allCases {
      var comparison = TableComparison(projection, stored: view, rebuilt: rebuilt)
      try await comparison.run(&result)
    }
  }
}

extension Verification {
  fileprivate mutating func add(_ outcome: LogReplay.Outcome) {
    replayed += outcome.replayed
    for fault in outcome.faults { note(fault) }
  }
}
