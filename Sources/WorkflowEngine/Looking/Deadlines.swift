public import AuditLog
public import Statechart

/// A deadline that has not been met yet.
public struct Deadline: Hashable, Sendable {
  public var instance: Instance
  /// The state that must be left by then.
  public var state: Identifier
  public var entry: Instance.Entry
  public var due: Instant
  /// The day at whose end it is due, in the unit's calendar; nil where it is due at another time.
  public var day: CalendarDate?
  /// When its reminders come, those that have come left out.
  public var reminders: [Instant]
}

/// Which deadlines a list wants. Every condition that is set must hold.
public struct DeadlineQuery: Hashable, Sendable {
  public var programme: ProgrammeName?
  /// This unit and every unit below it.
  public var subtree: UnitCode?
  /// The units on which this person holds a role now, and those below them.
  public var person: PersonID?

  public init(
    programme: ProgrammeName? = nil, subtree: UnitCode? = nil, person: PersonID? = nil
  ) {
    self.programme = programme
    self.subtree = subtree
    self.person = person
  }
}

extension Engine {
  /// The deadlines of everything that is open, items too, by due and instance.
  public func deadlines(_ query: DeadlineQuery) async throws -> [Deadline] {
    let now = clock.now()
    return try await store.read { reader in
      let organisation = OrganisationView(reader)
      var found: [InstanceID: [Deadline]] = [:]
      for root in try reader.roots(of: query, organisation, at: now) {
        var page = InstanceQuery(
          programme: query.programme, subtree: root, statuses: [.running, .suspended],
          includesItems: true)
        while true {
          let instances = try reader.instances(page)
          for instance in instances where found[instance.id] == nil {
            found[instance.id] = try reader.deadlines(of: instance, organisation)
          }
          guard instances.count == page.limit, let last = instances.last else { break }
          page.after = last.id
        }
      }
      return found.values.joined().sorted {
        ($0.due, $0.instance.id, $0.state) < ($1.due, $1.instance.id, $1.state)
      }
    }
  }
}

extension StoreReader {
  /// The tops of the subtrees that are asked for; nil stands for everything.
  fileprivate func roots(
    of query: DeadlineQuery, _ organisation: OrganisationView, at now: Instant
  ) throws -> [UnitCode?] {
    guard let person = query.person else { return [query.subtree] }
    guard try self.person(person) != nil else {
      throw RequestError.unknown(
        .person, person.text, nearest: nearest(person.text, among: try people().map(\.id)))
    }
    let held = try assignments(of: person).filter { assignment in
      let today = try organisation.calendar(of: assignment.unit).zone.date(at: now)
      return assignment.holds(on: today)
    }.map(\.unit)
    guard let subtree = query.subtree else { return Set(held).sorted() }
    // Of two subtrees that meet, the lower one is in both.
    return try Set(held).sorted().compactMap { unit in
      if try organisation.line(of: subtree).contains(unit) { return subtree }
      return try organisation.line(of: unit).contains(subtree) ? unit : nil
    }
  }

  fileprivate func deadlines(of instance: Instance, _ organisation: OrganisationView) throws
    -> [Deadline]
  {
    let timed = instance.entered.filter { $0.value.due != nil }
    guard !timed.isEmpty else { return [] }
    let zone = try organisation.calendar(of: instance.unit).zone
    let reminders = try timers(of: instance.id).filter { $0.kind == .reminder }
    return timed.compactMap { state, entry in
      guard let due = entry.due else { return nil }
      let date = zone.date(at: due)
      return Deadline(
        instance: instance, state: state, entry: entry, due: due,
        day: zone.end(of: date) == due ? date : nil,
        reminders: reminders.filter { $0.state == state }.map(\.due))
    }
  }
}
