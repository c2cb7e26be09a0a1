import AuditLog
import WorkflowEngine

@testable import WorkflowTesting

/// A store whose bytes somebody changed behind the engine's back. It can only be read.
struct TamperedStore: Store {
  var tables: MemoryTables

  /// A copy of the store's tables, changed by `tampering`.
  init(_ store: MemoryStore, _ tampering: @Sendable (inout MemoryTables) -> Void) async throws {
    tables = try await store.read { reader in
      guard let memory = reader as? MemoryReader else {
        throw StoreError.unavailable("not a store in memory")
      }
      return memory.tables
    }
    tampering(&tables)
  }

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try body(MemoryReader(tables))
  }

  func view() -> any StoreView { MemoryView(tables: tables) }

  func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    throw StoreError.unavailable("this store is evidence of tampering and can only be read")
  }
}

extension MemoryTables {
  /// Changes the leaf of an entry, as who can reach the bytes but not the hashes.
  mutating func changeLeaf(_ index: Int, _ text: String, to other: String) {
    stored[index].leaf = Array(
      String(decoding: stored[index].leaf, as: UTF8.self).replacing(text, with: other).utf8)
  }

  /// Computes every hash and every key again, as who can reach those, too.
  mutating func hashAgain() {
    tree = MerkleTree()
    for place in stored.indices {
      stored[place].leafHash = MerkleTree.leafHash(stored[place].leaf)
      if let leaf = try? Leaf(canonical: stored[place].leaf) {
        stored[place].keys = EntryKeys(leaf)
      }
      tree.append(stored[place].leafHash)
    }
  }
}
