import AuditLog
import GRDB
import Statechart
import WorkflowEngine

/// What the readers of the file can see.
final class SQLiteSnapshot: SQLiteReader, StoreReader {
  func ancestors(of code: UnitCode) throws -> [Unit] { try ancestorsByParent(of: code) }
  func timers(of instance: InstanceID) throws -> [Timer] { try storedTimers(of: instance) }
}

/// One caller's part of the writing connection's transaction.
final class SQLiteTransaction: SQLiteReader, StoreTransaction {
  /// The timers of the instance that was asked for last, until they change.
  private var lastTimers: (instance: InstanceID, timers: [Timer])?
  /// A batch that is not written yet: each instance of a launch changes it.
  private var heldBatch: Batch?
  /// The row that is being written, in memory that is used again for the next.
  private var row = PackedCells()

  func ancestors(of code: UnitCode) throws -> [Unit] { try ancestorsByParent(of: code) }

  override func statement(_ sql: String) throws -> Statement {
    let text = Recollection.StatementText(sql: sql)
    if let known = memory.statements[text] { return known }
    let statement = try super.statement(sql)
    memory.statements.keep(statement, for: text)
    return statement
  }

  func timers(of instance: InstanceID) throws -> [Timer] {
    if let lastTimers, lastTimers.instance == instance { return lastTimers.timers }
    let timers = try storedTimers(of: instance)
    lastTimers = (instance, timers)
    return timers
  }

  func initialize(_ info: StoreInfo) throws {
    guard try cells("SELECT 1 FROM info").isEmpty else { throw StoreError.exists(info.origin) }
    try run("INSERT INTO info (id, body) VALUES (0, ?)") { (row) throws(StoreError) in
      try row.body(info)
    }
    memory.info = nil
    memory.organisation = OrganisationMemory()
  }

  func append(_ entry: Entry) throws -> Int {
    let index = try tree().size
    let leaf = try entry.leaf.canonical()
    let hash = MerkleTree.leafHash(leaf)
    try run(
      """
      INSERT INTO entries (position, leaf, leaf_hash, payload, \(EntryKeys.columns)) \
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """
    ) { (row) throws(StoreError) in
      row.integer(index)
      row.blob(leaf)
      row.digest(hash)
      row.blob(entry.payload.canonical)
      try EntryKeys(entry.leaf).pack(&row)
    }
    memory.tree?.append(hash)
    if let latest = memory.latestTime {
      memory.latestTime = .some(max(latest ?? .earliest, entry.leaf.at))
    }
    memory.isTreeAhead = true
    return index
  }

  /// Writes the tree once a commit rather than once an entry.
  func keepTree() throws {
    guard memory.isTreeAhead else { return }
    let tree = try tree()
    try run(
      "INSERT OR REPLACE INTO tree (id, size, frontier) VALUES (0, ?, ?)",
      [.integer(tree.size), .blob(tree.frontier.flatMap(\.bytes))])
    memory.isTreeAhead = false
  }

  override func settle() throws {
    guard let batch = heldBatch else { return }
    try put(batch, Tables.batches)
    heldBatch = nil
  }

  func erase(_ fields: [String], ofEntry index: Int) throws {
    guard var payload = try entry(at: index)?.entry.payload else { return }
    for field in fields { payload.erase(field) }
    try run(
      "UPDATE entries SET payload = ? WHERE position = ?",
      [.blob(payload.canonical), .integer(index)])
  }

  func removeContent(_ digest: Digest) throws {
    try run("DELETE FROM chunks WHERE digest = ?", [.digest(digest)])
    try run("DELETE FROM contents WHERE digest = ?", [.digest(digest)])
  }

  func keep(_ checkpoint: KeptCheckpoint) throws {
    try run(
      "INSERT OR REPLACE INTO checkpoints (size, note, frontier) VALUES (?, ?, ?)",
      [
        .integer(checkpoint.size), .blob(checkpoint.signed.bytes),
        .blob(checkpoint.tree.frontier.flatMap(\.bytes)),
      ])
  }

  func apply(_ change: Change) throws {
    memory.heed(change)
    switch change {
    case .workflow(let record): try put(record, Tables.workflows)
    case .unit(let unit): try put(unit, Tables.units)
    case .unitVersion(let unit, let since):
      let last = try firstCell(
        "SELECT COALESCE(MAX(number), 0) FROM unit_versions WHERE code = ?", [.text(unit.code)])
      let number = try last?.integer() ?? 0
      try put(UnitVersion(unit: unit, number: number + 1, since: since), Tables.unitVersions)
    case .person(let person): try put(person, Tables.people)
    case .assignment(let assignment): try put(assignment, Tables.assignments)
    case .removeAssignment(let assignment):
      try run(Tables.assignments.remove) { (row) throws(StoreError) in
        try row.key(of: assignment)
      }
    case .calendar(let calendar): try put(calendar, Tables.calendars)
    case .batch(let batch):
      if let held = heldBatch, held.programme != batch.programme || held.number != batch.number {
        try settle()
      }
      heldBatch = batch
    case .members(let members): for member in members { try put(member, Tables.members) }
    case .instance(let instance, let after): try put(instance, after: after)
    case .timer(let timer):
      lastTimers = nil
      try put(timer, Tables.timers)
    case .removeTimer(let instance, let id):
      lastTimers = nil
      try remove(Tables.timers, [.text(instance), .text(id)])
    case .removeTimers(let instance):
      lastTimers = nil
      try run("DELETE FROM timers WHERE instance = ?", [.text(instance)])
    case .evidence(let evidence): try put(evidence, Tables.evidence)
    case .answer(let answer): try put(answer, Tables.answers)
    case .undo(let undo):
      try run(Tables.undo.put) { (row) throws(StoreError) in
        try Tables.undo.packColumns(undo, &row)
        try row.body(of: Undo.self) { undo.write(to: &$0, afterReading: memory.lastInstance) }
      }
    case .removeUndo(let instance): try remove(Tables.undo, [.text(instance)])
    case .outbox(let message): try put(message, Tables.outbox)
    case .removeOutbox(let id): try remove(Tables.outbox, [.text(id)])
    case .notice(let notice): try put(notice, Tables.notices)
    case .minutes(let record): try put(record, Tables.minutes)
    case .decision(let record): try put(record, Tables.decisions)
    case .removeDecisions(let minutes):
      try run("DELETE FROM decisions WHERE minutes = ?", [.text(minutes)])
    case .order(let record): try put(record, Tables.orders)
    case .orderUnits(let units): for unit in units { try put(unit, Tables.orderUnits) }
    case .source(let record): try put(record, Tables.sources)
    }
  }

  private func put<Record>(_ record: Record, _ table: Table<Record>) throws {
    try run(table.put) { (row) throws(StoreError) in try table.pack(record, &row) }
  }

  private func remove<Record>(_ table: Table<Record>, _ key: [Cell]) throws {
    try run(table.remove, key)
  }

  /// Runs a statement with the row that `pack` puts together.
  private func run(
    _ sql: String, _ pack: (inout PackedCells) throws(StoreError) -> Void
  ) throws {
    row.removeAll()
    try pack(&row)
    try statement(sql).run(row)
  }

  private func put(_ instance: Instance, after: Int?) throws {
    try run(after == nil ? Tables.insertInstance : Tables.advanceInstance) {
      (row) throws(StoreError) in
      try Tables.instances.pack(instance, &row)
      if let after { row.integer(after) }
    }
    if after != nil, database.changesCount == 0 {
      try statement(Tables.updateInstance).run(row)
    }
    guard database.changesCount == 1 else {
      throw StoreError.revisionConflict(
        instance.id, expected: after ?? StoreError.noRevision,
        found: try self.instance(instance.id)?.revision ?? StoreError.noRevision)
    }
    if after != nil {
      try run("DELETE FROM instance_states WHERE instance = ?", [.text(instance.id)])
    }
    for (state, isStage) in instance.states {
      try run("INSERT INTO instance_states (instance, state, is_stage) VALUES (?, ?, ?)") {
        (row) throws(StoreError) in
        try row.text(instance.id)
        try row.text(state)
        row.integer(isStage ? 1 : 0)
      }
    }
  }

  func stage(_ digest: Digest, chunk: Int, _ bytes: [UInt8]) throws {
    guard try contentSize(digest) == nil else { return }
    try run(
      "INSERT OR IGNORE INTO chunks (digest, number, bytes) VALUES (?, ?, ?)",
      [.digest(digest), .integer(chunk), .blob(bytes)])
  }

  func finishStaging(_ digest: Digest, size: Int) throws {
    guard try contentSize(digest) == nil else { return }
    let chunks = try cells(
      """
      SELECT COUNT(*), COALESCE(MIN(number), 0), COALESCE(MAX(number), -1),
      COALESCE(SUM(length(bytes)), 0) FROM chunks WHERE digest = ?
      """, [.digest(digest)])[0]
    guard try chunks[1].integer() == 0, try chunks[2].integer() == chunks[0].integer() - 1,
      try chunks[3].integer() == size
    else { throw StoreError.incompleteContent(digest) }
    try run("INSERT INTO contents (digest, size) VALUES (?, ?)", [.digest(digest), .integer(size)])
  }
}
