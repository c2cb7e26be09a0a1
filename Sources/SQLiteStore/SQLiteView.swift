import GRDB
import WorkflowEngine

/// A connection of its own, inside a read transaction that lasts as long as the view.
struct SQLiteView: StoreView {
  private let connection: any DatabaseReader

  init(_ connection: any DatabaseReader) { self.connection = connection }

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      try Self.read(connection, body)
    }
  }

  private static func read<Answer>(
    _ connection: any DatabaseReader, _ body: (any StoreReader) throws -> Answer
  ) throws -> Answer {
    try translatingErrors { try connection.read { try body(SQLiteSnapshot($0)) } }
  }
}
