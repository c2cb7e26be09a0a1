import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// What may be erased some day must not stand where it cannot be.
@Suite struct PrivacyTests {
  private static let secrets = [
    "王丽", "书记", "记录.txt", "the reason of reasons", "a leaking roof",
    Digest.sha256(Array("the bytes of May".utf8)).hex,
    Digest.sha256(Array("the bytes of June".utf8)).hex,
  ]

  /// A story that gives every text that is personal.
  private func told() async throws -> Campaign {
    let workflow = Campaign.review.replacing(
      "<d:withdraw role=\"office\"/>",
      with: "<d:ledger id=\"problems\" workflow=\"review\"/><d:withdraw role=\"office\"/>")
    let campaign = try await Campaign(workflow: workflow)
    try await campaign.launch()
    try await campaign.addEvidence("report", "the bytes of May")
    try await campaign.addEvidence("raport", "the bytes of June")
    try await campaign.raise(fields: [("problem", "a leaking roof")])
    try await campaign.send("submit", id: "s")
    try await campaign.send("return", as: Campaign.inspector, reason: "the reason of reasons")
    try await campaign.send("return", as: Campaign.inspector, reason: "the reason of reasons")
    try await campaign.manage(.suspend, reason: "the reason of reasons")
    return campaign
  }

  @Test func `no name, reason, file or word of a person stands in a leaf`() async throws {
    let campaign = try await told()

    let leaves = try await campaign.store.read { reader in
      try reader.storedEntries(from: 0, limit: 1_000).map {
        String(decoding: $0.leaf, as: UTF8.self)
      }
    }

    for secret in Self.secrets {
      #expect(!leaves.contains { $0.contains(secret) }, "\(secret)")
    }
  }

  @Test func `the words are kept where they can be erased`() async throws {
    let campaign = try await told()

    let payloads = try await campaign.store.read { reader in
      try reader.storedEntries(from: 0, limit: 1_000)
        .map { String(decoding: $0.payload, as: UTF8.self) }.joined()
    }

    for secret in Self.secrets { #expect(payloads.contains(secret), "\(secret)") }
  }

  @Test func `no name, reason or file is visible to the workflow`() async throws {
    let curious = Campaign.chart(
      declarations: "<d:evidence id=\"report\"/>", data: "<data id=\"seen\" expr=\"''\"/>",
      initial: "work",
      """
      <state id="work">
        <transition event="look">
          <assign location="$seen" expr="concat('seen', d:actor(), count(d:evidence()),
            d:evidence()/@*[1], d:unit(), d:unit()/@kind, d:children(), d:batch(), $_event)"/>
          <log expr="$seen"/>
          <foreach array="d:evidence()/@*" item="one"><log expr="string($one)"/></foreach>
          <foreach array="d:unit()/@*" item="one"><log expr="string($one)"/></foreach>
        </transition>
        <transition event="end" target="done"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(curious) { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "the bytes of May")

      try await campaign.send("look", reason: "the reason of reasons")

      let seen =
        try await campaign.instance().snapshot.data
        + String(
          decoding: try #require(try await campaign.entries(.event).last).json.canonical,
          as: UTF8.self)
      #expect(seen.contains("seenp-secretary1"))
      for secret in Self.secrets + ["一院"] { #expect(!seen.contains(secret), "\(secret)") }
    }
  }
}
