import AuditLog
import Statechart
import Testing
import WorkflowEngine

@testable import WorkflowTesting

@Suite struct VerificationTests {
  /// Every kind of entry that a unit's work makes.
  private func worked() async throws -> Campaign {
    let campaign = try await Campaign()
    try await campaign.launch(["G-1", "G-2"])
    try await campaign.send("submit")
    try await campaign.addEvidence("report", "May")
    try await campaign.send("submit", id: "submit-1")
    try await campaign.send("return", as: Campaign.inspector, reason: "图表不全")
    campaign.clock.advance(days: 7)
    _ = try await campaign.engine.tick()
    try await campaign.send("submit")
    try await campaign.send("approve", as: Campaign.inspector)
    _ = try await campaign.engine.manage(
      .suspend,
      EventRequest(
        instance: "drive/G-2", name: "", id: "s1", identity: Campaign.by(Campaign.officer),
        reason: "relocation"))
    return campaign
  }

  @Test func `a store that only the engine wrote is what its log says`() async throws {
    let campaign = try await worked()

    let verification = try await campaign.verify()

    #expect(verification.faults.map(\.message) == [])
    #expect(verification.replayed == verification.entries)
    #expect(verification.entries > 20)
    #expect(verification.files == 1)
  }

  @Test func `a row that no entry made is named`() async throws {
    let campaign = try await worked()
    var instance = try await campaign.instance("G-2")
    instance.snapshot.active = ["done"]
    let forged = instance
    try await campaign.store.write {
      try $0.apply(.instance(forged, after: forged.revision))
    }

    let verification = try await campaign.verify()

    #expect(Set(verification.faults.map(\.code)) == ["instances.differs"])
  }

  @Test(arguments: [1, 2, 5])
  func `any number of threads comes to the same result`(_ threads: Int) async throws {
    let campaign = try await worked()
    for number in 0..<30 {
      try await campaign.send(
        number % 3 == 0 ? "submit" : "return", as: Campaign.inspector,
        unit: number.isMultiple(of: 2) ? "G-1" : "G-2", reason: "again")
    }
    let alone = try await campaign.verify(threads: 1)

    let together = try await campaign.verify(threads: threads)

    #expect(together == alone)
    #expect(together.faults == [])
    #expect(together.replayed == together.entries)
  }

  @Test(arguments: [1, 2, 5])
  func `any number of threads names the same first bad entry`(_ threads: Int) async throws {
    let campaign = try await worked()
    for number in 0..<30 { try await campaign.send("submit", id: Identifier("n\(number)")) }
    let store = try await TamperedStore(campaign.store) { tables in
      for index in [tables.stored.count - 20, tables.stored.count - 3] {
        tables.changeLeaf(index, "\"actor\":\"p-secretary\"", to: "\"actor\":\"p-inspector\"")
      }
      tables.hashAgain()
    }

    let verification = try await Verifier(store, scratch: MemoryStore(), threads: threads).verify()

    #expect(verification.faults.map(\.code) == ["replay.differs"])
    #expect(verification.faults.first?.index == verification.entries - 20)
  }
}
