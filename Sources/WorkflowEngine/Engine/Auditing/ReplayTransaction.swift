import AuditLog
import Statechart

/// The store as decisions see it while a log is replayed.
///
/// It stands before the scratch store, which need not write what the next entry changes again. Every
/// read of a decision is noted, so that a decision made ahead can be told from one that must be made
/// again.
final class ReplayTransaction: StoreTransaction {
  /// What a decision has read that an entry can change.
  enum Read: Hashable {
    /// The instance or anything that belongs to it.
    case instance(InstanceID)
    case batch(ReplayState.BatchKey)
    case outbox
  }

  /// A decision that was made ahead wants what is not in memory.
  struct Unforeseen: Error {}

  var state: ReplayState
  var reads: Set<Read> = []
  /// The scratch store; nil where a decision is made ahead, on another thread.
  private let scratch: (any StoreTransaction)?
  /// Where a decision is made ahead: the state before it, which nobody changes.
  private let ground: ReplayState?

  /// In the scratch store's own transaction.
  init(_ state: ReplayState, scratch: any StoreTransaction) {
    self.state = state
    self.scratch = scratch
    ground = nil
  }

  /// Ahead of the scratch store: it reads only what `ground` has in memory.
  init(ahead ground: ReplayState) {
    self.ground = ground
    scratch = nil
    state = ReplayState()
    state.tree = ground.tree
    state.batches = ground.batches
    state.outbox = ground.outbox
  }

  var world: World { ground?.world ?? state.world }

  /// - Throws: `Unforeseen` where there is no scratch store.
  func stored() throws -> any StoreTransaction {
    guard let scratch else { throw Unforeseen() }
    return scratch
  }

  /// The scratch store, after it was told everything: for what is read by other keys.
  func complete() throws -> any StoreTransaction {
    let scratch = try stored()
    try flush()
    return scratch
  }

  private func rows(of id: InstanceID) -> InstanceRows {
    reads.insert(.instance(id))
    return state.instances[id] ?? ground?.instances[id] ?? InstanceRows()
  }

  /// One kind of an instance's rows, from memory or from the scratch store.
  private func rows<Rows>(
    _ kind: WritableKeyPath<InstanceRows, Held<Rows>>, of id: InstanceID,
    _ read: (any StoreTransaction) throws -> Rows
  ) throws -> Rows {
    var rows = rows(of: id)
    if let known = rows[keyPath: kind].rows { return known }
    let found = try read(stored())
    rows[keyPath: kind] = .stored(found)
    state.instances[id] = rows
    return found
  }

  func known<Key: Hashable, Value>(
    _ table: WritableKeyPath<World, [Key: Value]>, _ key: Key,
    _ read: (any StoreTransaction) throws -> Value
  ) throws -> Value {
    if let known = world[keyPath: table][key] { return known }
    let found = try read(stored())
    state.world[keyPath: table][key] = found
    return found
  }
}

// MARK: Changing

extension ReplayTransaction {
  func initialize(_ info: StoreInfo) throws { try stored().initialize(info) }

  /// Decisions do not read the log, so it is not kept a second time; only its tree is.
  func append(_ entry: Entry) throws -> Int {
    note(entry, hash: try entry.leaf.hash())
    return state.tree.size - 1
  }

  /// Adds an entry's hash to the tree, and remembers what later decisions ask about it.
  func note(_ entry: Entry?, hash: Digest) {
    state.refusals.append(entry?.leaf.kind == .refused)
    state.tree.append(hash)
  }

  func apply(_ change: Change) throws {
    switch change {
    case .instance(let instance, let after):
      let found = try self.instance(instance.id)?.revision
      guard found == after else {
        throw StoreError.revisionConflict(
          instance.id, expected: after ?? StoreError.noRevision,
          found: found ?? StoreError.noRevision)
      }
      alter(instance.id) { $0.instance = .changed(instance) }
      if let parent = instance.parent {
        state.changedItems[parent, default: []].insert(instance.id)
      }
    case .timer(let timer):
      var timers = try timers(of: timer.instance)
      timers.removeAll { $0.id == timer.id }
      let place = timers.firstIndex { Timer.precedes(timer, $0) } ?? timers.endIndex
      timers.insert(timer, at: place)
      alter(timer.instance) { $0.timers = .changed(timers) }
    case .removeTimer(let instance, let id):
      let timers = try timers(of: instance).filter { $0.id != id }
      alter(instance) { $0.timers = .changed(timers) }
    case .removeTimers(let instance): alter(instance) { $0.timers = .changed([]) }
    case .evidence(let piece):
      var pieces = try evidence(of: piece.instance)
      pieces.removeAll { $0.number == piece.number }
      let place = pieces.firstIndex { $0.number > piece.number } ?? pieces.endIndex
      pieces.insert(piece, at: place)
      alter(piece.instance) { $0.evidence = .changed(pieces) }
    case .undo(let undo): alter(undo.instance.id) { $0.undo = .changed(undo) }
    case .removeUndo(let instance): alter(instance) { $0.undo = .changed(nil) }
    case .batch(let batch):
      state.batches[.init(programme: batch.programme, number: batch.number)] = .changed(batch)
    case .outbox(let message):
      state.outbox.removeAll { $0.id == message.id }
      let place = state.outbox.lastIndex { OutboxMessage.precedes($0, message) }
      state.outbox.insert(message, at: place.map { $0 + 1 } ?? 0)
    case .removeOutbox(let id):
      if let place = state.outbox.firstIndex(where: { $0.id == id }) {
        state.outbox.remove(at: place)
      }
    case .answer, .notice:
      // Written once and read by no decision. A decision ahead leaves it to the one who commits it.
      try scratch?.apply(change)
    case .source: try stored().apply(change)
    case .workflow, .unit, .unitVersion, .person, .assignment, .removeAssignment, .calendar,
      .members, .minutes,
      .decision, .removeDecisions, .order, .orderUnits:
      try stored().apply(change)
      state.world = World()
    }
  }

  private func alter(_ id: InstanceID, _ body: (inout InstanceRows) -> Void) {
    var rows = state.instances[id] ?? ground?.instances[id] ?? InstanceRows()
    body(&rows)
    state.instances[id] = rows
  }

  func stage(_ digest: Digest, chunk: Int, _ bytes: [UInt8]) throws {
    try stored().stage(digest, chunk: chunk, bytes)
  }

  func finishStaging(_ digest: Digest, size: Int) throws {
    try stored().finishStaging(digest, size: size)
  }

  /// Writes to the scratch store what it does not have, but for the outbox.
  func flush() throws {
    let scratch = try stored()
    for (id, rows) in state.instances {
      let clean = try flush(rows, of: id, to: scratch)
      if let clean { state.instances[id] = clean }
    }
    state.changedItems = [:]
    for (key, batch) in state.batches {
      guard let batch = batch.changes ?? nil else { continue }
      try scratch.apply(.batch(batch))
      state.batches[key] = .stored(batch)
    }
  }

  /// - Returns: The rows as they are stored; nil where nothing had to be written.
  private func flush(_ rows: InstanceRows, of id: InstanceID, to scratch: any StoreTransaction)
    throws -> InstanceRows?
  {
    var clean = rows
    var isChanged = false
    if let instance = rows.instance.changes ?? nil {
      try scratch.apply(.instance(instance, after: rows.storedRevision))
      clean.instance = .stored(instance)
      clean.storedRevision = instance.revision
      isChanged = true
    }
    if let timers = rows.timers.changes {
      try scratch.apply(.removeTimers(id))
      for timer in timers { try scratch.apply(.timer(timer)) }
      clean.timers = .stored(timers)
      isChanged = true
    }
    if let pieces = rows.evidence.changes {
      for piece in pieces { try scratch.apply(.evidence(piece)) }
      clean.evidence = .stored(pieces)
      isChanged = true
    }
    if let undo = rows.undo.changes {
      try scratch.apply(undo.map { .undo($0) } ?? .removeUndo(id))
      clean.undo = .stored(undo)
      isChanged = true
    }
    return isChanged ? clean : nil
  }

  /// Makes room where more than so many instances are held.
  func bound(to limit: Int) throws {
    if state.instances.count > limit {
      try flush()
      state.instances = [:]
    }
    state.world.bound(to: 5 * limit)
  }

  /// Writes everything, so that the scratch store is what the log says.
  func finish() throws {
    try flush()
    let scratch = try stored()
    for message in state.outbox { try scratch.apply(.outbox(message)) }
  }
}

// MARK: Reading what decisions change

extension ReplayTransaction {
  func instance(_ id: InstanceID) throws -> Instance? {
    var rows = rows(of: id)
    if let known = rows.instance.rows { return known }
    let found = try stored().instance(id)
    rows.instance = .stored(found)
    rows.storedRevision = found?.revision
    state.instances[id] = rows
    return found
  }

  func timers(of instance: InstanceID) throws -> [Timer] {
    try rows(\.timers, of: instance) { try $0.timers(of: instance) }
  }

  func evidence(of instance: InstanceID) throws -> [Evidence] {
    try rows(\.evidence, of: instance) { try $0.evidence(of: instance) }
  }

  func undo(of instance: InstanceID) throws -> Undo? {
    try rows(\.undo, of: instance) { try $0.undo(of: instance) }
  }

  func batch(_ programme: ProgrammeName, _ number: Int) throws -> Batch? {
    let key = ReplayState.BatchKey(programme: programme, number: number)
    reads.insert(.batch(key))
    if let known = state.batches[key]?.rows { return known }
    let found = try stored().batch(programme, number)
    state.batches[key] = .stored(found)
    return found
  }

  func outbox(limit: Int) throws -> [OutboxMessage] {
    reads.insert(.outbox)
    return limit >= state.outbox.count
      ? state.outbox : Array(state.outbox.prefix(max(0, limit)))
  }

  func outbox(to receiver: InstanceID) throws -> [OutboxMessage] {
    reads.insert(.outbox)
    return state.outbox.filter { $0.receiver == receiver }
  }

  func instances(_ query: InstanceQuery) throws -> [Instance] {
    guard let parent = query.parent else { return try complete().instances(query) }
    // The items of one instance: the others need not be written for that.
    let scratch = try stored()
    for id in state.changedItems.removeValue(forKey: parent) ?? [] {
      guard let rows = state.instances[id] else { continue }
      if let clean = try flush(rows, of: id, to: scratch) { state.instances[id] = clean }
    }
    return try scratch.instances(query)
  }

  func board(_ programme: ProgrammeName?, batch: Int?) throws -> [BoardGroup] {
    try complete().board(programme, batch: batch)
  }

  func itemStandings(_ programme: ProgrammeName?, batch: Int?) throws -> [ItemStanding] {
    try complete().itemStandings(programme, batch: batch)
  }

  func timerCount(dueBy time: Instant) throws -> Int { try complete().timerCount(dueBy: time) }

  func timers(dueBy time: Instant, limit: Int) throws -> [Timer] {
    try complete().timers(dueBy: time, limit: limit)
  }

  func batches() throws -> [Batch] { try complete().batches() }

  func evidence(withDigest digest: Digest) throws -> [Evidence] {
    try complete().evidence(withDigest: digest)
  }

  func evidence(givenBy unit: UnitCode) throws -> [Evidence] {
    try complete().evidence(givenBy: unit)
  }

  func evidenceOfSeveralUnits(in programme: ProgrammeName?) throws -> [Evidence] {
    try complete().evidenceOfSeveralUnits(in: programme)
  }

  func notices(_ query: NoticeQuery) throws -> [Notice] { try stored().notices(query) }
}

extension OutboxMessage {
  fileprivate static func precedes(_ a: OutboxMessage, _ b: OutboxMessage) -> Bool {
    (a.sequence, a.id) < (b.sequence, b.id)
  }
}
