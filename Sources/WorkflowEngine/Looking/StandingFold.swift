import AuditLog
import Statechart

/// Follows instances through the entries of the log without deciding anything again: a leaf says
/// what its step did, and that is believed.
///
/// What comes out is equal to what replaying the same entries stores, and is had in a fraction of the
/// time. Whether the entries are the ones that were made is for `audit verify` to find out.
struct StandingFold {
  /// The entry is of a kind, or from a time, that does not say what became of the instance: only
  /// deciding again tells.
  struct Unfoldable: Error {
    var reason: String
  }

  private(set) var standings: [InstanceID: Standing] = [:]
  /// What an instance was before the event that can still be withdrawn.
  private var before: [InstanceID: Standing] = [:]

  /// Takes the next entry.
  ///
  /// - Parameter workflow: The workflow of a reference that an earlier entry registered.
  /// - Returns: The instance that it changed, as it was before; nil where it changed none.
  @discardableResult
  mutating func take(
    _ leaf: Leaf, workflow: (WorkflowReference) throws -> Workflow
  ) throws -> (id: InstanceID, before: Standing?)? {
    // What a unit's instance has invoked is part of it, and on no board.
    if let id = leaf.instance.map({ Identifier($0) }), Instance.root(of: id) != id { return nil }
    switch leaf.kind {
    case .started: return try start(leaf, workflow)
    case .event, .timer, .delivered:
      // Without a snapshot nothing waited for it.
      guard leaf.snapshot != nil else { return nil }
      let old = try known(leaf)
      standings[old.id] = try step(from: old, leaf, workflow)
      before[old.id] = leaf.kind == .event ? old : nil
      return (old.id, old)
    case .evidenceAdded:
      return try change(leaf) { $0.evidenceMade += 1 }
    case .withdrawn:
      let old = try known(leaf)
      guard var next = before.removeValue(forKey: old.id),
        next.revision == leaf.details["restored"]?.int
      else { throw Unfoldable(reason: "what \(old.id) was before is not known") }
      next.revision = leaf.revision ?? old.revision
      next.at = leaf.at
      (next.evidenceMade, next.itemsMade) = (old.evidenceMade, old.itemsMade)
      standings[old.id] = next
      return (old.id, old)
    case .suspended: return try manage(leaf, .suspended)
    case .resumed: return try manage(leaf, .running)
    case .cancelled: return try manage(leaf, .cancelled)
    case .exempted: return try manage(leaf, .exempted)
    case .transferred: return try transfer(leaf)
    case .extended: return try extend(leaf)
    case .refused, .initialized, .registered, .retired, .moved, .merged, .split, .appointed,
      .dismissed, .launched, .approved, .enacted, .ordered, .carriedOut, .superseded, .erased,
      .reminded,
      .notified, .sampled:
      return nil
    default:
      throw Unfoldable(reason: "entries of kind \(leaf.kind) must be decided again")
    }
  }

  // MARK: Kinds

  private mutating func start(
    _ leaf: Leaf, _ workflow: (WorkflowReference) throws -> Workflow
  ) throws -> (InstanceID, Standing?) {
    guard let id = leaf.instance, let programme = leaf.programme, let unit = leaf.unit,
      let batch = leaf.batch.flatMap({ Int($0) }), let reference = leaf.workflow
    else { throw StoreError.corrupt("an entry starts no instance of a unit") }
    let made = Standing(
      Instance(
        id: Identifier(id), programme: Identifier(programme), batch: batch,
        unit: Identifier(unit),
        workflow: WorkflowReference(
          name: Identifier(reference.name), version: reference.version, digest: reference.sha256),
        parent: leaf.parent.map { Identifier($0) },
        ledger: leaf.event?.data?["ledger"]?.string.map { Identifier($0) },
        deadline: leaf.event?.data?["deadline"]?.string.flatMap { CalendarDate($0) },
        startedAt: leaf.at, at: leaf.at))
    standings[made.id] = try step(from: made, leaf, workflow)
    if let parent = made.parent, var holder = standings[parent] {
      holder.itemsMade += 1
      holder.at = leaf.at
      standings[parent] = holder
    }
    return (made.id, nil)
  }

  private mutating func manage(_ leaf: Leaf, _ status: Instance.Status) throws
    -> (InstanceID, Standing?)
  {
    let changed = try change(leaf) {
      $0.revision = leaf.revision ?? $0.revision
      $0.status = status
    }
    before[changed.0] = nil
    return changed
  }

  private mutating func extend(_ leaf: Leaf) throws -> (InstanceID, Standing?) {
    let changed = try change(leaf) { standing in
      standing.revision = leaf.revision ?? standing.revision
      for (state, due) in leaf.details[Leaf.dueDates]?.object ?? [:] {
        standing.entered[Identifier(state)]?.due = due.string.flatMap { Instant(rfc3339: $0) }
      }
    }
    before[changed.0] = nil
    return changed
  }

  /// An instance of a unit that left the tree is closed; an item of it goes on elsewhere.
  private mutating func transfer(_ leaf: Leaf) throws -> (InstanceID, Standing?) {
    let changed = try change(leaf) {
      $0.revision = leaf.revision ?? $0.revision
      guard $0.parent != nil else {
        $0.status = .exempted
        return
      }
      $0.parent = leaf.parent.map { Identifier($0) }
      $0.unit = leaf.unit.map { Identifier($0) } ?? $0.unit
    }
    before[changed.0] = nil
    return changed
  }

  private mutating func change(_ leaf: Leaf, _ body: (inout Standing) -> Void) throws
    -> (InstanceID, Standing?)
  {
    let old = try known(leaf)
    var next = old
    next.at = leaf.at
    body(&next)
    standings[old.id] = next
    return (old.id, old)
  }

  private func known(_ leaf: Leaf) throws -> Standing {
    guard let standing = leaf.instance.flatMap({ standings[Identifier($0)] }) else {
      throw StoreError.corrupt("no entry started the instance \(leaf.instance ?? "")")
    }
    return standing
  }

  // MARK: Steps

  /// What `StepDecision` makes of an instance, from what it wrote down.
  private func step(
    from old: Standing, _ leaf: Leaf, _ workflow: (WorkflowReference) throws -> Workflow
  ) throws -> Standing {
    let workflow = try workflow(old.workflow)
    let chart = workflow.chart
    var next = old
    next.revision = leaf.revision ?? old.revision
    next.at = leaf.at
    next.active = leaf.after.map { Identifier($0) }
    let states = try next.active.map { id in
      guard let state = chart.index(of: id) else {
        throw StoreError.corrupt("\(old.workflow) has no state \"\(id)\"")
      }
      return state
    }
    let configuration = chart.configuration(ofAtomic: states)
    next.stages = workflow.stages.filter { configuration.contains($0.state) }.map(\.id)
    if states.contains(where: { chart.kind($0) == .final && chart.parent($0)?.int == 0 }) {
      next.status = .ended
    }
    let active = Set(workflow.activeIDs(configuration))
    let entered = Set(leaf.entered.map { Identifier($0) })
    for (state, entry) in old.entered
    where entry.due.map({ $0 < leaf.at }) ?? false
      && (!active.contains(state) || entered.contains(state)) && !next.late.contains(state)
    {
      next.late.append(state)
    }
    next.late.sort()
    next.entered = next.entered.filter { active.contains($0.key) }
    for id in entered where active.contains(id) {
      let due = next.status == .ended ? nil : try due(of: id, leaf, workflow)
      next.entered[id] = Instance.Entry(
        revision: next.revision, at: leaf.at, due: due?.at, isSoft: due?.isSoft ?? false)
    }
    return next
  }

  private func due(of state: Identifier, _ leaf: Leaf, _ workflow: Workflow) throws
    -> (at: Instant, isSoft: Bool)?
  {
    guard let index = workflow.chart.index(of: state) else { return nil }
    let rule = workflow.deadline(of: index)
    if let text = leaf.details[Leaf.dueDates]?[state.text]?.string,
      let due = Instant(rfc3339: text)
    {
      return (due, rule?.isSoft ?? false)
    }
    guard rule != nil else { return nil }
    let faults = leaf.details["deadlineFaults"]?.array ?? []
    guard faults.contains(where: { $0.string?.hasPrefix("deadline of \(state):") ?? false }) else {
      throw Unfoldable(reason: "an early entry does not say when the deadline of \(state) passes")
    }
    return nil
  }
}
