import AuditLog
import SQLiteStore
import Statechart
import Testing
import WorkflowEngine

/// Everything that goes over many units, on a store in a file: 10,000 units by `make test-faults`
/// (a debug build takes minutes for them), 1,500 by `make test`.
@Suite struct LargeBulkTests {
  @Test func `a whole organisation is launched, advanced and reminded in chunks, each unit once`()
    async throws
  {
    try await Folder.temporary { folder in
      let count = Extent.of(1_500, all: 10_000)
      let launching = ChunkWatch()
      let drive = try await LargeDrive(folder, units: count, seed: 11, watch: launching)
      let store = try SQLiteStore.open(at: drive.path)
      func engine(_ watch: ChunkWatch, at clock: any WorkflowEngine.Clock = LargeDrive.clock)
        -> Engine
      { Engine(store: watch.watching(store), clock: clock) }

      // A year after the others, when every deadline has passed.
      let late = StandingClock(
        time: LargeDrive.clock.now().advanced(byMilliseconds: 31_536_000_000))
      // Some by a predicate, and a job over all of them and one that is not there.
      let predicate = try UnitSelector("@level <= 3")
      let upper = try await store.read { try $0.units(where: predicate).map(\.code) }
      let (selecting, sending, ticking) = (ChunkWatch(), ChunkWatch(), ChunkWatch())
      let selected = try await engine(selecting).send(requests(upper, drive, job: "j-1"))
      let sent = try await engine(sending).send(
        requests(drive.units + ["nowhere"], drive, job: "j-2"))
      let due = try await store.read { try $0.timerCount(dueBy: late.now()) }
      let delivered = try await engine(ticking, at: late).tick()
      let left = try await store.read { try $0.timerCount(dueBy: late.now()) }

      #expect(selected.map(\.instance) == upper.map(drive.instance))
      #expect(selected.allSatisfy { $0.isAccepted })
      #expect(sent.map(\.instance) == (drive.units + ["nowhere"]).map(drive.instance))
      #expect(sent.map(\.isAccepted) == Array(repeating: true, count: count) + [false])
      let isUpper = Set(upper)
      let states = try await store.read { reader in
        try drive.units.map { try reader.instance(drive.instance(of: $0))?.snapshot.active ?? [] }
      }
      #expect(states == drive.units.map { isUpper.contains($0) ? ["c"] : ["b"] })
      #expect(due >= count - upper.count)
      #expect(delivered == due)
      #expect(left == 0)
      for (watch, what) in [(launching, count), (selecting, upper.count), (sending, count)] {
        let chunks = await watch.count
        #expect(chunks.transactions >= what / 500)
        #expect(chunks.largest <= 500)
      }
      #expect(await ticking.count.transactions >= due / 200)
      try await store.close()
      #expect(try await Witness.problems(of: drive.path, acknowledged: []) == [])
    }
  }

  private func requests(_ units: [UnitCode], _ drive: LargeDrive, job: String) -> [EventRequest] {
    units.map { unit in
      let instance = drive.instance(of: unit)
      return EventRequest(
        instance: instance, name: "go", id: Identifier("\(job)/\(instance)"),
        identity: LargeDrive.office)
    }
  }
}
