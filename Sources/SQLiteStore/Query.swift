import Statechart
import WorkflowEngine

/// A query that is put together from conditions, all of which hold, and what stands for its question
/// marks.
struct Query {
  /// The text, which grows with each condition in place: short queries are many.
  private(set) var sql: String
  private(set) var arguments = PackedCells()
  private var hasCondition = false

  /// - Parameter select: What comes before the conditions.
  init(_ select: String) {
    sql = ""
    sql.reserveCapacity(256)
    sql += select
  }

  mutating func add(_ condition: String) {
    sql += hasCondition ? " AND " : " WHERE "
    sql += condition
    hasCondition = true
  }

  mutating func add(_ condition: String, _ argument: Cell) {
    add(condition)
    arguments.append(argument)
  }

  mutating func add(_ condition: String, texts: String...) throws(StoreError) {
    add(condition)
    for text in texts { try arguments.text(text) }
  }

  /// `column = ?`, unless nothing is asked of the column.
  mutating func add(_ column: String, equals id: Identifier?) throws(StoreError) {
    guard let id else { return }
    add(column)
    sql += " = ?"
    try arguments.text(id)
  }

  /// The column is one of the texts, unless there are none.
  mutating func add(_ column: String, isOneOf texts: [String]) throws(StoreError) {
    guard !texts.isEmpty else { return }
    add("\(column) IN (\(texts.map { _ in "?" }.joined(separator: ", ")))")
    for text in texts { try arguments.text(text) }
  }

  /// What comes behind the conditions.
  mutating func end(_ text: String) { sql += text }

  /// The same, with a limit; none for a negative number.
  mutating func end(_ order: String, limit: Int) {
    sql += order
    sql += " LIMIT ?"
    arguments.integer(max(0, limit))
  }
}
