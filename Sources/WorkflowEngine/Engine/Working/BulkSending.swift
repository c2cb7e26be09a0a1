import AuditLog
public import Statechart

/// What became of one of many requests.
public struct BulkVerdict: Sendable {
  public enum Result: Sendable {
    case answered(Answer)
    /// The request could not be judged; nothing was done for it.
    case failed(RequestError)
  }

  public var instance: InstanceID
  public var result: Result

  public init(instance: InstanceID, result: Result) {
    self.instance = instance
    self.result = result
  }

  /// Whether the event was accepted, now or at an earlier try.
  public var isAccepted: Bool {
    if case .answered(let answer) = result { answer.verdict == .accepted } else { false }
  }
}

extension Engine {
  /// The most requests that can be one transaction.
  public static let allOrNothingLimit = 10_000

  /// How many requests share a transaction otherwise.
  static let bulkChunk = 200

  /// Sends many events, each with a verdict of its own. Event ids of the form `JOB/INSTANCE` make
  /// a second run after a crash go on where the first stopped.
  ///
  /// - Parameters:
  ///   - isAllOrNothing: One transaction: if one is refused, none is accepted, and the others are
  ///     answered with what is missing under `bulk.all-or-nothing`. The refusals are logged all the
  ///     same.
  ///   - progress: Called after each chunk with how many have their verdict.
  /// - Returns: One verdict a request, in their order.
  public func send(
    _ requests: [EventRequest], isAllOrNothing: Bool = false, isDryRun: Bool = false,
    progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) async throws -> [BulkVerdict] {
    guard !isAllOrNothing else {
      guard requests.count <= Self.allOrNothingLimit else {
        throw RequestError.invalid(
          "\(requests.count) units are too many for one transaction of at most"
            + " \(Self.allOrNothingLimit)")
      }
      return try await sendTogether(requests, isDryRun: isDryRun)
    }
    var verdicts: [BulkVerdict] = []
    try await send(chunksOf: requests, isDryRun: isDryRun) { chunk in
      verdicts += chunk
      progress(verdicts.count)
    }
    return verdicts
  }

  /// Sends many events, one transaction a chunk, and hands on the verdicts of each chunk as soon as
  /// it is durable: neither the requests nor the verdicts are all in memory at once.
  ///
  /// - Parameters:
  ///   - requests: Asked for as they are sent.
  ///   - receive: Called after each chunk with one verdict a request, in their order. What it throws
  ///     ends the sending; the chunks before stand.
  public func send(
    chunksOf requests: some Sequence<EventRequest>, isDryRun: Bool = false,
    receive: (_ chunk: [BulkVerdict]) throws -> Void
  ) async throws {
    var next = requests.makeIterator()
    var isIdle = false
    while true {
      var chunk: [EventRequest] = []
      while chunk.count < Self.bulkChunk, let request = next.next() { chunk.append(request) }
      guard !chunk.isEmpty else { break }
      let verdicts: [BulkVerdict]
      (verdicts, isIdle) = try await change(isDryRun: isDryRun) { [chunk] transaction in
        let organisation = OrganisationView(transaction)
        let verdicts = try chunk.map { try self.verdict(on: $0, transaction, organisation) }
        return (verdicts, try transaction.outbox(limit: 1).isEmpty)
      }
      try receive(verdicts)
    }
    if !isDryRun, !isIdle { try await drainOutbox() }
  }

  private func verdict(
    on request: EventRequest, _ transaction: any StoreTransaction, _ organisation: OrganisationView
  ) throws -> BulkVerdict {
    do {
      let answer = try transaction.answer(request, at: clock.now(), salts: salts) {
        request, instance, at in
        try EventDecision(reader: transaction, organisation: organisation)
          .decide(request, on: instance, at: at)
      }
      return BulkVerdict(instance: request.instance, result: .answered(answer))
    } catch let error as RequestError {
      return BulkVerdict(instance: request.instance, result: .failed(error))
    }
  }

  private struct SomeRefused: Error {
    var verdicts: [BulkVerdict]
  }

  private func sendTogether(_ requests: [EventRequest], isDryRun: Bool) async throws
    -> [BulkVerdict]
  {
    do {
      return try await changeAndDeliver(isDryRun: isDryRun) { transaction in
        let organisation = OrganisationView(transaction)
        let verdicts = try requests.map { try self.verdict(on: $0, transaction, organisation) }
        guard verdicts.allSatisfy(\.isAccepted) else { throw SomeRefused(verdicts: verdicts) }
        return verdicts
      }
    } catch let refused as SomeRefused {
      var verdicts = refused.verdicts
      if !isDryRun { verdicts = try await logRefusals(requests, verdicts) }
      return try await store.read { [verdicts] reader in
        try verdicts.map { try Self.takenBack($0, reader) }
      }
    }
  }

  /// What was accepted and then undone with the others. An earlier acceptance stands.
  private static func takenBack(_ verdict: BulkVerdict, _ reader: any StoreReader) throws
    -> BulkVerdict
  {
    guard case .answered(var answer) = verdict.result, verdict.isAccepted, !answer.isRepeat else {
      return verdict
    }
    let instance = try reader.knownInstance(verdict.instance)
    answer.verdict = .refused
    answer.index = nil
    answer.revision = instance.revision
    answer.before = instance.snapshot.active
    answer.after = answer.before
    answer.role = nil
    answer.missing = [
      Missing(
        "bulk.all-or-nothing", "nothing was done: other units of the same command were refused")
    ]
    return BulkVerdict(instance: verdict.instance, result: .answered(answer))
  }

  /// Nothing was accepted; what was refused is judged again, by itself, and logged.
  private func logRefusals(_ requests: [EventRequest], _ verdicts: [BulkVerdict]) async throws
    -> [BulkVerdict]
  {
    var verdicts = verdicts
    for (position, request) in requests.enumerated() where !verdicts[position].isAccepted {
      do {
        let verdict = try await store.write { transaction in
          let verdict = try self.verdict(on: request, transaction, OrganisationView(transaction))
          guard !verdict.isAccepted else { throw SomeRefused(verdicts: [verdict]) }
          return verdict
        }
        verdicts[position] = verdict
      } catch is SomeRefused {
        // It was refused only in the company of the others.
        continue
      }
    }
    return verdicts
  }
}
