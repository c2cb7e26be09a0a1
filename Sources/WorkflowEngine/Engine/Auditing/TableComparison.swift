import AuditLog

/// Compares what a table holds with what the log makes of it: both in the order of their keys, row
/// by row, a page at a time.
struct TableComparison {
  private let projection: Projection
  private var stored: Rows
  private var rebuilt: Rows

  init(_ projection: Projection, stored: any StoreView, rebuilt: any StoreView) {
    self.projection = projection
    self.stored = Rows(projection, of: stored)
    self.rebuilt = Rows(projection, of: rebuilt)
  }

  mutating func run(_ result: inout Verification) async throws {
    while true {
      if stored.isEmpty { try await stored.read() }
      if rebuilt.isEmpty { try await rebuilt.read() }
      guard let found = stored.first else {
        guard let missing = rebuilt.take() else { return }
        result.rows += 1
        note(missing: missing, &result)
        continue
      }
      guard let expected = rebuilt.first else {
        note(extra: found, &result)
        _ = stored.take()
        continue
      }
      if found.key < expected.key {
        note(extra: found, &result)
        _ = stored.take()
      } else if expected.key < found.key {
        result.rows += 1
        note(missing: expected, &result)
        _ = rebuilt.take()
      } else {
        result.rows += 1
        // Stores of two kinds keep one row in bytes of their own; what it says is the same then.
        if found.bytes != expected.bytes, found.json.canonical != expected.json.canonical {
          note(missing: expected, &result)
          note(extra: found, &result)
        }
        _ = stored.take()
        _ = rebuilt.take()
      }
    }
  }

  private func note(missing row: ProjectedRow, _ result: inout Verification) {
    result.note(
      .init(
        "\(projection.rawValue).differs",
        "by the log, \(projection.rawValue) must hold \(Self.short(row.json))"))
  }

  private func note(extra row: ProjectedRow, _ result: inout Verification) {
    result.note(
      .init(
        "\(projection.rawValue).differs",
        "\(projection.rawValue) holds \(Self.short(row.json)), which no entry made"))
  }

  private static func short(_ row: JSON) -> String {
    let text = String(decoding: row.canonical, as: UTF8.self)
    return text.count > 400 ? String(text.prefix(400)) + "…" : text
  }
}

/// The rows of a table one after the other; the next page is read while one is compared.
private struct Rows {
  private let projection: Projection
  private let view: any StoreView
  private var page: ArraySlice<ProjectedRow> = []
  private var next: Task<[ProjectedRow], any Error>?

  private static let limit = 1_000

  init(_ projection: Projection, of view: any StoreView) {
    self.projection = projection
    self.view = view
    next = Self.page(of: projection, after: nil, view)
  }

  var isEmpty: Bool { page.isEmpty }
  var first: ProjectedRow? { page.first }
  mutating func take() -> ProjectedRow? { page.popFirst() }

  /// Takes up the next page, if there is one.
  ///
  /// - Throws: `StoreError.corrupt` where keys do not grow: somebody has changed the file, and its
  ///   rows would come without an end.
  mutating func read() async throws {
    guard let task = next else { return }
    next = nil
    let rows = try await task.value
    for (row, follower) in zip(rows, rows.dropFirst()) where !(row.key < follower.key) {
      throw StoreError.corrupt("the rows of \(projection.rawValue) are out of order")
    }
    page = rows[...]
    if rows.count == Self.limit, let last = rows.last {
      next = Self.page(of: projection, after: last.key, view)
    }
  }

  private static func page(of projection: Projection, after: RowKey?, _ view: any StoreView)
    -> Task<[ProjectedRow], any Error>
  {
    Task {
      try await view.read { reader in
        try reader.rows(of: projection, after: after, limit: Self.limit)
      }
    }
  }
}
