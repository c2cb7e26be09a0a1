import AuditLog
import Foundation
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

@Suite struct BackupTests {
  @Test func `a copy holds what was there when it was made`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      try await store.write { transaction in
        try transaction.apply(.unit(.sample("1")))
        _ = try transaction.append(.sample())
      }

      try await store.backup(to: folder + "/副本.sqlite")
      try await store.write { try $0.apply(.unit(.sample("2"))) }

      let copy = try SQLiteStore.openReadOnly(at: folder + "/副本.sqlite")
      let found = try await copy.read { (try $0.info(), try $0.units(), try $0.tree().size) }
      #expect(found.0 == .sample)
      #expect(found.1 == [.sample("1")])
      #expect(found.2 == 1)
      try await copy.close()
      try await store.close()
    }
  }

  @Test func `a copy is one file, and nothing else is left`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)

      try await store.backup(to: folder + "/copy.sqlite")
      try await store.close()

      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["copy.sqlite", "docket.sqlite"])
    }
  }

  @Test func `a copy never overwrites a file`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)
      let path = folder + "/copy.sqlite"
      try Data("precious".utf8).write(to: URL(fileURLWithPath: path))

      await #expect(throws: StoreError.exists(path)) { try await store.backup(to: path) }

      #expect(FileManager.default.contents(atPath: path) == Data("precious".utf8))
      try await store.close()
    }
  }

  @Test func `a copy is consistent while others write`() async throws {
    try await inFolder { folder in
      let store = try await SQLiteStore.create(at: folder + "/docket.sqlite", info: .sample)

      async let writing: Void = {
        for number in 0..<50 {
          try await store.write { transaction in
            try transaction.apply(.unit(.sample(Identifier("u-\(number)"))))
            _ = try transaction.append(.sample(after: Int64(number)))
          }
        }
      }()
      for number in 0..<5 { try await store.backup(to: folder + "/\(number).sqlite") }
      try await writing

      for number in 0..<5 {
        let copy = try SQLiteStore.openReadOnly(at: folder + "/\(number).sqlite")
        let found = try await copy.read { (try $0.units().count, try $0.tree().size) }
        #expect(found.0 == found.1)
        try await copy.close()
      }
      try await store.close()
    }
  }
}
