import AuditLog
import GRDB
import Statechart
import WorkflowEngine

/// One consistent state of the file, read on the connection's own thread.
class SQLiteReader {
  let database: Database
  /// Most readers ask once, and remember nothing.
  private(set) lazy var memory = Recollection()

  init(_ database: Database) { self.database = database }

  init(_ database: Database, _ memory: Recollection) {
    self.database = database
    self.memory = memory
  }

  var organisation: OrganisationMemory { memory.organisation }

  /// Writes what a transaction holds back, for queries that would miss it.
  func settle() throws {}

  /// The statement of that text, prepared once.
  func statement(_ sql: String) throws -> Statement { try database.cachedStatement(sql: sql) }

  /// The cells of every row, copied before the statement is used again.
  func cells(_ sql: String, _ arguments: [Cell] = []) throws -> [[Cell]] {
    try cells(sql, PackedCells(arguments))
  }

  func cells(_ sql: String, _ arguments: PackedCells) throws -> [[Cell]] {
    var cells: [[Cell]] = []
    try statement(sql).forEachRow(arguments) { cells.append($0.cells) }
    return cells
  }

  /// The first cell of the first row; nil where there is no row.
  func firstCell(_ sql: String, _ arguments: [Cell] = []) throws -> Cell? {
    try statement(sql).firstRow(PackedCells(arguments)) { $0.cell(0) }
  }

  func records<Record>(
    _ table: Table<Record>, _ conditions: String, _ arguments: [Cell] = []
  ) throws -> [Record] {
    try records(table, query: table.select + " " + conditions, arguments)
  }

  /// The records of a query that asks for all of the table's columns.
  func records<Record>(
    _ table: Table<Record>, query: String, _ arguments: PackedCells
  ) throws -> [Record] {
    var records: [Record] = []
    try statement(query).forEachRow(arguments) { records.append(try table.record($0)) }
    return records
  }

  func records<Record>(
    _ table: Table<Record>, query: String, _ arguments: [Cell]
  ) throws -> [Record] {
    try records(table, query: query, PackedCells(arguments))
  }

  func records<Record>(_ table: Table<Record>, _ query: Query) throws -> [Record] {
    try records(table, query: query.sql, query.arguments)
  }

  func record<Record>(_ table: Table<Record>, _ key: Cell...) throws -> Record? {
    try statement(table.find).firstRow(PackedCells(key)) { try table.record($0) }
  }

  /// Every record in the order of the key.
  func all<Record>(_ table: Table<Record>) throws -> [Record] {
    try records(table, "ORDER BY " + table.key.joined(separator: ", "))
  }

  func run(_ sql: String, _ arguments: [Cell] = []) throws {
    try statement(sql).run(PackedCells(arguments))
  }

  /// Runs a statement that begins or ends a transaction or a savepoint, which GRDB must see.
  func control(_ sql: String) throws { try statement(sql).execute() }
}
