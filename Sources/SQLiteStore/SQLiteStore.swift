import Foundation
import GRDB
public import WorkflowEngine

/// The embedded store: one SQLite file, and beside it, while it is open, its write-ahead log.
///
/// Every commit is on the disk before its caller gets an answer (`synchronous=FULL`). Any number of
/// processes may open the same file; they write one after the other, and readers never wait.
/// A closed store is one file.
public final class SQLiteStore: Store {
  let connection: DatabaseQueue
  let writer: Writer
  /// Nil where nobody else could see the file.
  let readers: Readers?
  /// Nil where SQLite moves its write-ahead log by itself.
  let log: LogMover?
  private let callers: Callers

  /// Who uses a store at a time.
  public enum Callers: Sendable {
    /// One after the other, as in a command: a single connection reads and writes.
    case one
    /// Several, as in a server: some read while others write, and those share commits.
    case many
  }

  /// - Parameter connection: That of a file. If it cannot write, it is the first that reads.
  init(file connection: DatabaseQueue, callers: Callers) {
    self.connection = connection
    self.callers = callers
    readers = Readers(beside: connection)
    let isShared = callers == .many && !connection.configuration.readonly
    log = isShared ? LogMover(for: connection) : nil
    writer = Writer(connection, sharesCommits: isShared, log: log)
  }

  private init(scratch: DatabaseQueue) {
    connection = scratch
    callers = .one
    readers = nil
    log = nil
    writer = Writer(scratch, sharesCommits: false)
  }

  public func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    guard callers == .many, let readers else { return try await writer.read(body) }
    return try await readers.read { try body($0) }
  }

  public func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    try await writer.write(body)
  }

  /// While the view is held, the write-ahead log keeps what came after it.
  public func view() async throws -> any StoreView {
    guard let readers else { return SQLiteView(try await writer.copied()) }
    return try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      try translatingErrors { SQLiteView(try readers.snapshot()) }
    }
  }

  /// Moves the write-ahead log into the file and closes it. Calls that come later throw
  /// `StoreError.unavailable`.
  public func close() async throws {
    try await writer.close { [connection, readers] in
      // The last connection to close removes the log, which a reading one cannot.
      try readers?.close()
      let isReadOnly = connection.configuration.readonly
      if readers != nil, !isReadOnly {
        // Fails where another process reads, which then keeps the log.
        _ = try? connection.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      }
      try connection.close()
      if isReadOnly { Self.removeEmptyLog(beside: connection.path) }
    }
  }

  /// A reading connection makes an empty log where there is none and cannot remove it; the last
  /// writing one to close does, unless another process has the file open.
  private static func removeEmptyLog(beside path: String) {
    guard (try? File.size(path + "-wal")) == .some(0),
      let queue = try? DatabaseQueue(path: path)
    else { return }
    _ = try? queue.read { try $0.tableExists("info") }
    try? queue.close()
  }
}

extension SQLiteStore {
  /// How long a writer waits for another process to let go of the file, in seconds.
  public static let defaultTimeout = 5.0

  /// A store that disappears with its last reference: for rebuilding projections. It spills to a
  /// temporary file that nobody else can see, and does not wait for the disk.
  public static func scratch() throws -> SQLiteStore {
    leaveMemoryUncounted()
    return try translatingErrors {
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let queue = try DatabaseQueue(path: "", configuration: configuration)
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
        try Layout.current.upgrade(database)
      }
      return SQLiteStore(scratch: queue)
    }
  }
}
