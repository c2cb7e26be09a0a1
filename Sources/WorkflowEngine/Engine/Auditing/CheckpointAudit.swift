public import AuditLog

/// Compares a log with every checkpoint that was kept of it, in the store and outside.
public struct CheckpointAudit: Sendable {
  /// Whose signature checkpoints must have; without it, those in the store are compared unsigned.
  public var log: VerifyingKey?

  /// The witnesses that are trusted, each counted once.
  public var witnesses: [VerifyingKey] = []

  /// How many of the witnesses must have signed one checkpoint.
  public var quorum = 0

  /// Checkpoints that were kept elsewhere, by the names that they are known by.
  public var kept: [(name: String, checkpoint: SignedCheckpoint)] = []

  public init() {}

  /// What was found.
  public struct Result: Hashable, Sendable {
    /// How many checkpoints were compared.
    public var checkpoints = 0
    /// The largest size of the log for which enough witnesses have signed; nil if there is none.
    public var witnessed: Int?
    public var faults: [Verification.Fault] = []
  }

  /// - Complexity: O(*n*) hashes for *n* entries, unless there is no checkpoint at all.
  public func compare(_ store: any Store) async throws -> Result {
    var all = kept
    do {
      for stored in try await store.read({ try $0.checkpoints() }) {
        all.append(("the kept checkpoint of \(stored.size) entries", stored.signed))
      }
    } catch StoreError.corrupt(let reason) {
      return Result(faults: [.init("checkpoint.unreadable", reason)])
    }
    var result = Result()
    var sound: [Checkpoint] = []
    for (name, signed) in all {
      do throws(InvalidNote) {
        try check(signed, &result)
        sound.append(signed.checkpoint)
      } catch {
        result.faults.append(.init(error.reason.rawValue, "\(name): \(error.message)"))
      }
    }
    result.checkpoints = all.count
    result.faults += try await problems(of: sound, in: store)
    if !witnesses.isEmpty, result.witnessed == nil {
      result.faults.append(
        .init("checkpoint.quorum", "no checkpoint has the signatures of \(quorum) witnesses"))
    }
    return result
  }

  private func check(_ signed: SignedCheckpoint, _ result: inout Result) throws(InvalidNote) {
    guard let log else { return }
    let signatures = try signed.verify(log: log, witnesses: witnesses)
    if !witnesses.isEmpty, signatures.count >= quorum {
      result.witnessed = max(result.witnessed ?? 0, signed.checkpoint.size)
    }
  }

  private func problems(of checkpoints: [Checkpoint], in store: any Store) async throws
    -> [Verification.Fault]
  {
    guard !checkpoints.isEmpty else { return [] }
    var comparison = CheckpointComparison(with: checkpoints)
    var tree = MerkleTree()
    comparison.check(tree)
    let size = try await store.read { try $0.tree().size }
    try await store.leafHashes(from: 0, to: size) { hash in
      tree.append(hash)
      comparison.check(tree)
    }
    return comparison.finish(tree).map(Verification.Fault.init)
  }
}

extension Verification.Fault {
  /// What a kept checkpoint says against the log.
  fileprivate init(_ problem: CheckpointComparison.Problem) {
    let kept = problem.checkpoint
    switch problem {
    case .truncated:
      self.init(
        "log.truncated",
        "a checkpoint of \(kept.size) entries was kept; the log has fewer: the last were removed")
    case .forked:
      self.init(
        "log.forked",
        "a checkpoint of \(kept.size) entries was kept; the first \(kept.size) entries are others")
    }
  }
}
