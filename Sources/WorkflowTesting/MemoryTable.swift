import AuditLog
import Statechart
import WorkflowEngine

/// The rows of one kind by their keys.
struct MemoryTable<Record: StoredRecord>: Sendable {
  private let key: @Sendable (Record) -> RowKey
  private var rows: [RowKey: Record] = [:]

  init(key: @escaping @Sendable (Record) -> RowKey) { self.key = key }

  subscript(key: RowKey) -> Record? { rows[key] }

  mutating func put(_ record: Record) { rows[key(record)] = record }
  mutating func remove(_ record: Record) { rows[key(record)] = nil }
  mutating func remove(_ key: RowKey) { rows[key] = nil }
  mutating func remove(where isRemoved: (Record) -> Bool) {
    rows = rows.filter { !isRemoved($0.value) }
  }

  /// The rows behind a key, as an audit compares them.
  func page(after: RowKey?, limit: Int) -> [ProjectedRow] {
    let found = rows.filter { row in after.map { $0 < row.key } ?? true }
    return found.sorted { $0.key < $1.key }.prefix(max(0, limit)).map { key, record in
      let json = record.json
      return ProjectedRow(key: key, bytes: json.canonical) { json }
    }
  }

  /// The records that are wanted, in the order of their keys.
  func filter(_ isWanted: (Record) -> Bool) -> [Record] {
    rows.filter { isWanted($0.value) }.sorted { $0.key < $1.key }.map(\.value)
  }

  var all: [Record] { filter { _ in true } }

  /// The records that are wanted in another order than that of their keys.
  func filter(_ isWanted: (Record) -> Bool, orderedBy order: (Record) -> RowKey) -> [Record] {
    rows.values.filter(isWanted).map { (order($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
