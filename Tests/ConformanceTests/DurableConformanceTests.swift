import FoundationEssentials
import SQLiteStore
import StatechartTesting
import Testing
import WorkflowEngine
import WorkflowTesting

/// Every document of the suite as a workflow of a store: sessions are instances, delays are rows, and
/// what happened can be decided again from the log.
@Suite(.enabled(if: Suite.isThere, Suite.absent)) struct DurableConformanceTests {
  @Test(arguments: Suite.tests(.null) + Suite.tests(.xpath))
  func `a test of the W3C passes as an instance, and its log replays`(_ test: W3CTest)
    async throws
  {
    try await check(test)
  }

  @Test(
    .enabled(if: Suite.hasECMAScript, Suite.noECMAScript), arguments: Suite.tests(.ecmascript))
  func `a test of the W3C passes as an instance in ECMAScript, and its log replays`(
    _ test: W3CTest
  ) async throws {
    try await check(test)
  }

  private func check(_ test: W3CTest) async throws {
    let stage = try await DurableStage(MemoryStore())

    let failure = await stage.failure(of: test)

    #expect(failure == nil)
    #expect(try await stage.faults(scratch: MemoryStore()).isEmpty)
  }

  /// Those that send and invoke; `scripts/conformance` plays all of them so.
  @Test func `sessions and delays pass in one file of SQLite, and its log replays`() async throws {
    let path = DurableStage.path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try await SQLiteStore.create(at: path)
    let stage = try await DurableStage(store)

    var failures: [String] = []
    for test in Suite.tests(.xpath) where test.section.hasPrefix("6") {
      if let failure = await stage.failure(of: test) { failures.append("\(test): \(failure)") }
    }

    #expect(failures.isEmpty)
    #expect(try await stage.faults(scratch: MemoryStore()).isEmpty)
    try await store.close()
  }
}
