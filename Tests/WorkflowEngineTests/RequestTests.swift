import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// Event ids, revisions, time, identity and data of requests.
@Suite struct RequestTests {
  private static let open = Campaign.chart(
    data: "<data id=\"got\" expr=\"''\"/>", initial: "work",
    """
    <state id="work">
      <transition event="mark"/>
      <transition event="take">
        <assign location="$got" expr="concat('got ', $_event/data)"/>
      </transition>
      <transition event="end" target="done"/>
    </state>
    <final id="done"/>
    """)

  private func audited(_ story: (Campaign) async throws -> Void) async throws {
    try await Campaign.audited(Self.open) { campaign in
      try await campaign.launch(["G-1", "G-2"])
      try await story(campaign)
    }
  }

  @Test func `one id can be used for two instances`() async throws {
    try await audited { campaign in
      try await campaign.send("mark", id: "e")

      let other = try await campaign.send("mark", unit: "G-2", id: "e")

      #expect(!other.isRepeat)
      #expect(other.verdict == .accepted)
    }
  }

  @Test func `a repeat gets its answer also when the instance has moved on`() async throws {
    try await audited { campaign in
      let first = try await campaign.send("mark", id: "e")
      try await campaign.send("end")

      let second = try await campaign.send("mark", id: "e")

      #expect(second.isRepeat)
      #expect(second.revision == first.revision)
      #expect(second.verdict == .accepted)
    }
  }

  @Test func `other data under the same id are a conflict`() async throws {
    try await audited { campaign in
      try await campaign.send("mark", id: "e", data: 1)

      await #expect(throws: RequestError.eventIDReused("drive/G-1", "e")) {
        try await campaign.send("mark", id: "e", data: 2)
      }
    }
  }

  @Test func `another person under the same id is a conflict`() async throws {
    try await audited { campaign in
      try await campaign.send("mark", id: "e")

      await #expect(throws: RequestError.eventIDReused("drive/G-1", "e")) {
        try await campaign.send("mark", as: Campaign.officer, id: "e")
      }
    }
  }

  @Test func `a decision on a revision that has passed is a conflict`() async throws {
    try await audited { campaign in
      try await campaign.send("mark")

      await #expect(throws: RequestError.revisionMoved("drive/G-1", expected: 0, found: 1)) {
        try await campaign.engine.send(
          EventRequest(
            instance: "drive/G-1", name: "mark", id: "e",
            identity: Campaign.by(Campaign.secretary), revision: 0))
      }
    }
  }

  @Test func `an instance that is not there is answered with the nearest`() async throws {
    try await audited { campaign in
      await #expect(
        throws: RequestError.unknown(
          .instance, "drive/G-11", nearest: ["drive/G-1", "drive/G-2"])
      ) {
        try await campaign.send("mark", unit: "G-11")
      }
    }
  }

  @Test func `the time of an instance does not run backwards when a clock is set back`()
    async throws
  {
    try await audited { campaign in
      try await campaign.send("mark")
      let before = try await campaign.instance().at
      campaign.clock.advance(days: -3)

      let answer = try await campaign.send("mark")

      #expect(answer.at == before)
      #expect(try await campaign.instance().at == before)
    }
  }

  @Test func `the data of an event are visible to the workflow`() async throws {
    try await audited { campaign in
      try await campaign.send("take", data: ["a": "x", "b": [1, true, "<&>"]])

      #expect(try await campaign.holds("got x1true&lt;&amp;&gt;"))
    }
  }

  @Test(arguments: [
    "\u{0}", "\u{1}\u{8}", "\u{FFFE}\u{FFFF}", "\r\n\t", "]]>", "\u{85}\u{2028}", "e\u{301}",
    "\u{1F600}",
  ])
  func `no text in an event's data brings the engine down, and a replay agrees`(_ text: String)
    async throws
  {
    try await audited { campaign in
      let answer = try await campaign.send(
        "take", data: .object(JSONObject([(text, .string(text))])))

      #expect(answer.codes.isEmpty)
    }
  }

  @Test func `units whose codes differ only in their bytes are two units`() async throws {
    try await audited { campaign in
      let codes: [UnitCode] = ["caf\u{E9}", "cafe\u{301}"]
      try await campaign.add(
        codes.map { Unit(code: $0, parent: "G", level: 2, kind: "team", names: LocalizedText("C")) }
      )
      try await campaign.launch(codes, batch: 2)

      try await campaign.send("end", as: Campaign.officer, unit: codes[0])

      #expect(try await campaign.instance(codes[0]).status == .ended)
      #expect(try await campaign.instance(codes[1]).status == .running)
    }
  }

  // MARK: Too large

  @Test func `an event too large for an entry changes nothing`() async throws {
    try await audited { campaign in
      let (before, size) = (try await campaign.instance(), try await campaign.size())

      await #expect(throws: RequestError.self) {
        try await campaign.send("mark", data: .string(String(repeating: "x", count: 65_536)))
      }

      #expect(try await campaign.instance() == before)
      #expect(try await campaign.size() == size)
    }
  }

  @Test func `an event nested too deep for an entry changes nothing`() async throws {
    try await audited { campaign in
      var deep: JSON = 1
      for _ in 0..<JSON.defaultMaximumDepth * 2 { deep = [deep] }
      let (data, size) = (deep, try await campaign.size())

      await #expect(throws: RequestError.self) { try await campaign.send("mark", data: data) }

      #expect(try await campaign.size() == size)
    }
  }
}

@Suite struct StrictIdentityTests {
  private func strict() async throws -> (Engine, MemoryStore, ManualClock) {
    let (store, clock) = (MemoryStore(), ManualClock())
    let engine = Engine(store: store, clock: clock)
    let root = identity("p-root", login: "root")
    try await engine.initialize(
      StoreInfo(
        origin: "test.example/strict", isRehearsal: true, hasStrictIdentity: true, zone: "UTC",
        madeAt: clock.now()), identity: root)
    // Who makes the store vouches for the first people.
    var proven = root
    proven.authenticated = "init"
    _ = try await engine.apply(
      Organisation(
        units: Campaign.organisation.units,
        people: [
          Person(id: "p-wang", names: LocalizedText("王丽"), login: "wang"),
          Person(id: "p-bare", names: LocalizedText("Wu")),
        ], assignments: [Assignment(role: "secretary", person: "p-wang", unit: "G")],
        calendars: []), identity: proven)
    _ = try await engine.register(workflow: Array(RoleTests.gate.utf8), identity: proven)
    _ = try await engine.launch(
      LaunchRequest(workflow: "chart", programme: "drive", units: ["G-1"], identity: proven))
    return (engine, store, clock)
  }

  private func identity(_ person: PersonID, login: String?) -> Identity {
    Identity(actor: person, via: Leaf.Via(.cli, user: login))
  }

  private func close(_ engine: Engine, as identity: Identity) async throws -> Answer {
    try await engine.send(
      EventRequest(instance: "drive/G-1", name: "close", id: "c", identity: identity))
  }

  @Test func `the login of the person is the proof, and the entry says so`() async throws {
    let (engine, store, _) = try await strict()

    let answer = try await close(engine, as: identity("p-wang", login: "wang"))

    let index = try #require(answer.index)
    let leaf = try await store.read { try $0.entry(at: index)?.entry.leaf }
    #expect(answer.verdict == .accepted)
    #expect(leaf?.authenticated == "login")
  }

  @Test func `what was proven is replayed`() async throws {
    let (engine, store, _) = try await strict()
    _ = try await close(engine, as: identity("p-wang", login: "wang"))

    let verification = try await Verifier(store, scratch: MemoryStore()).verify()

    #expect(verification.faults.map(\.message) == [])
  }

  @Test(arguments: [("p-wang", "li"), ("p-wang", nil), ("p-bare", ""), ("p-nobody", "wang")])
  func `another login cannot act for the person, and nothing is logged`(
    _ person: String, _ login: String?
  ) async throws {
    let (engine, store, _) = try await strict()
    let size = try await store.read { try $0.tree().size }

    await #expect(
      throws: RequestError.notTheLogin(person: Identifier(person), login: login ?? "")
    ) {
      _ = try await close(engine, as: identity(Identifier(person), login: login))
    }

    #expect(try await store.read { try $0.tree().size } == size)
  }
}
