import AuditLog
import Statechart
public import WorkflowEngine

extension FigureQuery {
  /// Counts in one state of a store: the present one, or one that was rebuilt from the log.
  ///
  /// "Now" is the time of the last entry, so that the answer follows from the log alone.
  ///
  /// - Throws: `StoreError`.
  /// - Complexity: Instances, items and entries are read in pages; memory does not grow with them,
  ///   but for the ids of what `entered`, `share(on time)` and the withdrawn events must remember.
  public func value(in reader: any StoreReader) throws -> FigureValue {
    let counting = FigureCounting(query: self, reader: reader)
    switch subject {
    case .units: return .count(try counting.units())
    case .instances(.entered(let state)): return .count(try counting.entered(state))
    case .instances(let state): return .count(try counting.instances(state))
    case .items(let state): return .count(try counting.items(state))
    case .evidence(let kind): return .count(try counting.evidence(kind))
    case .events(let name): return .count(try counting.events(name))
    case .refusals(let name): return .count(try counting.refusals(name))
    case .onTime: return try counting.onTime()
    }
  }
}

/// One query on its way through a store.
private struct FigureCounting {
  let query: FigureQuery
  let reader: any StoreReader

  func units() throws -> Int {
    try reader.batches()
      .filter {
        (query.programme == nil || query.programme == $0.programme)
          && (query.batch == nil || query.batch == $0.number)
      }
      .reduce(0) { $0 + $1.size }
  }

  // MARK: Instances

  func instances(_ state: FigureQuery.InstanceState) throws -> Int {
    var count = 0
    let now = try lastTime()
    try eachInstance { instance in
      if holds(state, of: instance, at: now) { count += 1 }
    }
    return count
  }

  private func holds(
    _ state: FigureQuery.InstanceState, of instance: Instance, at now: Instant
  ) -> Bool {
    switch state {
    case .started, .entered: true
    case .running: instance.status == .running
    case .suspended: instance.status == .suspended
    case .ended: instance.status == .ended
    case .cancelled: instance.status == .cancelled
    case .exempted: instance.status == .exempted
    case .overdue:
      instance.status == .running
        && instance.entered.values.contains { entry in
          !entry.isSoft && entry.due.map { $0 < now } ?? false
        }
    // What was cancelled keeps its configuration, but is in none of its states any more.
    case .stage(let stage):
      instance.status != .cancelled && instance.status != .exempted
        && instance.snapshot.stages.contains(stage)
    }
  }

  /// The instances that entered a state and did not have the entering withdrawn.
  func entered(_ state: Identifier) throws -> Int {
    let instances = try instanceIDs { _ in true }
    var revisions: [InstanceID: Int] = [:]
    try eachEntry(kinds: []) { leaf in
      guard let id = leaf.instance.map({ Identifier($0) }), instances.contains(id) else { return }
      if leaf.kind == .withdrawn, let restored = leaf.details["restored"]?.int {
        if let revision = revisions[id], revision > restored { revisions[id] = nil }
      } else if revisions[id] == nil, leaf.entered.contains(where: { Identifier($0) == state }) {
        revisions[id] = leaf.revision ?? 0
      }
    }
    return revisions.count
  }

  func onTime() throws -> FigureValue {
    var punctual = try instanceIDs { $0.status == .ended }
    let ended = punctual.count
    try eachEntry(kinds: [.timer]) { leaf in
      guard let id = leaf.instance, leaf.event?.name.hasPrefix("deadline.") == true,
        leaf.details["soft"] == nil
      else { return }
      punctual.remove(Identifier(id))
    }
    return .share(punctual.count, of: ended)
  }

  // MARK: Items and evidence

  func items(_ state: FigureQuery.ItemState) throws -> Int {
    var closedStates: [ParentLedger: Set<Identifier>] = [:]
    var count = 0
    try eachItem { item in
      guard state != .raised else {
        count += 1
        return
      }
      if state == .continuing {
        guard !item.status.isClosed, let parent = item.parent else { return }
        if try reader.instance(parent)?.status.isClosed ?? false { count += 1 }
        return
      }
      let isOut = item.status == .cancelled || item.status == .exempted
      let closing = try closed(of: item, &closedStates)
      let isClosed =
        item.status == .ended || item.snapshot.active.contains { closing.contains($0) }
      if !isOut && isClosed == (state == .closed) { count += 1 }
    }
    return count
  }

  /// A ledger as one version of a workflow declares it.
  private struct ParentLedger: Hashable {
    var workflow: WorkflowReference
    var ledger: Identifier
  }

  /// The states that the ledger of an item counts as closed.
  private func closed(
    of item: Instance, _ known: inout [ParentLedger: Set<Identifier>]
  ) throws -> Set<Identifier> {
    guard let ledger = item.ledger,
      let parent = try item.parent.flatMap({ try reader.instance($0) })
    else { return [] }
    let key = ParentLedger(workflow: parent.workflow, ledger: ledger)
    if let states = known[key] { return states }
    let workflow = try reader.compiled(parent.workflow)
    let states = workflow.ledgers.first { $0.id == ledger }?.closed ?? []
    known[key] = Set(states)
    return Set(states)
  }

  func evidence(_ kind: Identifier?) throws -> Int {
    var count = 0
    let add = { (instance: Instance) throws in
      count += try self.reader.evidence(of: instance.id).count { kind == nil || $0.kind == kind }
    }
    try eachInstance(add)
    try eachItem(add)
    return count
  }

  // MARK: Entries

  func events(_ name: Identifier?) throws -> Int {
    struct Key: Hashable {
      var instance: Identifier
      var event: Identifier
    }
    // The newest come first, so a withdrawal is seen before what it withdrew.
    var withdrawn: Set<Key> = []
    var count = 0
    try eachEntry(kinds: [.event, .withdrawn], isDescending: true) { leaf in
      let instance = Identifier(leaf.instance ?? "")
      if leaf.kind == .withdrawn {
        if let id = leaf.details["withdrawn"]?.string {
          withdrawn.insert(Key(instance: instance, event: Identifier(id)))
        }
      } else if matches(leaf, name),
        !withdrawn.contains(Key(instance: instance, event: Identifier(leaf.event?.id ?? "")))
      {
        count += 1
      }
    }
    return count
  }

  func refusals(_ name: Identifier?) throws -> Int {
    var count = 0
    try eachEntry(kinds: [.refused]) { leaf in
      if matches(leaf, name) { count += 1 }
    }
    return count
  }

  private func matches(_ leaf: Leaf, _ name: Identifier?) -> Bool {
    (name == nil || name == leaf.event.map { Identifier($0.name) })
      && (query.authority == nil || query.authority == leaf.authority.flatMap { Authority($0) })
  }

  // MARK: Pages

  /// The time of the last entry, which is the latest that the log knows.
  private func lastTime() throws -> Instant {
    let size = try reader.tree().size
    return try reader.entry(at: size - 1)?.entry.leaf.at ?? .earliest
  }

  private func instanceIDs(_ isWanted: (Instance) -> Bool) throws -> Set<InstanceID> {
    var ids: Set<InstanceID> = []
    try eachInstance { if isWanted($0) { ids.insert($0.id) } }
    return ids
  }

  /// Every instance of a unit, items left out.
  private func eachInstance(_ body: (Instance) throws -> Void) throws {
    try page(InstanceQuery(programme: query.programme, batch: query.batch), body)
  }

  private func eachItem(_ body: (Instance) throws -> Void) throws {
    let all = InstanceQuery(
      programme: query.programme, batch: query.batch, includesItems: true)
    try page(all) { if $0.ledger != nil { try body($0) } }
  }

  private func page(_ first: InstanceQuery, _ body: (Instance) throws -> Void) throws {
    var query = first
    while true {
      let found = try reader.instances(query)
      for instance in found { try body(instance) }
      guard found.count == query.limit, let last = found.last else { return }
      query.after = last.id
    }
  }

  /// The entries of the query's programme and batch.
  private func eachEntry(
    kinds: [EntryKind], isDescending: Bool = false, _ body: (Leaf) throws -> Void
  ) throws {
    var entries = EntryQuery(
      programme: query.programme, kinds: Set(kinds.map(\.rawValue)), isDescending: isDescending)
    let batch = query.batch.map(String.init)
    while true {
      let found = try reader.entries(entries)
      for logged in found where batch == nil || batch == logged.entry.leaf.batch {
        try body(logged.entry.leaf)
      }
      guard found.count == entries.limit, let last = found.last else { return }
      entries.after = last.index
    }
  }
}
