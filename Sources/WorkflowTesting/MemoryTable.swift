import Statechart
import WorkflowEngine

/// The key of a row: texts and numbers that are compared in turn, texts by their bytes.
struct RowKey: Hashable, Comparable, Sendable, ExpressibleByArrayLiteral {
  enum Part: Hashable, Comparable, Sendable {
    case number(Int)
    case text(Identifier)
  }

  private let parts: [Part]

  init(arrayLiteral parts: Part...) { self.parts = parts }

  static func < (a: RowKey, b: RowKey) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
}

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
