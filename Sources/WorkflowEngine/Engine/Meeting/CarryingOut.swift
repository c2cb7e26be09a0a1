import AuditLog
public import Statechart

/// What was left half done and is complete now.
public struct Resumed: Hashable, Sendable {
  public var batches: [Batch] = []
  public var orders: [OrderRecord] = []

  public init(batches: [Batch] = [], orders: [OrderRecord] = []) {
    self.batches = batches
    self.orders = orders
  }
}

extension Engine {
  /// Completes every launch and every order that was left half done.
  ///
  /// - Parameter only: Only what these minutes ordered.
  public func resume(
    only minutes: MinutesID? = nil, identity: Identity,
    progress: @Sendable (EnactmentProgress) -> Void = { _ in }
  ) async throws -> Resumed {
    var resumed = Resumed()
    let pending = try await store.read { reader in
      try reader.pendingOrders().filter { minutes == nil || $0.minutes == minutes }
    }
    // An order is carried out on open batches, whoever launched them.
    let programmes = Set(pending.compactMap(\.order.programme))
    let unfinished = try await store.read { reader in
      try reader.batches().filter { batch in
        batch.status == .launching
          && (minutes == nil || programmes.contains(batch.programme)
            || batch.authority.flatMap { Authority($0) }?.minutes == minutes)
      }
    }
    for var batch in unfinished {
      while batch.status == .launching {
        batch = try await makeChunk(of: batch, identity: identity)
        progress(EnactmentProgress(what: "instances", done: batch.made, size: batch.size))
      }
      resumed.batches.append(batch)
    }
    // Also where nothing was left half done: the crash may have come before the delivery.
    try await drainOutbox()
    for order in pending {
      resumed.orders.append(try await carryOut(order, progress: progress))
      try await drainOutbox()
    }
    return resumed
  }

  /// Carries out an order for one unit after the other. Each event has the id `ORDER/INSTANCE`, so
  /// that a second run repeats what the first one did, which changes nothing.
  private func carryOut(
    _ record: OrderRecord, progress: @Sendable (EnactmentProgress) -> Void
  ) async throws -> OrderRecord {
    var done = 0
    while done < record.size {
      let position = done
      let count = try await store.write { transaction in
        let units = try transaction.orderUnits(
          record.minutes, order: record.number, from: position, limit: Self.bulkChunk)
        for unit in units { try self.carryOut(record, on: unit.unit, transaction) }
        return units.count
      }
      guard count > 0 else { throw StoreError.corrupt("the plan of \(record.id) is incomplete") }
      done += count
      progress(EnactmentProgress(what: record.order.what, done: done, size: record.size))
    }
    return try await store.write { [clock, salts] transaction in
      let records = try transaction.orders(of: record.minutes)
      guard let current = records.first(where: { $0.number == record.number }) else {
        throw StoreError.corrupt("the order \(record.id) is gone")
      }
      // Somebody else may have been faster.
      guard current.outcome == nil else { return current }
      let decision = CarryingOutDecision(reader: transaction)
      let proposal = try decision.complete(current, at: clock.now())
      _ = try transaction.commit(proposal, salts: salts)
      var complete = current
      complete.outcome = try decision.outcome(of: current)
      return complete
    }
  }

  private func carryOut(
    _ record: OrderRecord, on unit: UnitCode, _ transaction: any StoreTransaction
  ) throws {
    guard let programme = record.order.programme,
      let instance = try transaction.instance(Instance.id(programme, unit))
    else { return }
    let request: EventRequest
    switch record.order {
    case .send(let order):
      request = record.request(order.event, to: instance.id, reason: order.reason)
    case .deadline(let order):
      // Who enters the state later gets the deadline then.
      guard !instance.status.isClosed, let entry = instance.entered[order.state] else { return }
      let known = try transaction.answer(to: record.eventID(for: instance.id), of: instance.id)
      let due = try ExtensionDecision(reader: transaction)
        .due(order.due, enteredAt: entry.at, unit: unit)
      guard known != nil || entry.due != due else { return }
      request = record.request(
        ExtensionRequest.eventName, to: instance.id, reason: order.reason,
        data: ExtensionRequest.data(order.state, order.due, order: record))
    default: return
    }
    _ = try transaction.answer(request, at: clock.now(), salts: salts) { request, instance, at in
      request.name == ExtensionRequest.eventName
        ? try ExtensionDecision(reader: transaction).decide(request, on: instance, at: at)
        : try EventDecision(reader: transaction).decide(request, on: instance, at: at)
    }
  }
}

/// Decides that an order is carried out.
struct CarryingOutDecision {
  let reader: any StoreReader

  func complete(_ record: OrderRecord, at: Instant) throws -> Proposal {
    var complete = record
    let outcome = try outcome(of: record)
    complete.outcome = outcome
    var proposal = Proposal(
      .carriedOut, Leaf.Subject(type: "order", id: record.id.text), at: at)
    Identity.engine(.engine).write(to: &proposal.leaf)
    proposal.leaf.programme = record.order.programme?.text
    proposal.leaf.authority = record.authority.description
    proposal.leaf.details = [
      "minutes": .string(record.minutes.text), "order": JSON(record.number),
      "size": JSON(record.size), "accepted": JSON(outcome.accepted),
      "refused": JSON(outcome.refused),
    ]
    proposal.changes = [.order(complete)]
    return proposal
  }

  /// The verdicts of the units, counted by the answers that were kept. Units that the order did not
  /// touch are neither.
  func outcome(of record: OrderRecord) throws -> OrderRecord.Outcome {
    var outcome = OrderRecord.Outcome(accepted: 0, refused: 0)
    guard let programme = record.order.programme else { return outcome }
    var position = 0
    while true {
      let units = try reader.orderUnits(
        record.minutes, order: record.number, from: position, limit: 500)
      guard !units.isEmpty else { return outcome }
      for unit in units {
        let id = Instance.id(programme, unit.unit)
        guard let answer = try reader.answer(to: record.eventID(for: id), of: id),
          let isRefused = try reader.isRefusal(at: answer.index)
        else { continue }
        if isRefused {
          outcome.refused += 1
        } else {
          outcome.accepted += 1
        }
      }
      position += units.count
    }
  }
}

extension OrderRecord {
  fileprivate func eventID(for instance: InstanceID) -> Identifier {
    Identifier("\(id)/\(instance)")
  }

  /// What the order asks of one instance, in the name of the person who approved the minutes.
  fileprivate func request(
    _ event: String, to instance: InstanceID, reason: String?, data: JSON? = nil
  ) -> EventRequest {
    EventRequest(
      instance: instance, name: event, id: eventID(for: instance), data: data,
      identity: Identity(
        actor: actor, via: Leaf.Via(.engine), authenticated: "minutes"),
      authority: authority.description, reason: reason)
  }
}

extension Order {
  fileprivate var what: String {
    switch self {
    case .launch: "instances"
    case .deadline: "deadlines"
    default: "events"
    }
  }
}
