import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

@Suite struct SendingTests {
  @Test func `an instance begins in its initial configuration`() async throws {
    let campaign = try await Campaign()

    try await campaign.launch()

    let instance = try await campaign.instance()
    #expect(instance.snapshot.active == ["draft"])
    #expect(instance.revision == 0)
    #expect(instance.status == .running)
  }

  @Test func `a refusal says everything that is missing and changes nothing`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    let before = try await campaign.instance()

    let answer = try await campaign.send("submit", as: Campaign.inspector)

    #expect(answer.verdict == .refused)
    #expect(answer.missing.map(\.code) == ["role.missing", "evidence.missing"])
    #expect(answer.missing[0].suppliers == [Campaign.secretary, Campaign.officer])
    #expect(answer.missing[1].have == 0)
    #expect(answer.missing[1].need == 1)
    #expect(try await campaign.instance() == before)
  }

  @Test func `an accepted event moves the instance and is an entry`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    try await campaign.addEvidence("report", "May")

    let answer = try await campaign.send("submit")

    #expect(answer.verdict == .accepted)
    #expect(answer.before == ["draft"])
    #expect(answer.after == ["review"])
    #expect(answer.role == "secretary")
    let index = try #require(answer.index)
    let entry = try #require(try await campaign.store.read { try $0.entry(at: index) })
    #expect(entry.entry.leaf.kind == .event)
    #expect(entry.entry.leaf.exited == ["draft"])
    #expect(entry.entry.leaf.entered == ["review"])
    #expect(entry.entry.leaf.facts.count == 2)
  }

  @Test func `the same event id with the same content gets the first answer again`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    let first = try await campaign.send("submit", id: "once")
    try await campaign.addEvidence("report", "May")

    let second = try await campaign.send("submit", id: "once")

    #expect(second.isRepeat)
    #expect(second.verdict == .refused)
    #expect(second.index == first.index)
  }

  @Test func `the same event id with another content is a conflict`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    try await campaign.send("submit", id: "once")

    await #expect(throws: RequestError.eventIDReused("drive/G-1", "once")) {
      try await campaign.send("approve", id: "once")
    }
  }

  @Test func `four eyes: who submitted may not approve`() async throws {
    let campaign = try await Campaign()
    _ = try await campaign.engine.apply(
      Organisation(
        units: [], people: [],
        assignments: [Assignment(role: "guidance", person: Campaign.secretary, unit: "G-1")],
        calendars: []), identity: Campaign.by(Campaign.officer))
    try await campaign.launch()
    try await campaign.addEvidence("report", "May")
    try await campaign.send("submit")

    let own = try await campaign.send("approve")
    let other = try await campaign.send("approve", as: Campaign.inspector)

    #expect(own.missing.map(\.code) == ["role.distinct"])
    #expect(own.missing[0].suppliers == [Campaign.inspector])
    #expect(other.verdict == .accepted)
    #expect(try await campaign.instance().status == .ended)
  }

  @Test func `an event that no transition takes is refused with the nearest name`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()

    let answer = try await campaign.send("sumbit")

    #expect(answer.missing.map(\.code) == ["event.unexpected"])
    #expect(answer.missing[0].message.contains("did you mean \"submit\"?"))
  }

  @Test(arguments: ["deadline.draft", "done.state.x", "units.changed", "docket.suspend"])
  func `nobody can send the engine's own events`(_ name: String) async throws {
    let campaign = try await Campaign()
    try await campaign.launch()

    let answer = try await campaign.send(name)

    #expect(answer.missing.map(\.code) == ["event.reserved"])
  }

  @Test func `a deadline comes before an event that is later`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    campaign.clock.advance(days: 6)

    let answer = try await campaign.send("submit")

    #expect(answer.before == ["late"])
    #expect(answer.after == ["review"])
    let timer = try await campaign.store.read { try $0.entries(EntryQuery(kinds: ["timer"])) }
    #expect(timer.count == 1)
    // Five dates after the entry's, to the end of that day in Shanghai.
    #expect(timer[0].entry.leaf.due == Instant(rfc3339: "2023-09-06T15:59:59.999Z"))
  }

  @Test func `a dry run answers and leaves no trace`() async throws {
    let campaign = try await Campaign()
    try await campaign.launch()
    let size = try await campaign.store.read { try $0.tree().size }

    let answer = try await campaign.engine.send(
      EventRequest(
        instance: "drive/G-1", name: "submit", id: "dry",
        identity: Campaign.by(Campaign.secretary)), isDryRun: true)

    #expect(answer.verdict == .refused)
    #expect(try await campaign.store.read { try $0.tree().size } == size)
  }
}
