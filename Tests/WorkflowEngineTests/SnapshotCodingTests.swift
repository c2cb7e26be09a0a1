import AuditLog
import Statechart
import Testing
import WorkflowTesting

@testable import WorkflowEngine

@Suite struct SnapshotCodingTests {
  private static let rich = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="rich" datamodel="xpath" binding="late" initial="both">
      <d:workflow version="1"/>
      <datamodel><data id="n" expr="1"/></datamodel>
      <parallel id="both">
        <state id="left" initial="l1">
          <history id="deep" type="deep"><transition target="l1"/></history>
          <state id="l1"><transition event="step" target="l2"/></state>
          <state id="l2" initial="l21">
            <datamodel><data id="late" expr="'汉字 &lt;'"/></datamodel>
            <state id="l21"><transition event="step" target="l22"/></state>
            <state id="l22"><onentry><send event="x" delay="1s"/></onentry></state>
          </state>
        </state>
        <state id="right">
          <d:stage/>
          <state><transition event="step" target="r2"/></state>
          <state id="r2"/>
        </state>
        <transition event="away" target="pause"/>
        <transition event="end" target="done"/>
      </parallel>
      <state id="pause">
        <transition event="back" target="deep"/><transition event="end" target="done"/>
      </state>
      <final id="done"><donedata><param name="n" expr="number($n)"/></donedata></final>
    </scxml>
    """

  @Test func `a snapshot that was described before is described as if it had not been`() throws {
    let workflow = try WorkflowReader.read(Array(Self.rich.utf8))
    let snapshot = try workflow.interpreter.start(in: Environment(sessionID: "i")).snapshot
    let snapshots = (0..<12).map { number in
      var other = snapshot
      other.idsMade = number
      return other
    }

    // More than are remembered, and some of them again at once.
    for snapshot in snapshots + snapshots.suffix(3) + snapshots {
      let described = workflow.snapshots.description(of: snapshot, in: workflow)

      #expect(described.stored == workflow.stored(snapshot))
      #expect(described.digest == Digest.sha256(workflow.stored(snapshot).canonical))
    }
  }

  @Test(arguments: [
    [], ["step"], ["step", "step"], ["step", "step", "away"], ["step", "step", "away", "back"],
  ])
  func `a snapshot comes back as it was stored`(_ events: [String]) throws {
    let workflow = try WorkflowReader.read(Array(Self.rich.utf8))
    let environment = Environment(sessionID: "i")
    var snapshot = try workflow.interpreter.start(in: environment).snapshot
    for event in events {
      snapshot = try workflow.interpreter.macrostep(Event(event), from: snapshot, in: environment)
        .snapshot
    }

    let stored = workflow.stored(snapshot)

    #expect(try workflow.snapshot(stored) == snapshot)
  }

  @Test func `what an instance ended with is kept as people read it`() async throws {
    try await Campaign.audited(Self.rich) { campaign in
      try await campaign.launch()

      try await campaign.send("end")

      #expect(try await campaign.instance().snapshot.result == ["n": 1])
    }
  }

  @Test func `history and regions go on after every step is stored`() async throws {
    try await Campaign.audited(Self.rich) { campaign in
      try await campaign.launch()
      for event in ["step", "step", "away"] { try await campaign.send(event) }

      let answer = try await campaign.send("back")

      #expect(answer.after.first == "l22")
      #expect(answer.after.count == 2)
    }
  }

  @Test func `a state that the document does not have is a corrupt snapshot`() throws {
    let workflow = try WorkflowReader.read(Array(Self.rich.utf8))
    let stored = StoredSnapshot(active: ["nowhere"])

    #expect(throws: StoreError.self) { try workflow.snapshot(stored) }
  }
}
