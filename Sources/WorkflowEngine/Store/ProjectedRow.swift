public import AuditLog
public import Statechart

/// The key of a row: texts and numbers that are compared in turn, texts by their bytes.
public struct RowKey: Hashable, Comparable, Sendable, ExpressibleByArrayLiteral {
  public enum Part: Hashable, Comparable, Sendable {
    case number(Int)
    case text(Identifier)
  }

  public let parts: [Part]

  public init(_ parts: [Part]) { self.parts = parts }
  public init(arrayLiteral parts: Part...) { self.parts = parts }

  public static func < (a: RowKey, b: RowKey) -> Bool { a.parts.lexicographicallyPrecedes(b.parts) }
}

/// One row of a projection, as a store keeps it.
public struct ProjectedRow: Sendable {
  /// Where it stands among the rows.
  public var key: RowKey
  /// Equal in two stores of one kind exactly when the rows are.
  public var bytes: [UInt8]
  private let record: @Sendable () -> JSON

  /// - Parameter record: Makes `json`, for the few rows of which somebody asks for it.
  public init(key: RowKey, bytes: [UInt8], record: @escaping @Sendable () -> JSON) {
    self.key = key
    self.bytes = bytes
    self.record = record
  }

  /// The record. A row that somebody changed outside of Docket, so that its parts do not belong
  /// together, is `{"changed": {column: cell}}`.
  public var json: JSON { record() }
}

extension StoreReader {
  /// Every row of a projection, in the order of its key.
  public func rows(of projection: Projection, _ body: (JSON) throws -> Void) throws {
    var after: RowKey?
    while true {
      let page = try rows(of: projection, after: after, limit: 1_000)
      for row in page { try body(row.json) }
      guard page.count == 1_000, let last = page.last else { return }
      after = last.key
    }
  }
}
