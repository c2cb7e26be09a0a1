import AuditLog
public import Statechart
import Synchronization

/// Replays somebody else's event log against a workflow: what would the workflow have refused?
///
/// Each case becomes an instance of its own in an empty store and every event a request to the
/// engine, at the time that the log gives it, so that timers which were due come first. Whoever acted
/// in a role that the log names is given that role; where it names none, every role of the workflow.
/// Reasons in words are taken as given: logs seldom keep them.
public struct Conformance: Sendable {
  /// What an activity of the log means.
  public enum Meaning: Hashable, Sendable {
    /// An event of the workflow.
    case event(String)
    /// A piece of evidence of a kind.
    case evidence(Identifier)
    /// Nothing that the workflow speaks of.
    case ignored

    /// `complete`, `evidence:session`, or nothing at all.
    public init(_ text: String) {
      let prefix = "evidence:"
      if text.isEmpty {
        self = .ignored
      } else if text.hasPrefix(prefix) {
        self = .evidence(Identifier(String(text.dropFirst(prefix.count))))
      } else {
        self = .event(text)
      }
    }
  }

  /// What activities mean that are not events of the workflow by their very names.
  public var mapping: [String: Meaning] = [:]
  /// Whether evidence that the log does not speak of is taken as given.
  public var assumesEvidence = false
  /// Whether a decision that the log does not cite is taken as given.
  public var assumesAuthority = false

  private static let programme: ProgrammeName = "conformance"
  private static let clerk = Identity(actor: "docket", via: Leaf.Via(.engine))

  private let engine: Engine
  private let clock: CaseClock
  private let workflow: Workflow
  private let names: Set<Identifier>

  /// - Parameters:
  ///   - text: The workflow's document.
  ///   - others: Documents that it needs beside it: those of its ledgers.
  ///   - scratch: An empty store.
  ///   - zone: Where days end, for deadlines.
  /// - Throws: `InvalidDocument`.
  public init(
    workflow text: [UInt8], others: [[UInt8]] = [], scratch: any Store, zone: String = "UTC"
  ) async throws {
    clock = CaseClock()
    engine = Engine(store: scratch, clock: clock)
    workflow = try WorkflowLibrary.shared.workflow(WorkflowSource(text))
    let chart = workflow.chart
    names = Set(
      (0..<chart.transitionCount).flatMap { chart.events(TransitionIndex($0)) }
        .compactMap { $0.prefix.map { Identifier($0) } })
    try await engine.initialize(
      StoreInfo(
        origin: "conformance", isRehearsal: true, hasStrictIdentity: false, zone: zone,
        madeAt: clock.now()), identity: Self.clerk)
    for text in others + [text] {
      _ = try await engine.register(workflow: text, identity: Self.clerk)
    }
  }

  /// Whether a case is one of this workflow: logs may hold those of several, as ours do with items.
  public func concerns(_ log: ForeignCase) -> Bool {
    guard let name = log.workflow else { return true }
    let end = name.lastIndex(of: "@") ?? name.endIndex
    return Identifier(name[..<end]) == workflow.reference.name
  }

  /// Replays one case. Events that are refused are passed over, and what follows is judged all the
  /// same; the first of them is what the verdict tells.
  ///
  /// - Parameter number: The place of the case in the log, from 1; no two may have the same.
  public func judge(_ log: ForeignCase, number: Int) async throws -> CaseVerdict {
    var verdict = CaseVerdict(id: log.id, events: log.events.count)
    let unit = Identifier("\(number)")
    clock.set(log.events.lazy.compactMap(\.time).first ?? clock.now())
    try await begin(unit, number)
    let id = Instance.id(Self.programme, unit)
    for (index, event) in log.events.enumerated() {
      if let time = event.time { clock.set(time) }
      guard let request = meaning(of: event) else {
        verdict.unmapped.append(event.activity)
        continue
      }
      if request == .nothing { continue }
      verdict.judged += 1
      let states = try await states(of: id)
      let missing = try await perform(request, event, id, unit, "\(index)")
      if missing.isEmpty {
        verdict.accepted += 1
      } else if verdict.first == nil {
        verdict.first = CaseVerdict.Deviation(
          number: index + 1, event: event, states: states, missing: missing)
      }
    }
    verdict.states = try await states(of: id)
    verdict.hasEnded =
      try await engine.store.read { try $0.instance(id)?.status.isClosed } ?? false
    return verdict
  }

  private func states(of id: InstanceID) async throws -> [String] {
    try await engine.store.read { try $0.instance(id)?.snapshot.active.map(\.text) } ?? []
  }

  /// A unit of its own, and an instance of the workflow on it.
  private func begin(_ unit: UnitCode, _ number: Int) async throws {
    _ = try await engine.apply(
      Organisation(
        units: [
          Unit(code: unit, parent: nil, level: 1, kind: "case", names: LocalizedText(unit.text))
        ], people: [], assignments: [], calendars: []), identity: Self.clerk)
    _ = try await engine.launch(
      LaunchRequest(
        workflow: workflow.reference.name, programme: Self.programme, batch: number,
        units: [unit], identity: Self.clerk))
  }

  // MARK: Requests

  private enum Request: Hashable {
    case nothing
    case send(String)
    case evidence(Identifier)
    case manage(ManagementAction)
    case withdraw
  }

  /// What an event of the log asks of the engine; nil where nobody can tell.
  private func meaning(of event: ForeignEvent) -> Request? {
    let attributes = event.attributes
    let lifecycle = attributes["lifecycle:transition"]?.lowercased() ?? "complete"
    if attributes["accepted"] == "false" || lifecycle != "complete" { return .nothing }
    if let meaning = mapping[event.activity] {
      switch meaning {
      case .event(let name): return .send(name)
      case .evidence(let kind): return .evidence(kind)
      case .ignored: return .nothing
      }
    }
    // Our own exports say what kind of entry it was.
    if let kind = attributes["kind"].map({ EntryKind($0) }), EntryKind.known.contains(kind) {
      if kind == .event, let name = attributes["event"] { return .send(name) }
      if kind == .evidenceAdded, let kind = attributes["evidence"] {
        return .evidence(Identifier(kind))
      }
      if kind == .withdrawn { return .withdraw }
      return ManagementAction.allCases.first { $0.kind == kind }.map { .manage($0) } ?? .nothing
    }
    return names.contains(Identifier(event.activity)) ? .send(event.activity) : nil
  }

  /// - Returns: Everything that is missing; nothing where the engine accepted.
  private func perform(
    _ request: Request, _ event: ForeignEvent, _ id: InstanceID, _ unit: UnitCode, _ eventID: String
  ) async throws -> [Missing] {
    let identity = try await identity(of: event, on: unit)
    var message = EventRequest(
      instance: id, name: "", id: Identifier(eventID),
      data: event.attributes["data"].flatMap { try? JSON(parsing: $0) }, identity: identity,
      authority: event.attributes["decision"], reason: "as the log has it")
    if message.authority.map({ Authority($0) == nil }) ?? assumesAuthority {
      message.authority = assumesAuthority ? "log#case" : nil
    }
    do {
      switch request {
      case .nothing: return []
      case .evidence(let kind): return try await add(kind, id, eventID, identity)
      case .manage(let action):
        return Self.missing(try await engine.manage(action, message))
      case .withdraw: return try await withdrawLast(message)
      case .send(let name):
        message.name = name
        return try await send(message)
      }
    } catch let error as RequestError {
      return [Missing("request.invalid", "the engine takes no such request: \(error)")]
    }
  }

  private func send(_ request: EventRequest) async throws -> [Missing] {
    let first = Self.missing(try await engine.send(request))
    guard assumesEvidence else { return first }
    let lacking = first.filter { $0.code == "evidence.missing" }
    guard !lacking.isEmpty, let kinds = workflow.evidenceKinds.map(\.id).nonEmpty else {
      return first
    }
    // Which kind is lacking stands in a sentence only; one of each kind for each that is lacking.
    let count = lacking.map { ($0.need ?? 1) - ($0.have ?? 0) }.max() ?? 1
    for kind in kinds {
      for number in 0..<count {
        _ = try await add(
          kind, request.instance, "\(request.id)/\(kind)/\(number)", request.identity)
      }
    }
    var again = request
    again.id = Identifier("\(request.id)/again")
    return Self.missing(try await engine.send(again))
  }

  private func add(
    _ kind: Identifier, _ id: InstanceID, _ eventID: String, _ identity: Identity
  ) async throws -> [Missing] {
    // Each piece is another file, as it must be.
    var chunks = [Array("\(id) \(eventID)".utf8)]
    let (digest, size) = try await engine.stage(limit: 1 << 20) { chunks.popLast() ?? [] }
    let kinds = workflow.evidenceKind(kind)?.fileKinds ?? []
    return Self.missing(
      try await engine.add(
        EvidenceRequest(
          instance: id, kind: kind, name: "log." + (kinds.first ?? "txt"), digest: digest,
          size: size, id: Identifier(eventID), identity: identity)))
  }

  private func withdrawLast(_ request: EventRequest) async throws -> [Missing] {
    let undo = try await engine.store.read { try $0.undo(of: request.instance) }
    guard let undo else {
      return [Missing("withdraw.superseded", "there is nothing that could be taken back")]
    }
    return try await engine.withdraw(undo.eventID, request).flatMap(Self.missing)
  }

  private static func missing(_ answer: Answer) -> [Missing] {
    guard answer.verdict == .refused else { return [] }
    return answer.missing.isEmpty ? [Missing("refused", "it was refused")] : answer.missing
  }

  /// Who acted, with the role that the log says she acted in.
  private func identity(of event: ForeignEvent, on unit: UnitCode) async throws -> Identity {
    func known(_ text: String?) -> String? {
      text.flatMap { $0 == "none" || $0.isEmpty ? nil : $0 }
    }
    let person = Identifier(known(event.resource) ?? "unknown")
    let roles = known(event.role).map { [Identifier($0)] } ?? workflow.roles.map(\.id)
    // The scratch store is never verified, so its tables are written without entries.
    try await engine.store.write { transaction in
      try transaction.apply(.person(Person(id: person, names: LocalizedText(person.text))))
      for held in try transaction.assignments(of: person) where held.unit == unit {
        try transaction.apply(.removeAssignment(held))
      }
      for role in roles {
        try transaction.apply(.assignment(Assignment(role: role, person: person, unit: unit)))
      }
    }
    return Identity(actor: person, via: Leaf.Via(.engine))
  }
}

extension Collection {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}

/// The time of the case that is being replayed. It may go back from one case to the next.
private final class CaseClock: Clock {
  private let time = Mutex(Instant(millisecondsSinceEpoch: 0))

  func now() -> Instant { time.withLock { $0 } }
  func set(_ instant: Instant) { time.withLock { $0 = instant } }
}
