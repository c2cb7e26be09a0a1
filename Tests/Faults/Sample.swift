import AuditLog
import SQLiteStore
import Statechart
import WorkflowEngine

/// A small store with a row in every table.
enum Sample {
  static let origin = "test.example/sample"
  static let identity = Identity(actor: "p-1", via: Leaf.Via(.cli, user: "tester"))
  static let start = StandingClock()
  static let key = try! SigningKey(
    name: origin, purpose: .log, seed: Array(repeating: 7, count: 32))

  private static func workflow(_ version: Int) -> String {
    """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="sample" datamodel="xpath" initial="a">
      <d:workflow version="\(version)">
        <d:role id="secretary"/><d:evidence id="report"/>
        <d:ledger id="problems" workflow="sample-item" closed="solved"/>
      </d:workflow>
      <datamodel><data id="rounds" expr="0"/><data id="list" src="list.xml"/></datamodel>
      <state id="a"><d:stage/><d:deadline after="P9D"/><d:reminder before="P2D"/>
        <transition event="go" target="b">
          <d:allow role="secretary"/><d:reason/><assign location="$rounds" expr="$rounds + 1"/>
        </transition>
        <transition event="units.changed"/>
      </state>
      <state id="b"><d:stage/><d:deadline after="P9D"/>
        <transition event="go" target="a"><d:allow role="secretary"/></transition>
        <transition event="units.changed"/>
      </state>
    </scxml>
    """
  }

  private static let item = """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="sample-item" datamodel="null" initial="found">
      <d:workflow version="1"/>
      <state id="found"><d:stage/><transition event="solve" target="solved"/></state>
      <final id="solved"/>
    </scxml>
    """

  /// What a process leaves that was killed between a step and the delivery of what the step sent.
  private struct Interrupted: Error {}

  /// The same arguments make the same leaves but for their salts.
  static func make(at path: String, reason: String = "图表不全", steps: Int = 3) async throws {
    let store = try await SQLiteStore.create(at: path)
    let engine = Engine(store: store, clock: start)
    try await engine.initialize(
      StoreInfo(
        origin: origin, isRehearsal: true, hasStrictIdentity: false, zone: "Asia/Shanghai",
        madeAt: start.now()), identity: identity)
    try await organise(engine)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: "sample", programme: "drive", units: ["G", "G-1"], identity: identity))
    var chunks = [Array("the report".utf8)]
    let (digest, size) = try await engine.stage(limit: 1_000) { chunks.popLast() ?? [] }
    _ = try await engine.add(
      EvidenceRequest(
        instance: "drive/G-1", kind: "report", name: "报告.txt", digest: digest, size: size,
        id: "evidence-1", identity: identity))
    try await meet(engine)
    _ = try await engine.remind(
      ReminderRequest(instances: ["drive/G"], job: "reminder-1", identity: identity))
    for step in 0..<steps {
      _ = try await engine.send(
        go(step, reason: reason, to: step % 2 == 0 ? "drive/G" : "drive/G-1"))
    }
    _ = try await engine.checkpoint(by: key)
    do {
      _ = try await Engine(store: OneWrite(store, then: Interrupted()), clock: start).send(
        go(steps, reason: reason, to: "drive/G-1"))
    } catch is Interrupted {}
    try await store.close()
  }

  private static func go(_ number: Int, reason: String, to instance: InstanceID) -> EventRequest {
    EventRequest(
      instance: instance, name: "go", id: Identifier("go-\(number)"), identity: identity,
      reason: reason)
  }

  private static func organise(_ engine: Engine) async throws {
    let units: [Unit] = [("G", nil), ("G-1", "G"), ("G-2", "G")].map { code, parent in
      Unit(
        code: code, parent: parent, level: parent == nil ? 1 : 2, kind: "institute",
        names: LocalizedText("一院"))
    }
    _ = try await engine.apply(
      Organisation(
        units: units, people: [Person(id: "p-1", names: LocalizedText("王丽"), post: "书记")],
        assignments: [Assignment(role: "secretary", person: "p-1", unit: "G")],
        calendars: [WorkCalendar(unit: "G", zone: "Asia/Shanghai")]), identity: identity)
    _ = try await engine.register(workflow: Array(item.utf8), identity: identity)
    for version in 1...2 {
      _ = try await engine.register(
        workflow: Array(workflow(version).utf8), files: ["list.xml": Array("<item/>".utf8)],
        identity: identity)
    }
  }

  /// Three meetings: one whose orders are carried out, one that nobody approved yet, one that
  /// nobody enacted.
  private static func meet(_ engine: Engine) async throws {
    for id: MinutesID in ["m-1", "m-2", "m-3"] {
      let text = Array("<minutes id=\"\(id)\"/>".utf8)
      _ = try await engine.register(
        minutes: MinutesSubmission(
          record: MinutesRecord(
            id: id, titles: LocalizedText("会议纪要"), issuer: LocalizedText("集团"), number: "1",
            date: PartialDate(CalendarDate(dayNumber: 19_600)), digest: Digest.sha256(text)),
          orders: MinutesOrders(
            id: id,
            decisions: [
              Decision(
                id: "d-1", text: LocalizedText("启动"),
                orders: [
                  .send(
                    SendOrder(event: "unheard", programme: "drive", recipients: .unit("G-1")))
                ])
            ]), text: text), identity: identity)
      if id != "m-2" { _ = try await engine.approve(minutes: id, identity: identity) }
      if id == "m-1" { _ = try await engine.enact(minutes: id, identity: identity) }
    }
  }
}

/// A store that takes one write and no more.
private actor OneWrite: Store {
  private let store: SQLiteStore
  private let error: any Error
  private var isUsed = false

  init(_ store: SQLiteStore, then error: any Error) {
    self.store = store
    self.error = error
  }

  nonisolated func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer { try await store.read(body) }

  func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    guard !isUsed else { throw error }
    isUsed = true
    return try await store.write(body)
  }

  nonisolated func view() async throws -> any StoreView { try await store.view() }
}
