import GRDB
import GRDBSQLite
import Statechart
import WorkflowEngine

/// Running a statement through SQLite's own interface.
///
/// GRDB prepares, keeps and finalizes the statements. Its own arguments and rows serve every type
/// that Swift programs have; with the five of SQLite they would cost more than SQLite's work.
extension Statement {
  /// Runs the statement to its end and leaves it ready for the next time, also after an error.
  ///
  /// - Parameter row: Called at each row. It may not run this statement.
  /// - Throws: `DatabaseError`, or what `row` throws.
  func forEachRow(
    _ arguments: PackedCells, _ row: (borrowing SteppedRow) throws -> Void
  ) throws {
    try unsafe withBound(arguments) { statement in
      while try unsafe next(statement) { try row(unsafe SteppedRow(statement)) }
    }
  }

  /// Runs the statement to its first row; nil if there is none.
  func firstRow<Answer>(
    _ arguments: PackedCells, _ row: (borrowing SteppedRow) throws -> Answer
  ) throws -> Answer? {
    try unsafe withBound(arguments) { statement in
      try unsafe next(statement) ? row(unsafe SteppedRow(statement)) : nil
    }
  }

  /// Runs the statement to its end.
  func run(_ arguments: PackedCells) throws { try forEachRow(arguments) { _ in } }

  /// Lends the bytes of the arguments to SQLite for as long as `body` runs.
  private func withBound<Answer>(
    _ arguments: PackedCells, _ body: (SQLiteStatement) throws -> Answer
  ) throws -> Answer {
    let statement = unsafe sqliteStatement
    return try unsafe arguments.bytes.withUnsafeBytes { bytes in
      defer {
        unsafe sqlite3_reset(statement)
        unsafe sqlite3_clear_bindings(statement)
      }
      try unsafe bind(bytes, to: statement)
      return try unsafe body(statement)
    }
  }

  /// - Parameter bytes: Those of `PackedCells`.
  private func bind(_ bytes: UnsafeRawBufferPointer, to statement: SQLiteStatement) throws {
    var (column, position) = (CInt(0), 0)
    while position < bytes.count {
      column += 1
      let kind = unsafe PackedCells.Kind(rawValue: bytes[position])
      position += 1
      // A parameter without a value is NULL.
      if kind == .null { continue }
      let word = UInt64(
        littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
      let code: CInt
      switch kind {
      case .integer:
        code = unsafe sqlite3_bind_int64(statement, column, Int64(bitPattern: word))
      case .real:
        code = unsafe sqlite3_bind_double(statement, column, Double(bitPattern: word))
      default:
        // Without a destructor, SQLite reads the bytes where they are.
        let start = unsafe bytes.baseAddress.map { unsafe $0 + position }
        position += Int(word)
        code =
          kind == .text
          ? unsafe sqlite3_bind_text64(
            statement, column, start?.assumingMemoryBound(to: CChar.self), word, nil,
            UInt8(SQLITE_UTF8))
          : unsafe sqlite3_bind_blob64(statement, column, start, word, nil)
      }
      guard code == SQLITE_OK else { throw fault(code) }
    }
    assert(unsafe sqlite3_bind_parameter_count(statement) == column)
  }

  /// Goes on to the next row; false at the end.
  private func next(_ statement: SQLiteStatement) throws -> Bool {
    switch unsafe sqlite3_step(statement) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw fault(code)
    }
  }

  private func fault(_ code: CInt) -> DatabaseError {
    let connection = unsafe sqlite3_db_handle(sqliteStatement)
    let message = unsafe sqlite3_errmsg(connection).map { unsafe String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: sql)
  }
}

/// The row at which a statement stands, until it goes on. What is read of it is copied.
@safe struct SteppedRow: ~Copyable {
  private let statement: SQLiteStatement

  fileprivate init(_ statement: SQLiteStatement) { unsafe self.statement = statement }

  /// All cells.
  var cells: [Cell] {
    let count = unsafe sqlite3_column_count(statement)
    return (0..<count).map { cell($0) }
  }

  func cell(_ column: CInt) -> Cell {
    switch unsafe sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: .integer(Int(unsafe sqlite3_column_int64(statement, column)))
    case SQLITE_FLOAT: .real(unsafe sqlite3_column_double(statement, column))
    case SQLITE_TEXT: .string(unsafe String(decoding: textInPlace(column), as: UTF8.self))
    case SQLITE_BLOB: .blob(unsafe Array(blobInPlace(column)))
    default: .null
    }
  }

  /// All cells, as they are.
  var packed: PackedCells {
    var packed = PackedCells()
    for column in 0..<(unsafe sqlite3_column_count(statement)) {
      switch unsafe sqlite3_column_type(statement, column) {
      case SQLITE_TEXT: packed.append(.text, unsafe textInPlace(column).span)
      case SQLITE_BLOB: packed.append(.blob, unsafe blobInPlace(column).span)
      default: packed.append(cell(column))
      }
    }
    return packed
  }

  /// - Throws: `StoreError.corrupt` for a cell of another type.
  func integer(_ column: CInt) throws(StoreError) -> Int {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_INTEGER else {
      throw .corrupt("a cell is no integer")
    }
    return unsafe Int(sqlite3_column_int64(statement, column))
  }

  /// The bytes of a text, of which nobody has said that they are UTF-8.
  ///
  /// - Throws: `StoreError.corrupt` for a cell of another type.
  func bytesOfText(_ column: CInt) throws(StoreError) -> [UInt8] {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_TEXT else {
      throw .corrupt("a cell is no text")
    }
    return unsafe Array(textInPlace(column))
  }

  /// The bytes of a blob; nil for a cell of another type.
  func bytes(_ column: CInt) -> [UInt8]? {
    guard unsafe sqlite3_column_type(statement, column) == SQLITE_BLOB else { return nil }
    return unsafe Array(blobInPlace(column))
  }

  private func textInPlace(_ column: CInt) -> UnsafeBufferPointer<UInt8> {
    let start = unsafe sqlite3_column_text(statement, column)
    return unsafe UnsafeBufferPointer(
      start: start, count: Int(sqlite3_column_bytes(statement, column)))
  }

  private func blobInPlace(_ column: CInt) -> UnsafeBufferPointer<UInt8> {
    // There is no pointer to a blob of no bytes.
    let start = unsafe sqlite3_column_blob(statement, column)
    return unsafe UnsafeBufferPointer(
      start: start?.assumingMemoryBound(to: UInt8.self),
      count: Int(sqlite3_column_bytes(statement, column)))
  }
}
