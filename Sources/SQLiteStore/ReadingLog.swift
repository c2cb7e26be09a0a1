import AuditLog
import GRDB
import Statechart
import WorkflowEngine

extension SQLiteReader {
  func info() throws -> StoreInfo {
    if let info = memory.info { return info }
    guard let body = try firstCell("SELECT body FROM info") else {
      throw StoreError.missing("the store was never initialized")
    }
    var info = try StoreInfo(parsing: Array(body.text().utf8))
    info.format = try firstCell("PRAGMA user_version")?.integer() ?? info.format
    memory.info = info
    return info
  }

  func tree() throws -> MerkleTree {
    if let tree = memory.tree { return tree }
    var tree: MerkleTree? = MerkleTree()
    if let row = try cells("SELECT size, frontier FROM tree").first {
      tree = Self.tree(size: try row[0].integer(), frontier: try row[1].bytes())
    }
    guard let tree else {
      throw StoreError.corrupt("the tree's size and its frontier do not belong together")
    }
    memory.tree = tree
    return tree
  }

  private static func tree(size: Int, frontier bytes: [UInt8]) -> MerkleTree? {
    let frontier = stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
      Digest(bytes: bytes[$0..<min($0 + Digest.byteCount, bytes.count)])
    }
    return MerkleTree(size: size, frontier: frontier)
  }

  func checkpoints() throws -> [KeptCheckpoint] {
    try cells("SELECT size, note, frontier FROM checkpoints ORDER BY size").map { row in
      let size = try row[0].integer()
      do throws(InvalidNote) {
        let signed = try SignedCheckpoint(parsing: bytes(row[1]))
        if let tree = Self.tree(size: size, frontier: bytes(row[2])),
          let kept = KeptCheckpoint(signed, tree: tree)
        {
          return kept
        }
      } catch {
        throw StoreError.corrupt("the kept checkpoint of \(size) entries: \(error)")
      }
      throw StoreError.corrupt(
        "the kept checkpoint of \(size) entries does not fit what was kept with it")
    }
  }

  func entry(at index: Int) throws -> LoggedEntry? {
    var query = Query(Self.entries)
    query.add("position = ?", .integer(index))
    return try loggedEntries(query).first
  }

  func entries(_ query: EntryQuery) throws -> [LoggedEntry] {
    var search = Query(Self.entries)
    try search.add("instance", equals: query.instance)
    if query.includesBelow, let root = query.unit {
      search.add(
        """
        unit IN (WITH RECURSIVE below (code) AS (VALUES (?) UNION \
        SELECT units.code FROM units JOIN below ON units.parent = below.code) \
        SELECT code FROM below)
        """, try .text(root))
    } else {
      try search.add("unit", equals: query.unit)
    }
    try search.add("programme", equals: query.programme)
    if let batch = query.batch { search.add("batch = ?", .integer(batch)) }
    try search.add("actor", equals: query.actor)
    try search.add("role", equals: query.role)
    if let event = query.event?.text {
      // Whatever begins with the words and a dot sorts between the dot and the slash after it.
      try search.add(
        "(event = ? OR event > ? AND event < ?)", texts: event, event + ".", event + "/")
    }
    if let isRefused = query.isRefused {
      search.add("kind \(isRefused ? "=" : "<>") ?", try .text(EntryKind.refused.rawValue))
    }
    try search.add("authority", equals: query.authority.map { Identifier($0) })
    try search.add("kind", isOneOf: query.kinds.sorted())
    if let from = query.from { search.add("at >= ?", .time(from)) }
    if let until = query.until { search.add("at <= ?", .time(until)) }
    if let after = query.after {
      search.add(query.isDescending ? "position < ?" : "position > ?", .integer(after))
    }
    search.end(
      query.isDescending ? " ORDER BY position DESC" : " ORDER BY position", limit: query.limit)
    return try loggedEntries(search)
  }

  private static var entries: String { "SELECT position, leaf, payload FROM entries" }

  private func loggedEntries(_ query: Query) throws -> [LoggedEntry] {
    var entries: [LoggedEntry] = []
    try database.cachedStatement(sql: query.sql).forEachRow(query.arguments) { row in
      let index = try row.integer(0)
      do throws(InvalidEntry) {
        // A cell of another type holds no entry either.
        let leaf = try Leaf(canonical: row.bytes(1) ?? [])
        let payload = try Payload(canonical: row.bytes(2) ?? [])
        entries.append(LoggedEntry(index: index, entry: Entry(leaf: leaf, payload: payload)))
      } catch {
        throw StoreError.corrupt("entry \(index): \(error)")
      }
    }
    return entries
  }

  /// The bytes of a cell; none for a cell of another type, which is then no entry either.
  private func bytes(_ cell: Cell) -> [UInt8] { (try? cell.bytes()) ?? [] }

  func isRefusal(at index: Int) throws -> Bool? {
    try firstCell("SELECT kind FROM entries WHERE position = ?", [.integer(index)])
      .map { try $0.text() == EntryKind.refused.rawValue }
  }

  func lastTime(of instance: InstanceID) throws -> Instant? {
    try cells(
      "SELECT at FROM entries WHERE instance = ? ORDER BY position DESC LIMIT 1",
      [.text(instance)]
    ).first.map { Instant(millisecondsSinceEpoch: Int64(try $0[0].integer())) }
  }

  func latestTime() throws -> Instant? {
    if let known = memory.latestTime { return known }
    let latest = try firstCell("SELECT MAX(at) FROM entries")
    let time = try latest.flatMap { cell in
      cell.isNull ? nil : Instant(millisecondsSinceEpoch: Int64(try cell.integer()))
    }
    memory.latestTime = .some(time)
    return time
  }

  func storedEntries(from index: Int, limit: Int) throws -> [StoredEntry] {
    let rows = try cells(
      """
      SELECT position, leaf, leaf_hash, payload, \(EntryKeys.columns) FROM entries \
      WHERE position >= ? ORDER BY position LIMIT ?
      """, [.integer(index), .integer(max(0, limit))])
    return try rows.map { row in
      StoredEntry(
        index: try row[0].integer(), leaf: try row[1].bytes(), leafHash: try row[2].digest(),
        payload: try row[3].bytes(), keys: try EntryKeys(row[4...]))
    }
  }
}

extension SQLiteReader {
  func leafHashes(from index: Int, limit: Int) throws -> [Digest] {
    try cells(
      "SELECT leaf_hash FROM entries WHERE position >= ? ORDER BY position LIMIT ?",
      [.integer(index), .integer(max(0, limit))]
    ).map { try $0[0].digest() }
  }
}

extension EntryKeys {
  /// The columns of `entries` that queries compare with.
  static let columns =
    "instance, unit, programme, batch, actor, role, authority, event, kind, at"

  /// What stands in those columns.
  func pack(_ cells: inout PackedCells) throws(StoreError) {
    try cells.text(instance)
    try cells.text(unit)
    try cells.text(programme)
    cells.integer(batch)
    try cells.text(actor)
    try cells.text(role)
    try cells.text(authority.map { Identifier($0) })
    try cells.text(event)
    try cells.text(kind)
    cells.time(at)
  }

  /// Reads the cells that `pack` made.
  init(_ cells: ArraySlice<Cell>) throws(StoreError) {
    var left = cells
    func id() throws(StoreError) -> Identifier? {
      guard let cell = left.popFirst(), !cell.isNull else { return nil }
      return try cell.id()
    }
    func number() throws(StoreError) -> Int? {
      guard let cell = left.popFirst(), !cell.isNull else { return nil }
      return try cell.integer()
    }
    let (instance, unit, programme) = (try id(), try id(), try id())
    let (batch, actor, role) = (try number(), try id(), try id())
    let (authority, event, kind, at) = (try id(), try id(), try id(), try number())
    guard let kind, let at else { throw .corrupt("an entry is found under no kind or no time") }
    self.init(
      instance: instance, unit: unit, programme: programme, batch: batch, actor: actor, role: role,
      authority: authority?.text, event: event, kind: kind.text,
      at: Instant(millisecondsSinceEpoch: Int64(at)))
  }
}
