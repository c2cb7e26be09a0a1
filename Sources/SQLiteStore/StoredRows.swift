import AuditLog
import GRDB
import Statechart
import WorkflowEngine

extension SQLiteReader {
  /// Gives each record as it was stored. A row that somebody changed outside of Docket, so that
  /// its columns and its record do not belong together, comes out as `{"changed": {column: cell}}`.
  func rows(of projection: Projection, _ body: (JSON) throws -> Void) throws {
    switch projection {
    case .workflows: try rows(Tables.workflows, body)
    case .units: try rows(Tables.units, body)
    case .people: try rows(Tables.people, body)
    case .assignments: try rows(Tables.assignments, body)
    case .calendars: try rows(Tables.calendars, body)
    case .batches: try rows(Tables.batches, body)
    case .members: try rows(Tables.members, body)
    case .instances:
      try rows(Tables.instances, body) { try self.statesFit($0) }
      try orphanedStates(body)
    case .timers: try rows(Tables.timers, body)
    case .evidence: try rows(Tables.evidence, body)
    case .answers: try rows(Tables.answers, body)
    case .undo: try rows(Tables.undo, body)
    case .outbox: try rows(Tables.outbox, body)
    case .notices: try rows(Tables.notices, body)
    case .minutes: try rows(Tables.minutes, body)
    case .decisions: try rows(Tables.decisions, body)
    case .orders: try rows(Tables.orders, body)
    case .orderUnits: try rows(Tables.orderUnits, body)
    case .sources: try rows(Tables.sources, body)
    case .unitVersions: try rows(Tables.unitVersions, body)
    }
  }

  private func rows<Record>(
    _ table: Table<Record>, _ body: (JSON) throws -> Void,
    isIntact: (Record) throws -> Bool = { _ in true }
  ) throws {
    // A statement of its own: `body` may read the same table.
    let statement = try database.makeStatement(
      sql: table.select + " ORDER BY " + table.key.joined(separator: ", "))
    let rows = try Row.fetchCursor(statement)
    while let row = try rows.next() {
      let cells = Array(row.databaseValues)
      if let record = try? table.record(cells), let expected = try? table.cells(record),
        zip(cells, expected).allSatisfy({ $0.isIdentical(to: $1) }), try isIntact(record)
      {
        try body(record.json)
      } else {
        let members = zip(table.columns, cells).map { ($0, $1.json) }
        try body(["changed": .object(JSONObject(members))])
      }
    }
  }

  /// Whether `instance_states` says what the instance does.
  private func statesFit(_ instance: Instance) throws -> Bool {
    let found = try cells(
      "SELECT state, is_stage FROM instance_states WHERE instance = ? ORDER BY state",
      [.text(instance.id)])
    let expected = try instance.stateCells()
    return found.count == expected.count
      && zip(found, expected).allSatisfy {
        $0[0].isIdentical(to: $1.state) && $0[1].isIdentical(to: $1.isStage)
      }
  }

  private func orphanedStates(_ body: (JSON) throws -> Void) throws {
    let orphans = try cells(
      """
      SELECT instance, state FROM instance_states
      WHERE instance NOT IN (SELECT id FROM instances) ORDER BY instance, state
      """)
    for orphan in orphans {
      try body(["changed": ["instance": orphan[0].json, "state": orphan[1].json]])
    }
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
