import AuditLog
import Statechart
import WorkflowEngine

/// One state of a memory store.
class MemoryReader: StoreReader {
  var tables: MemoryTables

  init(_ tables: MemoryTables) { self.tables = tables }

  func info() throws -> StoreInfo {
    guard let info = tables.info else { throw StoreError.missing("memory") }
    return info
  }

  func tree() -> MerkleTree { tables.tree }

  func entry(at index: Int) -> LoggedEntry? {
    tables.entries.indices.contains(index) ? tables.entries[index] : nil
  }

  func entries(_ query: EntryQuery) -> [LoggedEntry] {
    let units = query.includesBelow ? query.unit.map(subtree) : nil
    let found = tables.entries.filter {
      query.matches(EntryKeys($0.entry.leaf), at: $0.index, units: units)
    }
    return Array((query.isDescending ? found.reversed() : found).prefix(max(0, query.limit)))
  }

  func isRefusal(at index: Int) -> Bool? { entry(at: index).map { $0.entry.leaf.kind == .refused } }

  func lastTime(of instance: InstanceID) -> Instant? {
    tables.lastTimes[instance]
  }

  func latestTime() -> Instant? { tables.latestTime }

  func storedEntries(from index: Int, limit: Int) -> [StoredEntry] {
    Array(tables.stored.drop { $0.index < index }.prefix(max(0, limit)))
  }

  func leafHashes(from index: Int, limit: Int) -> [Digest] {
    storedEntries(from: index, limit: limit).map(\.leafHash)
  }

  /// The unit and every unit below it.
  private func subtree(_ root: UnitCode) -> Set<UnitCode> {
    var found: Set<UnitCode> = [root]
    var queue = [root]
    while let next = queue.popLast() {
      for unit in tables.units.filter({ $0.parent == next }) {
        if found.insert(unit.code).inserted { queue.append(unit.code) }
      }
    }
    return found
  }

  func checkpoints() -> [KeptCheckpoint] {
    tables.checkpoints.values.sorted { $0.size < $1.size }
  }

  func workflow(_ name: Identifier, version: String?) -> WorkflowRecord? {
    let version =
      version ?? tables.registered.last { $0.name == name }?.version
    return version.flatMap { tables.workflows[[.text(name), .text(Identifier($0))]] }
  }

  func workflows() -> [WorkflowRecord] { tables.workflows.all }

  func source(_ digest: Digest) -> SourceRecord? {
    tables.sources[[.text(Identifier(digest.hex))]]
  }

  func unit(_ code: UnitCode) -> Unit? { tables.units[[.text(code)]] }

  func units() -> [Unit] {
    tables.units.filter({ _ in true }, orderedBy: { [.number($0.level), .text($0.code)] })
  }

  func eachUnit(_ body: (Unit) throws -> Void) throws { for unit in units() { try body(unit) } }

  func children(of code: UnitCode) -> [Unit] {
    tables.units.filter { $0.parent == code && $0.retiredAt == nil }
  }

  func ancestors(of code: UnitCode) throws -> [Unit] { try ancestorsByParent(of: code) }

  func versions(of code: UnitCode) -> [UnitVersion] {
    tables.unitVersions.filter { $0.unit.code == code }
  }

  func units(at time: Instant) -> [Unit] {
    var last: [UnitCode: UnitVersion] = [:]
    for version in tables.unitVersions.all where version.since <= time {
      last[version.unit.code] = version
    }
    return last.values.map(\.unit).sorted { ($0.level, $0.code) < ($1.level, $1.code) }
  }

  func children(of code: UnitCode, at time: Instant) -> [Unit] {
    units(at: time).filter { $0.parent == code && $0.retiredAt == nil }
      .sorted { $0.code < $1.code }
  }

  func person(_ id: PersonID) -> Person? { tables.people[[.text(id)]] }
  func people() -> [Person] { tables.people.all }

  func assignments(of person: PersonID) -> [Assignment] {
    tables.assignments.filter { $0.person == person }
  }

  func assignments(at unit: UnitCode) -> [Assignment] {
    tables.assignments.filter { $0.unit == unit }
  }

  func assignments() -> [Assignment] { tables.assignments.all }
  func calendar(of unit: UnitCode) -> WorkCalendar? { tables.calendars[[.text(unit)]] }
  func calendars() -> [WorkCalendar] { tables.calendars.all }

  func batch(_ programme: ProgrammeName, _ number: Int) -> Batch? {
    tables.batches[[.text(programme), .number(number)]]
  }

  func batches() -> [Batch] { tables.batches.all }

  func member(_ programme: ProgrammeName, _ unit: UnitCode) -> Member? {
    tables.members[[.text(programme), .text(unit)]]
  }

  func members(_ programme: ProgrammeName, batch: Int, from position: Int, limit: Int)
    -> [Member]
  {
    let found = tables.members.filter(
      { $0.programme == programme && $0.batch == batch && $0.position >= position },
      orderedBy: { [.number($0.position), .text($0.unit)] })
    return Array(found.prefix(max(0, limit)))
  }

  func minutes(_ id: MinutesID) -> MinutesRecord? { tables.minutes[[.text(id)]] }
  func minutes() -> [MinutesRecord] { tables.minutes.all }

  func decision(_ authority: Authority) -> DecisionRecord? {
    tables.decisions[[.text(authority.minutes), .text(authority.decision)]]
  }

  func decisions(of minutes: MinutesID) -> [DecisionRecord] {
    tables.decisions.filter(
      { $0.minutes == minutes }, orderedBy: { [.number($0.number), .text($0.decision.id)] })
  }

  func orders(of minutes: MinutesID) -> [OrderRecord] {
    tables.orders.filter { $0.minutes == minutes }
  }

  func pendingOrders() -> [OrderRecord] { tables.orders.filter { $0.outcome == nil } }

  func deadlineOrders(_ programme: ProgrammeName, _ unit: UnitCode) -> [OrderRecord] {
    tables.orders.filter(
      { record in
        record.order.deadlineProgramme == programme
          && !tables.orderUnits.filter {
            $0.minutes == record.minutes && $0.order == record.number && $0.unit == unit
          }.isEmpty
      },
      orderedBy: {
        [
          .number(Int($0.enactedAt.millisecondsSinceEpoch)), .text($0.minutes),
          .number($0.number),
        ]
      })
  }

  func orderUnits(_ minutes: MinutesID, order: Int, from position: Int, limit: Int) -> [OrderUnit] {
    let found = tables.orderUnits.filter {
      $0.minutes == minutes && $0.order == order && $0.position >= position
    }
    return Array(found.prefix(max(0, limit)))
  }

  func entryCounts(under authority: Authority) -> [String: Int] {
    let cited = authority.description
    var counts: [String: Int] = [:]
    for logged in tables.entries
    where logged.entry.leaf.authority.map({ sameText($0, cited) }) ?? false {
      counts[logged.entry.leaf.kind.rawValue, default: 0] += 1
    }
    return counts
  }

  /// Ids compare by their bytes.
  private func sameText(_ a: String, _ b: String) -> Bool { Identifier(a) == Identifier(b) }

  func instance(_ id: InstanceID) -> Instance? { tables.instances[[.text(id)]] }

  func instances(_ query: InstanceQuery) -> [Instance] {
    let showsItems = query.includesItems || query.parent != nil || query.ledger != nil
    func holds<Key: Equatable>(_ wanted: Key?, _ found: Key?) -> Bool {
      wanted == nil || wanted == found
    }
    let subtree = query.subtree.map { root in Set([root] + descendants(of: root).map(\.code)) }
    let found = tables.instances.filter { instance in
      holds(query.programme, instance.programme) && holds(query.batch, instance.batch)
        && holds(query.unit, instance.unit)
        && (subtree?.contains(instance.unit) ?? true) && holds(query.parent, instance.parent)
        && holds(query.ledger, instance.ledger)
        && (query.state.map { instance.activeStates.contains($0) } ?? true)
        && (query.statuses.isEmpty || query.statuses.contains(instance.status))
        && (showsItems || instance.parent == nil)
        && (query.after.map { $0 < instance.id } ?? true)
    }
    return Array(found.prefix(max(0, query.limit)))
  }

  func board(_ programme: ProgrammeName?, batch: Int?) -> [BoardGroup] {
    tables.board.filter {
      (programme == nil || $0.programme == programme) && (batch == nil || $0.batch == batch)
    }
  }

  func itemStandings(_ programme: ProgrammeName?, batch: Int?) -> [ItemStanding] {
    var counts: [ItemStanding: Int] = [:]
    for item in tables.instances.all
    where (programme == nil || item.programme == programme) && (batch == nil || item.batch == batch)
    {
      guard let ledger = item.ledger, let holder = item.parent.flatMap({ instance($0) }) else {
        continue
      }
      let alike = ItemStanding(
        programme: item.programme, batch: item.batch, ledger: ledger, status: item.status,
        active: item.snapshot.active, holder: holder.workflow,
        isHolderClosed: holder.status.isClosed, count: 0)
      counts[alike, default: 0] += 1
    }
    return counts.map { alike, count in
      var counted = alike
      counted.count = count
      return counted
    }
  }

  func timerCount(dueBy time: Instant) -> Int { timers(dueBy: time, limit: .max).count }

  func timers(of instance: InstanceID) -> [Timer] {
    tables.timers.rows(under: .text(instance)).sorted { $0.queueKey < $1.queueKey }
  }

  func timers(dueBy time: Instant, limit: Int) -> [Timer] {
    let found = tables.timers.filter(
      { timer in
        guard timer.due <= time, let waiting = instance(timer.instance) else { return false }
        return waiting.status == .running
          && batch(waiting.programme, waiting.batch)?.status != .launching
      }, orderedBy: \.queueKey)
    return Array(found.prefix(max(0, limit)))
  }

  func evidence(of instance: InstanceID) -> [Evidence] {
    tables.evidence.rows(under: .text(instance))
  }

  func undo(of instance: InstanceID) -> Undo? { tables.undo[[.text(instance)]] }

  func answer(to eventID: Identifier, of instance: InstanceID) -> RecordedAnswer? {
    tables.answers[[.text(instance), .text(eventID)]]
  }

  func answers(toJob id: Identifier) -> [RecordedAnswer] {
    let prefix = Array((id.text + "/").utf8)
    return tables.answers.filter { $0.eventID == id || $0.eventID.text.utf8.starts(with: prefix) }
  }

  func outbox(limit: Int) -> [OutboxMessage] {
    let found = tables.outbox.filter(
      { _ in true }, orderedBy: { [.number($0.sequence), .text($0.id)] })
    return Array(found.prefix(max(0, limit)))
  }

  func contentSize(_ digest: Digest) -> Int? { tables.contents[digest]?.size }

  func contentChunk(_ digest: Digest, _ number: Int) -> [UInt8]? {
    guard let content = tables.contents[digest], content.size != nil else { return nil }
    return content.chunks[number]
  }

  func rows(of projection: Projection, after: RowKey?, limit: Int) throws -> [ProjectedRow] {
    switch projection {
    case .workflows: tables.workflows.page(after: after, limit: limit)
    case .units: tables.units.page(after: after, limit: limit)
    case .people: tables.people.page(after: after, limit: limit)
    case .assignments: tables.assignments.page(after: after, limit: limit)
    case .calendars: tables.calendars.page(after: after, limit: limit)
    case .batches: tables.batches.page(after: after, limit: limit)
    case .members: tables.members.page(after: after, limit: limit)
    case .instances: tables.instances.page(after: after, limit: limit)
    case .timers: tables.timers.page(after: after, limit: limit)
    case .evidence: tables.evidence.page(after: after, limit: limit)
    case .answers: tables.answers.page(after: after, limit: limit)
    case .undo: tables.undo.page(after: after, limit: limit)
    case .outbox: tables.outbox.page(after: after, limit: limit)
    case .notices: tables.notices.page(after: after, limit: limit)
    case .minutes: tables.minutes.page(after: after, limit: limit)
    case .decisions: tables.decisions.page(after: after, limit: limit)
    case .orders: tables.orders.page(after: after, limit: limit)
    case .orderUnits: tables.orderUnits.page(after: after, limit: limit)
    case .sources: tables.sources.page(after: after, limit: limit)
    case .board: tables.board.page(after: after, limit: limit)
    case .unitVersions: tables.unitVersions.page(after: after, limit: limit)
    }
  }
}

extension Timer {
  fileprivate var queueKey: RowKey {
    [
      .number(Int(due.millisecondsSinceEpoch)), .text(instance), .number(order), .text(id),
    ]
  }
}
