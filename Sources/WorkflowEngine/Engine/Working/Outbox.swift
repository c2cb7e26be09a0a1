import AuditLog
import Statechart

extension Engine {
  /// Delivers what steps have sent, each message in a transaction of its own. The same code runs
  /// after a step and after a crash, when it finds what the dead process left.
  ///
  /// - Returns: How many messages were delivered.
  @discardableResult
  public func drainOutbox(limit: Int = 100_000) async throws -> Int {
    var delivered = 0
    while delivered < limit {
      let (count, isIdle) = try await store.write { [clock, salts] transaction in
        let messages = try transaction.outbox(limit: 100)
        for message in messages {
          let receiver = try transaction.instance(message.receiver)
          let now = clock.now()
          let at = try receiver.map { try transaction.time(of: $0, at: now) } ?? now
          _ = try transaction.commit(
            EngineStepDecision(reader: transaction).deliver(message, to: receiver, at: at),
            salts: salts)
        }
        return (messages.count, try transaction.outbox(limit: 1).isEmpty)
      }
      delivered += count
      if isIdle { break }
    }
    return delivered
  }

  /// Delivers every timer that is due now, across all instances, and the outbox.
  ///
  /// - Parameter progress: Called after each chunk with how many were delivered.
  /// - Returns: The number of timers delivered.
  public func tick(
    isDryRun: Bool = false, progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) async throws -> Int {
    let now = clock.now()
    if isDryRun {
      return try await store.read { try $0.timerCount(dueBy: now) }
    }
    try await drainOutbox()
    var delivered = 0
    while true {
      let (count, isIdle) = try await store.write { [salts] transaction in
        let due = try transaction.timers(dueBy: now, limit: 200)
        for timer in due {
          guard let instance = try transaction.instance(timer.instance) else { continue }
          // Another timer of this round may have taken it away.
          guard try transaction.timers(of: instance.id).contains(where: { $0.id == timer.id })
          else { continue }
          _ = try transaction.commit(
            EngineStepDecision(reader: transaction)
              .deliver(timer, to: instance, at: transaction.time(of: instance, at: now)),
            salts: salts)
        }
        return (due.count, try transaction.outbox(limit: 1).isEmpty)
      }
      if count == 0 { break }
      delivered += count
      progress(delivered)
      if !isIdle { try await drainOutbox() }
    }
    return delivered
  }
}
