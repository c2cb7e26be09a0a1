import AuditLog
import Foundation
import GRDB
import Statechart
import Synchronization
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

/// What SQLite was told about waiting for the disk; 2 is FULL.
private func synchronous(_ transaction: any StoreTransaction) throws -> Int? {
  guard let transaction = transaction as? SQLiteTransaction else { return nil }
  return try transaction.cells("PRAGMA synchronous").first?[0].integer()
}

/// Makes every COMMIT fail as a disk with errors does.
private final class BrokenDisk: TransactionObserver {
  let code: ResultCode

  init(_ code: ResultCode) { self.code = code }

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { true }
  func databaseDidChange(with event: DatabaseEvent) {}
  func databaseWillCommit() throws { throw DatabaseError(resultCode: code) }
  func databaseDidCommit(_ db: Database) {}
  func databaseDidRollback(_ db: Database) {}
}

/// Counts the commits of a connection.
private final class CountedCommits: TransactionObserver, Sendable {
  let count = Atomic(0)

  func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }
  func databaseDidChange(with event: DatabaseEvent) {}
  func databaseDidCommit(_ db: Database) { count.add(1, ordering: .relaxed) }
  func databaseDidRollback(_ db: Database) {}
}

@Suite struct DurabilityTests {
  @Test func `every transaction waits for the disk, whatever happened before it`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let first = try await SQLiteStore.create(at: path, info: .sample)
      var found = [try await first.write(synchronous)]
      _ = try? await first.write { _ in throw StoreError.busy }
      found.append(try await first.write(synchronous))
      _ = try await first.read { try $0.info() }
      try await first.backup(to: folder + "/copy.sqlite")
      found.append(try await first.write(synchronous))
      try await first.close()
      let second = try SQLiteStore.open(at: path)
      found.append(try await second.write(synchronous))
      try await second.close()

      #expect(found == [2, 2, 2, 2])
    }
  }

  @Test func `the log is written ahead`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)

      let mode = try await store.write { transaction in
        try (transaction as? SQLiteTransaction)?.cells("PRAGMA journal_mode").first?[0].text()
      }

      #expect(mode == "wal")
      try await store.close()
    }
  }

  @Test func `a store that another connection holds is busy, and works when it lets go`()
    async throws
  {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      let store = try SQLiteStore.open(at: path, timeout: 0)
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true
      let other = try DatabaseQueue(path: path, configuration: configuration)
      try other.inDatabase { try $0.beginTransaction(.immediate) }

      await #expect(throws: StoreError.busy) {
        try await store.write { try $0.apply(.unit(.sample("1"))) }
      }
      #expect(try await store.read { try $0.units() } == [])
      try other.inDatabase { try $0.rollback() }
      try await store.write { try $0.apply(.unit(.sample("2"))) }

      #expect(try await store.read { try $0.units() } == [.sample("2")])
      try other.close()
      try await store.close()
    }
  }

  @Test func `a reader goes on seeing its state while another process writes`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)

      let counts = try await store.read { reader in
        let before = try reader.people().count
        try change(path, "INSERT INTO people VALUES ('p-1', '{}')")
        return [before, try reader.people().count]
      }

      #expect(counts == [0, 0])
      try await store.close()
    }
  }

  @Test func `of two open stores on one file neither loses what it wrote`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let stores = [
        try await SQLiteStore.create(at: path, info: .sample), try SQLiteStore.open(at: path),
      ]
      try await stores[0].write {
        try $0.apply(.instance(.sample(revision: 0), after: nil))
      }

      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<60 {
          group.addTask {
            try await stores[number % 2].write { transaction in
              let revision = try transaction.instance("drive-2023/1.1")?.revision ?? -1
              try transaction.apply(.instance(.sample(revision: revision + 1), after: revision))
              _ = try transaction.append(.sample(after: Int64(number)))
            }
          }
        }
        try await group.waitForAll()
      }

      for store in stores {
        let found = try await store.read { reader in
          (try reader.instance("drive-2023/1.1")?.revision, try reader.tree().size)
        }
        #expect(found.0 == 60)
        #expect(found.1 == 60)
        try await store.close()
      }
    }
  }

  @Test func `what another open store has changed is asked for again`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)
      let other = try SQLiteStore.open(at: path)
      try await store.write { try SteadyAnswers.found($0) }
      let before = try await store.write { try SteadyAnswers($0) }

      let changed = try await other.write { transaction in
        try SteadyAnswers.change(transaction)
        return try SteadyAnswers(transaction)
      }

      #expect(before != changed)
      #expect(try await store.write { try SteadyAnswers($0) } == changed)
      try await other.close()
      try await store.close()
    }
  }

  @Test func `all who wait for their turn share one commit`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      let commits = CountedCommits()
      try await store.connection.writeWithoutTransaction {
        $0.add(transactionObserver: commits, extent: .databaseLifetime)
      }
      let (begun, beginning) = AsyncStream<Void>.makeStream()
      let end = DispatchSemaphore(value: 0)

      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await store.writer.maintain { _ in
            beginning.finish()
            end.wait()
          }
        }
        for await _ in begun {}
        for number in 0..<17 {
          group.addTask {
            try await store.write { _ = try $0.append(.sample(after: Int64(number))) }
          }
        }
        // The first may wait on his own thread.
        while store.writer.countInQueue < 16 { await Task.yield() }
        end.signal()
        try await group.waitForAll()
      }

      #expect(try await store.read { try $0.tree().size } == 17)
      #expect((1...2).contains(commits.count.load(ordering: .relaxed)))
      try await store.close()
    }
  }

  @Test func `of callers who share a commit the one who fails undoes only its own`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)

      await withTaskGroup(of: Void.self) { group in
        for number in 0..<120 {
          group.addTask {
            try? await store.write { transaction in
              // Those who have changed nothing yet disturb nobody.
              if number % 3 == 1 { throw StoreError.busy }
              let index = try transaction.append(.sample(after: Int64(number)))
              try transaction.apply(.unit(.sample(Identifier("\(index) of \(number)"))))
              if number % 12 == 0 { throw StoreError.busy }
            }
          }
        }
      }
      try await store.close()

      let again = try SQLiteStore.open(at: path)
      let (units, tree, leaves) = try await again.read { reader in
        let entries = try reader.entries(EntryQuery(limit: .max))
        return (
          try reader.units().map(\.code), try reader.tree(),
          try entries.map { try $0.entry.leaf.canonical() }
        )
      }
      let numbers = units.map { Int($0.text.split(separator: " ")[2]) ?? 0 }
      let indexes = units.map { Int($0.text.split(separator: " ")[0]) ?? 0 }
      #expect(numbers.sorted() == (0..<120).filter { $0 % 3 != 1 && $0 % 12 != 0 })
      #expect(indexes.sorted() == Array(0..<70))
      var expected = MerkleTree()
      for leaf in leaves { expected.append(MerkleTree.leafHash(leaf)) }
      #expect(tree.size == 70 && tree.root == expected.root)
      try await again.close()
    }
  }

  @Test func `a full disk refuses cleanly, and the store goes on when there is space`()
    async throws
  {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      try await limit(store, pages: "(SELECT page_count FROM pragma_page_count)")

      await #expect(throws: StoreError.unavailable("the disk is full")) {
        try await store.write { transaction in
          try transaction.stage(
            .sha256([1]), chunk: 0, Array(repeating: 7, count: 1 << 20))
        }
      }
      #expect(try await store.read { try $0.info() } == .sample)
      try await limit(store, pages: "1073741823")
      try await store.write { try $0.apply(.unit(.sample("1"))) }

      #expect(try await store.read { try $0.units() } == [.sample("1")])
      try await store.close()
    }
  }

  /// The most pages that the file may have: what a full disk is to SQLite.
  private func limit(_ store: SQLiteStore, pages: String) async throws {
    try await store.connection.writeWithoutTransaction { database in
      let count = try Int.fetchOne(database, sql: "SELECT \(pages)") ?? 0
      _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(count)")
    }
  }

  @Test func `an error of the disk at the commit leaves the outcome unknown`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)
      store.connection.add(
        transactionObserver: BrokenDisk(.SQLITE_IOERR), extent: .databaseLifetime)

      await #expect {
        try await store.write { try $0.apply(.unit(.sample("1"))) }
      } throws: {
        if case StoreError.unknownOutcome = $0 { true } else { false }
      }
      await #expect("nothing is written before the store is opened again") {
        try await store.write { try $0.apply(.unit(.sample("2"))) }
      } throws: {
        if case StoreError.unavailable = $0 { true } else { false }
      }

      #expect(try await store.read { try $0.info() } == .sample)
    }
  }

  @Test func `a disk that is full at the commit changes nothing, and that is known`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      let disk = BrokenDisk(.SQLITE_FULL)
      store.connection.add(transactionObserver: disk, extent: .databaseLifetime)

      await #expect(throws: StoreError.unavailable("the disk is full")) {
        try await store.write { try $0.apply(.unit(.sample("1"))) }
      }
      store.connection.remove(transactionObserver: disk)
      try await store.write { try $0.apply(.unit(.sample("2"))) }

      #expect(try await store.read { try $0.units() } == [.sample("2")])
      try await store.close()
    }
  }

  @Test func `a caller who gives up waiting does not undo its transaction`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)

      let caller = Task { try await store.write { try $0.apply(.unit(.sample("1"))) } }
      caller.cancel()
      try await caller.value

      #expect(try await store.read { try $0.units() } == [.sample("1")])
      try await store.close()
    }
  }
}
