import GRDB
import GRDBSQLite

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
    let statement = unsafe sqliteStatement
    defer { unsafe sqlite3_reset(statement) }
    assert(unsafe Int(sqlite3_bind_parameter_count(statement)) == arguments.count)
    for (index, argument) in arguments.enumerated() {
      let code = unsafe argument.bind(to: statement, at: CInt(index + 1))
      guard code == SQLITE_OK else { throw fault(code) }
    }
    while true {
      switch unsafe sqlite3_step(statement) {
      case SQLITE_ROW:
        let columns = unsafe sqlite3_column_count(statement)
        try row(
          (0..<columns).map { unsafe DatabaseValue(sqliteStatement: statement, index: $0) })
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
