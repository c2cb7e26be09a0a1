import GRDB
import WorkflowEngine

extension SQLiteStore {
  /// Writes the whole file anew, so that its free pages and the free space within its pages hold
  /// nothing of what was removed, and empties the write-ahead log.
  ///
  /// - Throws: `StoreError.busy` while another process reads or writes: the log cannot be emptied
  ///   then. Calling again is all it takes.
  public func purge() async throws {
    guard let readers else { return }
    try translatingErrors { try readers.closeIdle() }
    try await writer.maintain { database in
      // The new file is put together in a temporary one, which may be too large for the memory.
      try database.execute(sql: "PRAGMA secure_delete = ON; PRAGMA temp_store = FILE")
      try database.execute(sql: "VACUUM")
      try Self.undoInMemory(database)
      // The first column is 1 where somebody else kept the log from being emptied.
      let isBusy = try Int.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)") ?? 0
      guard isBusy == 0 else { throw StoreError.busy }
    }
  }
}
