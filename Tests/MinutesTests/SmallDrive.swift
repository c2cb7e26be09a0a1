import AuditLog
import Minutes
import Statechart
import WorkflowEngine
import WorkflowTesting

/// A programme of three units on a memory store, in which a little of everything happens.
struct SmallDrive {
  let store = MemoryStore()
  let clock = ManualClock()
  let engine: Engine

  static let officer: PersonID = "p-office"
  static let secretary: PersonID = "p-secretary"
  static let inspector: PersonID = "p-inspector"

  init() async throws {
    engine = Engine(store: store, clock: clock)
    let identity = Self.by(Self.officer)
    try await engine.initialize(
      StoreInfo(
        origin: "test.example/log", isRehearsal: true, hasStrictIdentity: false,
        zone: "Asia/Shanghai", madeAt: clock.now()), identity: identity)
    _ = try await engine.apply(Self.organisation, identity: identity)
    for workflow in [Self.item, Self.drive] {
      _ = try await engine.register(workflow: Array(workflow.utf8), identity: identity)
    }
  }

  func launch(_ units: [UnitCode] = ["G-1", "G-2", "G-3"], batch: Int = 1) async throws {
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "drive", programme: "p", batch: batch, units: units, authority: "m-1#d-1",
        identity: Self.by(Self.officer)))
  }

  @discardableResult
  func send(
    _ event: String, to instance: InstanceID = "p/G-1", as person: PersonID = secretary,
    id: Identifier, authority: String? = nil
  ) async throws -> Answer {
    try await engine.send(
      EventRequest(
        instance: instance, name: event, id: id, identity: Self.by(person), authority: authority,
        reason: "because"))
  }

  func raise(_ id: Identifier) async throws {
    _ = try await engine.raise(
      ItemRequest(
        instance: "p/G-1", ledger: "problems", id: id, identity: Self.by(Self.secretary)))
  }

  func addEvidence(_ kind: Identifier) async throws {
    var chunks = [Array("May".utf8)]
    let (digest, size) = try await engine.stage(limit: 1_000) { chunks.popLast() ?? [] }
    _ = try await engine.add(
      EvidenceRequest(
        instance: "p/G-1", kind: kind, name: "May.txt", digest: digest, size: size,
        id: Identifier("evidence-\(kind)"), identity: Self.by(Self.secretary)))
  }

  /// What a query gives now.
  func value(_ query: String) async throws -> FigureValue {
    let query = try FigureQuery(query)
    return try await store.read { try query.value(in: $0) }
  }

  static func by(_ person: PersonID) -> Identity {
    Identity(actor: person, via: Leaf.Via(.cli, user: "tester"))
  }

  static let organisation = Organisation(
    units: [
      Unit(code: "G", parent: nil, level: 1, kind: "group", names: LocalizedText("集团")),
      Unit(code: "G-1", parent: "G", level: 2, kind: "institute", names: LocalizedText("一院")),
      Unit(code: "G-2", parent: "G", level: 2, kind: "institute", names: LocalizedText("二院")),
      Unit(code: "G-3", parent: "G", level: 2, kind: "institute", names: LocalizedText("三院")),
    ],
    people: [officer, secretary, inspector].map { Person(id: $0, names: LocalizedText($0.text)) },
    assignments: [
      Assignment(role: "office", person: officer, unit: "G"),
      Assignment(role: "secretary", person: secretary, unit: "G"),
      Assignment(role: "guidance", person: inspector, unit: "G"),
    ])

  /// draft → review → done, with a deadline, evidence and a ledger.
  static let drive = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="drive" datamodel="xpath" initial="draft">
      <d:workflow version="1">
        <d:title xml:lang="en">Drive</d:title>
        <d:role id="secretary"/><d:role id="guidance"/><d:role id="office" manages="true"/>
        <d:evidence id="report"><d:title xml:lang="en">Report</d:title></d:evidence>
        <d:evidence id="photo"><d:title xml:lang="en">Photo</d:title></d:evidence>
        <d:ledger id="problems" workflow="item" closed="settled"/>
        <d:withdraw role="office"/>
      </d:workflow>
      <state id="draft">
        <d:stage><d:title xml:lang="en">Draft</d:title></d:stage>
        <d:deadline after="P5D"/>
        <transition event="submit" target="review"><d:allow role="secretary"/></transition>
        <transition event="show"><d:require evidence="report" min="1"/></transition>
        <transition event="picture"><d:require evidence="photo" min="1"/></transition>
        <transition event="count"><d:require ledger="problems" open="0"/></transition>
      </state>
      <state id="review">
        <d:stage><d:title xml:lang="en">Review</d:title></d:stage>
        <transition event="approve" target="done"><d:allow role="guidance"/></transition>
        <transition event="return" target="draft"><d:allow role="guidance"/><d:reason/></transition>
      </state>
      <final id="done"><d:stage><d:title xml:lang="en">Done</d:title></d:stage></final>
    </scxml>
    """

  /// open → settled → closed.
  static let item = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="item" datamodel="xpath" initial="open">
      <d:workflow version="1">
        <d:title xml:lang="en">Item</d:title>
        <d:role id="secretary"/>
      </d:workflow>
      <state id="open">
        <transition event="settle" target="settled"><d:allow role="secretary"/></transition>
      </state>
      <state id="settled"><transition event="close" target="closed"/></state>
      <final id="closed"/>
    </scxml>
    """
}
