import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

// Whole stories on a campaign, and the small steps that they are told in.

extension Campaign {
  /// Tells a story on a fresh campaign. Afterwards the store must be what its log says: every
  /// decision of the story comes out the same when it is made again.
  static func audited(
    _ workflow: String = Campaign.review, zone: String = "Asia/Shanghai",
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ story: (Campaign) async throws -> Void
  ) async throws {
    let campaign = try await Campaign(workflow: workflow, zone: zone)
    try await story(campaign)
    let verification = try await campaign.verify()
    #expect(verification.faults.map(\.message) == [], sourceLocation: sourceLocation)
    #expect(verification.replayed == verification.entries, sourceLocation: sourceLocation)
  }

  /// A workflow with the three roles and whatever else a test needs.
  ///
  /// - Parameters:
  ///   - declarations: Stand in `d:workflow`, `data` in the data model.
  static func chart(
    _ name: String = "chart", version: String = "1", declarations: String = "", data: String = "",
    initial: String, _ states: String
  ) -> String {
    """
    <scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:d="urn:docket:workflow:1"
           version="1.0" name="\(name)" datamodel="xpath" initial="\(initial)">
      <d:workflow version="\(version)">
        <d:role id="secretary"/><d:role id="guidance"/><d:role id="office" manages="true"/>
        \(declarations)
      </d:workflow>
      <datamodel>\(data)</datamodel>
      \(states)
    </scxml>
    """
  }

  // MARK: The organisation

  func appoint(_ assignments: Assignment...) async throws {
    _ = try await engine.apply(
      Organisation(units: [], people: [], assignments: assignments, calendars: []),
      identity: Self.by(Self.officer))
  }

  func add(_ units: [Unit] = [], people: [Person] = []) async throws {
    _ = try await engine.apply(
      Organisation(units: units, people: people, assignments: [], calendars: []),
      identity: Self.by(Self.officer))
  }

  func register(_ workflow: String) async throws {
    _ = try await engine.register(workflow: Array(workflow.utf8), identity: Self.by(Self.officer))
  }

  // MARK: What people do

  @discardableResult
  func manage(
    _ action: ManagementAction, as person: PersonID = Campaign.officer, unit: UnitCode = "G-1",
    reason: String? = "as decided", id: Identifier? = nil
  ) async throws -> Answer {
    let count = try await store.read { try $0.tree().size }
    return try await engine.manage(
      action,
      EventRequest(
        instance: Instance.id("drive", unit), name: "", id: id ?? Identifier("m\(count)"),
        identity: Self.by(person), reason: reason))
  }

  @discardableResult
  func withdraw(
    _ event: Identifier, as person: PersonID = Campaign.secretary, id: Identifier? = nil
  ) async throws -> [Answer] {
    let count = try await store.read { try $0.tree().size }
    return try await engine.withdraw(
      event,
      EventRequest(
        instance: "", name: "", id: id ?? Identifier("w\(count)"), identity: Self.by(person)))
  }

  @discardableResult
  func raise(
    _ ledger: Identifier = "problems", owner: UnitCode? = nil,
    fields: [(field: String, value: String)] = [], unit: UnitCode = "G-1", id: Identifier? = nil
  ) async throws -> Answer {
    let count = try await store.read { try $0.tree().size }
    return try await engine.raise(
      ItemRequest(
        instance: Instance.id("drive", unit), ledger: ledger, owner: owner, fields: fields,
        id: id ?? Identifier("i\(count)"), identity: Self.by(Self.secretary)))
  }

  // MARK: What the store says

  func entries(_ kinds: EntryKind...) async throws -> [Leaf] {
    try await store.read { reader in
      try reader.entries(EntryQuery(kinds: Set(kinds.map(\.rawValue)), limit: 10_000)).map(
        \.entry.leaf)
    }
  }

  func size() async throws -> Int { try await store.read { try $0.tree().size } }

  func timers(_ unit: UnitCode = "G-1") async throws -> [Timer] {
    try await store.read { try $0.timers(of: Instance.id("drive", unit)) }
  }

  func active(_ unit: UnitCode = "G-1") async throws -> [Identifier] {
    try await instance(unit).snapshot.active
  }

  /// The text of a data element, as the snapshot holds it.
  func holds(_ text: String, _ unit: UnitCode = "G-1") async throws -> Bool {
    try await instance(unit).snapshot.data.contains(text)
  }
}

extension Answer {
  var codes: [String] { missing.map(\.code) }
}
