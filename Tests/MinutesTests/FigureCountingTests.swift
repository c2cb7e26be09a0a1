import Minutes
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct FigureCountingTests {
  @Test func `units count by the plans of the batches`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch(["G-1", "G-2"], batch: 1)
    try await drive.launch(["G-3"], batch: 2)

    #expect(try await drive.value("count(units)") == .count(3))
    #expect(try await drive.value("count(units programme=p batch=2)") == .count(1))
    #expect(try await drive.value("count(units programme=q)") == .count(0))
  }

  @Test func `instances count by stage, status and batch`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", id: "e-1")
    try await drive.send("approve", as: SmallDrive.inspector, id: "e-2")
    _ = try await drive.engine.manage(
      .exempt,
      EventRequest(
        instance: "p/G-2", name: "docket.exempt", id: "e-3",
        identity: SmallDrive.by(SmallDrive.officer), reason: "merged"))

    #expect(try await drive.value("count(instances started programme=p)") == .count(3))
    #expect(try await drive.value("count(instances ended)") == .count(1))
    #expect(try await drive.value("count(instances exempted)") == .count(1))
    #expect(try await drive.value("count(instances stage=done)") == .count(1))
    #expect(try await drive.value("count(instances stage=draft)") == .count(1))
    #expect(try await drive.value("count(instances running programme=p batch=2)") == .count(0))
  }

  @Test
  func `items count as continuing once their unit has finished, closed for the ledger or not`()
    async throws
  {
    let drive = try await SmallDrive()
    try await drive.launch()
    for number in 1...2 { try await drive.raise(Identifier("i-\(number)")) }
    for number in 1...2 {
      try await drive.send(
        "settle", to: Identifier("p/G-1/problems/\(number)"), id: Identifier("s-\(number)"))
    }
    try await drive.send("close", to: "p/G-1/problems/2", id: "c-2")
    #expect(try await drive.value("count(items continuing)") == .count(0))
    try await drive.send("submit", id: "e-1")
    try await drive.send("approve", as: SmallDrive.inspector, id: "e-2")

    #expect(try await drive.value("count(items continuing programme=p)") == .count(1))
    #expect(try await drive.value("count(items closed)") == .count(2))
  }

  @Test func `a state that was entered once counts for ever`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", id: "e-1")
    try await drive.send("return", as: SmallDrive.inspector, id: "e-2")

    #expect(try await drive.value("count(instances entered=review)") == .count(1))
    #expect(try await drive.value("count(instances stage=review)") == .count(0))
  }

  @Test func `what was withdrawn was neither entered nor an event`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", id: "e-1")

    _ = try await drive.engine.withdraw(
      "e-1",
      EventRequest(
        instance: "p/G-1", name: "docket.withdraw", id: "w-1",
        identity: SmallDrive.by(SmallDrive.secretary), reason: "too early"))

    #expect(try await drive.value("count(instances entered=review)") == .count(0))
    #expect(try await drive.value("count(events)") == .count(0))
  }

  @Test func `events count by name and by the decision they cite`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", id: "e-1", authority: "m-1#d-2")
    try await drive.send("return", as: SmallDrive.inspector, id: "e-2")
    try await drive.send("submit", id: "e-3")

    #expect(try await drive.value("count(events event=submit programme=p)") == .count(2))
    #expect(try await drive.value("count(events authority=m-1#d-2)") == .count(1))
    #expect(try await drive.value("count(events event=return)") == .count(1))
  }

  @Test func `refusals count by the event that was refused`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", as: SmallDrive.inspector, id: "e-1")
    try await drive.send("count", to: "p/G-2", id: "e-2")

    #expect(try await drive.value("count(refusals programme=p)") == .count(1))
    #expect(try await drive.value("count(refusals event=submit)") == .count(1))
    #expect(try await drive.value("count(refusals event=approve)") == .count(0))
  }

  @Test func `an item is closed where its ledger says so`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.raise("i-1")
    try await drive.raise("i-2")
    try await drive.send("settle", to: "p/G-1/problems/1", id: "e-1")

    #expect(try await drive.value("count(items raised programme=p)") == .count(2))
    #expect(try await drive.value("count(items closed)") == .count(1))
    #expect(try await drive.value("count(items open programme=p batch=1)") == .count(1))
  }

  @Test func `evidence counts by kind`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.addEvidence("report")
    try await drive.addEvidence("photo")

    #expect(try await drive.value("count(evidence programme=p)") == .count(2))
    #expect(try await drive.value("count(evidence kind=photo)") == .count(1))
  }

  @Test func `who missed a deadline is overdue, and never on time again`() async throws {
    let drive = try await SmallDrive()
    try await drive.launch()
    try await drive.send("submit", to: "p/G-2", id: "e-1")
    try await drive.send("approve", to: "p/G-2", as: SmallDrive.inspector, id: "e-2")
    drive.clock.advance(days: 10)
    _ = try await drive.engine.tick()
    let overdue = try await drive.value("count(instances overdue)")

    try await drive.send("submit", id: "e-3")
    try await drive.send("approve", as: SmallDrive.inspector, id: "e-4")

    #expect(overdue == .count(2))
    #expect(try await drive.value("count(instances overdue)") == .count(1))
    #expect(try await drive.value("share(on time programme=p)") == .share(1, of: 2))
  }
}
