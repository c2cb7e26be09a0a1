import GRDB
import GRDBSQLite
import WorkflowEngine

/// Running a statement through SQLite's own interface.
///
/// GRDB prepares, keeps and finalizes the statements. Its own arguments and rows serve every type
/// that Swift programs have; with the five of SQLite they would cost more than SQLite's work.
extension Statement {
  /// Runs the statement to its end and leaves it ready for the next time, also after an error.
  ///
  /// - Parameter row: Called with copies of each row's cells. It may not run this statement.
  /// - Throws: `DatabaseError`, or what `row` throws.
  func step(_ arguments: [DatabaseValue], row: ([DatabaseValue]) throws -> Void = { _ in }) throws {
    try forEachRow(arguments) { try row($0.cells) }
  }

  /// The same for rows that are read where SQLite keeps them.
  func forEachRow(
    _ arguments: [DatabaseValue], _ row: (borrowing SteppedRow) throws -> Void
  ) throws {
    let statement = unsafe sqliteStatement
    defer { unsafe sqlite3_reset(statement) }
    assert(unsafe Int(sqlite3_bind_parameter_count(statement)) == arguments.count)
    for (index, argument) in arguments.enumerated() {
      let code = unsafe argument.bind(to: statement, at: CInt(index + 1))
      guard code == SQLITE_OK else { throw fault(code) }
    }
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW: try row(unsafe SteppedRow(statement))
      case SQLITE_DONE: return
      case let code: throw fault(code)
      }
    }
  }

  private func fault(_ code: CInt) -> DatabaseError {
    let connection = unsafe sqlite3_db_handle(sqliteStatement)
    let message = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
  }
}

/// The row at which a statement stands, until it goes on.
@safe struct SteppedRow: ~Copyable {
  private let statement: SQLiteStatement

  fileprivate init(_ statement: SQLiteStatement) { unsafe self.statement = statement }

  /// Copies of all cells.
  var cells: [DatabaseValue] {
    unsafe (0..<sqlite3_column_count(statement)).map {
      unsafe DatabaseValue(sqliteStatement: statement, index: $0)
    }
  }

  /// - Throws: `StoreError.corrupt` for a cell of another type.
  func integer(_ column: CInt) throws(StoreError) -> Int {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_INTEGER else {
      throw .corrupt("a cell is no integer")
    }
    return unsafe Int(sqlite3_column_int64(statement, column))
  }

  /// A copy of the bytes; nil for a cell of another type.
  func bytes(_ column: CInt) -> [UInt8]? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
    let start = unsafe sqlite3_column_blob(statement, column)
    return unsafe Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }
}
