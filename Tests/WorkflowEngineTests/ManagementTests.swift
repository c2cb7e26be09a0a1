import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct ManagementTests {
  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited { campaign in
      try await campaign.launch()
      try await story(campaign)
    }
  }

  @Test(arguments: [
    (ManagementAction.suspend, Instance.Status.suspended), (.cancel, .cancelled),
    (.exempt, .exempted),
  ])
  func `a managing role changes the status and not the configuration`(
    _ action: ManagementAction, _ status: Instance.Status
  ) async throws {
    try await audited { campaign in
      let answer = try await campaign.manage(action)

      let instance = try await campaign.instance()
      #expect(answer.role == "office")
      #expect(instance.status == status)
      #expect(instance.snapshot.active == ["draft"])
    }
  }

  @Test(arguments: [ManagementAction.suspend, .cancel, .exempt])
  func `a reason must be given`(_ action: ManagementAction) async throws {
    try await audited { campaign in
      let answer = try await campaign.manage(action, reason: nil)

      #expect(answer.codes == ["reason.missing"])
      #expect(try await campaign.instance().status == .running)
    }
  }

  @Test func `a resumption needs no reason`() async throws {
    try await audited { campaign in
      try await campaign.manage(.suspend)

      let answer = try await campaign.manage(.resume, reason: nil)

      #expect(answer.verdict == .accepted)
      #expect(try await campaign.instance().status == .running)
    }
  }

  @Test(arguments: ManagementAction.allCases)
  func `a role that does not manage is refused`(_ action: ManagementAction) async throws {
    try await audited { campaign in
      let answer = try await campaign.manage(action, as: Campaign.secretary)

      #expect(answer.codes.contains("role.missing"))
      #expect(try await campaign.instance().status == .running)
    }
  }

  @Test(arguments: ManagementAction.allCases)
  func `nothing can be done to an instance that was cancelled`(_ action: ManagementAction)
    async throws
  {
    try await audited { campaign in
      try await campaign.manage(.cancel)

      let answer = try await campaign.manage(action)

      #expect(answer.codes == ["instance.status"])
    }
  }

  @Test func `a running instance cannot be resumed, a suspended one not suspended`() async throws {
    try await audited { campaign in
      let resumed = try await campaign.manage(.resume)
      try await campaign.manage(.suspend)
      let suspended = try await campaign.manage(.suspend)

      #expect(resumed.codes == ["instance.status"])
      #expect(suspended.codes == ["instance.status"])
    }
  }

  @Test func `a suspended instance takes no events and no evidence`() async throws {
    try await audited { campaign in
      try await campaign.manage(.suspend)

      let event = try await campaign.send("submit")
      let evidence = try await campaign.addEvidence("report", "May")

      #expect(event.codes == ["instance.suspended"])
      #expect(evidence.codes == ["instance.suspended"])
    }
  }

  @Test func `a cancelled instance waits for nothing`() async throws {
    try await audited { campaign in
      try await campaign.manage(.cancel)

      #expect(try await campaign.timers() == [])
    }
  }

  @Test func `after a suspension nothing before it can be taken back`() async throws {
    try await audited { campaign in
      try await campaign.addEvidence("report", "May")
      try await campaign.send("submit", id: "s")
      try await campaign.manage(.suspend)
      try await campaign.manage(.resume)

      let answers = try await campaign.withdraw("s")

      #expect(answers.flatMap(\.codes) == ["withdraw.superseded"])
    }
  }

  @Test func `where no role manages, anybody may`() async throws {
    let free = """
      <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
             version="1.0" name="free" datamodel="xpath" initial="work">
        <d:workflow version="1"/>
        <state id="work"><transition event="end" target="done"/></state>
        <final id="done"/>
      </scxml>
      """
    try await Campaign.audited(free) { campaign in
      try await campaign.launch()

      let answer = try await campaign.manage(.suspend, as: "p-visitor")

      #expect(answer.verdict == .accepted)
    }
  }
}
