import AuditLog
import Statechart
import WorkflowEngine

/// The rows of one kind by their keys.
struct MemoryTable<Record: StoredRecord>: Sendable {
  private let key: @Sendable (Record) -> RowKey
  private var rows: [RowKey: Record] = [:]
  /// The keys by their first part, where rows are often asked for by it.
  private var groups: [RowKey.Part: Set<RowKey>]?

  init(isGrouped: Bool = false, key: @escaping @Sendable (Record) -> RowKey) {
    self.key = key
    if isGrouped { groups = [:] }
  }

  subscript(key: RowKey) -> Record? { rows[key] }

  mutating func put(_ record: Record) {
    let key = key(record)
    rows[key] = record
    groups?[key.parts[0], default: []].insert(key)
  }

  mutating func remove(_ record: Record) { remove(key(record)) }

  mutating func remove(_ key: RowKey) {
    rows[key] = nil
    groups?[key.parts[0]]?.remove(key)
  }

  mutating func remove(where isRemoved: (Record) -> Bool) {
    for (key, record) in rows where isRemoved(record) { remove(key) }
  }

  /// The rows of a grouped table whose key begins with a part, in the order of their keys.
  func rows(under part: RowKey.Part) -> [Record] {
    (groups?[part] ?? []).sorted().compactMap { rows[$0] }
  }

  /// Removes those rows.
  mutating func remove(under part: RowKey.Part) {
    for key in groups?.removeValue(forKey: part) ?? [] { rows[key] = nil }
  }

  /// The rows behind a key, as an audit compares them.
  func page(after: RowKey?, limit: Int) -> [ProjectedRow] {
    let found = rows.filter { row in after.map { $0 < row.key } ?? true }
    return found.sorted { $0.key < $1.key }.prefix(max(0, limit)).map { key, record in
      ProjectedRow(key: key, bytes: record.canonical) { record.json }
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
