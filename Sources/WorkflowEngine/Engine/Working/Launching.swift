import AuditLog
public import Statechart

/// Starting a workflow for many units.
public struct LaunchRequest: Hashable, Sendable {
  public var workflow: Identifier
  /// Nil means the version registered last.
  public var version: String?
  public var programme: ProgrammeName
  public var batch: Int
  /// The plan: in this order, without repeats.
  public var units: [UnitCode]
  public var window: DateWindow
  public var authority: String?
  public var identity: Identity

  public init(
    workflow: Identifier, version: String? = nil, programme: ProgrammeName, batch: Int = 1,
    units: [UnitCode], window: DateWindow = DateWindow(), authority: String? = nil,
    identity: Identity
  ) {
    self.workflow = workflow
    self.version = version
    self.programme = programme
    self.batch = batch
    self.units = units
    self.window = window
    self.authority = authority
    self.identity = identity
  }
}

/// What a launch did.
public struct LaunchReport: Hashable, Sendable {
  public var batch: Batch
  /// Instances that this call made; the others of the batch were there before.
  public var started: Int

  public init(batch: Batch, started: Int) {
    self.batch = batch
    self.started = started
  }
}

extension Engine {
  /// Launches a batch: freezes its plan in one transaction, then makes the instances in chunks. The
  /// last chunk opens the batch; until then its instances take no events.
  ///
  /// Calling it again with the same plan goes on where a crash or a full disk stopped it.
  ///
  /// - Parameter progress: Called after each chunk with how many instances there are, and the
  ///   batch's size.
  public func launch(
    _ request: LaunchRequest, isDryRun: Bool = false,
    progress: @Sendable (_ made: Int, _ size: Int) -> Void = { _, _ in }
  ) async throws -> LaunchReport {
    let plan = request.units.plan
    var batch = try await change(isDryRun: isDryRun) { transaction in
      try self.freeze(request, plan: plan, transaction)
    }
    guard !isDryRun else { return LaunchReport(batch: batch, started: 0) }
    let before = batch.made
    while batch.status == .launching {
      batch = try await makeChunk(of: batch, identity: request.identity)
      progress(batch.made, batch.size)
    }
    try await drainOutbox()
    return LaunchReport(batch: batch, started: batch.made - before)
  }

  /// Goes on with every batch that was left half made.
  ///
  /// - Returns: The batches that were completed.
  public func resumeLaunches(identity: Identity) async throws -> [Batch] {
    var completed: [Batch] = []
    for unfinished in try await store.read({ try $0.batches().filter { $0.status == .launching } })
    {
      var batch = unfinished
      while batch.status == .launching {
        batch = try await makeChunk(of: batch, identity: identity)
      }
      completed.append(batch)
    }
    if !completed.isEmpty { try await drainOutbox() }
    return completed
  }

  private func freeze(
    _ request: LaunchRequest, plan: Digest, _ transaction: any StoreTransaction
  ) throws -> Batch {
    let identity = try transaction.authenticated(request.identity)
    let reference = try transaction.knownWorkflow(request.workflow, version: request.version)
      .reference
    if let known = try transaction.batch(request.programme, request.batch) {
      let isSame =
        known.plan == plan && known.workflow.name == request.workflow
        && (request.version == nil || known.workflow == reference)
        && known.window == request.window && known.authority == request.authority
      guard isSame else {
        throw RequestError.planFrozen(request.programme, batch: request.batch)
      }
      return known
    }
    if let fault = try transaction.fault(ofCiting: request.authority) {
      throw RequestError.authority(fault)
    }
    let decision = LaunchDecision(reader: transaction)
    try decision.check(request)
    let batch = try decision.batch(request, at: clock.now())
    _ = try transaction.commit(
      Registration.launch(batch, units: request.units, identity).complete(), salts: salts)
    _ = try decision.rehearse(batch, request.units[0], identity)
    return batch
  }

  /// How many instances one transaction makes.
  static let chunkSize = 500

  func makeChunk(of batch: Batch, identity: Identity) async throws -> Batch {
    try await store.write { [clock, salts] transaction in
      guard var current = try transaction.batch(batch.programme, batch.number) else {
        throw StoreError.corrupt("batch \(batch.number) of \(batch.programme) is gone")
      }
      let identity = try transaction.authenticated(identity)
      let members = try transaction.members(
        batch.programme, batch: batch.number, from: current.made, limit: Self.chunkSize)
      guard !members.isEmpty || current.status == .open else {
        throw StoreError.corrupt("the plan of \(batch.programme) \(batch.number) is incomplete")
      }
      let decision = StartDecision(
        reader: transaction, organisation: OrganisationView(transaction))
      for member in members where current.status == .launching {
        let at = max(clock.now(), current.launchedAt)
        _ = try transaction.commit(
          decision.start(member, of: current, identity: identity, at: at), salts: salts)
        current.made += 1
        if current.made == current.size { current.status = .open }
      }
      return current
    }
  }
}
