import AuditLog
import Statechart
import Synchronization

/// Replays a log entry by entry and keeps what the entries make: in memory and in a scratch store.
final class LogReplay: Sendable {
  private let scratch: any Store
  private let threads: Int
  private let held: Int
  private let memory = Mutex(Memory())

  private struct Memory: Sendable {
    var state = ReplayState()
    /// False from the first entry on that cannot be followed: what comes after it would differ,
    /// too.
    var isReplaying = true
  }

  /// - Parameters:
  ///   - scratch: An empty store.
  ///   - threads: How many decisions are made at the same time.
  ///   - held: How many instances are in memory before they are written to the scratch store.
  init(scratch: any Store, threads: Int, held: Int) {
    self.held = held
    self.scratch = scratch
    self.threads = threads
  }

  /// Whether every entry so far could be followed.
  var isComplete: Bool { memory.withLock { $0.isReplaying } }
  /// The tree over the leaves so far.
  var tree: MerkleTree { memory.withLock { $0.state.tree } }

  /// What one page adds to a verification.
  struct Outcome: Sendable {
    var replayed = 0
    var faults: [Verification.Fault] = []
  }

  /// Follows a page; pages come in the order of the log.
  ///
  /// - Parameter view: The state of the store that the page was read from.
  func follow(_ page: CheckedPage, of view: any StoreView) async throws -> Outcome {
    let erased = try await Self.erased(by: page, in: view)
    memory.withLock { $0.state.erased = erased }
    var outcome = Outcome()
    var rest = page.entries[...]
    while let first = rest.first {
      let isAhead = DecidedAhead.isPossible(first)
      let run = rest.prefix { DecidedAhead.isPossible($0) == isAhead }
      let ahead = isAhead ? try await decideAhead(run) : [:]
      try await commit(run, ahead, &outcome)
      rest = rest.dropFirst(run.count)
    }
    if !page.faults.isEmpty { memory.withLock { $0.isReplaying = false } }
    outcome.faults = (outcome.faults + page.faults).sorted { ($0.index ?? 0) < ($1.index ?? 0) }
    return outcome
  }

  /// The entries of which others on the page say that something of theirs was erased.
  private static func erased(by page: CheckedPage, in view: any StoreView) async throws
    -> [Int: LoggedEntry]
  {
    let erasures = page.entries.compactMap { checked in
      checked.entry?.leaf.kind == .erased ? checked.entry.map { Erasure($0.leaf) } : nil
    }
    let indexes = Set(erasures.flatMap { $0.entries.values.joined() })
    guard !indexes.isEmpty else { return [:] }
    return try await view.read { reader in
      var entries: [Int: LoggedEntry] = [:]
      // One that cannot be read was named already.
      for index in indexes { entries[index] = try? reader.entry(at: index) }
      return entries
    }
  }

  /// Writes what is in memory, so that the scratch store holds what the log says.
  func finish() async throws {
    try await scratch.write { transaction in
      try self.use(transaction) { replay, _ in try replay.finish() }
    }
  }

  /// Lends the state to a transaction of the scratch store.
  private func use(
    _ transaction: any StoreTransaction,
    _ body: (ReplayTransaction, _ isReplaying: inout Bool) throws -> Void
  ) throws {
    // Taken out rather than copied: a copy of it would be made whole with the first change.
    var taken = memory.withLock { memory in
      let taken = memory
      memory = Memory()
      return taken
    }
    let replay = ReplayTransaction(taken.state, scratch: transaction)
    taken.state = ReplayState()
    try body(replay, &taken.isReplaying)
    taken.state = replay.state
    replay.state = ReplayState()
    memory.withLock { [taken] in $0 = taken }
  }

  private func commit(
    _ run: ArraySlice<CheckedEntry>, _ ahead: [Int: DecidedAhead], _ outcome: inout Outcome
  ) async throws {
    let before = outcome
    outcome = try await scratch.write { transaction in
      var outcome = before
      try self.use(transaction) { replay, isReplaying in
        var written = DecidedAhead.Written()
        for checked in run {
          outcome.faults += checked.faults
          if isReplaying, let entry = checked.entry {
            let fault = try Self.follow(entry, at: checked.index, ahead, &written, replay)
            if let fault {
              outcome.faults.append(fault)
              isReplaying = false
            } else if checked.isIntact {
              outcome.replayed += 1
            }
          } else {
            isReplaying = false
          }
          replay.note(checked.entry, hash: checked.leafHash)
        }
        try replay.bound(to: self.held)
      }
      return outcome
    }
  }

  /// Makes the decision of one entry again, or takes the one that was made ahead.
  ///
  /// - Returns: Why the log cannot be followed any further.
  private static func follow(
    _ entry: Entry, at index: Int, _ ahead: [Int: DecidedAhead],
    _ written: inout DecidedAhead.Written, _ replay: ReplayTransaction
  ) throws -> Verification.Fault? {
    let decided = ahead[index]
    do {
      if let decided, written.allows(decided) {
        for change in decided.changes { try replay.apply(change) }
        written.note(decided.changes, by: decided.thread)
        return nil
      }
      switch try Replay(replay).verdict(on: entry) {
      case .differs(let difference):
        return .init(
          "replay.differs", at: index,
          "entry \(index) (\(entry.leaf.kind)), decided again, differs in \(difference)")
      case .equal(let proposal):
        let changes = proposal.changes(at: index)
        for change in changes { try replay.apply(change) }
        // What others have thought of it ahead was thought wrong.
        written.note(changes + (decided?.changes ?? []), by: nil)
        return nil
      }
    } catch StoreError.unavailable(let reason) {
      throw StoreError.unavailable(reason)  // The machine's fault, not the log's.
    } catch {
      return .init(
        "replay.impossible", at: index,
        "entry \(index) (\(entry.leaf.kind)) cannot be decided again: \(error)")
    }
  }

  // MARK: Deciding ahead

  private func decideAhead(_ run: ArraySlice<CheckedEntry>) async throws -> [Int: DecidedAhead] {
    guard threads > 1, run.count >= 4 * threads, isComplete else { return [:] }
    try await scratch.write { transaction in
      try self.use(transaction) { replay, _ in
        for checked in run { try? DecidedAhead.foresee(checked, replay) }
      }
    }
    let ground = memory.withLock { $0.state }
    return await withTaskGroup(of: [DecidedAhead].self) { group in
      for (thread, share) in DecidedAhead.shares(of: run, threads: threads).enumerated() {
        group.addTask { DecidedAhead.decide(share, on: ground, thread: thread) }
      }
      return await group.reduce(into: [:]) { all, decided in
        for one in decided { all[one.index] = one }
      }
    }
  }
}
