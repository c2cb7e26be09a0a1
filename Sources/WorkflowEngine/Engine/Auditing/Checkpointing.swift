public import AuditLog

/// Why the log is not signed, or a signature not kept.
public enum CheckpointError: Error, Hashable, Sendable {
  /// The log has fewer entries than the checkpoint that was kept last.
  case truncated(Checkpoint, size: Int)
  /// The entries do not lead from the checkpoint that was kept last, or from nothing, to the tree
  /// that the store says it has.
  case otherHistory(since: Int, size: Int)
  /// There is no checkpoint yet.
  case nothingKept
  /// The signatures are not of a checkpoint that was kept.
  case unmatched(InvalidNote)
}

extension Engine {
  /// Signs the log as it stands, and keeps the checkpoint.
  ///
  /// What was added since the last kept checkpoint is hashed again and must lead from its root to
  /// the present one; for the first checkpoint, that is the whole log. A log that did not grow gets
  /// the last one again, with its cosignatures.
  ///
  /// - Parameters:
  ///   - key: The log's; its name is the log's origin.
  ///   - isDryRun: Checks and signs, and keeps nothing: what was signed must not be handed out.
  /// - Throws: `CheckpointError`, and nothing is signed.
  /// - Complexity: O(*n*) hashes for *n* entries since the last checkpoint.
  public func checkpoint(by key: SigningKey, isDryRun: Bool = false) async throws
    -> SignedCheckpoint
  {
    while true {
      let last = try await store.read { try $0.checkpoints().last }
      let tree = try await store.tree(continuing: last)
      let signed = try SignedCheckpoint(of: tree, by: key)
      let kept = try await change(isDryRun: isDryRun) { transaction -> SignedCheckpoint? in
        // Somebody else may have signed meanwhile; then this must continue that.
        let present = try transaction.checkpoints().last
        guard present?.tree == last?.tree, var kept = KeptCheckpoint(signed, tree: tree) else {
          return nil
        }
        if let present, present.size == kept.size { kept = try present.merging(signed) }
        try transaction.keep(kept)
        return kept.signed
      }
      if let kept { return kept }
    }
  }

  /// Keeps a witness's answer with the checkpoint that it is a signature of, and answers that.
  ///
  /// - Parameters:
  ///   - answer: A note, or lines of signatures alone.
  ///   - witnesses: Whose signatures are kept; those of others are left out.
  /// - Throws: `CheckpointError`.
  public func add(
    cosignatures answer: [UInt8], of witnesses: [VerifyingKey], isDryRun: Bool = false
  ) async throws -> SignedCheckpoint {
    try await change(isDryRun: isDryRun) { transaction in
      var reason: InvalidNote?
      for kept in try transaction.checkpoints().reversed() {
        do {
          let merged = try kept.merging(kept.signed.adding(answer: answer, of: witnesses))
          try transaction.keep(merged)
          return merged.signed
        } catch let error as InvalidNote {
          // What the last one has against it says most, unless the note is another one's.
          if reason.map({ $0.reason == .different }) ?? true { reason = error }
        }
      }
      throw reason.map { CheckpointError.unmatched($0) } ?? .nothingKept
    }
  }
}

extension Store {
  /// The tree of the log as it stands, made from the tree of a checkpoint and the entries since.
  fileprivate func tree(continuing last: KeptCheckpoint?) async throws -> MerkleTree {
    let present = try await read { try $0.tree() }
    var tree = last?.tree ?? MerkleTree()
    if let last, last.size > present.size {
      throw CheckpointError.truncated(last.signed.checkpoint, size: present.size)
    }
    try await leafHashes(from: tree.size, to: present.size) { tree.append($0) }
    guard tree == present else {
      throw CheckpointError.otherHistory(since: last?.size ?? 0, size: present.size)
    }
    return tree
  }

  /// The hashes of leaves, from their bytes, in order. A log that is shorter gives fewer.
  func leafHashes(from start: Int, to end: Int, _ body: (Digest) throws -> Void) async throws {
    var next = start
    while next < end {
      let (from, limit) = (next, min(1_000, end - next))
      let hashes = try await read { reader in
        try reader.storedEntries(from: from, limit: limit).map { MerkleTree.leafHash($0.leaf) }
      }
      if hashes.isEmpty { return }
      for hash in hashes { try body(hash) }
      next += hashes.count
    }
  }
}
