import AuditLog
import Foundation
import GRDB
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

/// What the store does to SQLite's write-ahead log: it gathers what is written, and moves it into the
/// file while callers go on.
@Suite struct WriteAheadLogTests {
  /// A connection by a path, with a cache so small that a transaction's pages go to the log, and come
  /// back from it, before the commit.
  private func connection(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = 10;
          CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, bytes BLOB)
          """)
    }
    return queue
  }

  private func statements(seed: UInt64) -> [String] {
    var numbers = SeededGenerator(seed: seed)
    var statements: [String] = []
    for transaction in 0..<12 {
      statements.append("BEGIN IMMEDIATE")
      for step in 0..<Int.random(in: 1...60, using: &numbers) {
        let id = Int.random(in: 0..<80, using: &numbers)
        let length = [3, 300, 5_000, 40_000].randomElement(using: &numbers) ?? 3
        switch Int.random(in: 0..<6, using: &numbers) {
        case 0: statements.append("DELETE FROM rows WHERE id = \(id)")
        case 1: statements.append("SELECT SUM(length(bytes)) FROM rows")
        case 2:
          let undone = "SAVEPOINT s; UPDATE rows SET bytes = x'00'; ROLLBACK TO s; RELEASE s"
          statements.append(undone)
        default:
          let bytes = "CAST(printf('%0*d', \(length), \(step)) AS BLOB)"
          statements.append("INSERT OR REPLACE INTO rows VALUES (\(id), \(bytes))")
        }
      }
      statements.append(transaction % 4 == 3 ? "ROLLBACK" : "COMMIT")
    }
    return statements
  }

  private func contents(_ queue: DatabaseQueue) throws -> [Row] {
    try queue.unsafeRead { database in
      #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
      return try Row.fetchAll(database, sql: "SELECT id, bytes FROM rows ORDER BY id")
    }
  }

  @Test(arguments: 0..<8)
  func `a log that is gathered holds after each commit what a plain one does`(seed: Int)
    async throws
  {
    try await inFolder { folder in
      let (path, other) = (folder + "/gathered.sqlite", folder + "/plain.sqlite")
      let (gathered, plain) = (try connection(File.gathering(path)), try connection(other))
      #expect(gathered.path.hasSuffix("vfs=docket"))
      // Sees what is in the files and nothing else, as another process would.
      let witness = try connection(path)

      for statement in statements(seed: UInt64(seed)) {
        for queue in [gathered, plain] {
          try queue.writeWithoutTransaction { try $0.execute(sql: statement) }
        }
        guard statement == "COMMIT" || statement == "ROLLBACK" else { continue }
        #expect(try contents(witness) == contents(plain))
      }

      #expect(try contents(gathered) == contents(plain))
      for queue in [gathered, plain, witness] { try queue.close() }
      #expect(try File.size(path + "-wal") == nil)
      #expect(try contents(connection(path)) == contents(connection(other)))
    }
  }

  /// How often SQLite has begun the log anew: in its header, from a random number on.
  private func generation(of path: String) throws -> UInt32 {
    let header = try #require(
      try FileHandle(forReadingAtPath: path + "-wal")?.read(upToCount: 16))
    return header[12...].reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// Changes more pages than the log should hold.
  private func fill(_ store: SQLiteStore, _ number: UInt8) async throws {
    for chunk in 0..<6 {
      try await store.write { transaction in
        try transaction.stage(
          .sha256([number]), chunk: chunk, Array(repeating: number, count: 1 << 20))
      }
    }
  }

  @Test func `a long log is moved into the file, and begins anew in place`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)
      try await store.write { try $0.apply(.unit(.sample("1"))) }
      let before = try generation(of: path)

      try await fill(store, 0)
      store.log?.finish()
      try await store.write { try $0.apply(.unit(.sample("2"))) }
      try await store.write { try $0.apply(.unit(.sample("3"))) }

      #expect(try generation(of: path) > before)
      #expect(try #require(try File.size(path)) > 3 << 20)
      #expect(try await store.read { try $0.units().count } == 3)
      try await store.close()
    }
  }

  @Test func `whoever needs the log to himself waits for what is being moved`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      for number in 0..<3 as Range<UInt8> {
        let store =
          try number == 0
          ? await SQLiteStore.create(at: path, info: .sample) : SQLiteStore.open(at: path)
        try await fill(store, number)
        try await store.purge()
        try await fill(store, number + 100)
        try await store.close()

        #expect(try File.size(path + "-wal") == nil)
      }
    }
  }
}
