import GRDB
import WorkflowEngine

/// A connection of its own, inside a read transaction that lasts as long as the view.
struct SQLiteView: StoreView {
  private let connection: DatabaseQueue

  /// - Parameter connection: One on which a transaction has begun, or that nobody else has.
  init(_ connection: DatabaseQueue) { self.connection = connection }

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      try Self.read(connection) { try body(SQLiteSnapshot($0)) }
    }
  }

  private static func read<Answer>(
    _ connection: DatabaseQueue, _ body: (Database) throws -> Answer
  ) throws -> Answer {
    try translatingErrors { try connection.unsafeRead(body) }
  }
}

extension SQLiteView {
  func damage() async throws -> [String] {
    try await withTaskExecutorPreference(QueueExecutor.concurrent) {
      try Self.read(connection) { try Self.unsound($0) + Self.foreign($0) }
    }
  }

  /// What SQLite finds when it follows every page and looks up every row in every index.
  private static func unsound(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
      .map { "the file is damaged: \($0)" }
  }

  /// Tables, indexes, triggers and views that are not those of this format. A trigger would change
  /// what later steps write; an index that is missing would let in what it must keep out.
  private static func foreign(_ database: Database) throws -> [String] {
    let (found, expected) = (try parts(of: database), try Layout.current.parts())
    return Set(found.keys).union(expected.keys).sorted().compactMap { name in
      switch (found[name], expected[name]) {
      case (nil, _?): "the layout of the file lacks the \(name)"
      case (_?, nil): "the layout of the file has the \(name), which Docket did not make"
      case (let found, let expected):
        found == expected ? nil : "the layout of the file has another \(name)"
      }
    }
  }

  /// The statements of a database's layout by what they make: `table units`.
  fileprivate static func parts(of database: Database) throws -> [String: String] {
    // What SQLite makes for itself has no statement or a name of its own.
    let rows = try Row.fetchAll(
      database,
      sql:
        "SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    )
    return Dictionary(rows.map { ($0[0], $0[1] ?? "") }, uniquingKeysWith: { $0 + $1 })
  }
}

extension Layout {
  /// The parts of a new database.
  fileprivate func parts() throws -> [String: String] {
    let database = try DatabaseQueue()
    return try database.writeWithoutTransaction { database in
      try upgrade(database)
      return try SQLiteView.parts(of: database)
    }
  }
}
