import AuditLog
import Foundation
import GRDB
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine

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
  ]

  /// The tables that follow from the log and hold their records as text.
  static let projections = [
    "workflows", "units", "people", "assignments", "calendars", "batches", "instances", "timers",
    "undo",
  ]

  /// The ones whose columns say everything.
  static let columns = [("members", "position"), ("answers", "content"), ("answers", "entry")]

  @Test(
    arguments: places
      + projections.map { Place(table: $0, column: "body", codes: ["\($0).differs"]) }
      + columns.map { Place(table: $0, column: $1, codes: ["\($0).differs"]) })
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

  @Test func `a log that was cut or written anew is told from a checkpoint that was kept`()
    async throws
  {
    try await Folder.temporary { folder in
      let path = folder.file("docket.sqlite")
      try await Sample.make(at: path)
      let key = try SigningKey(
        name: Sample.origin, purpose: .log, seed: Array(repeating: 7, count: 32))
      let store = try SQLiteStore.open(at: path)
      let kept = try await Engine(store: store, clock: StandingClock()).checkpoint(by: key)
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
    let store = try SQLiteStore.open(at: path)
    do {
      let found = try await Verifier(store, scratch: SQLiteStore.scratch()).verify()
      try await store.close()
      return found.faults
    } catch StoreError.corrupt(let reason) {
      return [.init("store.unreadable", reason)]
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

/// A small store with a row in most tables.
enum Sample {
  static let origin = "test.example/sample"
  static let identity = Identity(actor: "p-1", via: Leaf.Via(.cli, user: "tester"))
  static let start = StandingClock()

  static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="sample" datamodel="xpath" initial="a">
      <d:workflow version="1"><d:role id="secretary"/><d:evidence id="report"/></d:workflow>
      <datamodel><data id="rounds" expr="0"/></datamodel>
      <state id="a"><d:stage/><d:deadline after="P9D"/><d:reminder before="P2D"/>
        <transition event="go" target="b">
          <d:allow role="secretary"/><d:reason/><assign location="$rounds" expr="$rounds + 1"/>
        </transition>
      </state>
      <state id="b"><d:stage/><d:deadline after="P9D"/>
        <transition event="go" target="a"><d:allow role="secretary"/></transition>
      </state>
    </scxml>
    """

  /// The same arguments make the same leaves but for their salts.
  static func make(at path: String, reason: String = "图表不全", steps: Int = 3) async throws {
    let store = try await SQLiteStore.create(at: path)
    let engine = Engine(store: store, clock: start)
    try await engine.initialize(
      StoreInfo(
        origin: origin, isRehearsal: true, hasStrictIdentity: false, zone: "Asia/Shanghai",
        madeAt: start.now()), identity: identity)
    let units = ["G", "G-1"].map { code in
      Unit(
        code: code, parent: code == "G" ? nil : "G", level: code == "G" ? 1 : 2, kind: "institute",
        names: LocalizedText("一院"))
    }
    _ = try await engine.apply(
      Organisation(
        units: units, people: [Person(id: "p-1", names: LocalizedText("王丽"), post: "书记")],
        assignments: [Assignment(role: "secretary", person: "p-1", unit: "G")],
        calendars: [WorkCalendar(unit: "G", zone: "Asia/Shanghai")]), identity: identity)
    _ = try await engine.register(workflow: Array(workflow.utf8), identity: identity)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "sample", programme: "drive", units: units.map(\.code), identity: identity))
    var chunks = [Array("the report".utf8)]
    let (digest, size) = try await engine.stage(limit: 1_000) { chunks.popLast() ?? [] }
    _ = try await engine.add(
      EvidenceRequest(
        instance: "drive/G-1", kind: "report", name: "报告.txt", digest: digest, size: size,
        id: "evidence-1", identity: identity))
    for step in 0..<steps {
      _ = try await engine.send(
        EventRequest(
          instance: step.isMultiple(of: 2) ? "drive/G" : "drive/G-1", name: "go",
          id: Identifier("go-\(step)"), identity: identity, reason: reason))
    }
    try await store.close()
  }
}
