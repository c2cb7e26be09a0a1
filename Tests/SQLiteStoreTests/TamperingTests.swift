import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

@Suite struct TamperingTests {
  /// What `rows` gives after somebody has changed the file.
  private func rows(of projection: Projection, after sql: String) async throws -> [JSON] {
    var found: [JSON] = []
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let made = try await SQLiteStore.create(at: path, info: .sample)
      try await made.write { transaction in
        try transaction.apply(.instance(.sample("1", in: ["study", "part"]), after: nil))
        try transaction.apply(.unit(.sample("1", parent: "0")))
        try transaction.apply(.workflow(.sample()))
        try transaction.apply(.answer(.sample("e-1")))
      }
      try await made.close()
      try change(path, sql)
      let store = try SQLiteStore.open(at: path)
      found = try await store.read { reader in
        var rows: [JSON] = []
        try reader.rows(of: projection) { rows.append($0) }
        return rows
      }
      try await store.close()
    }
    return found
  }

  @Test(arguments: [
    (Projection.instances, "UPDATE instances SET status = 'ended'"),
    (.instances, "UPDATE instances SET revision = 0"),
    (.instances, "UPDATE instances SET body = body || ' '"),
    (.instances, "UPDATE instances SET body = 'nothing'"),
    (.instances, "UPDATE instances SET body = '{}'"),
    (.instances, "DELETE FROM instance_states WHERE state = 'part'"),
    (.instances, "UPDATE instance_states SET is_stage = 1"),
    (.instances, "UPDATE instance_states SET state = 'rectify' WHERE state = 'part'"),
    (.units, "UPDATE units SET parent = NULL"),
    (.units, "UPDATE units SET retired = 1"),
    (.units, "UPDATE units SET code = '2'"),
    (.workflows, "UPDATE workflows SET version = '2'"),
    (.workflows, "UPDATE workflows SET body = replace(body, 'scxml', 'html')  || '}'"),
    (.answers, "UPDATE answers SET content = x'00'"),
  ])
  func `a row whose parts do not belong together is marked`(
    _ projection: Projection, _ sql: String
  ) async throws {
    let rows = try await rows(of: projection, after: sql)

    #expect(rows.count == 1)
    #expect(rows.first?["changed"] != nil)
  }

  @Test func `a state without an instance is marked`() async throws {
    let rows = try await rows(
      of: .instances,
      after: "INSERT INTO instance_states VALUES ('drive-2023/9', 'study', 1)")

    #expect(rows.count == 2)
    #expect(rows.last?["changed"]?["instance"]?.string == "drive-2023/9")
  }

  @Test func `a record that was changed with care differs from what the log says`() async throws {
    let rows = try await rows(
      of: .workflows, after: "UPDATE workflows SET body = replace(body, 'scxml', 'html')")

    #expect(rows.count == 1)
    #expect(rows.first != WorkflowRecord.sample().json)
  }

  @Test(arguments: [
    "UPDATE entries SET unit = '9'", "UPDATE entries SET actor = NULL",
    "UPDATE entries SET at = at + 1", "UPDATE entries SET kind = 'launched'",
    "UPDATE entries SET leaf_hash = x'00'",
  ])
  func `an entry that is found under other keys is named`(_ sql: String) async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let made = try await SQLiteStore.create(at: path, info: .sample)
      try await made.write { transaction in
        _ = try transaction.append(.sample { ($0.unit, $0.actor) = ("1", "p-1") })
      }
      try await made.close()

      try change(path, sql)

      let store = try SQLiteStore.open(at: path)
      let verification = try await Verifier(store, scratch: SQLiteStore.scratch()).verify()
      let fault = try #require(verification.faults.first)
      #expect(["entry.keys", "entry.unreadable"].contains(fault.code))
      #expect(fault.index == 0)
      try await store.close()
    }
  }

  @Test func `an entry's changed bytes come out as they are, for the one who checks`() async throws
  {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let made = try await SQLiteStore.create(at: path, info: .sample)
      _ = try await made.write { try $0.append(.sample()) }
      try await made.close()

      try change(path, "UPDATE entries SET leaf = x'7B7D'")

      let store = try SQLiteStore.open(at: path)
      let stored = try await store.read { try $0.storedEntries(from: 0, limit: 1) }
      #expect(stored.first?.leaf == Array("{}".utf8))
      await #expect(throws: StoreError.self) { try await store.read { try $0.entry(at: 0) } }
      try await store.close()
    }
  }

  @Test(arguments: ["UPDATE tree SET size = 2", "UPDATE tree SET frontier = x'00'"])
  func `a damaged tree is corrupt`(_ sql: String) async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let made = try await SQLiteStore.create(at: path, info: .sample)
      try await made.write { transaction in
        for number in 0..<3 { _ = try transaction.append(.sample(after: Int64(number))) }
      }
      try await made.close()

      try change(path, sql)

      let store = try SQLiteStore.open(at: path)
      await #expect {
        try await store.read { try $0.tree() }
      } throws: {
        if case StoreError.corrupt = $0 { true } else { false }
      }
      try await store.close()
    }
  }

  @Test func `a key with a null character is refused`() async throws {
    let store = try SQLiteStore.scratch()

    await #expect {
      try await store.write { try $0.apply(.unit(.sample("a\0b"))) }
    } throws: {
      if case StoreError.unavailable = $0 { true } else { false }
    }
  }

  @Test func `a record too deep to be read back is refused`() async throws {
    let store = try SQLiteStore.scratch()
    var result: JSON = .null
    for _ in 0..<StoredSnapshot.maximumDepth { result = [result] }
    var instance = Instance.sample()
    instance.snapshot.result = result
    let deep = instance

    await #expect {
      try await store.write { try $0.apply(.instance(deep, after: nil)) }
    } throws: {
      if case StoreError.unavailable = $0 { true } else { false }
    }
  }

  @Test func `any record can be stored and read back`() async throws {
    let store = try SQLiteStore.scratch()

    for seed in UInt64(1)...100 {
      var generator = RecordGenerator(seed: seed)
      let (instance, timer) = (generator.instance(), generator.timer())
      let found = try await store.write { transaction in
        if let there = try transaction.instance(instance.id) {
          try transaction.apply(.instance(instance, after: there.revision))
        } else {
          try transaction.apply(.instance(instance, after: nil))
        }
        try transaction.apply(.timer(timer))
        return (
          try transaction.instance(instance.id),
          try transaction.timers(of: timer.instance).first { $0.id == timer.id }
        )
      }
      #expect(found.0?.json == instance.json, "seed \(seed)")
      #expect(found.1?.json == timer.json, "seed \(seed)")
    }
  }
}
