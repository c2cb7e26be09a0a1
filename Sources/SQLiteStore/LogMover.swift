import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Moves what the write-ahead log holds into the file, while callers go on writing.
///
/// SQLite would do it by itself within the commit that makes the log long, whose caller waits some
/// milliseconds. Here another connection does it. What was committed meanwhile, which is little, the
/// writing one adds between two transactions: then it begins the log anew, in place, and no caller
/// waits for the file system to make it longer.
///
/// Errors are SQLite's own business here, as in a commit: what was not moved stays in the log.
@safe final class LogMover: Sendable {
  private let path: String
  private let configuration: Configuration
  private let queue = DispatchQueue(label: "docket.log")
  /// The connection that moves: opened when it is first needed. Only the queue uses it.
  private let connection = Mutex<DatabaseQueue?>(nil)
  private let stage = Mutex(Stage.idle)
  /// How many pages the log holds, as SQLite says after each commit. Only the writer looks at it.
  private nonisolated(unsafe) let length = UnsafeMutablePointer<CInt>.allocate(capacity: 1)

  /// SQLite's own measure, in pages.
  private static let limit: CInt = 1_000

  private enum Stage { case idle, moving, moved }

  /// Takes over from SQLite on the connection that writes.
  init(for connection: DatabaseQueue) {
    path = connection.path
    configuration = connection.configuration
    unsafe length.initialize(to: 0)
    connection.writeWithoutTransaction { database in
      // Takes the place of SQLite's own (`wal_autocheckpoint`).
      _ = unsafe sqlite3_wal_hook(
        database.sqliteConnection,
        { length, _, _, pages in
          unsafe length?.storeBytes(of: pages, as: CInt.self)
          return SQLITE_OK
        }, length)
    }
  }

  deinit { unsafe length.deallocate() }

  /// To be asked after each commit: whether the writing connection has to move the rest. Begins to move
  /// a log that has become long.
  var needsWriter: Bool {
    stage.withLock { stage in
      if stage == .idle, unsafe length.pointee >= Self.limit {
        stage = .moving
        queue.async { self.move() }
      }
      return stage == .moved
    }
  }

  /// To be called on the writing connection between two transactions.
  func moveRest(on database: Database) {
    _ = try? database.checkpoint(.passive)
    stage.withLock { $0 = .idle }
  }

  private func move() {
    connection.withLock { connection in
      connection = connection ?? (try? DatabaseQueue(path: path, configuration: configuration))
      _ = try? connection?.writeWithoutTransaction { try $0.checkpoint(.passive) }
    }
    stage.withLock { $0 = .moved }
  }

  /// Waits until nothing is being moved, and lets go of the file.
  func finish() {
    queue.sync {
      connection.withLock { connection in
        try? connection?.close()
        connection = nil
      }
    }
  }
}
