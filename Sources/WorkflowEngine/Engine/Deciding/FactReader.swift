import AuditLog
public import Statechart

/// Answers what one decision asks about the world, from the transaction it is made in, and keeps
/// every answer for the entry.
///
/// Equal questions get equal answers for as long as the decision lasts. A store that fails does not
/// become an `error.execution`: it is kept in `failure`, and whoever decides must throw it.
final class FactReader {
  let reader: any StoreReader
  let instance: Instance
  let actor: PersonID
  let at: Instant
  let organisation: OrganisationView
  private(set) var failure: (any Error)?
  private var answers: [String: Answer] = [:]
  private var order: [String] = []

  private struct Answer {
    var value: Value
    var fact: Leaf.Fact
  }

  /// - Parameter organisation: What is known of the organisation already, for the second of many
  ///   decisions of one transaction.
  init(
    _ reader: any StoreReader, instance: Instance, actor: PersonID, at: Instant,
    organisation: OrganisationView? = nil
  ) {
    self.reader = reader
    self.instance = instance
    self.actor = actor
    self.at = at
    self.organisation = organisation ?? OrganisationView(reader)
  }

  /// What was read, in the order of the first question.
  var facts: [Leaf.Fact] { order.compactMap { answers[$0]?.fact } }

  /// Keeps the first failure of the store.
  func fail(_ error: any Error) { failure = failure ?? error }

  /// Asks once; a repeated question gets the kept answer.
  func ask(
    _ query: String, _ answer: () throws -> (value: Value, short: JSON, exceptions: [String])
  ) throws -> Value {
    if let known = answers[query] { return known.value }
    let (value, short, exceptions) = try answer()
    let fact = Leaf.Fact(
      query: query, answer: short, exceptions: exceptions,
      digest: Digest.sha256(value.canonical), position: try reader.tree().size)
    answers[query] = Answer(value: value, fact: fact)
    order.append(query)
    return value
  }
}

// MARK: What judgements ask

extension FactReader {
  /// Keeps an answer that was found elsewhere.
  func note(_ query: String, _ answer: String) throws {
    _ = try ask(query) { (.string(answer), .string(answer), []) }
  }

  /// The deadlines that enacted minutes set for states that are entered. The decision that set each
  /// is a fact of the entry.
  func orderedDeadlines(_ states: StateSet, _ workflow: Workflow) throws
    -> [Identifier: DeadlineOrder.Due]
  {
    guard instance.parent == nil, !states.isEmpty else { return [:] }
    let orders = try reader.deadlineOrders(instance.programme, instance.unit)
    guard !orders.isEmpty else { return [:] }
    var found: [Identifier: (due: DeadlineOrder.Due, authority: Authority)] = [:]
    let names = Set(states.map { workflow.chart.id($0) })
    for record in orders {
      // The last order wins; what rests on a superseded decision is no longer ordered.
      guard case .deadline(let order) = record.order, names.contains(order.state),
        try reader.decision(record.authority)?.supersededBy == nil
      else { continue }
      found[order.state] = (order.due, record.authority)
    }
    for (state, order) in found.sorted(by: { $0.key < $1.key }) {
      try note("deadline(\(state))", "\(order.authority)")
    }
    return found.mapValues(\.due)
  }
}

extension FactReader {
  /// The assignments that give the actor the role on the instance's unit, that of the nearest unit
  /// first; empty if the actor does not hold it.
  func assignments(of role: RoleID) throws -> [Assignment] {
    let held = try organisation.assignments(of: actor, at: instance.unit, time: at)
      .filter { $0.role == role }
    _ = try ask("role(\(actor), \(role), \(instance.unit))") {
      let units = held.prefix(1).map(\.unit.text)
      return (.string(units.first ?? ""), .bool(!held.isEmpty), units)
    }
    return held
  }

  /// The first of the workflow's roles that the actor holds on the unit; what is missing where it
  /// is none. A workflow that declares no role lets anybody do what asks for any role.
  func anyRole(of workflow: Workflow) throws -> (missing: [Missing], role: RoleID?) {
    for role in workflow.roles where try !assignments(of: role.id).isEmpty { return ([], role.id) }
    guard !workflow.roles.isEmpty else { return ([], nil) }
    let holders = try organisation.holders(
      of: workflow.roles.map(\.id), at: instance.unit, time: at)
    return (
      [
        Missing(
          "role.missing",
          "\(actor) holds no role of \(workflow.reference.name) on \(instance.unit)"
            + (try organisation.lapse(
              of: actor, workflow.roles.map(\.id), at: instance.unit, time: at)),
          suppliers: holders.map(\.person))
      ], nil
    )
  }

  /// How many pieces of a kind there are since a revision.
  func evidenceCount(_ kind: Identifier, since revision: Int) throws -> Int {
    let value = try ask("evidence-count(\(kind), since \(revision))") {
      let count = try reader.evidence(of: instance.id)
        .filter { $0.kind == kind && $0.revision >= revision }.count
      return (.number(Double(count)), JSON(count), [])
    }
    if case .number(let count) = value { return Int(count) }
    return 0
  }

  /// Every piece of evidence; what is recorded is how many there are.
  func evidenceList() throws -> [Evidence] {
    let evidence = try reader.evidence(of: instance.id)
    _ = try ask("evidence-count") { (.number(Double(evidence.count)), JSON(evidence.count), []) }
    return evidence
  }

  /// The ids of the items that are not closed.
  func openItems(_ ledger: LedgerDeclaration) throws -> [String] {
    let value = try ask("open-items(\(ledger.id))") {
      let open = try items(of: ledger.id).filter { item in
        !item.status.isClosed && !item.snapshot.active.contains { ledger.closed.contains($0) }
      }.map(\.id.text)
      return (.list(open.map { .string($0) }), JSON(open.count), open)
    }
    return value.strings
  }

  /// How the units below stand to the gate that waits for them.
  func gate(_ scope: Requirement.Scope, in states: [Identifier]) throws -> Gate {
    let query = "units(\(scope.rawValue), in \(states.map(\.text).joined(separator: " ")))"
    let value = try ask(query) {
      let gate = try readGate(scope, in: states)
      return (
        gate.value, ["total": JSON(gate.total), "passed": JSON(gate.passed)], gate.waitingFor
      )
    }
    return Gate(value)
  }

  /// What a gate sees below its unit.
  struct Gate {
    /// Units of the programme below, without the exempted ones.
    var total = 0
    var passed = 0
    var exempted: [String] = []
    var waitingFor: [String] = []

    init() {}

    fileprivate init(_ value: Value) {
      guard case .list(let parts) = value, parts.count == 4 else { return }
      if case .number(let number) = parts[0] { total = Int(number) }
      if case .number(let number) = parts[1] { passed = Int(number) }
      exempted = parts[2].strings
      waitingFor = parts[3].strings
    }

    fileprivate var value: Value {
      .list([
        .number(Double(total)), .number(Double(passed)), .list(exempted.map { .string($0) }),
        .list(waitingFor.map { .string($0) }),
      ])
    }
  }

  private func readGate(_ scope: Requirement.Scope, in states: [Identifier]) throws -> Gate {
    var gate = Gate()
    let members = try reader.standings(
      in: instance.programme, below: instance.unit, scope, in: states)
    for member in members {
      if member.status == .exempted {
        gate.exempted.append(member.unit.text)
        continue
      }
      gate.total += 1
      if member.hasPassed {
        gate.passed += 1
      } else {
        gate.waitingFor.append(member.unit.text)
      }
    }
    return gate
  }

  private func items(of ledger: Identifier?) throws -> [Instance] {
    try reader.allInstances(
      InstanceQuery(parent: instance.id, ledger: ledger, includesItems: true)
    ).filter { !$0.isInvoked }
  }
}

extension MemberStanding {
  /// What was cancelled keeps its configuration, but is in none of its states any more.
  fileprivate var hasPassed: Bool {
    switch status {
    case .ended: true
    case .running, .suspended: isThere
    case nil, .cancelled, .exempted: false
    }
  }
}

extension StoreReader {
  /// Every instance that a query wants, whatever its limit: read page by page.
  public func allInstances(_ query: InstanceQuery) throws -> [Instance] {
    var query = query
    query.limit = 1_000
    var found: [Instance] = []
    while true {
      let page = try instances(query)
      found += page
      guard page.count == query.limit, let last = page.last else { return found }
      query.after = last.id
    }
  }
}

// MARK: What expressions ask

extension FactReader: FactSource {
  func fact(_ function: String, _ arguments: [Value]) throws(ExecutionError) -> Value {
    let texts = arguments.map(\.text)
    do {
      if let value = try PureFunctions.value(of: function, arguments) { return value }
      let query = "\(function)(\(texts.joined(separator: ", ")))"
      return try ask(query) {
        guard let value = try self.read(function, texts) else {
          throw ExecutionError("there is no function d:\(function)() with these arguments")
        }
        return (value.value, value.short, [])
      }
    } catch let error as ExecutionError {
      throw error
    } catch {
      fail(error)
      throw ExecutionError("the store could not answer d:\(function)()")
    }
  }

  private func read(_ function: String, _ arguments: [String]) throws -> (
    value: Value, short: JSON
  )? {
    func nodes(_ elements: [FactElement]) -> (Value, JSON) {
      assert(elements.allSatisfy { $0.isKnown(as: function) })
      return (.xml(elements.map(\.source).joined()), JSON(elements.count))
    }
    let first = arguments.first.map { Identifier($0) }
    switch (function, arguments.count) {
    case ("actor", 0): return (.string(actor.text), .string(actor.text))
    case ("now", 0): return (.string(at.description), .string(at.description))
    case ("today", 0):
      let today = try organisation.calendar(of: instance.unit).zone.date(at: at).description
      return (.string(today), .string(today))
    case ("programme", 0):
      return (.string(instance.programme.text), .string(instance.programme.text))
    case ("evidence", 0...1):
      return nodes(
        try reader.evidence(of: instance.id).filter { first == nil || $0.kind == first }
          .map { FactElement($0) })
    case ("items", 0...1):
      return nodes(try items(of: first).map { FactElement(item: $0) })
    case ("item", 0):
      return nodes(instance.parent == nil ? [] : [FactElement(item: instance)])
    case ("unit", 0):
      return nodes(try reader.unit(instance.unit).map { [FactElement($0)] } ?? [])
    case ("ancestors", 0):
      return nodes(try reader.ancestors(of: instance.unit).map { FactElement($0) })
    case ("children", 0): return nodes(try membersBelow(.children))
    case ("descendants", 0): return nodes(try membersBelow(.descendants))
    case ("batch", 0):
      return nodes(
        try reader.batch(instance.programme, instance.batch).map { [FactElement($0)] } ?? [])
    default: return nil
    }
  }

  private func membersBelow(_ scope: Requirement.Scope) throws -> [FactElement] {
    let members = Set(
      try reader.standings(in: instance.programme, below: instance.unit, scope, in: [])
        .map(\.unit))
    let units =
      try scope == .children
      ? reader.children(of: instance.unit) : reader.descendants(of: instance.unit)
    let running =
      try scope == .children
      ? units.compactMap { try reader.instance(Instance.id(instance.programme, $0.code)) }
      : reader.allInstances(
        InstanceQuery(programme: instance.programme, subtree: instance.unit))
    let byUnit = Dictionary(running.map { ($0.unit, $0) }, uniquingKeysWith: { $1 })
    return units.filter { members.contains($0.code) }
      .map { FactElement($0, running: byUnit[$0.code]) }
  }
}

extension Value {
  /// The strings of a list.
  fileprivate var strings: [String] {
    guard case .list(let values) = self else { return [] }
    return values.map(\.text)
  }

  /// The value as an argument is written.
  fileprivate var text: String {
    switch self {
    case .none: ""
    case .boolean(let flag): flag ? "true" : "false"
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    case .string(let text), .xml(let text): text
    case .list, .record: ""
    }
  }
}

extension Instance {
  /// The id of a unit's instance in a programme.
  public static func id(_ programme: ProgrammeName, _ unit: UnitCode) -> InstanceID {
    Identifier(programme.text + "/" + unit.text)
  }
}
