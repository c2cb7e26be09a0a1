import Synchronization
import WorkflowEngine
import WorkflowTesting

/// Lets the tasks of a test reach their store one at a time, in an order that a seed decides.
///
/// Whoever wants the store waits. When everybody who is alive waits, one of them is chosen: so the
/// same seed gives the same interleaving of transactions on every machine.
actor Scheduler {
  private var generator: SeededGenerator
  private var alive = 0
  private var waiting: [(name: Int, resume: CheckedContinuation<Void, Never>)] = []

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  /// Runs all of the tasks to their end.
  func run(_ tasks: [@Sendable (_ name: Int) async throws -> Void]) async throws {
    alive = tasks.count
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (name, task) in tasks.enumerated() {
        group.addTask {
          do {
            try await Scheduler.$task.withValue(name) { try await task(name) }
            await self.end()
          } catch {
            await self.end()
            throw error
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// The task that runs; nil outside of `run`.
  @TaskLocal static var task: Int?

  func turn(of name: Int) async {
    await withCheckedContinuation { continuation in
      waiting.append((name, continuation))
      chooseIfAllWait()
    }
  }

  private func end() {
    alive -= 1
    chooseIfAllWait()
  }

  private func chooseIfAllWait() {
    guard !waiting.isEmpty, waiting.count == alive else { return }
    // By name, because the order in which tasks came here is that of the machine.
    waiting.sort { $0.name < $1.name }
    waiting.remove(at: Int.random(in: 0..<waiting.count, using: &generator)).resume.resume()
  }
}

/// A memory store behind a scheduler.
final class ScheduledStore: Store {
  let memory = MemoryStore()
  private let scheduler: Scheduler

  init(_ scheduler: Scheduler) { self.scheduler = scheduler }

  func read<Answer: Sendable>(
    _ body: @Sendable (any StoreReader) throws -> Answer
  ) async throws -> Answer {
    if let task = Scheduler.task { await scheduler.turn(of: task) }
    return try await memory.read(body)
  }

  func write<Answer: Sendable>(
    _ body: @Sendable (any StoreTransaction) throws -> Answer
  ) async throws -> Answer {
    if let task = Scheduler.task { await scheduler.turn(of: task) }
    return try await memory.write(body)
  }

  func view() async throws -> any StoreView { await memory.view() }
}
