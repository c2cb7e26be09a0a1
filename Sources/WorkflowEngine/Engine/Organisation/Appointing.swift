public import AuditLog
public import Statechart
import XML

/// Who gives or takes a role, and on what it rests.
public struct AppointmentContext: Hashable, Sendable {
  public var reason: String?
  /// The decision it rests on, `minutes-id#decision-id`.
  public var authority: String?
  public var identity: Identity

  public init(reason: String? = nil, authority: String? = nil, identity: Identity) {
    self.reason = reason
    self.authority = authority
    self.identity = identity
  }
}

extension Engine {
  /// Gives a role on a unit and everything below it.
  public func appoint(
    _ assignment: Assignment, _ context: AppointmentContext, isDryRun: Bool = false
  ) async throws -> AppliedChange {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      var office = try Appointments(transaction, context, at: clock.now(), salts)
      return try office.appoint(assignment)
    }
  }

  /// Ends what a person holds, and what deputies hold for her by it.
  ///
  /// - Parameters:
  ///   - role: Nil means every role.
  ///   - unit: Nil means everywhere; else exactly what she holds on this unit.
  ///   - until: The last day on which it holds. Nil means that it ends now.
  public func dismiss(
    _ person: PersonID, role: RoleID? = nil, unit: UnitCode? = nil, until: CalendarDate? = nil,
    _ context: AppointmentContext, isDryRun: Bool = false
  ) async throws -> [AppliedChange] {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      var office = try Appointments(transaction, context, at: clock.now(), salts)
      return try office.dismiss(person, role, unit, until)
    }
  }

  /// Has a deputy stand in for a person (代理): the deputy gets what the person holds, for some days
  /// and on her behalf.
  ///
  /// - Parameters:
  ///   - role: Nil means every role.
  ///   - unit: Where; nil means wherever the person holds it.
  ///   - from: The first day; nil means today.
  public func delegate(
    _ principal: PersonID, to deputy: PersonID, role: RoleID? = nil, unit: UnitCode? = nil,
    from: CalendarDate? = nil, until: CalendarDate, _ context: AppointmentContext,
    isDryRun: Bool = false
  ) async throws -> [AppliedChange] {
    try await change(isDryRun: isDryRun) { [clock, salts] transaction in
      var office = try Appointments(transaction, context, at: clock.now(), salts)
      return try office.delegate(principal, deputy, role, unit, from, until)
    }
  }
}

/// Appointing and dismissing within one transaction.
private struct Appointments {
  private let transaction: any StoreTransaction
  private let context: AppointmentContext
  private let at: Instant
  private let salts: () -> Salt

  init(
    _ transaction: any StoreTransaction, _ context: AppointmentContext, at: Instant,
    _ salts: @escaping () -> Salt
  ) throws {
    try Authority.check(context.authority)
    if let fault = try transaction.fault(ofCiting: context.authority) {
      throw RequestError.authority(fault)
    }
    var proven = context
    proven.identity = try transaction.authenticated(context.identity)
    self.transaction = transaction
    self.context = proven
    self.at = at
    self.salts = salts
  }

  mutating func appoint(_ assignment: Assignment) throws -> AppliedChange {
    guard XMLName.isLocalName(assignment.role.text) else {
      throw RequestError.invalid(
        "\"\(assignment.role)\" cannot be a role: it begins with a letter or \"_\" and has no spaces"
      )
    }
    let unit = try transaction.knownUnit(assignment.unit)
    guard unit.retiredAt == nil else { throw RequestError.invalid("\(unit.code) is retired") }
    try known(assignment.person)
    if let principal = assignment.onBehalfOf { try known(principal) }
    if let from = assignment.from, let until = assignment.until, until < from {
      throw RequestError.invalid("the last day, \(until), is before the first, \(from)")
    }
    let held = try transaction.assignments(at: assignment.unit)
    guard !held.contains(assignment) else { return change(assignment, .unchanged) }
    try record(assignment, isHeld: true)
    return change(assignment, .registered)
  }

  mutating func dismiss(
    _ person: PersonID, _ role: RoleID?, _ unit: UnitCode?, _ until: CalendarDate?
  ) throws -> [AppliedChange] {
    try known(person)
    let held = try transaction.assignments(of: person)
    let ending = held.filter {
      (role == nil || $0.role == role) && (unit == nil || $0.unit == unit)
    }
    guard !ending.isEmpty else {
      throw RequestError.invalid(
        held.isEmpty
          ? "\(person) holds no role"
          : "\(person) holds only "
            + held.map { "\($0.role) on \($0.unit)" }.joined(separator: ", "))
    }
    var changes = try ending.map { try end($0, until) }
    // A deputy stands on what the person holds.
    for assignment in try transaction.assignments() where assignment.onBehalfOf == person {
      let line = try [assignment.unit] + transaction.ancestors(of: assignment.unit).map(\.code)
      func covers(_ other: Assignment) -> Bool {
        other.role == assignment.role && line.contains(other.unit)
      }
      guard ending.contains(where: covers),
        !held.contains(where: { !ending.contains($0) && covers($0) })
      else { continue }
      changes.append(try end(assignment, until))
    }
    return changes
  }

  mutating func delegate(
    _ principal: PersonID, _ deputy: PersonID, _ role: RoleID?, _ unit: UnitCode?,
    _ from: CalendarDate?, _ until: CalendarDate
  ) throws -> [AppliedChange] {
    try known(principal)
    try known(deputy)
    guard principal != deputy else {
      throw RequestError.invalid("\(deputy) cannot stand in for themselves")
    }
    let line = try unit.map {
      try [transaction.knownUnit($0).code] + transaction.ancestors(of: $0).map(\.code)
    }
    let found = try transaction.assignments(of: principal).filter {
      (role == nil || $0.role == role) && (line?.contains($0.unit) ?? true)
    }
    let what = role.map { "the role \($0)" } ?? "any role"
    let place = unit.map { " on \($0)" } ?? ""
    guard !found.isEmpty else {
      throw RequestError.invalid("\(principal) does not hold \(what)\(place)")
    }
    let own = found.filter { $0.onBehalfOf == nil }
    guard !own.isEmpty else {
      throw RequestError.invalid(
        "\(principal) holds \(what)\(place) as a deputy only, and a deputy cannot delegate further")
    }
    var changes: [AppliedChange] = []
    for held in own {
      let place = unit ?? held.unit
      let today = try OrganisationView(transaction).calendar(of: place).zone.date(at: at)
      let first = from ?? today
      guard (held.from ?? first) <= first, until <= (held.until ?? until) else {
        throw RequestError.invalid(
          "\(principal) holds \(held.role) on \(held.unit) only \(held.period)")
      }
      let deputised = Assignment(
        role: held.role, person: deputy, unit: place, from: first, until: until,
        onBehalfOf: principal)
      guard !changes.contains(where: { $0.id == deputised.words }) else { continue }
      changes.append(try appoint(deputised))
    }
    return changes
  }

  // MARK: Parts

  private func known(_ person: PersonID) throws {
    guard try transaction.person(person) == nil else { return }
    throw RequestError.unknown(
      .person, person.text,
      nearest: nearest(person.text, among: try transaction.people().map(\.id)))
  }

  /// Ends an assignment now, or lets it end on a day.
  private func end(_ assignment: Assignment, _ until: CalendarDate?) throws -> AppliedChange {
    guard let until else {
      try record(assignment, isHeld: false)
      return change(assignment, .removed)
    }
    if let last = assignment.until, last <= until { return change(assignment, .unchanged) }
    if let first = assignment.from, until < first {
      throw RequestError.invalid(
        "\(assignment.words) begins on \(first), after \(until); without --until it ends now")
    }
    var shorter = assignment
    shorter.until = until
    try record(assignment, isHeld: false)
    try record(shorter, isHeld: true)
    var changed = change(assignment, .changed)
    changed.fields = FieldChange.between(assignment.cells, shorter.cells)
    return changed
  }

  private func record(_ assignment: Assignment, isHeld: Bool) throws {
    _ = try transaction.commit(
      Registration.assignment(
        assignment, isHeld: isHeld, reason: context.reason, authority: context.authority,
        context.identity, at: at
      ).complete(), salts: salts)
  }

  private func change(_ assignment: Assignment, _ verdict: AppliedChange.Verdict) -> AppliedChange {
    AppliedChange(type: "assignment", id: assignment.words, verdict: verdict)
  }
}

extension Assignment {
  /// `from 2023-09-01 until 2024-01-31`, as far as it has ends.
  var period: String {
    let parts = [from.map { "from \($0)" }, until.map { "until \($0)" }].compactMap(\.self)
    return parts.isEmpty ? "without end" : parts.joined(separator: " ")
  }
}
