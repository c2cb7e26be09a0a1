import AuditLog

/// An entry that was read, hashed and compared with its own commitments: all that can be checked of
/// it without the entries before it, so that several can be checked at the same time.
struct CheckedEntry: Sendable {
  var index: Int
  /// Of the bytes that were found.
  var leafHash: Digest
  /// Nil where the bytes are those of no entry.
  var entry: Entry?
  var faults: [Verification.Fault] = []

  init(_ stored: StoredEntry) {
    index = stored.index
    leafHash = MerkleTree.leafHash(stored.leaf)
    if leafHash != stored.leafHash {
      note("entry.hash", "is not the one that was hashed")
    }
    do {
      let leaf = try Leaf(canonical: stored.leaf)
      if !stored.keys.isIdentical(to: EntryKeys(leaf)) {
        note("entry.keys", "is found under keys that are not its own")
      }
      entry = Entry(leaf: leaf, payload: try Payload(canonical: stored.payload))
    } catch {
      note("entry.unreadable", "cannot be read: \(error)")
    }
    for problem in entry?.verify() ?? [] {
      switch problem {
      case .altered(let field):
        faults.append(
          .init(
            "payload.altered", at: index,
            "entry \(index): \"\(field)\" is not what was recorded"))
      case .extra(let field):
        faults.append(
          .init(
            "payload.extra", at: index,
            "entry \(index): \"\(field)\" was added after the entry was made"))
      }
    }
  }

  /// Whether what the payload says is what was recorded.
  var isIntact: Bool { !faults.contains { $0.code.hasPrefix("payload.") } }

  private mutating func note(_ code: String, _ sentence: String) {
    faults.append(.init(code, at: index, "entry \(index) \(sentence)"))
  }
}

/// Some entries in a row.
struct CheckedPage: Sendable {
  /// The index of the first one that was asked for.
  var start: Int
  /// Those that could be read; where one is missing, so is its place.
  var entries: [CheckedEntry] = []
  /// What is wrong with those that could not be read.
  var faults: [Verification.Fault] = []
  /// The log ends before the range does.
  var isEnd = false

  /// Reads and checks the entries of a range.
  init(_ range: Range<Int>, of view: any StoreView) async throws {
    start = range.lowerBound
    do {
      entries = try await Self.stored(range, of: view).map { CheckedEntry($0) }
    } catch StoreError.corrupt {
      // One of the page cannot be read: they are read one by one until it is found.
      for index in range {
        do {
          entries += try await Self.stored(index..<index + 1, of: view).map { CheckedEntry($0) }
        } catch StoreError.corrupt(let reason) {
          faults.append(.init("entry.unreadable", at: index, "entry \(index): \(reason)"))
        }
      }
    }
    try await noteGaps(in: range, of: view)
  }

  /// Names the entries of the range that are not there. Those behind the last one of the log are not
  /// missed here: `isEnd` says that it ends.
  private mutating func noteGaps(in range: Range<Int>, of view: any StoreView) async throws {
    let found = Set(entries.map(\.index) + faults.compactMap(\.index))
    var gap: Range<Int>?
    func missing(_ gap: Range<Int>) -> Verification.Fault {
      let sentence =
        gap.count == 1
        ? "entry \(gap.lowerBound) is not there"
        : "the entries \(gap.lowerBound) to \(gap.upperBound - 1) are not there"
      return .init("entry.missing", at: gap.lowerBound, sentence)
    }
    for index in range {
      if !found.contains(index) {
        gap = (gap?.lowerBound ?? index)..<index + 1
      } else if let before = gap {
        faults.append(missing(before))
        gap = nil
      }
    }
    guard let gap else { return }
    isEnd = try await view.read { reader in
      try reader.storedEntries(from: range.upperBound, limit: 1).isEmpty
    }
    if !isEnd { faults.append(missing(gap)) }
  }

  private static func stored(_ range: Range<Int>, of view: any StoreView) async throws
    -> [StoredEntry]
  {
    try await view.read { reader in
      try reader.storedEntries(from: range.lowerBound, limit: range.count)
        .filter { range.contains($0.index) }
    }
  }
}
