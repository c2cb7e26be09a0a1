import AuditLog
import Foundation
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@testable import SQLiteStore

@Suite struct VerifyingTests {
  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="loop" datamodel="null" initial="a">
      <d:workflow version="1"/>
      <state id="a"><d:stage/><d:deadline after="P9D"/><transition event="go" target="b"/></state>
      <state id="b"><d:stage/><transition event="go" target="a"/></state>
    </scxml>
    """

  private static let identity = Identity(actor: "p-1", via: Leaf.Via(.cli, user: "tester"))

  /// An engine on a new file, with a workflow that goes round on ten units.
  private func working(in folder: String) async throws -> Engine {
    let store = try await SQLiteStore.create(at: folder + "/docket.sqlite")
    let engine = Engine(store: store, clock: ManualClock())
    try await engine.initialize(.sample, identity: Self.identity)
    let units = (0..<10).map { Unit.sample(Identifier("u-\($0)")) }
    _ = try await engine.apply(
      Organisation(units: units, people: [], assignments: [], calendars: []),
      identity: Self.identity)
    _ = try await engine.register(
      workflow: Array(Self.workflow.utf8), identity: Self.identity)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "loop", programme: "drive", units: units.map(\.code), identity: Self.identity))
    return engine
  }

  private func go(_ engine: Engine, _ number: Int) async throws {
    _ = try await engine.send(
      EventRequest(
        instance: Identifier("drive/u-\(number % 10)"), name: "go", id: Identifier("e\(number)"),
        identity: Self.identity))
  }

  @Test func `a store is what its log says while a writer is at work`() async throws {
    try await inFolder { folder in
      let engine = try await working(in: folder)
      for number in 0..<100 { try await go(engine, number) }
      let other = try SQLiteStore.open(at: folder + "/docket.sqlite")
      let writer = Task {
        let writing = Engine(store: other, clock: ManualClock())
        for number in 100..<1_000_000 where !Task.isCancelled { try await go(writing, number) }
      }

      var sizes: [Int] = []
      for _ in 0..<5 {
        let verification = try await Verifier(engine.store, scratch: SQLiteStore.scratch())
          .verify()
        #expect(verification.faults == [])
        sizes.append(verification.entries)
      }
      writer.cancel()
      try await writer.value

      #expect(sizes == sizes.sorted())
      #expect(sizes[0] < sizes[4], "the writer did write")
      try await other.close()
    }
  }

  @Test func `rows that do not fit into memory are written to the scratch store and found again`()
    async throws
  {
    try await inFolder { folder in
      let engine = try await working(in: folder)
      for number in 0..<60 { try await go(engine, number) }
      let scratch = try SQLiteStore.scratch()

      let verification = try await Verifier(engine.store, scratch: scratch, held: 3).verify()

      #expect(verification.faults == [])
      #expect(verification.replayed == verification.entries)
    }
  }
}
