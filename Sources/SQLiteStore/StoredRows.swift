import AuditLog
import GRDB
import Statechart
import WorkflowEngine

/// A projection's table without the type of its records: what an audit compares.
protocol ProjectionTable: Sendable {
  var name: String { get }
  /// Of every row, the key's first.
  var columns: [String] { get }
  var key: [String] { get }
  /// The record, if the cells are those of one.
  func json(_ cells: [DatabaseValue]) -> JSON?
}

extension Table: ProjectionTable {
  func json(_ cells: [DatabaseValue]) -> JSON? {
    guard let record = try? record(cells), let expected = try? self.cells(record),
      zip(cells, expected).allSatisfy({ $0.isIdentical(to: $1) })
    else { return nil }
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

  func json(_ cells: [DatabaseValue]) -> JSON? {
    guard let instance = try? Tables.instances.record(Array(cells.dropLast())),
      let expected = try? instance.stateCells(),
      let json = Tables.instances.json(Array(cells.dropLast()))
    else { return nil }
    let states = expected.map { state, isStage in
      let text = (try? state.text()) ?? ""
      return "\(text.unicodeScalars.count):\(text)\((try? isStage.integer()) ?? 0);"
    }
    let found = cells[cells.count - 1].isNull ? "".databaseValue : cells[cells.count - 1]
    return found.isIdentical(to: states.joined().databaseValue) ? json : nil
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
    let found = try cells(
      """
      SELECT \(table.columns.joined(separator: ", ")) FROM \(table.name) \(condition) \
      ORDER BY \(key) LIMIT ?
      """, try (after?.cells() ?? []) + [.integer(max(0, limit))])
    return try found.map { cells in
      ProjectedRow(
        key: RowKey(try cells.prefix(table.key.count).map { try $0.keyPart() }),
        bytes: cells.distinctBytes
      ) {
        table.json(cells)
          ?? ["changed": .object(JSONObject(zip(table.columns, cells).map { ($0, $1.json) }))]
      }
    }
  }

  /// Sorts behind every text: what a key of orphans begins with.
  private static let orphans = RowKey.Part.text("\u{10FFFF}orphans")

  private func orphanedStates(after: RowKey?, limit: Int) throws -> [ProjectedRow] {
    let condition = after == nil ? "" : "AND (instance, state) > (?, ?)"
    let found = try cells(
      """
      SELECT instance, state FROM instance_states
      WHERE instance NOT IN (SELECT id FROM instances) \(condition)
      ORDER BY instance, state LIMIT ?
      """, try (after?.cells(from: 1) ?? []) + [.integer(max(0, limit))])
    return try found.map { cells in
      ProjectedRow(
        key: RowKey([Self.orphans] + (try cells.map { try $0.keyPart() })),
        bytes: cells.distinctBytes
      ) { ["changed": ["instance": cells[0].json, "state": cells[1].json]] }
    }
  }
}

extension RowKey {
  fileprivate func cells(from start: Int = 0) throws(StoreError) -> [DatabaseValue] {
    var cells: [DatabaseValue] = []
    for part in parts.dropFirst(start) {
      switch part {
      case .number(let number): cells.append(.integer(number))
      case .text(let text): cells.append(try .text(text))
      }
    }
    return cells
  }
}

extension DatabaseValue {
  fileprivate func keyPart() throws(StoreError) -> RowKey.Part {
    if case .int64(let number) = storage { return .number(Int(number)) }
    return .text(try id())
  }
}

extension [DatabaseValue] {
  /// Bytes that are equal exactly when the cells are: of each its type, its length, itself.
  fileprivate var distinctBytes: [UInt8] {
    var bytes: [UInt8] = []
    func put(_ number: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
      }
    }
    for cell in self {
      switch cell.storage {
      case .null: bytes.append(0)
      case .int64(let number):
        bytes.append(1)
        put(UInt64(bitPattern: number))
      case .double(let number):
        bytes.append(2)
        put(number.bitPattern)
      case .string(let text):
        bytes.append(3)
        put(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
      case .blob(let data):
        bytes.append(4)
        put(UInt64(data.count))
        bytes.append(contentsOf: data)
      }
    }
    return bytes
  }
}

extension Instance {
  /// The rows of `instance_states`, in the order of the states' bytes.
  func stateCells() throws(StoreError) -> [(state: DatabaseValue, isStage: DatabaseValue)] {
    let stages = Set(snapshot.stages)
    var cells: [(state: DatabaseValue, isStage: DatabaseValue)] = []
    for state in activeStates {
      cells.append((try .text(state), .integer(stages.contains(state) ? 1 : 0)))
    }
    return cells
  }
}
