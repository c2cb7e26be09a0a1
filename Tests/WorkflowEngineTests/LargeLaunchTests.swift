import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct LargeLaunchTests {
  @Test(arguments: [UInt64(1), 2, 3])
  func `a generated organisation has the size that was asked for, and is a tree`(_ seed: UInt64) {
    let organisation = LargeOrganisation(units: 10_000, seed: seed).organisation

    #expect(organisation.units.count == 10_000, "seed \(seed)")
    #expect(Set(organisation.units.map(\.level)) == [1, 2, 3, 4], "seed \(seed)")
    let codes = Set(organisation.units.map(\.code))
    #expect(codes.count == 10_000, "seed \(seed)")
    #expect(
      organisation.units.allSatisfy { $0.parent.map { codes.contains($0) } ?? ($0.code == "G") },
      "seed \(seed)")
  }

  @Test func `many units are launched across crashes, and none twice`() async throws {
    let organisation = LargeOrganisation(units: 1_200, seed: 8).organisation
    try await Campaign.audited { campaign in
      try await campaign.add(organisation.units.filter { $0.code != "G" })
      let known = Set(Campaign.organisation.units.map(\.code))
      try await campaign.submit(Campaign.minutes("m-1", [.launch("@level >= 3")]))
      try await campaign.approve()
      let expected = organisation.units.count { $0.level >= 3 && !known.contains($0.code) }

      // One chunk more each time; then the process dies again.
      for writes in [1, 2, 2] {
        let dying = Engine(
          store: CrashingStore(campaign.store, writes: writes), clock: campaign.clock)
        _ = try? await dying.enact(minutes: "m-1", identity: Campaign.by(Campaign.officer))
      }
      try await campaign.enact()

      let batch = try #require(try await campaign.store.read { try $0.batch("drive", 1) })
      #expect(batch.status == .open)
      #expect(batch.made == expected)
      let started = try await campaign.entries(.started).compactMap(\.unit)
      #expect(started.count == expected)
      #expect(Set(started).count == expected)
    }
  }
}
