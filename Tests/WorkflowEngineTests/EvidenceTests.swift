import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct EvidenceTests {
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch(["G-1", "G-2"])
      try await story(campaign)
    }
  }

  @Test func `a piece of evidence is kept with its number, its size and who added it`()
    async throws
  {
    try await audited { campaign in
      let answer = try await campaign.addEvidence("report", "May")

      let evidence = try await campaign.store.read { try $0.evidence(of: "drive/G-1") }
      #expect(answer.verdict == .accepted)
      #expect(evidence.map(\.number) == [1])
      #expect(evidence.map(\.size) == [3])
      #expect(evidence.map(\.addedBy) == [Campaign.secretary])
      #expect(evidence.map(\.digest) == [Digest.sha256(Array("May".utf8))])
    }
  }

  @Test func `a kind that the workflow does not ask for is refused with the nearest`()
    async throws
  {
    try await audited { campaign in
      let answer = try await campaign.addEvidence("raport", "May")

      #expect(answer.codes == ["evidence.kind"])
      #expect(answer.missing[0].message.contains("did you mean \"report\"?"))
    }
  }

  @Test func `a file above the kind's limit is refused`() async throws {
    try await audited { campaign in
      let limit = try await campaign.addEvidence("report", String(repeating: "x", count: 64))
      let above = try await campaign.addEvidence("report", String(repeating: "x", count: 65))

      #expect(limit.verdict == .accepted)
      #expect(above.codes == ["evidence.large"])
      #expect(above.missing[0].need == 64)
    }
  }

  @Test func `the same file is evidence once`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "May")
      var chunks = [Array("May".utf8)]
      let (digest, size) = try await campaign.engine.stage(limit: 100) { chunks.popLast() ?? [] }

      let answer = try await campaign.engine.add(
        EvidenceRequest(
          instance: "drive/G-1", kind: "report", name: "again.txt", digest: digest, size: size,
          id: "again", identity: Campaign.by(Campaign.secretary)))

      #expect(answer.codes == ["evidence.duplicate"])
    }
  }

  @Test func `another unit may submit the same file`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "May")

      let answer = try await campaign.addEvidence(
        "report", "May", as: Campaign.officer, unit: "G-2")

      #expect(answer.verdict == .accepted)
    }
  }

  @Test func `who holds none of the workflow's roles adds nothing`() async throws {
    try await audited { campaign in
      let answer = try await campaign.addEvidence("report", "May", as: "p-visitor")

      #expect(answer.codes == ["role.missing"])
    }
  }

  @Test func `a file whose kind the workflow does not take is refused`() async throws {
    let strict = Campaign.chart(
      declarations: "<d:evidence id=\"report\" kinds=\"pdf docx\"/>", initial: "work",
      """
      <state id="work">
        <transition event="end" target="done"><d:require evidence="report" min="1"/></transition>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(strict) { campaign in
      try await campaign.launch()
      var chunks = [Array("May".utf8)]
      let (digest, size) = try await campaign.engine.stage(limit: 100) { chunks.popLast() ?? [] }
      func add(_ name: String) async throws -> Answer {
        try await campaign.engine.add(
          EvidenceRequest(
            instance: "drive/G-1", kind: "report", name: name, digest: digest, size: size,
            id: Identifier(name), identity: Campaign.by(Campaign.secretary)))
      }

      let text = try await add("总结.txt")
      let bare = try await add("pdf")
      let document = try await add("总结.PDF")

      #expect(text.codes == ["evidence.file-kind"])
      #expect(bare.codes == ["evidence.file-kind"])
      #expect(document.verdict == .accepted)
    }
  }

  @Test func `evidence whose bytes are not staged cannot be judged`() async throws {
    try await audited { campaign in
      let size = try await campaign.size()

      await #expect(throws: RequestError.invalid("the bytes of the evidence are not staged")) {
        try await campaign.engine.add(
          EvidenceRequest(
            instance: "drive/G-1", kind: "report", name: "a", digest: .sha256([1]), size: 1,
            id: "e", identity: Campaign.by(Campaign.secretary)))
      }

      #expect(try await campaign.size() == size)
    }
  }

  @Test func `staging stops at its limit`() async throws {
    try await audited { campaign in
      await #expect(throws: RequestError.invalid("the file has more than 3 bytes")) {
        _ = try await campaign.engine.stage(limit: 3) { [1, 2] }
      }
    }
  }

  @Test func `what is staged comes out again byte for byte`() async throws {
    try await audited { campaign in
      var chunks = [[4, 5], Array(repeating: UInt8(7), count: Engine.evidenceChunk)]

      let (digest, size) = try await campaign.engine.stage(limit: 2_000_000) {
        chunks.popLast() ?? []
      }

      let read = try await campaign.store.read { reader in
        let (first, second) = (
          try reader.contentChunk(digest, 0), try reader.contentChunk(digest, 1)
        )
        return (first ?? []) + (second ?? [])
      }
      #expect(size == Engine.evidenceChunk + 2)
      #expect(Digest.sha256(read) == digest)
    }
  }
}
