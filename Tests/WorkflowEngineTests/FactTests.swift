import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct FactTests {
  @Test func `an entry keeps what was asked, the answer, its digest and its place in the log`()
    async throws
  {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await campaign.addEvidence("report", "May")

      let answer = try await campaign.send("submit")

      let leaf = try #require(try await campaign.entries(.event).last)
      let evidence = try #require(leaf.facts.last)
      #expect(
        leaf.facts.map(\.query) == [
          "role(p-secretary, secretary, G-1)", "evidence-count(report, since 0)",
        ])
      #expect(evidence.answer == 1)
      #expect(evidence.digest == Digest.sha256(JSON.number(1).canonical))
      #expect(evidence.position == answer.index)
    }
  }

  @Test func `a refusal keeps what it was judged by`() async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()

      try await campaign.send("submit")

      let leaf = try #require(try await campaign.entries(.refused).last)
      #expect(leaf.facts.map(\.answer) == [true, 0])
    }
  }

  @Test func `what an expression asks twice is one fact`() async throws {
    let asking = Campaign.chart(
      declarations: "<d:evidence id=\"report\"/>", initial: "work",
      """
      <state id="work">
        <transition event="go" target="done"
          cond="count(d:evidence('report')) = 0 and not(d:evidence('report'))"/>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(asking) { campaign in
      try await campaign.launch()

      try await campaign.send("go")

      let leaf = try #require(try await campaign.entries(.event).last)
      #expect(leaf.facts.map(\.query) == ["evidence(report)"])
    }
  }

  @Test func `of many exceptions the first twenty are kept`() async throws {
    let gate = Campaign.chart(
      initial: "work",
      """
      <state id="work">
        <transition event="close" target="done"><d:require units="children" in="done"/></transition>
      </state>
      <final id="done"/>
      """)
    try await Campaign.audited(gate) { campaign in
      let units = (10..<40).map { number in
        Unit(
          code: Identifier("T-\(number)"), parent: "G-1", level: 3, kind: "team",
          names: LocalizedText("T"))
      }
      try await campaign.add(units)
      try await campaign.launch(["G-1"] + units.map(\.code))

      let answer = try await campaign.send("close")

      let leaf = try #require(try await campaign.entries(.refused).last)
      let fact = try #require(leaf.facts.last)
      #expect(fact.answer == ["total": 30, "passed": 0])
      #expect(fact.exceptions == units.prefix(20).map(\.code.text))
      #expect(answer.missing.first?.waitingFor == fact.exceptions)
      #expect(answer.missing.first?.need == 30)
    }
  }
}
