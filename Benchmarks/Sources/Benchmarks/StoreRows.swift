import CBaselines
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine
import WorkflowTesting

/// Work on a store that survives a loss of power.
enum StoreRows {
  static let table = "Durable work (SQLite, synchronous = FULL)"

  static func rows(_ size: Size) -> [Row] {
    switch size {
    case .small: [one(20), many(160), launch(300), advance(300), verify(100), command(300)]
    case .normal:
      [one(300), many(1_600), launch(10_000), advance(10_000), verify(2_000), command(10_000)]
    case .large: [launch(100_000), advance(100_000)]
    }
  }

  private static func row(
    _ what: String, against: String, _ aim: Aim,
    prepare: @escaping @Sendable () async throws -> Sides
  ) -> Row {
    Row(table, what, against: against, aim, in: Set(Size.allCases), prepare: prepare)
  }

  // MARK: One event each

  private static func one(_ count: Int) -> Row {
    row(
      "a transition, one at a time (\(count))", against: "the same reads and writes in C",
      .atLeast(0.8)
    ) {
      let fixture = try StoreFixture(.everything(group: 1))
      let house = House(units: max(count, 1_000))
      try await house.make(fixture.original) { try await house.launch(0..<house.units, $0) }
      let body: @Sendable (SQLiteStore) async throws -> Void = { store in
        let engine = House.engine(store, day: 1)
        for number in 0..<count {
          try accepted(await engine.send(House.acknowledgement(of: number)))
        }
      }
      try await fixture.record(body)
      return fixture.sides(count, body)
    }
  }

  private static func many(_ count: Int) -> Row {
    row(
      "a transition from 16 callers at once (\(count))",
      against: "the same reads and writes in C, 16 a transaction", .atLeast(0.5)
    ) {
      let fixture = try StoreFixture(.everything(group: 16))
      let house = House(units: max(count, 1_000))
      try await house.make(fixture.original) { try await house.launch(0..<house.units, $0) }
      try await fixture.record { store in
        let engine = House.engine(store, day: 1)
        for number in 0..<count {
          try accepted(await engine.send(House.acknowledgement(of: number)))
        }
      }
      return fixture.sides(count) { store in
        let engine = House.engine(store, day: 1)
        try await withThrowingTaskGroup { group in
          for caller in 0..<16 {
            group.addTask {
              for number in stride(from: caller, to: count, by: 16) {
                try accepted(await engine.send(House.acknowledgement(of: number)))
              }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  private static func accepted(_ answer: Answer) throws {
    guard answer.verdict == .accepted else { throw WentWrong("an event was refused") }
  }

  // MARK: Many at once

  private static func launch(_ count: Int) -> Row {
    row(
      "launching \(count) units, each", against: "the same rows in C, in the same chunks",
      .atLeast(0.35)
    ) {
      let fixture = try StoreFixture(.writes)
      let house = House(units: count)
      try await house.make(fixture.original)
      let body: @Sendable (SQLiteStore) async throws -> Void = { store in
        try await house.launch(0..<count, House.engine(store))
      }
      try await fixture.record(body)
      var sides = fixture.sides(count, body)
      sides.memoryAim = 200
      return sides
    }
  }

  private static func advance(_ count: Int) -> Row {
    row(
      "advancing \(count) units, each", against: "the same rows in C, in the same chunks",
      .atLeast(0.35)
    ) {
      let fixture = try StoreFixture(.writes)
      let house = House(units: count)
      try await house.make(fixture.original) { try await house.launch(0..<count, $0) }
      let body: @Sendable (SQLiteStore) async throws -> Void = { store in
        let requests = (0..<count).map(House.acknowledgement)
        let verdicts = try await House.engine(store, day: 1).send(requests)
        guard verdicts.allSatisfy(\.isAccepted) else { throw WentWrong("an event was refused") }
      }
      try await fixture.record(body)
      return fixture.sides(count, body)
    }
  }

  // MARK: The whole log

  private static func verify(_ count: Int) -> Row {
    row(
      "audit verify: tree and replay, \(count) units launched and advanced, each",
      against: "reading and hashing in C, and deciding all of it in memory", .atLeast(0.5)
    ) {
      let fixture = try StoreFixture(.none)
      let house = House(units: count)
      let work: @Sendable (Engine) async throws -> Void = { engine in
        try await house.launch(0..<count, engine)
        _ = try await House.engine(engine.store, day: 1)
          .send((0..<count).map(House.acknowledgement))
      }
      try await house.make(fixture.original, work)
      var sides = fixture.sides(count) { store in
        let found = try await Verifier(store, scratch: SQLiteStore.scratch()).verify()
        guard found.faults.isEmpty, found.replayed == found.entries else {
          throw WentWrong("the audit found faults")
        }
      }
      sides.reference = .timed {
        guard cb_log_hash(fixture.original) > count else { throw WentWrong("the log is short") }
        let engine = House.engine(MemoryStore())
        try await house.found(engine)
        try await work(engine)
      }
      return sides
    }
  }

  // MARK: The program

  /// The program that `make bench` has built, or the one that `$DOCKET` names.
  private static let program =
    ProcessInfo.processInfo.environment["DOCKET"]
    ?? FileManager.default.currentDirectoryPath + "/Benchmarks/.build/release/docket"

  private static func command(_ count: Int) -> Row {
    row(
      "`docket advance` of one unit in a store of \(count), a process",
      against: "`sqlite3` doing the same writes, a process", .within(4)
    ) {
      let fixture = try StoreFixture(.none)
      let house = House(units: count)
      try await house.make(fixture.original) { try await house.launch(0..<count, $0) }
      try await fixture.record { store in
        try accepted(await House.engine(store, day: 1).send(House.acknowledgement(of: 7)))
      }
      let script = fixture.scratch.file("script.sql")
      guard cb_record_script(fixture.recording, script) == 0 else {
        throw WentWrong("no script could be written")
      }
      let (subject, copy) = (fixture.scratch.file("s.sqlite"), fixture.scratch.file("c.sqlite"))
      return Sides(
        count: 1,
        before: { side in
          try fixture.scratch.copy(
            "original.sqlite", to: side == .subject ? "s.sqlite" : "c.sqlite")
        },
        subject: {
          try Program.run(
            program,
            [
              "advance", "acknowledge", "--unit", "U-7", "--as", "p-secretary", "--store", subject,
              "--now", "2023-11-16T00:00:00Z",
            ])
        },
        reference: .timed { try Program.run("sqlite3", ["-bail", copy], input: script) },
        finish: { fixture.scratch.remove() }, isProgram: true)
    }
  }
}
