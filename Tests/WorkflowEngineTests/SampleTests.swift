import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct SampleTests {
  /// Twelve more units, all of them in the programme.
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      let codes = (1...12).map { UnitCode("X-\($0)") }
      try await campaign.add(
        codes.map {
          Unit(code: $0, parent: "G", level: 2, kind: "branch", names: LocalizedText($0.text))
        })
      try await campaign.launch(codes)
      try await story(campaign)
    }
  }

  private func draw(
    _ campaign: Campaign, seed: String = "2023-11-07", size: Int = 4, predicate: String? = nil,
    isDryRun: Bool = false
  ) async throws -> Sample {
    try await campaign.engine.sample(
      SampleRequest(
        programme: "drive", predicate: predicate, seed: seed, size: size,
        identity: Campaign.by(Campaign.inspector)), isDryRun: isDryRun)
  }

  @Test func `the same seed draws the same units, another one others`() async throws {
    try await audited { campaign in
      let first = try await draw(campaign)
      let again = try await draw(campaign)
      let other = try await draw(campaign, seed: "2023-11-08")

      #expect(again.units == first.units)
      #expect(other.units != first.units)
      #expect(first.population == 12)
    }
  }

  @Test func `a unit is drawn by the digest of the seed and its code`() async throws {
    try await audited { campaign in
      let all = try await draw(campaign, size: 12)

      let keys = all.units.map { Digest.sha256(Array("2023-11-07\n\($0)".utf8)).hex }
      #expect(keys == keys.sorted())
    }
  }

  @Test func `a larger sample begins with the smaller one`() async throws {
    try await audited { campaign in
      let small = try await draw(campaign, size: 3)
      let large = try await draw(campaign, size: 8)

      #expect(Array(large.units.prefix(3)) == small.units)
    }
  }

  @Test func `a draw is part of the log, with seed, population and units`() async throws {
    try await audited { campaign in
      let sample = try await draw(campaign, predicate: "@code != 'X-1'")

      let leaf = try #require(try await campaign.entries(.sampled).first)
      #expect(leaf.details["seed"] == "2023-11-07")
      #expect(leaf.details["population"]?["count"] == 11)
      #expect(leaf.details["units"] == JSON(sample.units.map(\.text)))
      #expect(leaf.actor == "p-inspector")
    }
  }

  @Test func `a dry run draws and leaves no trace`() async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      let sample = try await draw(campaign, isDryRun: true)

      #expect(sample.index == nil)
      #expect(sample.units.count == 4)
      #expect(try await campaign.size() == size)
    }
  }

  @Test(arguments: ["", "with space", "种子"])
  func `a seed is one plain word`(_ seed: String) async throws {
    try await audited { campaign in
      await #expect(throws: RequestError.self) { _ = try await draw(campaign, seed: seed) }
    }
  }

  @Test func `a sample of no unit is refused`() async throws {
    try await audited { campaign in
      await #expect(throws: RequestError.self) {
        _ = try await draw(campaign, predicate: "@level = 9")
      }
    }
  }
}
