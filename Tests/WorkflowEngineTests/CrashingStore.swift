import Synchronization
import WorkflowEngine

/// A store whose process dies after some transactions: from then on every write fails.
final class CrashingStore: Store {
  private let store: any Store
  private let writes: Mutex<Int>

  init(_ store: any Store, writes: Int) {
    self.store = store
    self.writes = Mutex(writes)
  }

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try await store.read(body)
  }

  func view() async throws -> any StoreView { try await store.view() }

  func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    let isAlive = writes.withLock { left in
      left -= 1
      return left >= 0
    }
    guard isAlive else { throw StoreError.unavailable("crashed") }
    return try await store.write(body)
  }
}
