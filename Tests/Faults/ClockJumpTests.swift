import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// The machine's clock is set forward and back.
@Suite struct ClockJumpTests {
  private static let day: Int64 = 86_400_000

  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="patient" datamodel="null" initial="a">
      <d:workflow version="1"/>
      <state id="a"><d:stage/><d:deadline after="P9D"/><d:reminder before="P2D"/>
        <onentry><send event="nudge" delay="24h"/></onentry>
        <transition event="go" target="b"/>
      </state>
      <state id="b"><d:stage/></state>
    </scxml>
    """

  private func patient() async throws -> (MemoryStore, ManualClock, Engine) {
    let (store, clock) = (MemoryStore(), ManualClock())
    let engine = Engine(store: store, clock: clock)
    try await engine.initialize(.sample, identity: Sample.identity)
    _ = try await engine.apply(
      Organisation(units: [.sample("1")], people: [], assignments: [], calendars: []),
      identity: Sample.identity)
    _ = try await engine.register(
      workflow: Array(Self.workflow.utf8), identity: Sample.identity)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "patient", programme: "drive", units: ["1"], identity: Sample.identity))
    return (store, clock, engine)
  }

  /// The names of the delivered timers in the order of the log.
  private func delivered(_ store: MemoryStore) async throws -> [String] {
    try await store.read { reader in
      try reader.entries(EntryQuery(kinds: [EntryKind.timer.rawValue]))
        .compactMap { $0.entry.leaf.event?.name }
    }
  }

  @Test func `a leap over several timers delivers each once, in the order of their times`()
    async throws
  {
    let (store, clock, engine) = try await patient()

    clock.advance(milliseconds: 400 * Self.day)
    _ = try await engine.tick()
    _ = try await engine.tick()

    #expect(try await delivered(store) == ["nudge", "reminder.a", "deadline.a"])
    #expect(try await Verifier(store, scratch: MemoryStore()).verify().faults == [])
  }

  @Test func `a clock that was ahead and is set right delivers nothing twice and loses nothing`()
    async throws
  {
    let (store, clock, engine) = try await patient()

    clock.advance(milliseconds: 2 * Self.day)
    _ = try await engine.tick()
    clock.advance(milliseconds: -30 * Self.day)
    _ = try await engine.tick()
    #expect(try await delivered(store) == ["nudge"])
    clock.advance(milliseconds: 40 * Self.day)
    _ = try await engine.tick()

    #expect(try await delivered(store) == ["nudge", "reminder.a", "deadline.a"])
  }

  @Test func `an instance's time never runs backwards, whatever was recorded about it`()
    async throws
  {
    let (store, clock, engine) = try await patient()
    func send(_ name: String, _ id: Identifier) async throws {
      _ = try await engine.send(
        EventRequest(instance: "drive/1", name: name, id: id, identity: Sample.identity))
    }

    clock.advance(milliseconds: 3 * Self.day)
    try await send("unheard", "e-1")
    clock.advance(milliseconds: -2 * Self.day)
    try await send("unheard", "e-2")
    try await send("go", "e-3")
    clock.advance(milliseconds: -10 * Self.day)
    try await send("go", "e-4")

    let times = try await store.read { reader in
      try reader.entries(EntryQuery(instance: "drive/1")).map(\.entry.leaf.at)
    }
    #expect(times.count == 6)
    #expect(times == times.sorted())
    #expect(try await Verifier(store, scratch: MemoryStore()).verify().faults == [])
  }

  @Test func `a refusal at a set-forward clock does not make timers late`() async throws {
    let (store, clock, engine) = try await patient()

    _ = try await engine.send(
      EventRequest(instance: "drive/1", name: "unheard", id: "e-1", identity: Sample.identity))
    clock.advance(milliseconds: 11 * Self.day)
    _ = try await engine.tick()

    #expect(try await delivered(store) == ["nudge", "reminder.a", "deadline.a"])
  }
}
