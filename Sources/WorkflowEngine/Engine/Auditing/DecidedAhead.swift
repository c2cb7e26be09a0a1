import AuditLog
import Statechart

/// A decision that was made on a state of the log before it was its turn, at the same time as
/// others.
///
/// Entries about different instances seldom touch one another, so most of what is decided ahead
/// holds. Whether it does is not guessed: each decision has noted what it read, and is taken only if
/// nothing of that was written since by anything that it has not seen itself. Otherwise it is made
/// again in its turn. The result is that of making one decision after the other.
struct DecidedAhead: Sendable {
  var index: Int
  var thread: Int
  var changes: [Change]
  var reads: Set<ReplayTransaction.Read>

  /// Whether an entry is about an instance that is there, and so reads and changes little.
  static func isPossible(_ checked: CheckedEntry) -> Bool {
    switch checked.entry?.leaf.kind {
    case .event, .refused, .evidenceAdded, .timer, .delivered, .withdrawn, .suspended, .resumed,
      .cancelled, .exempted:
      true
    default: false
    }
  }

  /// Divides entries so that those about one instance and its items stay together, in their order.
  static func shares(of run: ArraySlice<CheckedEntry>, threads: Int) -> [[CheckedEntry]] {
    var shares: [[CheckedEntry]] = Array(repeating: [], count: threads)
    var places: [Identifier: Int] = [:]
    for checked in run {
      // `PROGRAMME/UNIT`, also of an item.
      let id = checked.entry?.leaf.instance ?? ""
      let end = id.utf8.indices.filter { id.utf8[$0] == UInt8(ascii: "/") }.dropFirst().first
      let root = Identifier(id[..<(end ?? id.endIndex)])
      let place = places[root] ?? places.count % threads
      places[root] = place
      shares[place].append(checked)
    }
    return shares
  }

  /// Reads what the entry's decision will probably ask for, so that it is in memory.
  static func foresee(_ checked: CheckedEntry, _ replay: ReplayTransaction) throws {
    guard let leaf = checked.entry?.leaf, let id = leaf.instance else { return }
    _ = try replay.info()
    if let instance = try replay.instance(Identifier(id)) {
      _ = try replay.batch(instance.programme, instance.batch)
      for unit in [instance.unit] + (try replay.ancestors(of: instance.unit).map(\.code)) {
        _ = try replay.calendar(of: unit)
        _ = try replay.instance(Instance.id(instance.programme, unit))
        if leaf.kind == .refused { _ = try replay.assignments(at: unit) }
      }
    }
    _ = try replay.timers(of: Identifier(id))
    _ = try replay.evidence(of: Identifier(id))
    _ = try replay.undo(of: Identifier(id))
    if let actor = leaf.actor { _ = try replay.assignments(of: Identifier(actor)) }
    // A gate that was asked for what the units below are in.
    guard leaf.facts.contains(where: { $0.query.hasPrefix("units(") }), let unit = leaf.unit,
      let programme = leaf.programme
    else { return }
    for child in try replay.children(of: Identifier(unit)) {
      _ = try replay.member(Identifier(programme), child.code)
      _ = try replay.instance(Instance.id(Identifier(programme), child.code))
    }
  }

  /// Makes the decisions of one share, each on what those before it have made.
  ///
  /// - Returns: Those that could be made and came out as the log says.
  static func decide(_ share: [CheckedEntry], on ground: ReplayState, thread: Int)
    -> [DecidedAhead]
  {
    let replay = ReplayTransaction(ahead: ground)
    var decided: [DecidedAhead] = []
    for checked in share {
      guard let entry = checked.entry else { continue }
      replay.reads = []
      replay.state.tree = MerkleTree(placeholderOfSize: checked.index)
      guard case .equal(let proposal)? = try? Replay(replay).verdict(on: entry) else { continue }
      let reads = replay.reads
      let changes = proposal.changes(at: checked.index)
      // Half applied, they would mislead what comes after.
      do {
        for change in changes { try replay.apply(change) }
      } catch {
        return decided
      }
      decided.append(
        DecidedAhead(index: checked.index, thread: thread, changes: changes, reads: reads))
    }
    return decided
  }
}

extension DecidedAhead {
  /// What was written since the state on which decisions were made ahead, and by whom.
  struct Written {
    /// The thread that has seen all that was written; -1 where none has.
    private var writers: [ReplayTransaction.Read: Int] = [:]

    /// Whether the decision has seen all that was written of what it read.
    func allows(_ decision: DecidedAhead) -> Bool {
      decision.reads.allSatisfy { writers[$0] == nil || writers[$0] == decision.thread }
    }

    /// - Parameter thread: The one that made these changes ahead; nil where they were made in turn.
    mutating func note(_ changes: [Change], by thread: Int?) {
      for change in changes {
        guard let place = change.place else { continue }
        let writer = writers[place]
        writers[place] = writer == nil || writer == thread ? thread ?? -1 : -1
      }
    }
  }
}

extension Change {
  /// What a decision reads that would see the change.
  fileprivate var place: ReplayTransaction.Read? {
    switch self {
    case .instance(let instance, _): .instance(instance.id)
    case .timer(let timer): .instance(timer.instance)
    case .removeTimer(let instance, _), .removeTimers(let instance), .removeUndo(let instance):
      .instance(instance)
    case .evidence(let evidence): .instance(evidence.instance)
    case .undo(let undo): .instance(undo.instance.id)
    case .batch(let batch): .batch(.init(programme: batch.programme, number: batch.number))
    case .outbox, .removeOutbox: .outbox
    // Read by no decision, or only in turn.
    case .answer, .notice, .source, .workflow, .unit, .unitVersion, .person, .assignment,
      .removeAssignment, .calendar,
      .members, .minutes, .decision, .removeDecisions, .order, .orderUnits:
      nil
    }
  }
}

extension MerkleTree {
  /// A tree of which only the size counts: the position that a fact was read at.
  fileprivate init(placeholderOfSize size: Int) {
    let frontier = Array(repeating: MerkleTree.emptyRoot, count: size.nonzeroBitCount)
    self = MerkleTree(size: size, frontier: frontier) ?? MerkleTree()
  }
}
