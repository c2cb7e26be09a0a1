import AuditLog
public import Statechart

/// How the tree changes.
public enum UnitChange: Hashable, Sendable {
  /// The unit and all below it get another parent.
  case move(UnitCode, under: UnitCode)
  /// The units become part of another one, which takes over their open work and their children.
  case merge([UnitCode], into: UnitCode)
  /// The unit becomes several that are there already; the first takes over its open work.
  case split(UnitCode, into: [UnitCode])
  /// The unit leaves the tree, and nobody follows it.
  case retire(UnitCode)

  /// The first unit that leaves its place: the one whose entry keeps the request's id.
  var subject: UnitCode? {
    switch self {
    case .move(let code, _), .split(let code, _), .retire(let code): code
    case .merge(let codes, _): codes.first
    }
  }

  fileprivate var json: JSON {
    switch self {
    case .move(let code, let parent): ["move": JSON(code), "under": JSON(parent)]
    case .merge(let codes, let heir): ["merge": JSON(codes.map(\.text)), "into": JSON(heir)]
    case .split(let code, let heirs): ["split": JSON(code), "into": JSON(heirs.map(\.text))]
    case .retire(let code): ["retire": JSON(code)]
    }
  }
}

/// A change of the tree that somebody asks for.
public struct ReorganisationRequest: Hashable, Sendable {
  public var change: UnitChange
  public var reason: String
  /// The decision it rests on, `minutes-id#decision-id`.
  public var authority: String?
  public var identity: Identity
  /// Sent twice, it is done once; nil for a request that is not sent again.
  public var id: Identifier?

  public init(
    _ change: UnitChange, reason: String, authority: String? = nil, id: Identifier? = nil,
    identity: Identity
  ) {
    self.change = change
    self.reason = reason
    self.authority = authority
    self.id = id
    self.identity = identity
  }

  /// What entries call such a request.
  static let eventName = "docket.unit"

  /// What was asked, without the reason: a digest of free text could be guessed.
  var content: Digest {
    var members: JSONObject = [
      "change": change.json, "actor": .string(identity.actor.text),
    ]
    members["authority"] = authority.map { .string($0) }
    return Digest.sha256(JSON.object(members).canonical)
  }
}

/// What a change of the tree did.
public struct Reorganisation: Hashable, Sendable {
  /// An instance, or an item, whose work goes on elsewhere.
  public struct Transfer: Hashable, Sendable {
    public var instance: InstanceID
    /// The instance that took over; for an item, the one whose ledger it is in now.
    public var to: InstanceID
    public var isItem: Bool
  }

  /// The units that changed, field by field. Empty where everything was so already.
  public var units: [AppliedChange] = []
  public var transfers: [Transfer] = []
  /// The instances that were told that units below them changed.
  public var told: [InstanceID] = []
  /// Whether the same request was carried out before, and nothing was done now.
  public var isRepeat = false

  public init() {}
}

extension Engine {
  /// Changes the tree: all of it or nothing, each unit and each instance an entry of its own.
  ///
  /// Running instances of a moved unit go on as they are; from now on the roles and the calendar of
  /// its new place count. A unit that is merged or split leaves the tree with a name for who
  /// follows; its open instances are closed, their open items go to the successor's ledger, and the
  /// evidence stays where it was given.
  ///
  /// A request with an id that was carried out before is done.
  ///
  /// - Throws: `RequestError.invalid` that names everything that stands in the way,
  ///   `.eventIDReused` where the id stands for another change of the same unit.
  public func reorganise(_ request: ReorganisationRequest, isDryRun: Bool = false) async throws
    -> Reorganisation
  {
    try await changeAndDeliver(isDryRun: isDryRun) { [clock, salts] transaction in
      try Authority.check(request.authority)
      if let fault = try transaction.fault(ofCiting: request.authority) {
        throw RequestError.authority(fault)
      }
      var proven = request
      proven.identity = try transaction.authenticated(request.identity)
      if try transaction.hasCarriedOut(proven) {
        var repeated = Reorganisation()
        repeated.isRepeat = true
        return repeated
      }
      guard request.reason.contains(where: { !$0.isWhitespace }) else {
        throw RequestError.invalid("a reason must be given in words")
      }
      var work = TreeChange(transaction, proven, at: clock.now(), salts)
      try work.carryOut()
      return work.result
    }
  }
}

extension StoreReader {
  /// Whether the request was carried out before, under its id.
  fileprivate func hasCarriedOut(_ request: ReorganisationRequest) throws -> Bool {
    guard let id = request.id, let subject = request.change.subject,
      let first = try answer(to: id, of: subject)
    else { return false }
    guard first.content == request.content else {
      throw RequestError.eventIDReused(subject, id)
    }
    return true
  }
}

/// One change of the tree on its way.
private struct TreeChange {
  private let transaction: any StoreTransaction
  private let request: ReorganisationRequest
  private let at: Instant
  private let salts: () -> Salt
  private(set) var result = Reorganisation()

  init(
    _ transaction: any StoreTransaction, _ request: ReorganisationRequest, at: Instant,
    _ salts: @escaping () -> Salt
  ) {
    self.transaction = transaction
    self.request = request
    self.at = at
    self.salts = salts
  }

  mutating func carryOut() throws {
    switch request.change {
    case .move(let code, let parent):
      try move(try inTree(code), under: try inTree(parent), .moved)
    case .merge(let codes, let successor):
      let successor = try inTree(successor)
      guard !codes.isEmpty else { throw RequestError.invalid("say which units are merged") }
      for code in codes { try takeOver(try inTree(code), [successor], .merged) }
    case .split(let code, let successors):
      guard successors.count > 1, Set(successors).count == successors.count else {
        throw RequestError.invalid("a unit is split into two or more")
      }
      try takeOver(try inTree(code), try successors.map { try inTree($0) }, .split)
    case .retire(let code): try takeOver(try inTree(code), [], .retired)
    }
  }

  private func inTree(_ code: UnitCode) throws -> Unit {
    let unit = try transaction.knownUnit(code)
    guard unit.retiredAt == nil else { throw RequestError.invalid("\(code) is retired") }
    return unit
  }

  // MARK: Moving

  private mutating func move(_ unit: Unit, under parent: Unit, _ kind: EntryKind) throws {
    guard unit.parent != parent.code else { return }
    let above = try [parent.code] + transaction.ancestors(of: parent.code).map(\.code)
    guard !above.contains(unit.code) else {
      throw RequestError.invalid("\(unit.code) would be above itself")
    }
    let told = try listeners(above: [unit.code], besides: above)
    let shift = parent.level + 1 - unit.level
    let below = shift == 0 ? [] : try transaction.descendants(of: unit.code)
    var moved = unit
    moved.parent = parent.code
    moved.level += shift
    try change(unit, to: moved, kind, telling: told)
    for unit in below {
      var moved = unit
      moved.level += shift
      try change(unit, to: moved, kind)
    }
  }

  private mutating func change(
    _ unit: Unit, to changed: Unit, _ kind: EntryKind, telling told: [InstanceID] = []
  ) throws {
    let told = told.filter { !result.told.contains($0) }
    _ = try transaction.commit(
      Registration.unit(changed, kind, told: told, request, at: at).complete(), salts: salts)
    result.told += told
    result.units.append(
      AppliedChange(
        type: "unit", id: unit.code.text, verdict: .changed,
        fields: FieldChange.between(unit.cells, changed.cells)))
  }

  /// The instances above a unit, where it stands and where it will, that wait for news of units and
  /// have one of the unit's below them.
  private func listeners(above units: [UnitCode], besides others: [UnitCode]) throws -> [InstanceID]
  {
    var programmes: [ProgrammeName: Bool] = [:]
    func takesPart(in programme: ProgrammeName) throws -> Bool {
      if let known = programmes[programme] { return known }
      let takesPart = try units.contains {
        try !transaction.instances(InstanceQuery(programme: programme, subtree: $0, limit: 1))
          .isEmpty
      }
      programmes[programme] = takesPart
      return takesPart
    }
    var line = others
    for unit in units { line += try transaction.ancestors(of: unit).map(\.code) }
    var seen: Set<UnitCode> = []
    return try line.filter { seen.insert($0).inserted }.flatMap { code in
      try transaction.instances(InstanceQuery(unit: code, statuses: [.running, .suspended]))
        .filter { above in
          try WorkflowLibrary.shared.workflow(above.workflow, transaction).listensToUnits
            && takesPart(in: above.programme)
        }.map(\.id)
    }
  }

  // MARK: Leaving the tree

  private mutating func takeOver(_ unit: Unit, _ successors: [Unit], _ kind: EntryKind) throws {
    let open = try openWork(of: unit.code)
    try check(unit, successors, open.instances, open.items)
    let children = try transaction.children(of: unit.code)
    var besides: [UnitCode] = []
    for successor in successors {
      besides += try [successor.code] + transaction.ancestors(of: successor.code).map(\.code)
    }
    let told = try listeners(above: [unit.code], besides: besides)
    if let heir = successors.first {
      for child in children { try move(child, under: heir, .moved) }
    }
    var retired = unit
    retired.retiredAt = at
    retired.successors = successors.map(\.code)
    try change(unit, to: retired, kind, telling: told)
    guard let heir = successors.first else { return }
    for instance in open.instances {
      try transfer(instance, to: Instance.id(instance.programme, heir.code), heir.code)
    }
    for item in open.items {
      let holder = open.instances.contains { $0.id == item.parent }
      let parent =
        holder ? Instance.id(item.programme, heir.code) : item.parent ?? item.id
      try transfer(item, to: parent, item.unit == unit.code ? heir.code : item.unit)
    }
  }

  private mutating func transfer(_ instance: Instance, to other: InstanceID, _ unit: UnitCode)
    throws
  {
    let decision = TransferDecision(
      to: other, unit: unit, reason: request.reason, authority: request.authority,
      identity: request.identity, at: max(at, instance.at))
    _ = try transaction.commit(decision.decide(instance), salts: salts)
    result.transfers.append(
      .init(instance: instance.id, to: other, isItem: instance.parent != nil))
  }

  /// The unit's instances that are not closed, and the open items that it owns or that stand in
  /// their ledgers.
  private func openWork(of unit: UnitCode) throws -> (instances: [Instance], items: [Instance]) {
    let own = try all(
      InstanceQuery(unit: unit, statuses: [.running, .suspended], includesItems: true))
    let instances = own.filter { $0.parent == nil }
    // What an instance has invoked ends with it.
    var items = own.filter { $0.parent != nil && !$0.isInvoked }
    for instance in instances {
      let held = try all(
        InstanceQuery(
          parent: instance.id, statuses: [.running, .suspended], includesItems: true))
      items += held.filter { item in
        !item.isInvoked && !items.contains { $0.id == item.id }
      }
    }
    return (instances, items)
  }

  private func all(_ first: InstanceQuery) throws -> [Instance] {
    var found: [Instance] = []
    var query = first
    while true {
      let page = try transaction.instances(query)
      found += page
      guard page.count == query.limit, let last = page.last else { return found }
      query.after = last.id
    }
  }

  /// Everything that stands in the way.
  private func check(
    _ unit: Unit, _ successors: [Unit], _ instances: [Instance], _ items: [Instance]
  ) throws {
    var faults: [String] = []
    for successor in successors {
      if successor.code == unit.code {
        faults.append("\(unit.code) cannot take over from itself")
      } else if try transaction.ancestors(of: successor.code).contains(where: {
        $0.code == unit.code
      }) {
        faults.append("\(successor.code) is below \(unit.code); move it first")
      }
    }
    let children = try transaction.children(of: unit.code)
    if successors.count != 1, !children.isEmpty {
      faults.append(
        "\(unit.code) has \(children.count) units below it"
          + " (\(children.prefix(3).map(\.code.text).joined(separator: ", "))); move them first")
    }
    for batch in try transaction.batches() where batch.status == .launching {
      guard try transaction.member(batch.programme, unit.code)?.batch == batch.number else {
        continue
      }
      faults.append(
        "batch \(batch.number) of \(batch.programme) is being launched; `docket tick` completes it")
    }
    if successors.isEmpty {
      faults += (instances + items).map {
        "\($0.id) is \($0.status.rawValue); end, cancel or exempt it first, or merge the unit"
      }
    }
    for programme in Set((instances + items).map(\.programme)).sorted() {
      for successor in successors {
        let id = Instance.id(programme, successor.code)
        switch try transaction.instance(id)?.status {
        case .running, .suspended: continue
        case nil:
          faults.append(
            "\(successor.code) takes no part in \(programme); start it there first, or exempt"
              + " \(unit.code)")
        case let status?:
          faults.append(
            "\(id) is \(status.rawValue) and can take over nothing; end or exempt \(unit.code)"
              + " there first")
        }
      }
    }
    guard faults.isEmpty else { throw RequestError.invalid(faults.joined(separator: "\n")) }
  }
}
