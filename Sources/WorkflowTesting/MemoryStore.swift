import AuditLog
import Statechart
public import WorkflowEngine

/// A store in memory, for tests of what stands on a store.
///
/// It keeps every promise of `StoreContract`; the actor makes transactions wait for one another.
public actor MemoryStore: Store {
  private var tables = MemoryTables()

  public init() {}

  public func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) throws -> Answer {
    try body(MemoryReader(tables))
  }

  public func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) throws -> Answer {
    let transaction = MemoryTransaction(tables)
    let answer = try body(transaction)
    tables = transaction.tables
    return answer
  }

  public func view() -> any StoreView { MemoryView(tables: tables) }
}

/// A copy of the tables, which nobody changes.
struct MemoryView: StoreView {
  let tables: MemoryTables

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) throws -> Answer {
    try body(MemoryReader(tables))
  }
}

/// A copy of the tables that becomes the store's when the transaction succeeds.
final class MemoryTransaction: MemoryReader, StoreTransaction {
  func initialize(_ info: StoreInfo) throws {
    guard tables.info == nil else { throw StoreError.exists("memory") }
    tables.info = info
  }

  func append(_ entry: Entry) throws -> Int {
    let index = tables.tree.size
    let leaf = try entry.leaf.canonical()
    let hash = MerkleTree.leafHash(leaf)
    tables.tree.append(hash)
    tables.entries.append(LoggedEntry(index: index, entry: entry))
    let keys = EntryKeys(entry.leaf)
    tables.stored.append(
      StoredEntry(
        index: index, leaf: leaf, leafHash: hash, payload: entry.payload.canonical, keys: keys))
    if let instance = keys.instance { tables.lastTimes[instance] = entry.leaf.at }
    tables.latestTime = max(tables.latestTime ?? .earliest, entry.leaf.at)
    return index
  }

  func erase(_ fields: [String], ofEntry index: Int) {
    guard tables.entries.indices.contains(index) else { return }
    for field in fields { tables.entries[index].entry.payload.erase(field) }
    tables.stored[index].payload = tables.entries[index].entry.payload.canonical
  }

  func removeContent(_ digest: Digest) { tables.contents[digest] = nil }

  func keep(_ checkpoint: KeptCheckpoint) { tables.checkpoints[checkpoint.size] = checkpoint }

  func apply(_ change: Change) throws {
    switch change {
    case .workflow(let record):
      let reference = record.reference
      tables.registered.removeAll {
        $0.name == reference.name && Identifier($0.version) == Identifier(reference.version)
      }
      tables.registered.append(reference)
      tables.workflows.put(record)
    case .unit(let unit): tables.units.put(unit)
    case .unitVersion(let unit, let since):
      let number = tables.versionsMade[unit.code, default: 0] + 1
      tables.versionsMade[unit.code] = number
      tables.unitVersions.put(UnitVersion(unit: unit, number: number, since: since))
    case .person(let person): tables.people.put(person)
    case .assignment(let assignment): tables.assignments.put(assignment)
    case .removeAssignment(let assignment): tables.assignments.remove(assignment)
    case .calendar(let calendar): tables.calendars.put(calendar)
    case .batch(let batch): tables.batches.put(batch)
    case .members(let members): for member in members { tables.members.put(member) }
    case .instance(let instance, let after):
      let before = self.instance(instance.id)
      guard before?.revision == after else {
        throw StoreError.revisionConflict(
          instance.id, expected: after ?? StoreError.noRevision,
          found: before?.revision ?? StoreError.noRevision)
      }
      tables.instances.put(instance)
      if let before { tables.count(before, -1) }
      tables.count(instance, 1)
    case .timer(let timer): tables.timers.put(timer)
    case .removeTimer(let instance, let id): tables.timers.remove([.text(instance), .text(id)])
    case .removeTimers(let instance): tables.timers.remove(under: .text(instance))
    case .evidence(let evidence): tables.evidence.put(evidence)
    case .answer(let answer): tables.answers.put(answer)
    case .undo(let undo): tables.undo.put(undo)
    case .removeUndo(let instance): tables.undo.remove([.text(instance)])
    case .outbox(let message): tables.outbox.put(message)
    case .removeOutbox(let id): tables.outbox.remove([.text(id)])
    case .notice(let notice): tables.notices.put(notice)
    case .minutes(let record): tables.minutes.put(record)
    case .decision(let record): tables.decisions.put(record)
    case .removeDecisions(let minutes): tables.decisions.remove { $0.minutes == minutes }
    case .order(let record): tables.orders.put(record)
    case .orderUnits(let units): for unit in units { tables.orderUnits.put(unit) }
    case .source(let record): tables.sources.put(record)
    }
  }

  func stage(_ digest: Digest, chunk: Int, _ bytes: [UInt8]) {
    var content = tables.contents[digest, default: .init()]
    guard content.size == nil, content.chunks[chunk] == nil else { return }
    content.chunks[chunk] = bytes
    tables.contents[digest] = content
  }

  func finishStaging(_ digest: Digest, size: Int) throws {
    var content = tables.contents[digest, default: .init()]
    guard content.size == nil else { return }
    let chunks = content.chunks
    guard chunks.keys.allSatisfy({ (0..<chunks.count).contains($0) }),
      chunks.values.reduce(0, { $0 + $1.count }) == size
    else { throw StoreError.incompleteContent(digest) }
    content.size = size
    tables.contents[digest] = content
  }
}
