import AuditLog
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine

@Suite struct ConcurrentWritersTests {
  @Test func `of many processes on one instance, each revision has one winner`() async throws {
    try await Folder.temporary { folder in
      let witness = try Witness(folder)
      let (processes, each) = (4, Extent.of(8, all: 100))

      let running = try (0..<processes).map { number in
        try Command(
          Tool.acknowledge, ["contend", folder.file("docket.sqlite"), "w\(number)", "\(each)"],
          in: folder
        ).start()
      }
      let results = running.map { $0.finish() }

      let won = results.flatMap(\.lines).compactMap {
        $0.split(separator: " ").last.flatMap { Int($0) }
      }
      #expect(results.map(\.status) == Array(repeating: 0, count: processes))
      #expect(won.sorted() == Array(1...processes * each))
      #expect(try await witness.problems() == [])
    }
  }

  @Test func `of many tasks on a few instances none loses what another did`() async throws {
    try await Folder.temporary { folder in
      let witness = try Witness(folder)
      let store = try SQLiteStore.open(at: folder.file("docket.sqlite"))
      let engine = Engine(store: store, clock: StandingClock())
      let (tasks, each) = (8, Extent.of(10, all: 100))

      let accepted = try await withThrowingTaskGroup(of: [Identifier].self) { group in
        for task in 0..<tasks {
          group.addTask {
            var accepted: [Identifier] = []
            for number in 0..<each {
              let answer = try await engine.send(
                EventRequest(
                  instance: Identifier("drive/u-\((task + number) % 3)"), name: "go",
                  id: Identifier("t\(task)-\(number)"),
                  identity: Identity(actor: "p-1", via: Leaf.Via(.cli, user: "tester"))))
              if answer.verdict == .accepted { accepted.append(answer.instance) }
            }
            return accepted
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }

      #expect(accepted.count == tasks * each)
      let counts = Dictionary(accepted.map { ($0, 1) }, uniquingKeysWith: +)
      for (id, count) in counts {
        #expect(try await store.read { try $0.instance(id)?.revision } == count)
      }
      try await store.close()
      #expect(try await witness.problems() == [])
    }
  }
}

/// A clock that stands still.
struct StandingClock: WorkflowEngine.Clock {
  var time = Instant(millisecondsSinceEpoch: 1_893_456_000_000)

  func now() -> Instant { time }
}
