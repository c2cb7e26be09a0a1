import Synchronization

/// The changes of one caller who shares a commit, until he has his answer.
///
/// He goes on where he came from. If he were resumed on the writer's thread he would wait there for all
/// whose turn it is by then, and his next changes would miss their commit.
final class Turn<Answer: Sendable>: Sendable {
  /// Nil: his changes are to be made again.
  typealias Outcome = Result<Answer, any Error>?
  typealias Changes = @Sendable (SQLiteTransaction) throws -> Answer

  private let changes: Mutex<Changes?>
  private let caller: CheckedContinuation<Outcome, any Error>

  init(_ changes: @escaping Changes, of caller: CheckedContinuation<Outcome, any Error>) {
    self.changes = Mutex(changes)
    self.caller = caller
  }

  /// Lends the closure to `body`. It is the caller's, and nobody has it any more when this returns.
  func make(_ body: (Changes) throws -> Outcome) rethrows -> Outcome {
    guard let changes = changes.withLock({ $0.take() }) else { return nil }
    return try body(changes)
  }

  func resume(_ outcome: sending Outcome) { caller.resume(returning: outcome) }

  func resume(throwing error: any Error) { caller.resume(throwing: error) }
}
