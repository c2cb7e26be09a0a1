import CBaselines
import Foundation
import SQLiteStore
import Statechart
import WorkflowEngine

/// Looking at a store of very many instances: a look must take what there is to see, not what there is.
///
/// Each look is measured in a store of a tenth, too: neither time nor memory may grow tenfold.
enum LargeStoreRows {
  static let table = "Many instances in one store"

  static func rows(_ size: Size, fixtures: String) -> [Row] {
    let sizes =
      switch size {
      case .small: [3_000]
      case .normal: [10_000, 100_000]
      case .large: [100_000, 1_000_000]
      }
    return [board, history, due, tick].flatMap { row in sizes.map { row($0, fixtures) } }
  }

  private static func row(
    _ what: String, against: String,
    prepare: @escaping @Sendable () async throws -> Sides
  ) -> Row {
    Row(table, what, against: against, .atLeast(0.5), in: Set(Size.allCases)) {
      var sides = try await prepare()
      // "Flat": the same bound whatever the number of instances.
      sides.memoryAim = 64
      return sides
    }
  }

  private static func number(_ size: Int) -> String {
    size >= 1_000_000 ? "a million instances" : "\(size / 1_000),000 instances"
  }

  private static func query(_ path: String, _ sql: String) throws -> OpaquePointer {
    guard let query = cb_query_open(path, sql) else { throw WentWrong("C: \(sql)") }
    return query
  }

  /// What `docket status` shows of a programme.
  private static func board(_ size: Int, _ folder: String) -> Row {
    row(
      "the status board of \(number(size))",
      against: "`GROUP BY batch, status` over an index"
    ) {
      let large = try await LargeStore(of: size, in: folder)
      let query = try query(
        large.path,
        """
        SELECT batch, status, COUNT(*) FROM instances
        WHERE programme = 'drive' AND parent IS NULL GROUP BY batch, status
        """)
      let store = try SQLiteStore.openReadOnly(at: large.path)
      return Sides(
        count: 1,
        subject: {
          let board = try await LargeStore.engine(store).board(
            SurveyQuery(programme: House.programme), scratch: { try SQLiteStore.scratch() })
          let count = board.groups.reduce(0) { $0 + $1.count }
          guard count > size / 2 else { throw WentWrong("\(count) instances are on the board") }
        },
        reference: .timed {
          guard cb_query_run(query, nil, 0) > 0 else { throw WentWrong("no rows") }
        },
        finish: {
          cb_query_close(query)
          try await store.close()
        })
    }
  }

  /// What `docket history --unit` shows.
  private static func history(_ size: Int, _ folder: String) -> Row {
    row(
      "the history of one unit among \(number(size)) (1,000 units)",
      against: "its leaves and payloads, by an index"
    ) {
      let large = try await LargeStore(of: size, in: folder)
      let query = try query(
        large.path,
        "SELECT position, leaf, payload FROM entries WHERE unit = ?1 ORDER BY position LIMIT 1000")
      let store = try SQLiteStore.openReadOnly(at: large.path)
      let units = large.someUnits(1_000)
      return Sides(
        count: units.count,
        subject: {
          for unit in units {
            let found = try await store.read { try $0.entries(EntryQuery(unit: unit)) }
            guard !found.isEmpty else { throw WentWrong("\(unit) has no history") }
          }
        },
        reference: .timed {
          for unit in units {
            guard cb_query_run(query, unit.text, 0) > 0 else { throw WentWrong("no rows") }
          }
        },
        finish: {
          cb_query_close(query)
          try await store.close()
        })
    }
  }

  /// `docket tick --dry-run`.
  private static func due(_ size: Int, _ folder: String) -> Row {
    row(
      "finding the 1,000 timers that are due among those of \(number(size))",
      against: "the due timers of running instances, by indexes"
    ) {
      let large = try await LargeStore(of: size, in: folder)
      let query = try query(
        large.path,
        """
        SELECT COUNT(*) FROM timers JOIN instances ON instances.id = timers.instance
        WHERE due <= ?1 AND status = 'running'
        """)
      let store = try SQLiteStore.openReadOnly(at: large.path)
      return Sides(
        count: 1,
        subject: {
          let count = try await LargeStore.engine(store).tick(isDryRun: true)
          guard count == 1_000 else { throw WentWrong("\(count) timers are due") }
        },
        reference: .timed {
          guard cb_query_run(query, nil, LargeStore.now) > 0 else { throw WentWrong("no rows") }
        },
        finish: {
          cb_query_close(query)
          try await store.close()
        })
    }
  }

  /// `docket tick`. What is written stays in the write-ahead log and is thrown away after each round,
  /// so that a large file need not be copied.
  private static func tick(_ size: Int, _ folder: String) -> Row {
    row(
      "delivering 1,000 due timers among those of \(number(size)), each",
      against: "the same reads and writes in C"
    ) {
      let large = try await LargeStore(of: size, in: folder)
      let body: @Sendable (SQLiteStore) async throws -> Void = { store in
        let count = try await LargeStore.engine(store).tick()
        guard count == 1_000 else { throw WentWrong("\(count) timers were delivered") }
      }
      let fixture = try StoreFixture(.everything(group: 1), pinned: large.path)
      try await fixture.record(body)
      return fixture.sides(1_000, body)
    }
  }
}
