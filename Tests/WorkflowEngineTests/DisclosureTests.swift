import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct DisclosureTests {
  private static let outsider: PersonID = "p-outsider"

  /// The review, in which only the guidance group reads evidence, and the office reasons.
  private static let discreet = Campaign.review
    .replacing("<d:role id=\"guidance\"/>", with: "<d:role id=\"guidance\" reads=\"evidence\"/>")
    .replacing(
      "<d:role id=\"office\" manages=\"true\"/>",
      with: "<d:role id=\"office\" manages=\"true\" reads=\"reasons\"/>")

  /// Evidence in G-1, and one event that was returned with a reason.
  private func audited(
    _ workflow: String = Campaign.review, _ story: (Campaign) async throws -> Void
  ) async throws {
    try await Campaign.audited(workflow) { campaign in
      try await campaign.add(people: [Person(id: Self.outsider, names: LocalizedText("外人"))])
      try await campaign.launch()
      try await campaign.addEvidence("report", "text")
      try await campaign.send("submit")
      try await campaign.send("return", as: Campaign.inspector, reason: "too short")
      try await story(campaign)
    }
  }

  private func may(_ person: PersonID, _ right: ReadingRight, _ campaign: Campaign) async throws
    -> Bool
  {
    let now = campaign.clock.now()
    return try await campaign.store.read { reader in
      let instance = try #require(try reader.instance("drive/G-1"))
      return try Disclosure(reader, for: Campaign.by(person), at: now)
        .mayRead(right, of: instance)
    }
  }

  private func reason(for person: PersonID, _ campaign: Campaign) async throws -> String? {
    let now = campaign.clock.now()
    return try await campaign.store.read { reader in
      try Disclosure(reader, for: Campaign.by(person), at: now)
        .entries(EntryQuery(kinds: ["event"])).last?.words["reason"]
    }
  }

  @Test func `where a workflow says nothing, each of its roles reads everything`() async throws {
    try await audited { campaign in
      for person in [Campaign.secretary, Campaign.inspector, Campaign.officer] {
        let rights = [
          try await may(person, .evidence, campaign),
          try await may(person, .reasons, campaign),
        ]
        #expect(rights == [true, true])
      }
      let isShown = try await may(Self.outsider, .evidence, campaign)
      #expect(!isShown)
    }
  }

  @Test func `a role reads what the workflow says and nothing else`() async throws {
    try await audited(Self.discreet) { campaign in
      let rights = [
        try await may(Campaign.inspector, .evidence, campaign),
        try await may(Campaign.inspector, .reasons, campaign),
        try await may(Campaign.secretary, .evidence, campaign),
      ]
      #expect(rights == [true, false, false])
    }
  }

  @Test func `an inspector reads of the units that are hers`() async throws {
    try await audited(Self.discreet) { campaign in
      let other = Assignment(role: "guidance", person: Self.outsider, unit: "G-2")
      try await campaign.appoint(other)

      let isShown = try await may(Self.outsider, .evidence, campaign)
      #expect(!isShown)
    }
  }

  @Test func `whoever gave a file or wrote words reads her own`() async throws {
    try await audited(Self.discreet) { campaign in
      let now = campaign.clock.now()
      let own = try await campaign.store.read { reader in
        let instance = try #require(try reader.instance("drive/G-1"))
        return try Disclosure(reader, for: Campaign.by(Campaign.secretary), at: now)
          .evidence(of: instance).map(\.evidence.name)
      }

      #expect(own == ["记录.txt"])
      #expect(try await reason(for: Campaign.inspector, campaign) == "too short")
      #expect(try await reason(for: Campaign.secretary, campaign) == nil)
      #expect(try await reason(for: Campaign.officer, campaign) == "too short")
    }
  }

  @Test func `what is not for somebody comes without name, digest and bytes`() async throws {
    try await audited { campaign in
      let now = campaign.clock.now()
      let seen = try await campaign.store.read { reader in
        let instance = try #require(try reader.instance("drive/G-1"))
        return try Disclosure(reader, for: Campaign.by(Self.outsider), at: now)
          .evidence(of: instance).first
      }

      #expect(seen?.isReadable == false)
      #expect(seen?.evidence.name == nil)
      #expect(seen?.evidence.digest == nil)
      await #expect(throws: RequestError.self) {
        _ = try await campaign.engine.content(
          ofEvidence: 1, "drive/G-1", for: Campaign.by(Self.outsider))
      }
    }
  }

  @Test func `the bytes come to those who may read them`() async throws {
    try await audited { campaign in
      let content = try await campaign.engine.content(
        ofEvidence: 1, "drive/G-1", for: Campaign.by(Campaign.inspector))

      #expect(try await content.next() == Array("text".utf8))
      #expect(try await content.next() == nil)
    }
  }

  @Test(arguments: ["", "evidence letters", "all"])
  func `there is nothing else to read`(_ reads: String) {
    let text = Campaign.review.replacing(
      "<d:role id=\"guidance\"/>", with: "<d:role id=\"guidance\" reads=\"\(reads)\"/>")

    let (_, diagnostics) = WorkflowReader.check(Array(text.utf8))

    #expect(diagnostics.contains { $0.code == "workflow.attribute.value" })
  }
}
