public import AuditLog
public import Statechart

/// What enacting minutes did, or would do.
public struct Enactment: Sendable {
  /// One order and what became of it.
  public struct Part: Sendable {
    public var record: OrderRecord
    /// The batch that the order launched.
    public var batch: Batch?
    /// The first units of its plan.
    public var firstUnits: [UnitCode] = []
    /// Known to the call that enacted, not to a repeat.
    public var leftOut = LeftOut()
    /// When the first unit of a launch has to be done with the states that it begins in.
    public var dueDates: [DueState] = []
    /// Of a launch that is rehearsed: whether its units can carry it out.
    public var deployability: Deployability?
  }

  /// A state and when its deadline passes.
  public struct DueState: Hashable, Sendable {
    public var state: Identifier
    public var due: Instant
    public var isSoft: Bool
  }

  public var minutes: MinutesRecord
  /// In the order of the minutes.
  public var parts: [Part]
  /// Whether this call enacted the minutes; else they were enacted before.
  public var isNew: Bool
}

/// How far something is that goes unit by unit.
public struct EnactmentProgress: Hashable, Sendable {
  /// `instances`, `deadlines` or `events`.
  public var what: String
  public var done: Int
  public var size: Int
}

extension Engine {
  /// Carries out what approved minutes order.
  ///
  /// One transaction freezes the plans of all orders: from then on the minutes are enacted. The
  /// instances of a launch are made in chunks after it, then deadlines are set and events are sent
  /// unit by unit. Calling it again, or `tick`, goes on where a crash stopped it and does nothing
  /// twice.
  ///
  /// - Parameters:
  ///   - identity: Who enacts. Events are sent in the name of the person who approved the minutes.
  ///   - isDryRun: Decides everything of that one transaction, and leaves no trace.
  /// - Throws: `RequestError.cannotEnact` with everything that stands in the way.
  public func enact(
    minutes id: MinutesID, identity: Identity, isDryRun: Bool = false,
    progress: @Sendable (EnactmentProgress) -> Void = { _ in }
  ) async throws -> Enactment {
    var enactment = try await change(isDryRun: isDryRun) { transaction in
      try self.commitOrders(of: id, identity, isDryRun: isDryRun, transaction)
    }
    guard !isDryRun else { return enactment }
    _ = try await resume(only: id, identity: identity, progress: progress)
    let (orders, batches) = try await store.read {
      (try $0.orders(of: id), try $0.batches())
    }
    for (position, part) in enactment.parts.enumerated() {
      if let record = orders.first(where: { $0.number == part.record.number }) {
        enactment.parts[position].record = record
      }
      enactment.parts[position].batch = part.batch.flatMap { batch in
        batches.first { $0.programme == batch.programme && $0.number == batch.number }
      }
    }
    return enactment
  }

  /// The one transaction.
  private func commitOrders(
    of id: MinutesID, _ identity: Identity, isDryRun: Bool, _ transaction: any StoreTransaction
  ) throws -> Enactment {
    let minutes = try transaction.knownMinutes(id)
    guard minutes.status != .enacted else { return try transaction.enactment(of: minutes) }
    guard minutes.status == .approved else {
      throw RequestError.notApproved(id, minutes.status)
    }
    let identity = try transaction.authenticated(identity)
    let at = clock.now()
    let decision = OrderDecision(reader: transaction)
    var parts: [Enactment.Part] = []
    var faults: [OrderFault] = []
    var chosen: [Int: [UnitCode]] = [:]
    // Launches come first: the other orders may be about the units that they bring in.
    let orders = try decision.numbered(id)
    for numbered in orders.filter(\.isLaunch) + orders.filter({ !$0.isLaunch }) {
      do {
        let outcome = try decision.decide(numbered, of: minutes, identity, at: at)
        _ = try transaction.commit(outcome.proposal, salts: salts)
        parts.append(try transaction.part(outcome))
        if isDryRun { chosen[numbered.number] = outcome.units }
      } catch let error as RequestError {
        // What is about the units of a launch that failed would only fail for the same reason.
        let authority = Authority(minutes: id, decision: numbered.decision)
        let isConsequence = faults.contains { fault in
          orders.contains { $0.number == fault.number && $0.isLaunch && $0.shares(numbered) }
        }
        guard !isConsequence || numbered.isLaunch else { continue }
        faults.append(OrderFault(authority: authority, number: numbered.number, error: error))
      }
    }
    guard faults.isEmpty else {
      throw RequestError.cannotEnact(id, faults.sorted { $0.number < $1.number })
    }
    _ = try transaction.commit(
      MinutesDecision(reader: transaction).enact(id, identity, at: at), salts: salts)
    for (position, part) in parts.enumerated() {
      guard let batch = part.batch, let unit = part.firstUnits.first else { continue }
      let start = try LaunchDecision(reader: transaction).rehearse(batch, unit, identity)
      parts[position].dueDates = start.dueStates
      // Only now everybody whom the meeting brought in is there.
      if let units = chosen[part.record.number] {
        parts[position].deployability = try transaction.deployability(of: batch, units, at: at)
      }
    }
    return Enactment(
      minutes: try transaction.knownMinutes(id),
      parts: parts.sorted { $0.record.number < $1.record.number }, isNew: true)
  }
}

extension StoreReader {
  /// What was enacted before, as far as it is kept.
  fileprivate func enactment(of minutes: MinutesRecord) throws -> Enactment {
    let parts = try orders(of: minutes.id).map { record in
      var part = Enactment.Part(record: record)
      if case .launch(let order) = record.order {
        part.batch = try batch(order.programme, order.batch)
      }
      return part
    }
    return Enactment(minutes: minutes, parts: parts, isNew: false)
  }

  fileprivate func part(_ outcome: OrderDecision.Outcome) throws -> Enactment.Part {
    var part = Enactment.Part(record: outcome.record)
    part.firstUnits = Array(outcome.units.prefix(LeftOut.named))
    part.leftOut = outcome.leftOut
    if case .launch(let order) = outcome.record.order {
      part.batch = try batch(order.programme, order.batch)
    }
    return part
  }
}

extension StoreReader {
  fileprivate func deployability(of batch: Batch, _ units: [UnitCode], at: Instant) throws
    -> Deployability
  {
    try deployability(
      DeploymentQuestion(
        workflow: WorkflowLibrary.shared.workflow(batch.workflow, self), units: units,
        programme: batch.programme, batch: batch.number, window: batch.window,
        day: Zone(info().zone).date(at: at)))
  }
}

extension OrderDecision.Numbered {
  var isLaunch: Bool { if case .launch = order { true } else { false } }

  /// Whether both are about one programme.
  fileprivate func shares(_ other: OrderDecision.Numbered) -> Bool {
    order.programme != nil && order.programme == other.order.programme
  }
}

extension Order {
  /// The programme that the order is about, if it is about one.
  public var programme: ProgrammeName? {
    switch self {
    case .launch(let order): order.programme
    case .send(let order): order.programme
    case .deadline(let order): order.programme
    case .appoint, .supersede: nil
    }
  }
}

extension Proposal {
  /// The deadlines that the step sets, the first one first.
  fileprivate var dueStates: [Enactment.DueState] {
    changes.compactMap { change in
      guard case .timer(let timer) = change, timer.kind == .deadline, let state = timer.state else {
        return nil
      }
      return Enactment.DueState(state: state, due: timer.due, isSoft: timer.isSoft)
    }.sorted { $0.due < $1.due }
  }
}
