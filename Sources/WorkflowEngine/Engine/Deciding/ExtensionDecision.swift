import AuditLog
public import Statechart

/// Setting the deadline of a state that an instance is in, or moving it.
public struct ExtensionRequest: Hashable, Sendable {
  public var instance: InstanceID
  public var state: Identifier
  public var due: DeadlineOrder.Due
  public var reason: String?
  /// The decision it rests on, `minutes-id#decision-id`.
  public var authority: String?
  /// Unique for the instance, like an event's.
  public var id: Identifier
  public var identity: Identity

  public init(
    instance: InstanceID, state: Identifier, due: DeadlineOrder.Due, reason: String?,
    authority: String? = nil, id: Identifier, identity: Identity
  ) {
    self.instance = instance
    self.state = state
    self.due = due
    self.reason = reason
    self.authority = authority
    self.id = id
    self.identity = identity
  }

  static let eventName = "docket.extend"

  /// The same as an event, for the entry and for repeats.
  var asEvent: EventRequest {
    EventRequest(
      instance: instance, name: Self.eventName, id: id, data: Self.data(state, due),
      identity: identity, authority: authority, reason: reason)
  }

  /// - Parameter order: The order of minutes that asks for it.
  static func data(
    _ state: Identifier, _ due: DeadlineOrder.Due, order: OrderRecord? = nil
  ) -> JSON {
    var members: JSONObject = ["state": .string(state.text)]
    switch due {
    case .at(let day): members["at"] = .string(day.description)
    case .after(let duration): members["after"] = .string(duration.description)
    }
    if let order {
      members["minutes"] = .string(order.minutes.text)
      members["order"] = JSON(order.number)
    }
    return .object(members)
  }
}

extension Engine {
  /// Sets the deadline of a state, or moves it.
  public func extend(_ request: ExtensionRequest, isDryRun: Bool = false) async throws -> Answer {
    try await changeAndDeliver(isDryRun: isDryRun) { [clock, salts] transaction in
      try transaction.answer(request.asEvent, at: clock.now(), salts: salts) {
        request, instance, at in
        try ExtensionDecision(reader: transaction).decide(request, on: instance, at: at)
      }
    }
  }
}

/// Decides about deadlines. A due date changes by this and by nothing else.
struct ExtensionDecision {
  let reader: any StoreReader

  func decide(_ request: EventRequest, on instance: Instance, at: Instant) throws -> Proposal {
    guard let state = request.data?["state"]?.string.map({ Identifier($0) }),
      let wanted = DeadlineOrder.Due(request.data)
    else { throw RequestError.invalid("a deadline needs a state, and a day or a duration") }
    let workflow = try WorkflowLibrary.shared.workflow(instance.workflow, reader)
    let facts = FactReader(reader, instance: instance, actor: request.identity.actor, at: at)
    var missing: [Missing] = []
    if instance.status != .suspended,
      let closure = try EventDecision(reader: reader).closure(of: instance)
    {
      missing.append(closure)
    }
    if let fault = try facts.fault(ofCiting: request.authority) { missing.append(fault) }
    var role: RoleID?
    if try !isOrdered(request, state, wanted) {
      let lack: [Missing]
      (lack, role) = try ManagementDecision(reader: reader).holdingManager(
        of: workflow, request, facts)
      missing += lack
    }
    if request.reason?.isEmpty ?? true {
      missing.append(Missing("reason.missing", "a reason must be given in words"))
    }
    let entry = instance.entered[state]
    if entry == nil {
      let active = instance.entered.keys.sorted()
      let near = nearest(state.text, among: active).first
      missing.append(
        Missing(
          "deadline.state",
          "\(instance.id) is not in \(state)"
            + (near.map { "; did you mean \"\($0)\"?" }
              ?? "; it is in " + active.map(\.text).joined(separator: ", "))))
    }
    guard missing.isEmpty, var entry else {
      return EventDecision.refusal(request, instance, at, missing, facts: facts)
    }

    let due = try due(wanted, enteredAt: entry.at, unit: instance.unit)
    var proposal = EventDecision.proposal(.extended, request, instance, at)
    proposal.leaf.facts = facts.facts
    proposal.leaf.role = role?.text
    proposal.leaf.details["was"] = entry.due.map { JSON($0) }
    proposal.leaf.details[Leaf.dueDates] = .object([state.text: JSON(due)])
    proposal.leaf.before = instance.snapshot.active.map(\.text)
    proposal.leaf.after = proposal.leaf.before
    entry.due = due
    var next = instance
    next.revision += 1
    next.at = at
    next.entered[state] = entry
    proposal.leaf.revision = next.revision
    proposal.changes.append(.instance(next, after: instance.revision))
    // What was accepted before could only be taken back together with the new deadline.
    proposal.changes.append(.removeUndo(instance.id))
    var timetable = Timetable(workflow, try OrganisationView(reader).calendar(of: instance.unit))
    timetable.move(
      state, of: instance.id, to: due, isSoft: entry.isSoft, at: at,
      timers: try reader.timers(of: instance.id))
    proposal.changes += timetable.changes
    return proposal
  }

  /// When the deadline passes for a unit that entered the state at that time.
  func due(_ wanted: DeadlineOrder.Due, enteredAt: Instant, unit: UnitCode) throws -> Instant {
    try OrganisationView(reader).calendar(of: unit).due(wanted, enteredAt: enteredAt)
  }

  /// Whether enacted minutes ask for exactly this: then nobody's role is needed.
  private func isOrdered(
    _ request: EventRequest, _ state: Identifier, _ due: DeadlineOrder.Due
  ) throws -> Bool {
    guard let minutes = request.data?["minutes"]?.string, let number = request.data?["order"]?.int,
      let record = try reader.orders(of: Identifier(minutes)).first(where: { $0.number == number }),
      case .deadline(let order) = record.order
    else { return false }
    return order.state == state && order.due == due && record.actor == request.identity.actor
      && record.authority.description == request.authority
  }
}

extension DueCalendar {
  /// When a deadline passes that minutes or the office set.
  func due(_ wanted: DeadlineOrder.Due, enteredAt: Instant) -> Instant {
    switch wanted {
    case .at(let day): instant(of: .endOf(day))
    case .after(let duration): due(after: duration, enteredAt: enteredAt)
    }
  }
}

extension DeadlineOrder.Due {
  fileprivate init?(_ data: JSON?) {
    if let day = data?["at"]?.string.flatMap({ CalendarDate($0) }) {
      self = .at(day)
    } else if let duration = data?["after"]?.string.flatMap({ CalendarDuration($0) }) {
      self = .after(duration)
    } else {
      return nil
    }
  }
}
