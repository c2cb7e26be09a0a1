public import AuditLog
public import Statechart

/// A problem, or whatever a ledger holds, that somebody raises.
public struct ItemRequest: Sendable {
  /// The instance whose ledger it is.
  public var instance: InstanceID
  public var ledger: Identifier
  /// The unit that must deal with it; nil means the instance's own. A root above the unit makes
  /// an ancestor the owner.
  public var owner: UnitCode?
  /// The day by which it is promised to be put right; stays in the clear.
  public var deadline: CalendarDate?
  /// Free texts by field, such as `problem` and `measure`; kept where they can be erased.
  public var fields: [(field: String, value: String)]
  /// Unique for the instance, like an event's.
  public var id: Identifier
  public var identity: Identity

  public init(
    instance: InstanceID, ledger: Identifier, owner: UnitCode? = nil,
    deadline: CalendarDate? = nil, fields: [(field: String, value: String)] = [], id: Identifier,
    identity: Identity
  ) {
    self.instance = instance
    self.ledger = ledger
    self.owner = owner
    self.deadline = deadline
    self.fields = fields
    self.id = id
    self.identity = identity
  }

  /// The same as an event, for the entry and for repeats.
  var asEvent: EventRequest {
    var data: JSONObject = ["ledger": .string(ledger.text)]
    data["owner"] = owner.map { .string($0.text) }
    data["deadline"] = deadline.map { .string($0.description) }
    return EventRequest(
      instance: instance, name: "docket.item", id: id, data: .object(data), identity: identity)
  }
}

extension Engine {
  /// Raises an item: an instance of the ledger's workflow, with this instance as its parent.
  public func raise(_ request: ItemRequest, isDryRun: Bool = false) async throws -> Answer {
    try await changeAndDeliver(isDryRun: isDryRun) { try self.raise(request, $0) }
  }

  /// Raises many items, each with a verdict of its own, in chunks that are one transaction each.
  ///
  /// - Parameter progress: Called after each chunk with how many have their verdict.
  /// - Returns: One verdict a request, in their order; of an accepted one the answer names the item.
  public func raise(
    _ requests: [ItemRequest], isDryRun: Bool = false,
    progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) async throws -> [BulkVerdict] {
    var verdicts: [BulkVerdict] = []
    while verdicts.count < requests.count {
      let chunk = Array(requests[verdicts.count...].prefix(Self.bulkChunk))
      verdicts += try await change(isDryRun: isDryRun) { transaction in
        try chunk.map { request in
          do {
            return BulkVerdict(
              instance: request.instance, result: .answered(try self.raise(request, transaction)))
          } catch let error as RequestError {
            return BulkVerdict(instance: request.instance, result: .failed(error))
          }
        }
      }
      progress(verdicts.count)
    }
    if !isDryRun { try await drainOutbox() }
    return verdicts
  }

  private func raise(_ request: ItemRequest, _ transaction: any StoreTransaction) throws -> Answer {
    if let owner = request.owner { _ = try transaction.knownUnit(owner) }
    return try transaction.answer(request.asEvent, at: clock.now(), salts: salts) {
      proven, parent, at in
      var request = request
      request.identity = proven.identity
      return try StartDecision(reader: transaction).start(request, in: parent, at: at)
    }
  }
}
