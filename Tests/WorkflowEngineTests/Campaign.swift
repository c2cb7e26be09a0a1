import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// A small programme on a memory store: a group, two institutes, and the people who work there.
struct Campaign {
  let store = MemoryStore()
  let clock = ManualClock()
  let engine: Engine

  static let officer: PersonID = "p-office"
  static let secretary: PersonID = "p-secretary"
  static let inspector: PersonID = "p-inspector"

  /// A store with the organisation and one workflow, and nothing launched.
  init(workflow: String = Campaign.review, zone: String = "Asia/Shanghai") async throws {
    engine = Engine(store: store, clock: clock)
    try await engine.initialize(
      StoreInfo(
        origin: "test.example/log", isRehearsal: true, hasStrictIdentity: false, zone: zone,
        madeAt: clock.now()), identity: Self.by(Self.officer))
    _ = try await engine.apply(Self.organisation, identity: Self.by(Self.officer))
    _ = try await engine.register(
      workflow: Array(workflow.utf8), identity: Self.by(Self.officer))
  }

  static func by(_ person: PersonID) -> Identity {
    Identity(actor: person, via: Leaf.Via(.cli, user: "tester"))
  }

  static let organisation = Organisation(
    units: [
      Unit(code: "G", parent: nil, level: 1, kind: "group", names: LocalizedText("集团")),
      Unit(code: "G-1", parent: "G", level: 2, kind: "institute", names: LocalizedText("一院")),
      Unit(code: "G-2", parent: "G", level: 2, kind: "institute", names: LocalizedText("二院")),
    ],
    people: [
      Person(id: officer, names: LocalizedText("Office")),
      Person(id: secretary, names: LocalizedText("王丽"), post: "书记"),
      Person(id: inspector, names: LocalizedText("Inspector")),
    ],
    assignments: [
      Assignment(role: "office", person: officer, unit: "G"),
      Assignment(role: "secretary", person: secretary, unit: "G-1"),
      Assignment(role: "secretary", person: officer, unit: "G"),
      Assignment(role: "guidance", person: inspector, unit: "G"),
    ],
    calendars: [])

  func launch(_ units: [UnitCode] = ["G-1"], programme: ProgrammeName = "drive", batch: Int = 1)
    async throws
  {
    let name = try #require(
      try await store.read { try $0.workflows().first?.reference.name })
    _ = try await engine.launch(
      LaunchRequest(
        workflow: name, programme: programme, batch: batch, units: units,
        identity: Self.by(Self.officer)))
  }

  /// Sends an event to a unit's instance under a fresh id.
  @discardableResult
  func send(
    _ event: String, as person: PersonID = Campaign.secretary, unit: UnitCode = "G-1",
    id: Identifier? = nil, data: JSON? = nil, authority: String? = nil, reason: String? = nil,
    region: Identifier? = nil
  ) async throws -> Answer {
    let count = try await store.read { try $0.tree().size }
    return try await engine.send(
      EventRequest(
        instance: Instance.id("drive", unit), name: event, id: id ?? Identifier("e\(count)"),
        data: data, identity: Self.by(person), authority: authority, reason: reason,
        region: region))
  }

  @discardableResult
  func addEvidence(
    _ kind: Identifier, _ text: String, as person: PersonID = Campaign.secretary,
    unit: UnitCode = "G-1"
  ) async throws -> Answer {
    var chunks = [Array(text.utf8)]
    let (digest, size) = try await engine.stage(limit: 1_000) { chunks.popLast() ?? [] }
    return try await engine.add(
      EvidenceRequest(
        instance: Instance.id("drive", unit), kind: kind, name: "记录.txt", digest: digest,
        size: size, id: Identifier("evidence-\(text)"), identity: Self.by(person)))
  }

  func instance(_ unit: UnitCode = "G-1") async throws -> Instance {
    try #require(try await store.read { try $0.instance(Instance.id("drive", unit)) })
  }

  /// What there is to see of a moment of the past. Nothing may have to be decided again.
  func survey(_ moment: Moment, withCourse: Bool = false) async throws -> Survey {
    struct DecidedAgain: Error {}
    return try await engine.survey(
      SurveyQuery(moment: moment, withCourse: withCourse), scratch: { throw DecidedAgain() })
  }

  /// Verifies the store against its log, with decisions made ahead on any machine.
  func verify(threads: Int = 3) async throws -> Verification {
    try await Verifier(store, scratch: MemoryStore(), threads: threads).verify()
  }

  /// draft → review → done, with evidence, four eyes, a reason and a deadline.
  static let review = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="review" datamodel="xpath" initial="draft">
      <d:workflow version="1">
        <d:title xml:lang="en">Review</d:title>
        <d:role id="secretary"/><d:role id="guidance"/><d:role id="office" manages="true"/>
        <d:evidence id="report" max-bytes="64"><d:title xml:lang="en">Report</d:title></d:evidence>
        <d:withdraw role="office"/>
      </d:workflow>
      <datamodel><data id="returns" expr="0"/></datamodel>
      <state id="draft">
        <d:stage><d:title xml:lang="en">Draft</d:title></d:stage>
        <d:deadline after="P5D"/>
        <transition event="submit" target="review">
          <d:allow role="secretary"/>
          <d:require evidence="report" min="1"/>
        </transition>
        <transition event="deadline.draft" target="late"/>
      </state>
      <state id="late">
        <transition event="submit" target="review"><d:allow role="secretary"/></transition>
      </state>
      <state id="review">
        <d:stage><d:title xml:lang="en">Review</d:title></d:stage>
        <transition event="approve" target="done">
          <d:allow role="guidance" distinct-from="submit"/>
          <d:require test="$returns &lt; 2">It was returned too often.</d:require>
        </transition>
        <transition event="return" target="draft">
          <d:allow role="guidance"/>
          <d:reason/>
          <assign location="$returns" expr="$returns + 1"/>
        </transition>
      </state>
      <final id="done"><d:stage/></final>
    </scxml>
    """
}
