import Statechart
import Testing
import WorkflowEngine

@Suite struct BeginningTests {
  private static func workflow(data: String) -> String {
    Campaign.chart(
      data: data, initial: "work",
      """
      <state id="work"><transition event="go" target="done"/></state>
      <final id="done"/>
      """)
  }

  @Test func `units whose workflow asks nothing at its start begin alike`() async throws {
    let plain = Self.workflow(data: "<data id=\"n\" expr=\"1 + 1\"/>")
    try await Campaign.audited(plain) { campaign in
      try await campaign.launch(["G-1", "G-2"])

      let (first, second) = (try await campaign.instance("G-1"), try await campaign.instance("G-2"))
      #expect(first.snapshot == second.snapshot)
      #expect(first.snapshot.data.contains(">2<"))
    }
  }

  @Test func `each unit gets its own answers to what its workflow asks at its start`()
    async throws
  {
    let asking = Self.workflow(
      data: """
        <data id="me" expr="string($_sessionid)"/><data id="unit" expr="string(d:unit()/@code)"/>
        """)
    try await Campaign.audited(asking) { campaign in
      try await campaign.launch(["G-1", "G-2"])

      for unit in ["G-1", "G-2"] as [UnitCode] {
        let data = try await campaign.instance(unit).snapshot.data
        #expect(data.contains("drive/\(unit)<"))
        #expect(data.contains(">\(unit)<"))
      }
    }
  }
}
