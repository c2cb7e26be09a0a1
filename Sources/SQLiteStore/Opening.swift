import Foundation
import GRDB
public import WorkflowEngine

extension SQLiteStore {
  /// Makes a store.
  ///
  /// - Parameters:
  ///   - path: Where no file is yet. A file that an interrupted `create` left is taken over.
  ///   - info: What the store is; without it, the first transaction must say so (`initialize`).
  /// - Throws: `StoreError.exists`, or `.unavailable` where no file can be made.
  public static func create(
    at path: String, info: StoreInfo? = nil, timeout: Double = defaultTimeout
  ) async throws -> SQLiteStore {
    try await create(at: path, info: info, timeout: timeout, layout: .current)
  }

  static func create(
    at path: String, info: StoreInfo?, timeout: Double, layout: Layout
  ) async throws -> SQLiteStore {
    guard try File.make(path) || isUnfinished(path) else { throw StoreError.exists(path) }
    let store = try opened(
      path, timeout: timeout, callers: .many, layout: layout, mayBeEmpty: true)
    do {
      if let info { try await store.write { try $0.initialize(info) } }
    } catch {
      try? await store.close()
      throw error
    }
    return store
  }

  /// Opens a store for reading and writing, after upgrading it where an older Docket wrote it.
  ///
  /// The file as it was before an upgrade to format *n* is kept beside it, as `NAME.before-n`.
  ///
  /// - Parameter callers: With one, opening it takes half of the time.
  /// - Throws: `StoreError.missing`, `.newerFormat`, `.corrupt` for a file that is no store,
  ///   `.busy`, or `.unavailable` where the file cannot be read or written.
  public static func open(
    at path: String, timeout: Double = defaultTimeout, callers: Callers = .many
  ) throws -> SQLiteStore {
    try open(at: path, timeout: timeout, callers: callers, layout: .current)
  }

  static func open(
    at path: String, timeout: Double, callers: Callers = .many, layout: Layout
  ) throws -> SQLiteStore {
    guard try File.size(path) != nil else { throw StoreError.missing(path) }
    return try opened(path, timeout: timeout, callers: callers, layout: layout, mayBeEmpty: false)
  }

  /// Opens a store that will not be written: also one on a medium that cannot be.
  ///
  /// - Throws: As `open`. An older format is `StoreError.unavailable`, because it must be upgraded.
  public static func openReadOnly(at path: String, timeout: Double = defaultTimeout) throws
    -> SQLiteStore
  {
    guard try File.size(path) != nil else { throw StoreError.missing(path) }
    let configuration = configuration(timeout, isReadOnly: true) { database in
      let format = try Layout.current.format(of: database)
      guard format == Layout.current.format else {
        throw StoreError.unavailable(
          format == 0
            ? "the file holds no store"
            : "the store has an older format; open it once for writing")
      }
    }
    return try translatingErrors {
      do {
        return SQLiteStore(
          file: try DatabaseQueue(path: File.plain(path), configuration: configuration),
          callers: .many)
      } catch let error as DatabaseError where File.hasNoLog(path) {
        // SQLite wants to make files beside one with a write-ahead log. Where it cannot, and the
        // log is empty, nobody can be writing either.
        guard error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY else {
          throw error
        }
        return SQLiteStore(
          file: try DatabaseQueue(path: File.immutable(path), configuration: configuration),
          callers: .many)
      }
    }
  }

  private static func opened(
    _ path: String, timeout: Double, callers: Callers, layout: Layout, mayBeEmpty: Bool
  ) throws -> SQLiteStore {
    let configuration = configuration(timeout, isReadOnly: false) { database in
      // Before the write-ahead log is turned on, which would change a foreign file.
      if try layout.format(of: database) == 0, !mayBeEmpty {
        throw StoreError.corrupt("this file is empty; `docket init` makes a store of it")
      }
    }
    return try translatingErrors {
      let connection = try DatabaseQueue(
        path: File.gathering(path), configuration: configuration)
      let found = try connection.writeWithoutTransaction { database in
        try writeThrough(database)
        return try layout.format(of: database)
      }
      if found < layout.format {
        if found > 0 { try keepCopy(of: connection, path: path, before: layout.format) }
        try connection.writeWithoutTransaction { try layout.upgrade($0) }
      }
      if callers == .many { try connection.writeWithoutTransaction(undoInMemory) }
      return SQLiteStore(file: connection, callers: callers)
    }
  }

  /// Keeps in memory what a savepoint needs to undo a caller's changes: SQLite would write it to a
  /// temporary file, page by page. What sorts much does it on the connections that read.
  static func undoInMemory(_ database: Database) throws {
    try database.execute(sql: "PRAGMA temp_store = MEMORY")
  }

  /// Turns the write-ahead log on, and makes every later COMMIT of this connection wait for the disk.
  ///
  /// GRDB would do the former with FileManager, a transaction and a weaker level of waiting, with
  /// which a loss of power loses commits that were answered. What the statements did is read back.
  private static func writeThrough(_ database: Database) throws {
    guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
      throw StoreError.unavailable("SQLite cannot keep a write-ahead log here")
    }
    try database.execute(sql: "PRAGMA synchronous = FULL")
    guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2 else {
      throw StoreError.unavailable("SQLite does not wait for the disk")
    }
  }

  private static func configuration(
    _ timeout: Double, isReadOnly: Bool, prepare: @escaping @Sendable (Database) throws -> Void
  ) -> Configuration {
    leaveMemoryUncounted()
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(timeout)
    // A transaction that several callers share stays open between them.
    configuration.allowsUnsafeTransactions = true
    configuration.prepareDatabase { database in
      try prepare(database)
      // In KiB. SQLite's own 2 MiB hold a twentieth of a store of ten thousand units.
      try database.execute(sql: "PRAGMA cache_size = -8192")
    }
    return configuration
  }

  /// Whether `create` was interrupted before the store said what it is.
  private static func isUnfinished(_ path: String) throws -> Bool {
    if try File.size(path) == 0 { return true }
    guard let queue = try? DatabaseQueue(path: File.plain(path)) else { return false }
    defer { try? queue.close() }
    return
      (try? queue.read { database in
        let format = try Layout.current.format(of: database)
        return try format == 0 || Int.fetchOne(database, sql: "SELECT COUNT(*) FROM info") == 0
      }) ?? false
  }

  private static func keepCopy(of connection: DatabaseQueue, path: String, before format: Int)
    throws
  {
    for number in 1... {
      do {
        let suffix = number == 1 ? "" : ".\(number)"
        return try copy(connection, to: "\(path).before-\(format)\(suffix)")
      } catch StoreError.exists {
        continue  // From an upgrade that was interrupted; the file may have changed since.
      }
    }
  }
}
