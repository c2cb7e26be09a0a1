import AuditLog
import Foundation
import GRDB
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// One bit of the file changes, in every class of byte that the store keeps.
@Suite struct FlippedBitTests {
  /// A cell, and what an audit calls the fault.
  struct Place: Sendable, CustomTestStringConvertible {
    var table: String
    var column: String
    /// Which part of the cell: the bit is in the first byte after this text.
    var behind = ""
    var codes: Set<String>

    var testDescription: String { "\(table).\(column)\(behind.isEmpty ? "" : " behind \(behind)")" }
  }

  static let places: [Place] = [
    Place(table: "entries", column: "leaf", codes: ["entry.hash"]),
    Place(table: "entries", column: "leaf_hash", codes: ["entry.hash"]),
    Place(
      table: "entries", column: "payload", behind: "\"value\":\"", codes: ["payload.altered"]),
    Place(
      table: "entries", column: "payload", behind: "\"salt\":\"",
      codes: ["payload.altered", "entry.unreadable"]),
    Place(table: "entries", column: "kind", codes: ["entry.keys"]),
    Place(table: "entries", column: "at", codes: ["entry.keys"]),
    Place(table: "tree", column: "frontier", codes: ["tree.root"]),
    Place(table: "tree", column: "size", codes: ["store.unreadable", "log.short", "log.long"]),
    Place(table: "chunks", column: "bytes", codes: ["evidence.altered"]),
    Place(table: "contents", column: "size", codes: ["evidence.lost"]),
    // The table has an index on a part of the record, which must stay JSON.
    Place(
      table: "evidence", column: "body", behind: "\"kind\":\"", codes: ["evidence.differs"]),
    Place(table: "instance_states", column: "is_stage", codes: ["instances.differs"]),
    // As the one of evidence.
    Place(table: "outbox", column: "body", behind: "\"name\":\"", codes: ["outbox.differs"]),
    Place(table: "info", column: "body", behind: "\"origin\":\"", codes: ["info.differs"]),
    Place(
      table: "checkpoints", column: "note", behind: "sample\n",
      codes: ["checkpoint.unreadable"]),
    Place(
      table: "checkpoints", column: "note", behind: "— test.example/sample ",
      codes: ["note.unsigned"]),
    Place(table: "checkpoints", column: "frontier", codes: ["checkpoint.unreadable"]),
    Place(table: "checkpoints", column: "size", codes: ["checkpoint.unreadable"]),
  ]

  /// The tables that follow from the log and hold their records as text.
  static let projections = [
    "workflows", "units", "unit_versions", "people", "assignments", "calendars", "batches",
    "instances", "timers", "undo", "notices", "minutes", "decisions", "orders", "sources",
  ]

  /// Columns that queries compare with, and those of tables whose columns say everything.
  static let columns = [
    ("members", "position"), ("answers", "content"), ("answers", "entry"),
    ("order_units", "unit"), ("outbox", "sequence"), ("notices", "person"),
    ("notices", "pending"), ("decisions", "number"), ("orders", "pending"),
    ("unit_versions", "since"), ("timers", "due"), ("instances", "status"),
    ("units", "level"), ("evidence", "number"), ("board", "count"),
  ]

  /// What the fault of a table is called, which has no "_" in its name.
  private static func code(_ table: String) -> String {
    let words = table.split(separator: "_")
    return words[0] + words.dropFirst().map(\.localizedCapitalized).joined() + ".differs"
  }

  @Test(
    arguments: places
      + projections.map { Place(table: $0, column: "body", codes: [code($0)]) }
      + columns.map { Place(table: $0, column: $1, codes: [code($0)]) })
  func `a bit that flipped is named`(_ place: Place) async throws {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("docket.sqlite"))
      try flip(place, in: folder.file("docket.sqlite"))

      let faults = try await audit(folder.file("docket.sqlite"))

      let first = try #require(faults.first)
      #expect(place.codes.contains(first.code), "\(faults.map(\.message))")
    }
  }

  @Test func `a bit that flipped in any entry is named with the entry`() async throws {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("docket.sqlite"))
      let count = try await entries(folder.file("docket.sqlite"))

      for index in stride(from: 0, to: count, by: Extent.of(5, all: 1)) {
        try folder.copy("docket.sqlite", to: "flipped.sqlite")
        try flip(
          Place(table: "entries", column: "leaf", codes: []), in: folder.file("flipped.sqlite"),
          row: index)

        let faults = try await audit(folder.file("flipped.sqlite"))

        #expect(faults.first?.code == "entry.hash")
        #expect(faults.first?.index == index)
      }
    }
  }

  @Test func `every table of the layout has a row, so that none is forgotten here`() async throws {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("docket.sqlite"))
      let queue = try DatabaseQueue(path: folder.file("docket.sqlite"))

      let (tables, empty) = try await queue.read { database in
        let tables = try String.fetchSet(
          database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
        return (
          tables,
          try tables.filter {
            try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0)") == 0
          }
        )
      }

      let tried = Set(
        Self.places.map(\.table) + Self.projections + Self.columns.map { $0.0 })
      #expect(empty == [])
      #expect(tables.subtracting(tried) == [])
    }
  }

  @Test(arguments: [
    // Which version of a workflow is started where nobody names one.
    "UPDATE workflows SET sequence = -sequence WHERE version = '2'",
    "UPDATE info SET body = replace(body, '\"hasStrictIdentity\":false', '\"hasStrictIdentity\":true')",
    "UPDATE info SET body = replace(body, '\"isRehearsal\":true', '\"isRehearsal\":false')",
    "DELETE FROM order_units",
    "DELETE FROM notices",
    "INSERT INTO notices SELECT sequence + 1, instance, person, pending, body FROM notices",
    "DROP INDEX answers_event",
    "CREATE TRIGGER later AFTER INSERT ON entries BEGIN DELETE FROM notices; END",
    "CREATE TABLE more (id TEXT)",
  ])
  func `a change by a statement of SQL is named`(_ statement: String) async throws {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("docket.sqlite"))
      let queue = try DatabaseQueue(path: folder.file("docket.sqlite"))
      try await queue.write { database in
        try database.execute(sql: statement)
      }
      try queue.close()

      #expect(try await audit(folder.file("docket.sqlite")) != [])
    }
  }

  @Test func `a bit of the file that flipped is named, or no table and no index tells of it`()
    async throws
  {
    try await Folder.temporary { folder in
      try await Sample.make(at: folder.file("docket.sqlite"))
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("docket.sqlite")))
      let sound = try contents(of: folder.file("docket.sqlite"))
      var generator = SeededGenerator(seed: 2023)
      var named = 0

      for _ in 0..<Extent.of(40, all: 800) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
        var flipped = bytes
        flipped[place] ^= bit
        let path = folder.file("flipped.sqlite")
        try flipped.write(to: URL(fileURLWithPath: path))

        if try await !audit(path).isEmpty {
          named += 1
        } else {
          #expect(try contents(of: path) == sound, "byte \(place), bit \(bit)")
        }
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: path + suffix)
        }
      }
      #expect(named > 0)
    }
  }

  @Test func `a log that was cut or written anew is told from a checkpoint that was kept`()
    async throws
  {
    try await Folder.temporary { folder in
      let path = folder.file("docket.sqlite")
      try await Sample.make(at: path)
      let store = try SQLiteStore.open(at: path)
      let kept = try await Engine(store: store, clock: StandingClock()).checkpoint(by: Sample.key)
      try await store.close()
      var audit = CheckpointAudit()
      audit.kept = [("the kept one", kept)]

      // Another log of the same length, and a shorter one: both are sound in themselves.
      try await Sample.make(at: folder.file("forked.sqlite"), reason: "another reason")
      try await Sample.make(at: folder.file("cut.sqlite"), steps: 1)

      for (name, code) in [("forked.sqlite", "log.forked"), ("cut.sqlite", "log.truncated")] {
        let other = try SQLiteStore.open(at: folder.file(name))
        let itself = try await Verifier(other, scratch: SQLiteStore.scratch()).verify()
        let compared = try await audit.compare(other)
        #expect(itself.faults == [], "\(name)")
        #expect(compared.faults.map(\.code) == [code], "\(name)")
        try await other.close()
      }
    }
  }

  // MARK: Parts

  private func audit(_ path: String) async throws -> [Verification.Fault] {
    let store: SQLiteStore
    do {
      store = try SQLiteStore.open(at: path)
    } catch let error as StoreError {
      return [.init("store.refused", "\(error)")]
    }
    do {
      var audit = CheckpointAudit()
      audit.log = Sample.key.verifyingKey
      let found = try await Verifier(store, scratch: SQLiteStore.scratch()).verify()
      let compared = try await audit.compare(store)
      try await store.close()
      return found.faults + compared.faults
    } catch let error as StoreError {
      try? await store.close()
      return [.init("store.unreadable", "\(error)")]
    }
  }

  /// Everything that a reader can learn from a file: each row of each table, and the layout.
  private func contents(of path: String) throws -> [String: [Row]] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { database in
      var contents = [
        "sqlite_schema": try Row.fetchAll(
          database, sql: "SELECT type, name, sql FROM sqlite_schema")
      ]
      let tables = try String.fetchAll(
        database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      for table in tables {
        contents[table] = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
      }
      return contents
    }
  }

  private func entries(_ path: String) async throws -> Int {
    let store = try SQLiteStore.open(at: path)
    let size = try await store.read { try $0.tree().size }
    try await store.close()
    return size
  }

  /// Flips the lowest bit of one byte.
  private func flip(_ place: Place, in path: String, row: Int? = nil) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      let isText = try String.fetchOne(
        database, sql: "SELECT typeof(\(place.column)) FROM \(place.table)")
      guard isText != "integer" else {
        return try database.execute(
          sql: "UPDATE \(place.table) SET \(place.column) = \(place.column) + 1")
      }
      // The last row that has the text, so that it is about what happened rather than what was.
      let like = "%" + place.behind + "%"
      let found = try Row.fetchOne(
        database,
        sql: """
          SELECT \(place.column) AS cell FROM \(place.table)
          WHERE CAST(\(place.column) AS TEXT) LIKE ? \(row == nil ? "" : "AND position = \(row!)")
          ORDER BY \(place.table == "entries" ? "position" : "1") DESC LIMIT 1
          """, arguments: [like])
      guard let found, let cell = Data.fromDatabaseValue(found["cell"]) ?? nil else {
        throw Unexpected(description: "there is no such row in \(place.table)")
      }
      var bytes = cell
      let start = place.behind.isEmpty ? nil : bytes.range(of: Data(place.behind.utf8))?.upperBound
      bytes[start ?? bytes.count / 2] ^= 1
      let value: any DatabaseValueConvertible =
        isText == "text" ? String(decoding: bytes, as: UTF8.self) : bytes
      let old: any DatabaseValueConvertible =
        isText == "text" ? String(decoding: cell, as: UTF8.self) : cell
      try database.execute(
        sql: "UPDATE \(place.table) SET \(place.column) = ? WHERE \(place.column) = ?",
        arguments: [value, old])
    }
    try queue.close()
  }
}
