import Dispatch
import FoundationEssentials
import GRDB
import Synchronization
import WorkflowEngine

/// The connections that only read: each has one caller at a time, in a transaction as long as his
/// closure.
///
/// GRDB's pool would do the same, with a barrier, a savepoint and statements that are prepared anew
/// for each caller: several times what it takes to look up the history of a unit.
final class Readers: Sendable {
  private let path: String
  private let configuration: Configuration
  /// Nil once they are closed.
  private let idle = Mutex<[DatabaseQueue]?>([])
  private let inUse = DispatchGroup()
  /// How many may read at once, beside the one who reads in place.
  private let places = DispatchSemaphore(value: 4)

  /// - Parameter connection: The store's own. If it only reads, it is the first of these.
  init(beside connection: DatabaseQueue) {
    path = connection.path
    var configuration = connection.configuration
    if configuration.readonly { idle.withLock { $0 = [connection] } }
    configuration.readonly = true
    // A reader of a file with a write-ahead log waits only while another process opens or closes
    // it, which has nothing to do with how long a writer may wait.
    configuration.busyMode = .timeout(10)
    self.configuration = configuration
  }

  func read<Answer: Sendable>(
    _ body: @Sendable (SQLiteSnapshot) throws -> Answer
  ) async throws -> Answer {
    if SpareThread.take() {
      defer { SpareThread.giveBack() }
      return try readNow(body)
    }
    return try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      places.wait()
      defer { places.signal() }
      return try readNow(body)
    }
  }

  private func readNow<Answer>(_ body: (SQLiteSnapshot) throws -> Answer) throws -> Answer {
    try translatingErrors {
      let connection = try take()
      defer { giveBack(connection) }
      return try connection.unsafeRead { database in
        let snapshot = SQLiteSnapshot(database)
        return try snapshot.inOneState { try body(snapshot) }
      }
    }
  }

  private func take() throws -> DatabaseQueue {
    inUse.enter()
    do {
      let known = try idle.withLock { idle throws(StoreError) in
        guard idle != nil else { throw .unavailable("the store is closed") }
        return idle?.popLast()
      }
      return try known ?? DatabaseQueue(path: path, configuration: configuration)
    } catch {
      inUse.leave()
      throw error
    }
  }

  private func giveBack(_ connection: DatabaseQueue) {
    let isKept = idle.withLock { idle in
      idle?.append(connection)
      return idle != nil
    }
    if !isKept { try? connection.close() }
    inUse.leave()
  }

  /// A connection of its own, in a transaction that stays at the state of now.
  func snapshot() throws -> DatabaseQueue {
    let connection = try DatabaseQueue(path: path, configuration: configuration)
    try connection.unsafeRead { database in
      try database.execute(sql: "BEGIN")
      // A transaction begins with what it reads first.
      _ = try Int.fetchOne(database, sql: "PRAGMA user_version")
    }
    return connection
  }

  /// Closes those that nobody uses; more are opened when they are asked for.
  func closeIdle() throws {
    let connections = idle.withLock { idle in
      defer { if idle != nil { idle = [] } }
      return idle ?? []
    }
    for connection in connections { try connection.close() }
  }

  /// Closes all of them, once nobody reads any more. Who comes later gets `StoreError.unavailable`.
  func close() throws {
    let connections = idle.withLock { idle in
      defer { idle = nil }
      return idle ?? []
    }
    for connection in connections { try connection.close() }
    inUse.wait()
  }
}

extension SQLiteReader {
  /// Runs `body`, which only reads, on one state of the file.
  func inOneState<Answer>(_ body: () throws -> Answer) throws -> Answer {
    // Nothing is changed, so GRDB need not see where the transaction begins and ends.
    try run("BEGIN")
    defer {
      do { try run("COMMIT") } catch { try? run("ROLLBACK") }
    }
    return try body()
  }
}
