import AuditLog
import FoundationEssentials
import Statechart

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
    for damage in try await view.damage() { result.note(.init("store.damaged", damage)) }
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
    try await compareInfo(of: view, with: rebuilt, &result)
    try await compareVersions(of: view, with: rebuilt, &result)
    for projection in Projection.allCases {
      var comparison = TableComparison(projection, stored: view, rebuilt: rebuilt)
      try await comparison.run(&result)
    }
  }

  /// What the store says it is, against its first entry.
  private func compareInfo(
    of view: any StoreView, with rebuilt: any StoreView, _ result: inout Verification
  ) async throws {
    guard result.entries > 0 else { return }
    var stored = try await view.read { try $0.info() }
    let told = try await rebuilt.read { try? $0.info() }
    // Of the file, not of the log: a newer program upgrades it.
    stored.format = told?.format ?? stored.format
    guard let told, told != stored else { return }
    result.note(
      .init("info.differs", "by the log, the store is \(told.words); it says \(stored.words)"))
  }

  /// Which version of each workflow came last: that one is started where nobody names a version.
  private func compareVersions(
    of view: any StoreView, with rebuilt: any StoreView, _ result: inout Verification
  ) async throws {
    let (stored, told) = (try await view.lastVersions(), try await rebuilt.lastVersions())
    for (name, version) in told.sorted(by: { $0.key < $1.key }) {
      guard let found = stored[name], found != version else { continue }
      result.note(
        .init(
          "workflows.differs",
          "by the log, \(version) is the last version of workflow \(name); the store says \(found)")
      )
    }
  }
}

extension StoreView {
  fileprivate func lastVersions() async throws -> [Identifier: String] {
    try await read { reader in
      let names = Set(try reader.workflows().map(\.reference.name))
      return Dictionary(
        uniqueKeysWithValues: try names.compactMap { name in
          try reader.workflow(name, version: nil).map { (name, $0.reference.version) }
        })
    }
  }
}

extension StoreInfo {
  fileprivate var words: String {
    let kind = isRehearsal ? "a rehearsal" : "no rehearsal"
    let identity = hasStrictIdentity ? "with strict identity" : "without strict identity"
    return "\(origin), \(kind), \(identity), of the zone \(zone), made at \(madeAt)"
  }
}

extension Verification {
  fileprivate mutating func add(_ outcome: LogReplay.Outcome) {
    replayed += outcome.replayed
    for fault in outcome.faults { note(fault) }
  }
}
