public import AuditLog
public import Statechart

/// A reminder to those whom some instances wait for.
public struct ReminderRequest: Sendable {
  /// Each is reminded by an entry of its own.
  public var instances: [InstanceID]
  /// The role to address; nil means whoever can act, on the unit or nearest above it.
  public var role: RoleID?
  /// What is said, in words; kept where it can be erased.
  public var text: String?
  /// Reminds those who were reminded today already, too.
  public var isRepeated: Bool
  /// Unique for the whole: the same again goes on where it stopped.
  public var job: Identifier
  public var identity: Identity

  public init(
    instances: [InstanceID], role: RoleID? = nil, text: String? = nil, isRepeated: Bool = false,
    job: Identifier, identity: Identity
  ) {
    self.instances = instances
    self.role = role
    self.text = text
    self.isRepeated = isRepeated
    self.job = job
    self.identity = identity
  }

  func event(for instance: InstanceID) -> EventRequest {
    EventRequest(
      instance: instance, name: ReminderDecision.eventName, id: Identifier("\(job)/\(instance)"),
      data: role.map { ["role": .string($0.text)] }, identity: identity, reason: text)
  }
}

/// What became of the reminder about one instance.
public struct ReminderVerdict: Sendable {
  public enum Result: Sendable {
    /// Those who will be told.
    case told([PersonID])
    /// Somebody reminded of it earlier on the same day; nothing was done.
    case toldToday(at: Instant)
    case refused([Missing])
    case failed(RequestError)
  }

  public var instance: InstanceID
  public var result: Result

  /// Whether nothing stood against it, today's earlier reminder included.
  public var isAccepted: Bool {
    switch result {
    case .told, .toldToday: true
    case .refused, .failed: false
    }
  }
}

extension Engine {
  /// Puts reminders into the outbox, an entry for each instance. Nobody is told the same twice a
  /// day, unless that is asked for. `deliverNotices` hands them over.
  ///
  /// - Parameter progress: Called after each chunk with how many have their verdict.
  /// - Returns: One verdict an instance, in their order.
  public func remind(
    _ request: ReminderRequest, isDryRun: Bool = false,
    progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) async throws -> [ReminderVerdict] {
    var verdicts: [ReminderVerdict] = []
    while verdicts.count < request.instances.count {
      let chunk = Array(request.instances[verdicts.count...].prefix(Self.bulkChunk))
      verdicts += try await change(isDryRun: isDryRun) { transaction in
        let organisation = OrganisationView(transaction)
        return try chunk.map { id in
          do {
            return ReminderVerdict(
              instance: id, result: try self.remind(id, request, transaction, organisation))
          } catch let error as RequestError {
            return ReminderVerdict(instance: id, result: .failed(error))
          }
        }
      }
      progress(verdicts.count)
    }
    return verdicts
  }

  private func remind(
    _ id: InstanceID, _ request: ReminderRequest, _ transaction: any StoreTransaction,
    _ organisation: OrganisationView
  ) throws -> ReminderVerdict.Result {
    let event = request.event(for: id)
    let now = clock.now()
    let isNew = try transaction.answer(to: event.id, of: id) == nil
    if isNew, !request.isRepeated,
      let earlier = try transaction.reminder(of: id, onTheDayOf: now, organisation)
    {
      return .toldToday(at: earlier.at)
    }
    let answer = try transaction.answer(event, at: now, salts: salts) { request, instance, at in
      try ReminderDecision(reader: transaction, organisation: organisation)
        .decide(request, on: instance, at: at)
    }
    guard answer.verdict == .accepted, let index = answer.index else {
      return .refused(answer.missing)
    }
    let told = try transaction.entry(at: index)?.entry.leaf.details["to"]?.array ?? []
    return .told(told.compactMap { $0.string.map { Identifier($0) } })
  }
}

extension StoreReader {
  /// The last reminder that somebody sent about the instance on the day it is, in the unit's zone.
  fileprivate func reminder(
    of id: InstanceID, onTheDayOf now: Instant, _ organisation: OrganisationView
  ) throws -> Notice? {
    guard let instance = try instance(id) else { return nil }
    let zone = try organisation.calendar(of: instance.unit).zone
    return try notices(NoticeQuery(instance: id, limit: Int(Int32.max))).last {
      $0.cause == .reminded && zone.date(at: $0.at) == zone.date(at: now)
    }
  }
}
