import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let unitHistory: [StoreContract] = [
    StoreContract(description: "the versions of a unit are numbered as they come") { store in
      try await store.apply(
        .unitVersion(.sample("1"), since: time(1)), .unitVersion(.sample("2"), since: time(1)),
        .unitVersion(.sample("1", level: 2), since: time(1)))

      let found = try await store.read { (try $0.versions(of: "1"), try $0.versions(of: "3")) }
      try expect(
        "the versions", found.0,
        is: [
          UnitVersion(unit: .sample("1"), number: 1, since: time(1)),
          UnitVersion(unit: .sample("1", level: 2), number: 2, since: time(1)),
        ])
      try expect("those of an unknown unit", found.1, is: [])
    },
    StoreContract(description: "a unit at a time is its last version until then") { store in
      try await store.apply(
        .unitVersion(.sample("1"), since: time(1)),
        .unitVersion(.sample("1", level: 2), since: time(3)))

      let found = try await store.read { reader in
        try [0, 1, 2, 3, 9].map { try reader.unit("1", at: time($0))?.level }
      }
      try expect("the levels", found, is: [nil, 1, 1, 2, 2])
    },
    StoreContract(description: "the tree at a time is that of its versions") { store in
      try await moved(store)

      let found = try await store.read { reader in
        try [1, 3].map { now in
          [
            try reader.units(at: time(now)).map(\.code),
            try reader.children(of: "a", at: time(now)).map(\.code),
            try reader.children(of: "b", at: time(now)).map(\.code),
            try reader.ancestors(of: "x", at: time(now)).map(\.code),
          ]
        }
      }
      try expect(
        "then", found[0], is: [["top", "a", "b", "x"], ["x"], [], ["a", "top"]])
      try expect(
        "now", found[1], is: [["top", "a", "b", "x", "y"], [], ["x", "y"], ["b", "top"]])
    },
    StoreContract(description: "a unit that was retired is no child from then on") { store in
      try await moved(store)
      try await store.apply(
        .unitVersion(
          .sample("x", parent: "b", level: 3, retiredAt: time(5)), since: time(5)))

      let found = try await store.read { reader in
        try [4, 5].map { try reader.children(of: "b", at: time($0)).map(\.code) }
      }
      try expect("the children", found, is: [["x", "y"], ["y"]])
    },
    StoreContract(description: "the versions of units are a projection") { store in
      try await moved(store)

      let rows = try await store.read { reader in
        var rows: [JSON] = []
        try reader.rows(of: .unitVersions) { rows.append($0) }
        return rows
      }
      try expect("the number of rows", rows.count, is: 6)
      try expect("the first", try UnitVersion(json: rows[0]).unit.code, is: "a")
    },
  ]

  private static func time(_ number: Int64) -> Instant {
    ManualClock.start.advanced(byMilliseconds: number)
  }

  /// x goes from a to b at the time 2, where y joins it.
  private static func moved(_ store: any Store) async throws {
    try await store.apply(
      .unitVersion(.sample("top"), since: time(1)),
      .unitVersion(.sample("a", parent: "top", level: 2), since: time(1)),
      .unitVersion(.sample("b", parent: "top", level: 2), since: time(1)),
      .unitVersion(.sample("x", parent: "a", level: 3), since: time(1)),
      .unitVersion(.sample("x", parent: "b", level: 3), since: time(2)),
      .unitVersion(.sample("y", parent: "b", level: 3), since: time(2)))
  }
}
