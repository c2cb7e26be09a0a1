import AuditLog
import Foundation
import GRDB
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

@Suite struct OpeningTests {
  @Test func `a store can be opened again with all that was in it`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)
      try await store.write { try $0.apply(.unit(.sample("1"))) }
      try await store.close()

      let again = try SQLiteStore.open(at: path)

      let found = try await again.read { (try $0.info(), try $0.units()) }
      #expect(found.0 == .sample)
      #expect(found.1 == [.sample("1")])
      try await again.close()
    }
  }

  @Test func `a closed store is one file`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      _ = try await store.read { try $0.info() }

      try await store.close()

      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["docket.sqlite"])
    }
  }

  @Test func `a closed store answers that it is closed`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)

      try await store.close()

      await #expect(throws: StoreError.unavailable("the store is closed")) {
        try await store.write { try $0.apply(.unit(.sample("1"))) }
      }
      await #expect(throws: StoreError.self) { try await store.read { try $0.info() } }
    }
  }

  @Test func `a store that is not there is missing, and is not made`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"

      #expect(throws: StoreError.missing(path)) { try SQLiteStore.open(at: path) }
      #expect(throws: StoreError.missing(path)) { try SQLiteStore.openReadOnly(at: path) }

      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `a store is made once`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      let store = try await SQLiteStore.create(at: path, info: .sample)

      await #expect(throws: StoreError.exists(path)) {
        try await SQLiteStore.create(at: path, info: .sample)
      }

      #expect(try await store.read { try $0.info() } == .sample)
      try await store.close()
    }
  }

  @Test func `what an interrupted creation left is taken over`() async throws {
    try await inFolder { folder in
      let (empty, unsaid) = (folder + "/empty.sqlite", folder + "/unsaid.sqlite")
      try Data().write(to: URL(fileURLWithPath: empty))
      try await SQLiteStore.create(at: unsaid).close()

      for path in [empty, unsaid] {
        let store = try await SQLiteStore.create(at: path, info: .sample)
        #expect(try await store.read { try $0.info() } == .sample)
        try await store.close()
      }
    }
  }

  @Test func `another file is never overwritten`() async throws {
    try await inFolder { folder in
      let path = folder + "/letter.txt"
      try Data("Dear Ms Han,".utf8).write(to: URL(fileURLWithPath: path))

      await #expect(throws: StoreError.exists(path)) {
        try await SQLiteStore.create(at: path, info: .sample)
      }

      #expect(FileManager.default.contents(atPath: path) == Data("Dear Ms Han,".utf8))
    }
  }

  @Test func `a store in a folder that is not there is unavailable`() async throws {
    try await inFolder { folder in
      await #expect {
        try await SQLiteStore.create(at: folder + "/nowhere/docket.sqlite", info: .sample)
      } throws: {
        if case StoreError.unavailable = $0 { true } else { false }
      }
    }
  }

  @Test(arguments: ["no database at all", String(repeating: "x", count: 8_192), ""])
  func `a file that is no database is corrupt, and stays as it is`(_ text: String) async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))

      #expect {
        try SQLiteStore.open(at: path)
      } throws: {
        if case StoreError.corrupt = $0 { true } else { false }
      }

      #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
    }
  }

  @Test func `the database of another program is refused, and stays as it is`() async throws {
    try await inFolder { folder in
      let path = folder + "/other.sqlite"
      try change(path, "CREATE TABLE recipe (name TEXT); PRAGMA user_version = 1")
      let before = FileManager.default.contents(atPath: path)

      #expect {
        try SQLiteStore.open(at: path)
      } throws: {
        if case StoreError.corrupt = $0 { true } else { false }
      }

      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `a damaged header is named as such`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes.replaceSubrange(0..<4, with: Data("LiqS".utf8))
      try bytes.write(to: URL(fileURLWithPath: path))

      #expect {
        try SQLiteStore.open(at: path)
      } throws: {
        if case StoreError.corrupt = $0 { true } else { false }
      }
    }
  }

  @Test func `a read-only store can be read, and refuses to be written`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()

      let store = try SQLiteStore.openReadOnly(at: path)

      #expect(try await store.read { try $0.info() } == .sample)
      await #expect {
        try await store.write { try $0.apply(.unit(.sample("1"))) }
      } throws: {
        if case StoreError.unavailable = $0 { true } else { false }
      }
      try await store.close()
    }
  }

  @Test func `a store that was only read leaves nothing beside it`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      let before = FileManager.default.contents(atPath: path)

      let store = try SQLiteStore.openReadOnly(at: path)
      _ = try await store.read { try $0.info() }
      try await store.close()

      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["docket.sqlite"])
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write anywhere"))
  func `a store in a folder that cannot be written can be read`() async throws {
    try await inFolder { folder in
      let path = folder + "/docket.sqlite"
      try await SQLiteStore.create(at: path, info: .sample).close()
      try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      defer {
        try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      }

      let store = try SQLiteStore.openReadOnly(at: path)

      #expect(try await store.read { try $0.info() } == .sample)
      try await store.close()
      #expect {
        try SQLiteStore.open(at: path)
      } throws: {
        if case StoreError.unavailable = $0 { true } else { false }
      }
    }
  }

  @Test(arguments: [
    ("a 50%#?.sqlite", "a%2050%25%23%3F.sqlite"), ("存.sqlite", "%E5%AD%98.sqlite"),
  ])
  func `a path is written as a URI without losing a character`(_ name: String, _ written: String) {
    #expect(File.immutable("/tmp/" + name) == "file:/tmp/\(written)?immutable=1")
  }

  @Test(arguments: [":memory:", "file:docket?mode=memory"])
  func `a relative name is always the name of a file`(_ name: String) {
    #expect(File.plain(name) == "./" + name)
  }
}

/// Changes a database behind the store's back.
func change(_ path: String, _ sql: String) throws {
  let queue = try DatabaseQueue(path: path)
  try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
  try queue.close()
}
