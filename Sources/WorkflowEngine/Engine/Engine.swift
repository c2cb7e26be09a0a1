public import AuditLog
public import Statechart

/// The one way to change an instance: load, decide, make durable, act.
///
/// A value without state of its own: what it knows is in the store. Any number of engines may work
/// on one store; two that decide on one revision are settled by the store.
public struct Engine: Sendable {
  public let store: any Store
  public let clock: any Clock
  /// Makes the salt of each personal field; tests give salts that they know.
  let salts: @Sendable () -> Salt

  public init(
    store: any Store, clock: any Clock, salts: @escaping @Sendable () -> Salt = Salt.random
  ) {
    self.store = store
    self.clock = clock
    self.salts = salts
  }

  /// Sends an event to an instance.
  ///
  /// Timers that are due come first, each an entry of its own. A refusal changes nothing but is
  /// logged. The same event id with the same content gets the first answer again, and nothing is
  /// done.
  ///
  /// - Parameter isDryRun: Decides and answers, and leaves no trace.
  /// - Throws: `RequestError` where the request cannot be judged, `StoreError` where the store
  ///   failed; after `StoreError.unknownOutcome` send the same request again.
  public func send(_ request: EventRequest, isDryRun: Bool = false) async throws -> Answer {
    try await changeAndDeliver(isDryRun: isDryRun) { transaction in
      try transaction.answer(request, at: clock.now(), salts: salts) { request, instance, at in
        try EventDecision(reader: transaction).decide(request, on: instance, at: at)
      }
    }
  }

  /// Suspends, resumes, cancels or exempts an instance. `request.name` is not read.
  public func manage(
    _ action: ManagementAction, _ request: EventRequest, isDryRun: Bool = false
  ) async throws -> Answer {
    var request = request
    request.name = action.eventName
    let named = request
    return try await changeAndDeliver(isDryRun: isDryRun) { transaction in
      try transaction.answer(named, at: clock.now(), salts: salts) { request, instance, at in
        try ManagementDecision(reader: transaction).decide(action, request, on: instance, at: at)
      }
    }
  }

  /// Takes back an event, or every event of a job, where nothing was accepted since.
  ///
  /// - Parameters:
  ///   - id: The event's id, or the job's that sent many.
  ///   - request: The identity, the reason, and the id of the withdrawal itself, used as
  ///     `ID/INSTANCE` for each instance of a job. If it names an instance, only that one's event
  ///     is taken back.
  /// - Returns: One answer for each instance, in the order of the log.
  public func withdraw(_ id: Identifier, _ request: EventRequest, isDryRun: Bool = false)
    async throws -> [Answer]
  {
    let only = request.instance
    let events = try await store.read { reader in
      try reader.answers(toJob: id).filter {
        try (only.text.isEmpty || $0.instance == only)
          && reader.entry(at: $0.index)?.entry.leaf.kind == .event
      }.sorted { $0.index < $1.index }
    }
    guard !events.isEmpty else { throw RequestError.unknown(.event, id.text, nearest: []) }
    var answers: [Answer] = []
    for event in events {
      var single = request
      single.instance = event.instance
      single.name = "docket.withdraw"
      single.data = ["event": .string(event.eventID.text)]
      if events.count > 1 || event.eventID != id {
        single.id = Identifier("\(request.id)/\(event.instance)")
      }
      let named = single
      answers.append(
        try await change(isDryRun: isDryRun) { transaction in
          try transaction.answer(named, at: clock.now(), salts: salts) { request, instance, at in
            try ManagementDecision(reader: transaction)
              .withdraw(event.eventID, request, on: instance, at: at)
          }
        })
    }
    if !isDryRun { try await drainOutbox() }
    return answers
  }

  /// Runs a change, or rehearses it: a dry run makes the whole change and then takes it back.
  func change<Result: Sendable>(
    isDryRun: Bool, _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
  ) async throws -> Result {
    guard isDryRun else { return try await store.write(body) }
    do {
      return try await store.write { transaction in
        throw Rehearsed(result: try body(transaction))
      }
    } catch let rehearsed as Rehearsed<Result> {
      return rehearsed.result
    }
  }

  /// A change, and then the delivery of what its steps have sent. Where nothing waits to be delivered,
  /// which is known within the change, there is no second transaction.
  func changeAndDeliver<Result: Sendable>(
    isDryRun: Bool, _ body: @escaping @Sendable (any StoreTransaction) throws -> Result
  ) async throws -> Result {
    let (result, isIdle) = try await change(isDryRun: isDryRun) { transaction in
      (try body(transaction), try transaction.outbox(limit: 1).isEmpty)
    }
    if !isDryRun, !isIdle { try await drainOutbox() }
    return result
  }

  private struct Rehearsed<Result: Sendable>: Error {
    var result: Result
  }
}

extension StoreTransaction {
  /// Load, decide, make durable: the part of a request that is one transaction.
  ///
  /// - Parameter decide: Given the request with the identity as it was proven.
  func answer(
    _ request: EventRequest, at now: Instant, salts: () -> Salt,
    decide: (EventRequest, Instance, Instant) throws -> Proposal
  ) throws -> Answer {
    try Authority.check(request.authority)
    var request = request
    request.identity = try authenticated(request.identity)
    if let first = try answer(to: request.id, of: request.instance) {
      guard first.content == request.content else {
        throw RequestError.eventIDReused(request.instance, request.id)
      }
      guard let entry = try entry(at: first.index) else {
        throw StoreError.corrupt("entry \(first.index) is gone")
      }
      return Answer(entry.entry.leaf, index: first.index, isRepeat: true)
    }
    var instance = try knownInstance(request.instance)
    if let expected = request.revision, expected != instance.revision {
      throw RequestError.revisionMoved(
        instance.id, expected: expected, found: instance.revision)
    }
    let at = try time(of: instance, at: now)
    if let seen = request.seen { request.seen = try seen.found(among: evidence(of: instance.id)) }
    instance = try deliverTimers(of: instance, dueBy: at, salts: salts)
    let proposal = try decide(request, instance, at)
    let index = try commit(proposal, salts: salts)
    return Answer(proposal.leaf, index: index, missing: proposal.missing)
  }

  /// Delivers the instance's timers that are due, in the order of their times.
  ///
  /// - Returns: The instance after them.
  func deliverTimers(of instance: Instance, dueBy at: Instant, salts: () -> Salt) throws
    -> Instance
  {
    var current = instance
    var delivered = 0
    while current.status == .running,
      try batch(current.programme, current.batch)?.status != .launching,
      let timer = try timers(of: current.id).first, timer.due <= at
    {
      // A workflow may send itself a delayed event from each delivery; time does not pass here, so
      // only a delay of zero could go on for ever, and that is no timer.
      _ = try commit(
        EngineStepDecision(reader: self).deliver(timer, to: current, at: max(at, current.at)),
        salts: salts)
      current = try knownInstance(current.id)
      delivered += 1
    }
    return current
  }
}

extension StoreReader {
  /// Checks the claim of a store with strict identity.
  func authenticated(_ identity: Identity) throws -> Identity {
    guard try info().hasStrictIdentity, identity.authenticated == nil else { return identity }
    let login = identity.via.user ?? ""
    let known = try person(identity.actor)?.login.map { Identifier($0) }
    guard known == Identifier(login), !login.isEmpty else {
      throw RequestError.notTheLogin(person: identity.actor, login: login)
    }
    var proven = identity
    proven.authenticated = "login"
    return proven
  }

  /// The instance, or the error that names the nearest ones.
  func knownInstance(_ id: InstanceID) throws -> Instance {
    if let instance = try instance(id) { return instance }
    let programme = Identifier(id.text.prefix { $0 != "/" })
    let ids = try instances(InstanceQuery(programme: programme, limit: 1_000)).map(\.id)
    throw RequestError.unknown(.instance, id.text, nearest: nearest(id.text, among: ids))
  }

  /// The unit, or the error that names the nearest ones.
  func knownUnit(_ code: UnitCode) throws -> Unit {
    if let unit = try unit(code) { return unit }
    throw RequestError.unknown(
      .unit, code.text, nearest: nearest(code.text, among: try units().map(\.code)))
  }

  /// The workflow's text, or the error that names the nearest ones.
  func knownWorkflow(_ name: Identifier, version: String?) throws -> WorkflowRecord {
    if let record = try workflow(name, version: version) { return record }
    let known = try workflows().map(\.reference)
    guard known.contains(where: { $0.name == name }), let version else {
      throw RequestError.unknown(
        .workflow, name.text, nearest: nearest(name.text, among: known.map(\.name)))
    }
    throw RequestError.unknown(
      .workflow, "\(name) \(version)",
      nearest: known.filter { $0.name == name }.map { "\($0)" })
  }
}

extension StoreReader {
  /// What an instance's next entry says of the time. An instance's time never runs backwards, also
  /// not from an entry that changed nothing, such as a refusal, when the clock was set back.
  func time(of instance: Instance, at now: Instant) throws -> Instant {
    // As a rule the clock has not been set back since any entry was made.
    if let latest = try latestTime(), latest <= now { return max(now, instance.at) }
    return max(now, instance.at, try lastTime(of: instance.id) ?? .earliest)
  }
}
