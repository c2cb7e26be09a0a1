import Dispatch

/// Runs jobs on threads that may wait for the disk, so that Swift's own few threads never do.
final class QueueExecutor: SerialExecutor, TaskExecutor {
  private let queue: DispatchQueue

  private init(_ queue: DispatchQueue) { self.queue = queue }

  /// One job at a time, in the order in which they came.
  static func serial(_ label: String) -> QueueExecutor {
    QueueExecutor(DispatchQueue(label: label))
  }

  /// Several jobs at a time; for tasks only, not for an actor.
  static let concurrent = QueueExecutor(
    DispatchQueue(label: "docket.readers", attributes: .concurrent))

  func enqueue(_ job: consuming ExecutorJob) {
    // Swift has no way to move a noncopyable job into a closure; the queue runs it exactly once.
    let job = UnownedJob(job)
    queue.async {
      unsafe job.runSynchronously(
        isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
    }
  }

  /// Runs `body` in its turn, on the thread of the caller.
  func runNow<Answer>(_ body: () throws -> Answer) rethrows -> Answer {
    try queue.sync(execute: body)
  }

  /// Runs `body` after all that came before.
  func runLater(_ body: @escaping @Sendable () -> Void) { queue.async(execute: body) }

  func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    unsafe UnownedSerialExecutor(ordinary: self)
  }

  func asUnownedTaskExecutor() -> UnownedTaskExecutor {
    unsafe UnownedTaskExecutor(ordinary: self)
  }
}
