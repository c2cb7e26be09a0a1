import AuditLog
import Statechart
import WorkflowEngine

/// A projection's table without the type of its records: what an audit compares.
protocol ProjectionTable: Sendable {
  var name: String { get }
  /// Of every row, the key's first.
  var columns: [String] { get }
  var key: [String] { get }
  /// The record, if the cells are those of one.
  func json(_ cells: [Cell]) -> JSON?
}

extension Table: ProjectionTable {
  func json(_ cells: [Cell]) -> JSON? {
    guard let record = try? record(cells) else { return nil }
    var expected = PackedCells()
    guard (try? pack(record, &expected)) != nil, expected == PackedCells(cells) else { return nil }
    return record.json
  }
}

/// An instance's row and its rows of `instance_states`, as one.
private struct InstancesWithStates: ProjectionTable {
  let name = Tables.instances.name
  let key = Tables.instances.key
  var columns: [String] { Tables.instances.columns + [Self.states] }

  /// `LENGTH:STATE` and whether it is a stage, for each state in the order of their bytes.
  private static let states = """
    (SELECT group_concat(length(state) || ':' || state || is_stage || ';', '') FROM \
    (SELECT state, is_stage FROM instance_states WHERE instance = instances.id ORDER BY state))
    """

  func json(_ cells: [Cell]) -> JSON? {
    guard let instance = try? Tables.instances.record(cells),
      let json = Tables.instances.json(Array(cells.dropLast()))
    else { return nil }
    let states = instance.states.map { state, isStage in
      "\(state.text.unicodeScalars.count):\(state)\(isStage ? 1 : 0);"
    }
    let found = cells.last.flatMap { try? $0.text() } ?? ""
    return Identifier(found) == Identifier(states.joined()) ? json : nil
  }
}

extension Tables {
  static func table(of projection: Projection) -> any ProjectionTable {
    switch projection {
    case .workflows: workflows
    case .units: units
    case .people: people
    case .assignments: assignments
    case .calendars: calendars
    case .batches: batches
    case .members: members
    case .instances: InstancesWithStates()
    case .timers: timers
    case .evidence: evidence
    case .answers: answers
    case .undo: undo
    case .outbox: outbox
    case .notices: notices
    case .minutes: minutes
    case .decisions: decisions
    case .orders: orders
    case .orderUnits: orderUnits
    case .sources: sources
    case .board: board
    case .unitVersions: unitVersions
    }
  }
}

extension SQLiteReader {
  func rows(of projection: Projection, after: RowKey?, limit: Int) throws -> [ProjectedRow] {
    try settle()
    let table = Tables.table(of: projection)
    var rows: [ProjectedRow] = []
    if after?.parts.first != Self.orphans {
      rows = try self.rows(of: table, after: after, limit: limit)
    }
    if projection == .instances, rows.count < limit {
      // Behind every instance come the states that belong to none.
      let isBehind = after?.parts.first == Self.orphans
      rows += try orphanedStates(after: isBehind ? after : nil, limit: limit - rows.count)
    }
    return rows
  }

  private func rows(of table: any ProjectionTable, after: RowKey?, limit: Int) throws
    -> [ProjectedRow]
  {
    let key = table.key.joined(separator: ", ")
    let condition =
      after == nil ? "" : "WHERE (\(key)) > (\(table.key.map { _ in "?" }.joined(separator: ", ")))"
    return try projectedRows(
      """
      SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) \(condition) \
      ORDER BY \(key) LIMIT ?
      """, (after?.cells() ?? []) + [.integer(max(0, limit))], keyLength: table.key.count
    ) { cells in
      table.json(cells)
        ?? ["changed": .object(JSONObject(zip(table.columns, cells).map { ($0, $1.json) }))]
    }
  }

  /// - Parameters:
  ///   - prefix: Comes before what stands in a row's first columns, to make its key.
  ///   - json: What a row says, for the few of which somebody asks for it.
  private func projectedRows(
    _ sql: String, _ arguments: [Cell], after prefix: [RowKey.Part] = [], keyLength: Int,
    _ json: @escaping @Sendable ([Cell]) -> JSON
  ) throws -> [ProjectedRow] {
    var rows: [ProjectedRow] = []
    try statement(sql).forEachRow(PackedCells(arguments)) { row in
      let key = try (0..<CInt(keyLength)).map { try row.cell($0).keyPart() }
      let cells = row.packed
      rows.append(
        ProjectedRow(key: RowKey(prefix + key), bytes: cells.bytes) { json(cells.cells) })
    }
    return rows
  }

  /// Sorts behind every text: what a key of orphans begins with.
  private static let orphans = RowKey.Part.text("\u{10FFFF}orphans")

  private func orphanedStates(after: RowKey?, limit: Int) throws -> [ProjectedRow] {
    let condition = after == nil ? "" : "AND (instance, state) > (?, ?)"
    return try projectedRows(
      """
      SELECT instance, state FROM instance_states
      WHERE instance NOT IN (SELECT id FROM instances) \(condition)
      ORDER BY instance, state LIMIT ?
      """, (after?.cells(from: 1) ?? []) + [.integer(max(0, limit))], after: [Self.orphans],
      keyLength: 2
    ) { cells in ["changed": ["instance": cells[0].json, "state": cells[1].json]] }
  }
}

extension RowKey {
  fileprivate func cells(from start: Int = 0) -> [Cell] {
    parts.dropFirst(start).map { part in
      switch part {
      case .number(let number): .integer(number)
      // Whatever stands in the file.
      case .text(let id): .string(id.text)
      }
    }
  }
}

extension Cell {
  fileprivate func keyPart() throws(StoreError) -> RowKey.Part {
    if case .integer(let number) = self { return .number(number) }
    return .text(try id())
  }
}

extension Instance {
  /// The rows of `instance_states`, in the order of the states' bytes.
  var states: [(state: Identifier, isStage: Bool)] {
    let stages = Set(snapshot.stages)
    return activeStates.map { ($0, stages.contains($0)) }
  }
}
