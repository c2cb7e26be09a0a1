import AuditLog
import Foundation
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
}
