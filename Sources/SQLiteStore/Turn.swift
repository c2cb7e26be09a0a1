import Synchronization

/// The changes of one caller who shares a commit, until he knows what became of them.
///
/// He goes on where he came from. If he were resumed on the writer's thread he would wait there for all
/// whose turn it is by then, and his next changes would miss their commit.
final class Turn: Sendable {
  /// Leaves its answer where the caller finds it, since nobody else asks what it is.
  typealias Changes = @Sendable (SQLiteTransaction) throws -> Void

  private let changes: Mutex<Changes?>
  private let caller: CheckedContinuation<Bool, any Error>

  /// - Parameter caller: Gets whether his changes are durable; else they are to be made again.
  init(_ changes: @escaping Changes, of caller: CheckedContinuation<Bool, any Error>) {
    self.changes = Mutex(changes)
    self.caller = caller
  }

  /// The closure, once. It is the caller's: nobody may have it any more when he is resumed.
  func takeChanges() -> Changes? { changes.withLock { $0.take() } }

  func resume(isDurable: Bool) { caller.resume(returning: isDurable) }

  func resume(throwing error: any Error) { caller.resume(throwing: error) }
}
