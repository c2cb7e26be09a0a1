import AuditLog
import Statechart

/// What the first entries of a log say about programmes: the tree of units, the batches, and where
/// every instance stands. Nothing is decided again (`StandingFold`).
struct LogFold {
  private(set) var info: StoreInfo?
  private(set) var units: [UnitCode: Unit] = [:]
  private(set) var batches: [BatchKey: Batch] = [:]
  private(set) var fold = StandingFold()
  private var sources = Sources()
  private(set) var workflows: [WorkflowReference: Workflow] = [:]

  struct BatchKey: Hashable {
    var programme: ProgrammeName
    var number: Int
  }

  /// - Returns: The instance that the entry changed, as it was before.
  mutating func take(_ entry: Entry) throws -> (id: InstanceID, before: Standing?)? {
    let leaf = entry.leaf
    switch leaf.kind {
    case .initialized:
      info = StoreInfo(leaf)
      return nil
    case .registered, .retired, .moved, .merged, .split, .launched:
      for change in try Registration.changes(of: leaf, secret: { entry.payload[$0] }) {
        switch change {
        case .unit(let unit): units[unit.code] = unit
        case .workflow(let record): sources.workflows[record.reference] = record.source
        case .source(let record): sources.files[record.digest] = record.text
        case .batch(let batch): batches[BatchKey(batch)] = batch
        default: break
        }
      }
      return nil
    default: break
    }
    var known = workflows
    let changed = try fold.take(leaf) { [sources] in try sources.workflow($0, &known) }
    workflows = known
    if leaf.kind == .started, let changed, let made = fold.standings[changed.id],
      made.parent == nil
    {
      let key = BatchKey(programme: made.programme, number: made.batch)
      batches[key]?.made += 1
      if let batch = batches[key], batch.made == batch.size { batches[key]?.status = .open }
    }
    return changed
  }

  /// Kinds that say how the world is; the others say what an instance did.
  static let world: [EntryKind] = [
    .initialized, .registered, .retired, .moved, .merged, .split, .launched,
  ]
}

/// What was registered so far.
private struct Sources {
  var workflows: [WorkflowReference: SourceRecord] = [:]
  var files: [Digest: [UInt8]] = [:]

  func workflow(
    _ reference: WorkflowReference, _ known: inout [WorkflowReference: Workflow]
  ) throws -> Workflow {
    if let workflow = known[reference] { return workflow }
    guard let record = workflows[reference], record.digest == reference.digest else {
      throw StoreError.corrupt("no entry registered the workflow \(reference)")
    }
    let source = WorkflowSource(
      record.text, files: record.files.mapValues { files[$0] ?? [] }, base: record.base)
    let workflow = try WorkflowLibrary.shared.workflow(source)
    known[reference] = workflow
    return workflow
  }
}

extension LogFold.BatchKey {
  init(_ batch: Batch) { self.init(programme: batch.programme, number: batch.number) }
}

extension Survey {
  /// What the log's first `size` entries say.
  ///
  /// Of other programmes nothing is read, so that the time depends on the programme and not on the
  /// log.
  init(foldedFrom reader: any StoreReader, size: Int, _ query: SurveyQuery, now: Instant) throws {
    var fold = LogFold()
    try reader.eachEntry(EntryQuery(kinds: Set(LogFold.world.map(\.rawValue))), before: size) {
      _ = try fold.take($0.entry)
    }
    let zone = try Zone(fold.info?.zone ?? "UTC")
    var course = query.withCourse ? Course(zone: zone) : nil
    let skipped = Set(LogFold.world + [.refused, .appointed, .dismissed])
    try reader.eachEntry(EntryQuery(programme: query.programme), before: size) { logged in
      let leaf = logged.entry.leaf
      guard !skipped.contains(leaf.kind) else { return }
      guard let changed = try fold.take(logged.entry) else { return }
      if let next = fold.fold.standings[changed.id], query.includes(next.programme, next.batch) {
        course?.note(from: changed.before, to: next, at: leaf.at, in: fold.workflows)
      }
    }
    guard let info = fold.info else {
      throw RequestError.invalid("the log had no entry by then")
    }
    self.init(
      position: LogPosition(size: size, root: try reader.root(of: size)), now: now, info: info,
      zone: zone, units: fold.units.values.sorted { ($0.level, $0.code) < ($1.level, $1.code) },
      batches: fold.batches.values.filter { query.includes($0) }
        .sorted { ($0.programme, $0.number) < ($1.programme, $1.number) },
      standings: [], items: [], workflows: fold.workflows)
    let wanted = query.wanted(of: units)
    for standing in fold.fold.standings.values.sorted(by: { $0.id < $1.id })
    where query.includes(standing.programme, standing.batch)
      && (wanted?.contains(standing.unit) ?? true)
    {
      add(standing)
    }
    for batch in batches where workflows[batch.workflow] == nil {
      workflows[batch.workflow] = try WorkflowLibrary.shared.workflow(batch.workflow, reader)
    }
    superseded = try reader.supersededDecisions(
      in: Set(batches.map(\.programme)), before: size)
    course?.finish(at: now)
    self.course = course
  }
}

extension StoreReader {
  /// Reads entries page by page, up to a position.
  func eachEntry(_ first: EntryQuery, before size: Int, _ body: (LoggedEntry) throws -> Void) throws
  {
    var query = first
    query.limit = 2_000
    while true {
      let page = try entries(query)
      for entry in page {
        guard entry.index < size else { return }
        try body(entry)
      }
      guard page.count == query.limit, let last = page.last else { return }
      query.after = last.index
    }
  }

  /// The root of the tree when it had so many leaves.
  func root(of size: Int) throws -> Digest {
    let present = try tree()
    guard size != present.size else { return present.root }
    // A checkpoint that was kept on the way has hashed what came before it.
    var past = try checkpoints().last { $0.size <= size }?.tree ?? MerkleTree()
    while past.size < size {
      let hashes = try leafHashes(from: past.size, limit: min(10_000, size - past.size))
      guard !hashes.isEmpty else { throw StoreError.corrupt("the log has no \(size) entries") }
      for hash in hashes { past.append(hash) }
    }
    return past.root
  }
}
