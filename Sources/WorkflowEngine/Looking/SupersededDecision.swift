import AuditLog
import Statechart

/// A decision that another one set aside, and what had been done under it, or was yet done: that
/// stands, and people shall know on what it rests.
public struct SupersededDecision: Hashable, Sendable {
  public var authority: Authority
  public var by: Authority
  /// How many entries of the log cite it, by kind.
  public var entries: [String: Int]

  public init(authority: Authority, by: Authority, entries: [String: Int]) {
    self.authority = authority
    self.by = by
    self.entries = entries
  }
}

extension StoreReader {
  /// The decisions that the log's first `size` entries set aside and under which something was done
  /// in one of the programmes, in the order in which they were set aside.
  ///
  /// - Complexity: One indexed reading of those decisions; for a moment of the past, of what was
  ///   done under them, too.
  func supersededDecisions(in programmes: Set<ProgrammeName>, before size: Int) throws
    -> [SupersededDecision]
  {
    var found: [SupersededDecision] = []
    try eachEntry(EntryQuery(kinds: [EntryKind.superseded.rawValue]), before: size) { logged in
      let leaf = logged.entry.leaf
      guard let authority = Authority(leaf.subject.id),
        let by = leaf.authority.flatMap({ Authority($0) })
      else { return }
      found.append(SupersededDecision(authority: authority, by: by, entries: [:]))
    }
    let isPresent = try tree().size == size
    return try found.compactMap { decision in
      let cited = decision.authority.description
      let isConcerned = try programmes.contains { programme in
        let query = EntryQuery(programme: programme, authority: cited, limit: 1)
        return try entries(query).first.map { $0.index < size } ?? false
      }
      guard isConcerned else { return nil }
      var decision = decision
      if isPresent {
        decision.entries = try entryCounts(under: decision.authority)
      } else {
        try eachEntry(EntryQuery(authority: cited), before: size) {
          decision.entries[$0.entry.leaf.kind.rawValue, default: 0] += 1
        }
      }
      return decision
    }
  }
}
