import AuditLog
import Statechart

// What a replay reads beside the instances: from memory where it was read before, else from the
// scratch store.

// MARK: Reading what changes seldom

extension ReplayTransaction {
  func info() throws -> StoreInfo {
    if let info = world.info { return info }
    let found = try stored().info()
    state.world.info = found
    return found
  }

  func workflow(_ name: Identifier, version: String?) throws -> WorkflowRecord? {
    let key = World.WorkflowKey(name: name, version: version.map { Identifier($0) })
    return try known(\.workflows, key) { try $0.workflow(name, version: version) }
  }

  func unit(_ code: UnitCode) throws -> Unit? { try known(\.units, code) { try $0.unit(code) } }

  func children(of code: UnitCode) throws -> [Unit] {
    try known(\.children, code) { try $0.children(of: code) }
  }

  func ancestors(of code: UnitCode) throws -> [Unit] { try ancestorsByParent(of: code) }

  func assignments(of person: PersonID) throws -> [Assignment] {
    try known(\.assignmentsOfPeople, person) { try $0.assignments(of: person) }
  }

  func assignments(at unit: UnitCode) throws -> [Assignment] {
    try known(\.assignmentsAtUnits, unit) { try $0.assignments(at: unit) }
  }

  func calendar(of unit: UnitCode) throws -> WorkCalendar? {
    try known(\.calendars, unit) { try $0.calendar(of: unit) }
  }

  func member(_ programme: ProgrammeName, _ unit: UnitCode) throws -> Member? {
    let key = World.MemberKey(programme: programme, unit: unit)
    return try known(\.members, key) { try $0.member(programme, unit) }
  }

  func members(_ programme: ProgrammeName, batch: Int, from position: Int, limit: Int) throws
    -> [Member]
  {
    try stored().members(programme, batch: batch, from: position, limit: limit)
  }

  func descendants(of code: UnitCode) throws -> [Unit] {
    var found: [Unit] = []
    var waiting = Array(try children(of: code).reversed())
    while let unit = waiting.popLast() {
      found.append(unit)
      waiting += try children(of: unit.code).reversed()
    }
    return found
  }

  func standings(
    in programme: ProgrammeName, below unit: UnitCode, _ scope: Requirement.Scope,
    in states: [Identifier]
  ) throws -> [MemberStanding] {
    let units = try scope == .children ? children(of: unit) : descendants(of: unit)
    return try units.compactMap { unit in
      guard try member(programme, unit.code) != nil else { return nil }
      let instance = try instance(Instance.id(programme, unit.code))
      let isThere = instance?.activeStates.contains { states.contains($0) } ?? false
      return MemberStanding(unit: unit.code, status: instance?.status, isThere: isThere)
    }
  }

  func decision(_ authority: Authority) throws -> DecisionRecord? {
    let key = World.DecisionKey(
      minutes: authority.minutes, decision: authority.decision)
    return try known(\.decisions, key) { try $0.decision(authority) }
  }

  func deadlineOrders(_ programme: ProgrammeName, _ unit: UnitCode) throws -> [OrderRecord] {
    let key = World.MemberKey(programme: programme, unit: unit)
    return try known(\.deadlineOrders, key) { try $0.deadlineOrders(programme, unit) }
  }

  func source(_ digest: Digest) throws -> SourceRecord? { try stored().source(digest) }
  func versions(of code: UnitCode) throws -> [UnitVersion] { try stored().versions(of: code) }
  func units(at time: Instant) throws -> [Unit] { try stored().units(at: time) }
  func children(of code: UnitCode, at time: Instant) throws -> [Unit] {
    try stored().children(of: code, at: time)
  }
  func minutes(_ id: MinutesID) throws -> MinutesRecord? { try stored().minutes(id) }
  func minutes() throws -> [MinutesRecord] { try stored().minutes() }
  func decisions(of minutes: MinutesID) throws -> [DecisionRecord] {
    try stored().decisions(of: minutes)
  }
  func orders(of minutes: MinutesID) throws -> [OrderRecord] { try stored().orders(of: minutes) }
  func pendingOrders() throws -> [OrderRecord] { try stored().pendingOrders() }
  func orderUnits(_ minutes: MinutesID, order: Int, from position: Int, limit: Int) throws
    -> [OrderUnit]
  {
    try stored().orderUnits(minutes, order: order, from: position, limit: limit)
  }
  func eachUnit(_ body: (Unit) throws -> Void) throws { try stored().eachUnit(body) }
  func workflows() throws -> [WorkflowRecord] { try stored().workflows() }
  func units() throws -> [Unit] { try stored().units() }
  func person(_ id: PersonID) throws -> Person? { try stored().person(id) }
  func people() throws -> [Person] { try stored().people() }
  func assignments() throws -> [Assignment] { try stored().assignments() }
  func calendars() throws -> [WorkCalendar] { try stored().calendars() }
}

// MARK: Reading what no decision reads

extension ReplayTransaction {
  func tree() throws -> MerkleTree { state.tree }

  func entry(at index: Int) throws -> LoggedEntry? {
    guard let entry = state.erased[index] else { throw Self.noLog }
    return entry
  }
  func entries(_ query: EntryQuery) throws -> [LoggedEntry] { throw Self.noLog }
  func storedEntries(from index: Int, limit: Int) throws -> [StoredEntry] { throw Self.noLog }

  /// A decision that looked into the log could not be replayed in constant memory.
  private static let noLog = StoreError.corrupt("a decision must not read the log")

  func isRefusal(at index: Int) throws -> Bool? {
    _ = try stored()
    return state.refusals[index]
  }

  func leafHashes(from index: Int, limit: Int) throws -> [Digest] { throw Self.noLog }
  func lastTime(of instance: InstanceID) throws -> Instant? { throw Self.noLog }
  func latestTime() throws -> Instant? { throw Self.noLog }
  func entryCounts(under authority: Authority) throws -> [String: Int] { throw Self.noLog }
  func checkpoints() throws -> [KeptCheckpoint] { throw Self.noLog }
  func erase(_ fields: [String], ofEntry index: Int) throws { throw Self.noLog }
  func removeContent(_ digest: Digest) throws { try stored().removeContent(digest) }
  func keep(_ checkpoint: KeptCheckpoint) throws { throw Self.noLog }

  func answer(to eventID: Identifier, of instance: InstanceID) throws -> RecordedAnswer? {
    try stored().answer(to: eventID, of: instance)
  }

  func answers(toJob id: Identifier) throws -> [RecordedAnswer] {
    try stored().answers(toJob: id)
  }

  func contentSize(_ digest: Digest) throws -> Int? { try stored().contentSize(digest) }

  func contentChunk(_ digest: Digest, _ number: Int) throws -> [UInt8]? {
    try stored().contentChunk(digest, number)
  }

  func rows(of projection: Projection, after: RowKey?, limit: Int) throws -> [ProjectedRow] {
    try complete().rows(of: projection, after: after, limit: limit)
  }
}
