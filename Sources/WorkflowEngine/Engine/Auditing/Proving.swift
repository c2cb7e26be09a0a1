public import AuditLog

/// Why there is no proof.
public enum ProofError: Error, Hashable, Sendable {
  case noEntry(Int)
  /// The entry came after the last checkpoint that was kept.
  case notYetSigned(index: Int, size: Int)
  /// No checkpoint of that many entries was kept.
  case noCheckpoint(size: Int)
  /// The log is not the one that was signed: no proof can be made.
  case otherHistory(size: Int)
}

extension Store {
  /// The proof that an entry is in the log that was signed: for years, without a store.
  ///
  /// - Parameters:
  ///   - index: Of the entry, from 0.
  ///   - size: Of the kept checkpoint that it shall lead to; nil takes the last one.
  /// - Returns: With the bytes of the leaf inside, so that the proof says what it proves.
  /// - Throws: `ProofError`.
  /// - Complexity: O(*size*) hashes; nothing is kept of it but the proof.
  public func proof(ofEntry index: Int, in size: Int? = nil) async throws -> TLogProof {
    let kept = try await keptCheckpoint(size)
    guard index >= 0, try await read({ try $0.entry(at: index) }) != nil else {
      throw ProofError.noEntry(index)
    }
    guard let kept, var hashes = SubtreeHashes(forInclusionOf: index, in: kept.size) else {
      throw ProofError.notYetSigned(index: index, size: kept?.size ?? 0)
    }
    try await leafHashes(from: 0, to: kept.size) { hashes.add($0) }
    guard hashes.tree == kept.tree, let inclusion = hashes.inclusion else {
      throw ProofError.otherHistory(size: kept.size)
    }
    let leaf = try await read { try $0.storedEntries(from: index, limit: 1).first?.leaf }
    return try TLogProof(inclusion, checkpoint: kept.signed, extra: leaf)
  }

  /// The proof that the log only grew between two checkpoints: what a witness asks for.
  ///
  /// - Parameters:
  ///   - oldSize: 0 if the witness has seen nothing yet.
  ///   - size: Of the kept checkpoint that it shall lead to; nil takes the last one.
  /// - Throws: `ProofError`; `InvalidNote` where the later one is the smaller.
  public func consistency(from oldSize: Int, to size: Int? = nil) async throws -> WitnessRequest {
    guard let kept = try await keptCheckpoint(size) else {
      throw ProofError.noCheckpoint(size: size ?? 0)
    }
    guard oldSize < kept.size,
      var hashes = SubtreeHashes(forConsistencyFrom: oldSize, to: kept.size)
    else { return try WitnessRequest(oldSize: oldSize, hashes: [], checkpoint: kept.signed) }
    try await leafHashes(from: 0, to: kept.size) { hashes.add($0) }
    guard hashes.tree == kept.tree, let proof = hashes.consistency else {
      throw ProofError.otherHistory(size: kept.size)
    }
    return try WitnessRequest(oldSize: oldSize, hashes: proof.hashes, checkpoint: kept.signed)
  }

  /// The kept checkpoint of that size, or the last one; nil if none was ever kept.
  private func keptCheckpoint(_ size: Int?) async throws -> KeptCheckpoint? {
    let all = try await read { try $0.checkpoints() }
    guard let size else { return all.last }
    guard let kept = all.first(where: { $0.size == size }) else {
      throw ProofError.noCheckpoint(size: size)
    }
    return kept
  }
}
