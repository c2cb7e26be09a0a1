import AuditLog
import Foundation
import GRDB
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

/// What a later Docket might do to the file.
private let later = Layout(
  steps: Layout.current.steps + ["CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT"])

@Suite struct FormatTests {
  @Test func `a store of a newer format is refused, and stays as it is`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(
        at: path, info: .sample, timeout: 1, layout: later
      ).close()
      let before = FileManager.default.contents(atPath: path)

      #expect(throws: StoreError.newerFormat(found: later.format, known: Layout.current.format)) {
        try SQLiteStore.open(at: path)
      }

      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `a store of an older format is upgraded, and says so`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = try await SQLiteStore.create(at: path, info: .sample)
      try await first.write { try $0.apply(.unit(.sample("1"))) }
      try await first.close()

      let store = try SQLiteStore.open(at: path, timeout: 1, layout: later)

      let found = try await store.read { (try $0.info().format, try $0.units()) }
      #expect(found.0 == later.format)
      #expect(found.1 == [.sample("1")])
      try await store.close()
    }
  }

  @Test func `the store before an upgrade is kept beside it`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = try await SQLiteStore.create(at: path, info: .sample)
      try await first.write { try $0.apply(.unit(.sample("1"))) }
      try await first.close()

      try await SQLiteStore.open(at: path, timeout: 1, layout: later).close()

      let kept = try SQLiteStore.open(at: path + ".before-\(later.format)")
      #expect(try await kept.read { try $0.units() } == [.sample("1")])
      try await kept.close()
    }
  }

  @Test func `an upgrade that fails leaves the store as it was`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      let failing = Layout(steps: later.steps + ["CREATE TABLE later (id INTEGER)"])

      #expect(throws: StoreError.self) {
        try SQLiteStore.open(at: path, timeout: 1, layout: failing)
      }

      let store = try SQLiteStore.open(at: path)
      #expect(try await store.read { try $0.info().format } == Layout.current.format)
      try await store.close()
    }
  }

  @Test func `a second attempt at an upgrade keeps both copies`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      try Data("kept".utf8).write(to: URL(fileURLWithPath: path + ".before-\(later.format)"))

      try await SQLiteStore.open(at: path, timeout: 1, layout: later).close()

      #expect(
        FileManager.default.contents(atPath: path + ".before-\(later.format)") == Data("kept".utf8))
      try await SQLiteStore.open(at: path + ".before-\(later.format).2").close()
    }
  }

  @Test func `entries of the first format are found by what was added later`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = Layout(steps: Array(Layout.current.steps.prefix(1)))
      try await SQLiteStore.create(at: path, info: .sample, timeout: 1, layout: first).close()
      let entry = Entry.sample(.refused, instance: "drive/整改") {
        ($0.programme, $0.batch, $0.role) = ("drive", "2", "secretary")
        $0.event = Leaf.Event(name: "deadline.整改", id: "e1")
      }
      try insert(entry, in: path)

      let store = try SQLiteStore.open(at: path)

      let found = try await store.read { reader in
        try [
          EntryQuery(programme: "drive"), .with { $0.batch = 2 }, .with { $0.role = "secretary" },
          .with { $0.event = "deadline" },
        ].map { try reader.entries($0).map(\.entry) }
      }
      #expect(found == [[entry], [entry], [entry], [entry]])
      #expect(try await store.read { try $0.storedEntries(from: 0, limit: 9).count } == 1)
      try await store.close()
    }
  }

  @Test func `the versions of units of a first format come from its log`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = Layout(steps: Array(Layout.current.steps.prefix(1)))
      try await SQLiteStore.create(at: path, info: .sample, timeout: 1, layout: first).close()
      let unit = Unit.sample("一", parent: "0", level: 2)
      let entry = Entry.sample(.registered, instance: "") {
        $0.instance = nil
        $0.subject = Leaf.Subject(type: "unit", id: "一")
        $0.unit = "一"
        $0.details["unit"] = unit.json
      }
      try insert(entry, in: path)

      let store = try SQLiteStore.open(at: path)

      let rows = try await store.read { reader in
        var rows: [JSON] = []
        try reader.rows(of: .unitVersions) { rows.append($0) }
        return rows
      }
      #expect(rows == [UnitVersion(unit: unit, number: 1, since: entry.leaf.at).json])
      try await store.close()
    }
  }

  @Test func `instances of a first format are counted on boards`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = Layout(steps: Array(Layout.current.steps.prefix(1)))
      try await SQLiteStore.create(at: path, info: .sample, timeout: 1, layout: first).close()
      var dated = Instance.sample("1", in: ["study", "整改"])
      dated.entered["整改"]?.due = ManualClock.start
      dated.entered["study"]?.due = ManualClock.start
      dated.entered["study"]?.isSoft = true
      dated.late = ["begun"]
      let instances = [
        dated, .sample("2"), .sample("3"), .sample("4", status: .ended, in: []),
        Instance.sample("2").item(1),
      ]
      let queue = try DatabaseQueue(path: path)
      try await queue.write { database in
        for instance in instances {
          try database.execute(
            sql: """
              INSERT INTO instances
              (id, programme, batch, unit, parent, ledger, status, revision, body)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              instance.id.text, instance.programme.text, instance.batch, instance.unit.text,
              instance.parent?.text, instance.ledger?.text, instance.status.rawValue,
              instance.revision, String(decoding: instance.json.canonical, as: UTF8.self),
            ])
          for state in instance.activeStates {
            try database.execute(
              sql: "INSERT INTO instance_states VALUES (?, ?, ?)",
              arguments: [
                instance.id.text, state.text, instance.snapshot.stages.contains(state),
              ])
          }
        }
      }
      try queue.close()

      let store = try SQLiteStore.open(at: path)

      let (groups, rows) = try await store.read { reader in
        var rows: [JSON] = []
        try reader.rows(of: .instances) { rows.append($0) }
        return (try reader.board(nil, batch: nil), rows)
      }
      #expect(
        groups == BoardGroup.counting(instances.map { Standing($0) }))
      #expect(rows == instances.sorted { $0.id < $1.id }.map(\.json))
      try await store.close()
    }
  }

  /// Writes an entry as the first format had it.
  private func insert(_ entry: Entry, in path: String) throws {
    let leaf = try entry.leaf.canonical()
    let queue = try DatabaseQueue(path: path)
    try queue.write { database in
      try database.execute(
        sql: """
          INSERT INTO entries
          (position, leaf, leaf_hash, payload, instance, programme, unit, kind, at)
          VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(leaf), Data(MerkleTree.leafHash(leaf).bytes), Data(entry.payload.canonical),
          entry.leaf.subject.id, entry.leaf.programme, entry.leaf.unit, entry.leaf.kind.rawValue,
          entry.leaf.at.millisecondsSinceEpoch,
        ])
    }
    try queue.close()
  }
}

extension EntryQuery {
  fileprivate static func with(_ fill: (inout EntryQuery) -> Void) -> EntryQuery {
    var query = EntryQuery()
    fill(&query)
    return query
  }
}
