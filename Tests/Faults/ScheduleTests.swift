import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// People, timers, launches and withdrawals at the same time, in every order that a seed can think
/// of.
@Suite struct ScheduleTests {
  private static let workflow = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="busy" datamodel="null" initial="a">
      <d:workflow version="1"><d:withdraw role="office"/><d:role id="office" manages="true"/></d:workflow>
      <state id="a"><d:stage/><d:deadline after="P2D"/>
        <onentry><send event="nudge" delay="12h"/><send event="soon"/></onentry>
        <transition event="go" target="b"/><transition event="deadline.a" target="b"/>
        <transition event="soon"/>
      </state>
      <state id="b"><d:stage/>
        <transition event="go" target="a"/><transition event="units.changed"/>
        <transition event="finish" target="done"><d:require units="children" in="b done"/></transition>
      </state>
      <final id="done"><d:stage/></final>
    </scxml>
    """

  /// What somebody asked for and was given: each makes a revision.
  private static let requests: Set<EntryKind> = [
    .started, .event, .withdrawn, .suspended, .resumed,
  ]

  private static let units: [UnitCode] = ["G", "G-1", "G-2"]

  private func made(_ store: ScheduledStore, _ clock: ManualClock) async throws -> Engine {
    let engine = Engine(store: store, clock: clock)
    try await engine.initialize(.sample, identity: Sample.identity)
    let units = Self.units.map { code in
      Unit.sample(code, parent: code == "G" ? nil : "G", level: code == "G" ? 1 : 2)
    }
    _ = try await engine.apply(
      Organisation(
        units: units, people: [.sample("p-1")],
        assignments: [Assignment(role: "office", person: "p-1", unit: "G")], calendars: []),
      identity: Sample.identity)
    _ = try await engine.register(
      workflow: Array(Self.workflow.utf8), identity: Sample.identity)
    return engine
  }

  /// What one task does, from its own seed.
  private func act(_ engine: Engine, _ clock: ManualClock, _ task: Int, seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed &* 31 &+ UInt64(task))
    for number in 0..<5 {
      let unit = Self.units.randomElement(using: &generator) ?? "G"
      // Two tasks share ids, so that the same event comes from two sides.
      var request = EventRequest(
        instance: Instance.id("drive", unit), name: "go",
        id: Identifier("e-\(task / 2)-\(number)-\(unit)"), identity: Sample.identity,
        reason: "because")
      do {
        switch Int.random(in: 0..<9, using: &generator) {
        case 0...3: _ = try await engine.send(request)
        case 4:
          request.name = "finish"
          request.id = Identifier("f-\(task)-\(number)")
          _ = try await engine.send(request)
        case 5:
          request.id = Identifier("w-\(task)-\(number)")
          _ = try await engine.withdraw(Identifier("e-0-\(number)-\(unit)"), request)
        case 6:
          clock.advance(milliseconds: Int64.random(in: -20...40, using: &generator) * 3_600_000)
          _ = try await engine.tick()
        case 7:
          request.id = Identifier("m-\(task)-\(number)")
          _ = try await engine.manage(
            Bool.random(using: &generator) ? .suspend : .resume, request)
        default: try await launch(engine)
        }
      } catch is RequestError {
        // Not launched yet, or nothing to withdraw: an answer like another.
      }
    }
  }

  private func launch(_ engine: Engine) async throws {
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "busy", programme: "drive", units: Self.units, identity: Sample.identity))
  }

  private func problems(seed: UInt64) async throws -> [String] {
    let scheduler = Scheduler(seed: seed)
    let (store, clock) = (ScheduledStore(scheduler), ManualClock())
    let engine = try await made(store, clock)

    try await scheduler.run(
      (0..<4).map { task in
        { name in
          if task == 0 { try await self.launch(engine) }
          try await self.act(engine, clock, name, seed: seed)
        }
      })
    _ = try await engine.drainOutbox()

    let verification = try await Verifier(store, scratch: MemoryStore()).verify()
    var problems = verification.faults.map(\.message)
    let (entries, instances, waiting) = try await store.memory.read { reader in
      (
        try reader.entries(EntryQuery(limit: .max)).map(\.entry.leaf),
        try reader.instances(InstanceQuery()), try reader.outbox(limit: 1)
      )
    }
    if instances.count != Self.units.count { problems.append("\(instances.count) instances") }
    if !waiting.isEmpty { problems.append("a message was left in the outbox") }
    for instance in instances {
      let own = entries.filter { $0.instance == instance.id.text }
      let revisions = own.compactMap(\.revision)
      let accepted = own.filter { Self.requests.contains($0.kind) }.compactMap(\.revision)
      if revisions != revisions.sorted() || Set(revisions) != Set(0...instance.revision)
        || Set(accepted).count != accepted.count
      {
        problems.append("\(instance.id): revisions \(revisions)")
      }
      if own.map(\.at) != own.map(\.at).sorted() { problems.append("\(instance.id): time") }
      let ids = own.compactMap { leaf in leaf.event.map { "\(leaf.kind) \($0.id)" } }
      let requests = ids.filter { !$0.hasPrefix("timer") }
      if Set(requests).count != requests.count { problems.append("\(instance.id): done twice") }
    }
    return problems
  }

  @Test func `in every interleaving the log replays and nothing is lost or done twice`()
    async throws
  {
    let first = UInt64.random(in: 0..<1_000_000_000)
    for seed in first..<first + UInt64(Extent.of(40, all: 2_000)) {
      let problems = try await problems(seed: seed)
      #expect(problems == [], "seed \(seed)")
      guard problems.isEmpty else { return }
    }
  }
}
