import AuditLog
import GRDB
import Statechart
import WorkflowEngine

// Definitions and the organisation.

extension SQLiteReader {
  func workflow(_ name: Identifier, version: String?) throws -> WorkflowRecord? {
    if let version { return try record(Tables.workflows, .text(name), .text(version)) }
    return try records(
      Tables.workflows, "WHERE name = ? ORDER BY sequence DESC LIMIT 1", [.text(name)]
    ).first
  }

  func workflows() throws -> [WorkflowRecord] { try all(Tables.workflows) }
  func source(_ digest: Digest) throws -> SourceRecord? {
    try record(Tables.sources, .string(digest.hex))
  }

  func unit(_ code: UnitCode) throws -> Unit? { try record(Tables.units, .text(code)) }

  func parent(of code: UnitCode) throws -> UnitCode? {
    let found = try firstCell("SELECT parent FROM units WHERE code = ?", [.text(code)])
    return try found.flatMap { try $0.isNull ? nil : $0.id() }
  }

  func units() throws -> [Unit] { try records(Tables.units, "ORDER BY level, code") }

  func eachUnit(_ body: (Unit) throws -> Void) throws {
    // A statement of its own: `body` may read the same table.
    let statement = try database.makeStatement(sql: Tables.units.select + " ORDER BY level, code")
    try statement.forEachRow(PackedCells()) { try body(Tables.units.record($0)) }
  }

  func children(of code: UnitCode) throws -> [Unit] {
    try records(Tables.units, "WHERE parent = ? AND retired = 0 ORDER BY code", [.text(code)])
  }

  func versions(of code: UnitCode) throws -> [UnitVersion] {
    try records(Tables.unitVersions, "WHERE code = ? ORDER BY number", [.text(code)])
  }

  func units(at time: Instant) throws -> [Unit] {
    try records(Tables.unitVersions, "WHERE " + Self.isLast, [.time(time)]).map(\.unit)
      .sorted { ($0.level, $0.code) < ($1.level, $1.code) }
  }

  func children(of code: UnitCode, at time: Instant) throws -> [Unit] {
    try records(
      Tables.unitVersions, "WHERE parent = ?2 AND \(Self.isLast) ORDER BY code",
      [.time(time), .text(code)]
    ).map(\.unit).filter { $0.retiredAt == nil }
  }

  /// That a version of a unit is the last one until the time that is the first argument.
  private static let isLast = """
    since <= ?1 AND NOT EXISTS (
      SELECT 1 FROM unit_versions AS later WHERE later.code = unit_versions.code
      AND later.number > unit_versions.number AND later.since <= ?1)
    """

  func person(_ id: PersonID) throws -> Person? { try record(Tables.people, .text(id)) }
  func people() throws -> [Person] { try all(Tables.people) }

  func assignments(of person: PersonID) throws -> [Assignment] {
    try assignments("WHERE person = ?", [.text(person)])
  }

  func assignments(at unit: UnitCode) throws -> [Assignment] {
    try assignments("WHERE unit = ?", [.text(unit)])
  }

  func assignments() throws -> [Assignment] { try assignments("", []) }

  private func assignments(_ conditions: String, _ arguments: [Cell]) throws
    -> [Assignment]
  {
    let order = Tables.assignments.key.joined(separator: ", ")
    return try records(Tables.assignments, conditions + " ORDER BY " + order, arguments)
  }

  func calendar(of unit: UnitCode) throws -> WorkCalendar? {
    // Every decision asks for the calendars of its unit and of those above; few have one.
    if memory.unitsWithCalendar == nil {
      let units = try cells(
        "SELECT unit FROM calendars LIMIT ?", [.integer(Recollection.limit + 1)])
      if units.count <= Recollection.limit {
        memory.unitsWithCalendar = Set(try units.map { try $0[0].id() })
      }
    }
    guard memory.unitsWithCalendar?.contains(unit) ?? true else { return nil }
    return try record(Tables.calendars, .text(unit))
  }

  func calendars() throws -> [WorkCalendar] { try all(Tables.calendars) }
}

// Programmes and instances.

extension SQLiteReader {
  func batch(_ programme: ProgrammeName, _ number: Int) throws -> Batch? {
    let key = Recollection.BatchKey(programme: programme, number: number)
    if let known = memory.batches[key] { return known }
    guard let batch = try record(Tables.batches, .text(programme), .integer(number)) else {
      return nil
    }
    memory.batches.keep(batch, for: key)
    return batch
  }

  func batches() throws -> [Batch] {
    try settle()
    return try all(Tables.batches)
  }

  func member(_ programme: ProgrammeName, _ unit: UnitCode) throws -> Member? {
    try record(Tables.members, .text(programme), .text(unit))
  }

  func members(_ programme: ProgrammeName, batch: Int, from position: Int, limit: Int) throws
    -> [Member]
  {
    try records(
      Tables.members,
      "WHERE programme = ? AND batch = ? AND position >= ? ORDER BY position, unit LIMIT ?",
      [.text(programme), .integer(batch), .integer(position), .integer(max(0, limit))])
  }

  func instance(_ id: InstanceID) throws -> Instance? {
    // Most units above a unit have no instance, and every step asks whether they listen.
    if memory.absent.contains(id) { return nil }
    let found = try statement(Tables.instances.find).firstRow(PackedCells([.text(id)])) { row in
      try ReadInstance(parsing: Tables.instances.body(row))
    }
    if let found {
      memory.lastInstance = found
      return found.instance
    }
    if memory.absent.count >= Recollection.limit { memory.absent = [] }
    memory.absent.insert(id)
    return nil
  }

  func instances(_ query: InstanceQuery) throws -> [Instance] {
    var search = Query(Tables.instances.select)
    try search.add("programme", equals: query.programme)
    if let batch = query.batch { search.add("batch = ?", .integer(batch)) }
    try search.add("unit", equals: query.unit)
    if let subtree = query.subtree {
      search.add("unit IN (\(Self.subtree) SELECT code FROM below)", try .text(subtree))
    }
    try search.add("parent", equals: query.parent)
    try search.add("ledger", equals: query.ledger)
    if let state = query.state {
      search.add(
        "id IN (SELECT instance FROM instance_states WHERE state = ?)", try .text(state))
    }
    try search.add("status", isOneOf: query.statuses.map(\.rawValue).sorted())
    if !query.includesItems && query.parent == nil && query.ledger == nil {
      search.add("parent IS NULL")
    }
    if let after = query.after { search.add("id > ?", try .text(after)) }
    search.end(" ORDER BY id", limit: query.limit)
    return try records(Tables.instances, search)
  }

  func board(_ programme: ProgrammeName?, batch: Int?) throws -> [BoardGroup] {
    var query = Query(Tables.board.select)
    try query.add("programme", equals: programme)
    if let batch { query.add("batch = ?", .integer(batch)) }
    query.end(" ORDER BY programme, batch, look")
    return try records(Tables.board, query)
  }

  func itemStandings(_ programme: ProgrammeName?, batch: Int?) throws -> [ItemStanding] {
    // The index has items only; by that of programmes, every instance would be looked at.
    var query = Query(
      """
      SELECT item.programme, item.batch, item.ledger, item.status,
        COALESCE(item.body -> '$.snapshot.active', '[]'), holder.body -> '$.workflow',
        holder.status, COUNT(*)
      FROM instances AS item INDEXED BY instances_parent
      JOIN instances AS holder ON holder.id = item.parent
      """)
    query.add("item.parent IS NOT NULL AND item.ledger IS NOT NULL")
    try query.add("item.programme", equals: programme)
    if let batch { query.add("item.batch = ?", .integer(batch)) }
    query.end(" GROUP BY 1, 2, 3, 4, 5, 6, 7")
    return try cells(query.sql, query.arguments).map { row in
      let active = try JSON(parsing: Array(row[4].text().utf8)).array?.compactMap(\.string)
      guard let active, let status = Instance.Status(rawValue: try row[3].text()),
        let holder = Instance.Status(rawValue: try row[6].text())
      else { throw StoreError.corrupt("an item stands as none can") }
      return ItemStanding(
        programme: try row[0].id(), batch: try row[1].integer(), ledger: try row[2].id(),
        status: status, active: active.map { Identifier($0) },
        holder: try WorkflowReference(parsing: Array(row[5].text().utf8)),
        isHolderClosed: holder.isClosed, count: try row[7].integer())
    }
  }

  func storedTimers(of instance: InstanceID) throws -> [Timer] {
    try records(Tables.timers, query: Tables.timersOfInstance, [.text(instance)])
      .sorted { ($0.due, $0.order, $0.id) < ($1.due, $1.order, $1.id) }
  }

  func timers(dueBy time: Instant, limit: Int) throws -> [Timer] {
    try settle()
    let columns = Tables.timers.columns.map { "timers." + $0 }.joined(separator: ", ")
    return try records(
      Tables.timers,
      query: """
        SELECT \(columns) \(Self.due) \
        ORDER BY timers.due, timers.instance, timers.position, timers.id LIMIT ?
        """, [.time(time), .integer(max(0, limit))])
  }

  func timerCount(dueBy time: Instant) throws -> Int {
    try settle()
    return try firstCell("SELECT COUNT(*) " + Self.due, [.time(time)])?.integer() ?? 0
  }

  /// The timers that are due by the time that is the first argument and may be delivered, with their
  /// instances, which are looked up one by one (CROSS JOIN). Nearly always every batch is open, so that
  /// is asked once, before the batch of each instance.
  private static let due = """
    FROM timers CROSS JOIN instances ON instances.id = timers.instance
    WHERE timers.due <= ? AND instances.status = 'running' AND (
      NOT EXISTS (SELECT 1 FROM batches WHERE json_extract(body, '$.status') <> 'open')
      OR (instances.programme, instances.batch) NOT IN (
        SELECT programme, number FROM batches WHERE json_extract(body, '$.status') <> 'open'))
    """

  func evidence(of instance: InstanceID) throws -> [Evidence] {
    try records(Tables.evidence, "WHERE instance = ? ORDER BY number", [.text(instance)])
  }

  func undo(of instance: InstanceID) throws -> Undo? { try record(Tables.undo, .text(instance)) }

  func answer(to eventID: Identifier, of instance: InstanceID) throws -> RecordedAnswer? {
    try record(Tables.answers, .text(instance), .text(eventID))
  }

  func answers(toJob id: Identifier) throws -> [RecordedAnswer] {
    // "0" is the character after "/": the range holds what begins with the id and a slash.
    try records(
      Tables.answers,
      "WHERE event = ?1 OR (event >= ?1 || '/' AND event < ?1 || '0') ORDER BY instance, event",
      [.text(id)])
  }

  func outbox(limit: Int) throws -> [OutboxMessage] {
    if memory.isOutboxEmpty { return [] }
    let messages = try records(
      Tables.outbox, "ORDER BY sequence, id LIMIT ?", [.integer(max(0, limit))])
    memory.isOutboxEmpty = messages.isEmpty && limit > 0
    return messages
  }
}

// Minutes.

extension SQLiteReader {
  func minutes(_ id: MinutesID) throws -> MinutesRecord? {
    try record(Tables.minutes, .text(id))
  }

  func minutes() throws -> [MinutesRecord] { try all(Tables.minutes) }

  func decision(_ authority: Authority) throws -> DecisionRecord? {
    try record(Tables.decisions, .text(authority.minutes), .text(authority.decision))
  }

  func decisions(of minutes: MinutesID) throws -> [DecisionRecord] {
    try records(Tables.decisions, "WHERE minutes = ? ORDER BY number, id", [.text(minutes)])
  }

  func orders(of minutes: MinutesID) throws -> [OrderRecord] {
    try records(Tables.orders, "WHERE minutes = ? ORDER BY number", [.text(minutes)])
  }

  func pendingOrders() throws -> [OrderRecord] {
    try records(Tables.orders, "WHERE pending = 1 ORDER BY minutes, number", [])
  }

  func deadlineOrders(_ programme: ProgrammeName, _ unit: UnitCode) throws -> [OrderRecord] {
    guard try hasDeadlineOrders(programme) else { return [] }
    return try records(
      Tables.orders,
      """
      WHERE deadlines = ? AND EXISTS (
        SELECT 1 FROM order_units
        WHERE unit = ? AND order_units.minutes = orders.minutes
          AND order_units.number = orders.number)
      ORDER BY minutes, number
      """, [.text(programme), .text(unit)]
    ).sorted { ($0.enactedAt, $0.minutes, $0.number) < ($1.enactedAt, $1.minutes, $1.number) }
  }

  private func hasDeadlineOrders(_ programme: ProgrammeName) throws -> Bool {
    if let known = memory.programmesWithDeadlines[programme] { return known }
    let found = try cells(
      "SELECT 1 FROM orders WHERE deadlines = ? LIMIT 1", [.text(programme)])
    memory.programmesWithDeadlines.keep(!found.isEmpty, for: programme)
    return !found.isEmpty
  }

  func orderUnits(_ minutes: MinutesID, order: Int, from position: Int, limit: Int) throws
    -> [OrderUnit]
  {
    try records(
      Tables.orderUnits,
      "WHERE minutes = ? AND number = ? AND position >= ? ORDER BY position LIMIT ?",
      [.text(minutes), .integer(order), .integer(position), .integer(max(0, limit))])
  }

  func entryCounts(under authority: Authority) throws -> [String: Int] {
    let rows = try cells(
      "SELECT kind, COUNT(*) FROM entries WHERE authority = ? GROUP BY kind",
      [.text(authority.description)])
    return Dictionary(uniqueKeysWithValues: try rows.map { try ($0[0].text(), $0[1].integer()) })
  }
}

// Evidence bytes.

extension SQLiteReader {
  func contentSize(_ digest: Digest) throws -> Int? {
    try firstCell("SELECT size FROM contents WHERE digest = ?", [.digest(digest)])?.integer()
  }

  func contentChunk(_ digest: Digest, _ number: Int) throws -> [UInt8]? {
    try firstCell(
      """
      SELECT bytes FROM chunks WHERE digest = ?1 AND number = ?2
      AND EXISTS (SELECT 1 FROM contents WHERE digest = ?1)
      """, [.digest(digest), .integer(number)]
    )?.bytes()
  }
}
