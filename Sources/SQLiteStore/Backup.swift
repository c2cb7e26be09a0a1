import Foundation
import GRDB
import WorkflowEngine

extension SQLiteStore {
  /// Writes a consistent copy while others go on reading and writing.
  ///
  /// The copy appears under its name only when it is complete and on the disk.
  ///
  /// - Throws: `StoreError.exists` where there is a file already; nothing is overwritten.
  public func backup(to path: String) async throws {
    guard let readers else {
      throw StoreError.unavailable("a scratch store cannot be copied")
    }
    try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      try Self.copy(translatingErrors { try readers.snapshot() }, to: path)
    }
  }

  static func copy(_ connection: DatabaseQueue, to path: String) throws {
    guard try File.size(path) == nil else { throw StoreError.exists(path) }
    let partial = "\(path).partial-\(UUID().uuidString)"
    defer { File.remove(partial) }
    try translatingErrors {
      let copy = try DatabaseQueue(path: File.plain(partial))
      try connection.backup(to: copy)
      // So that the copy is one file, also for a program that opens it read-only.
      try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
    }
    try File.publish(partial, as: path)
  }
}
