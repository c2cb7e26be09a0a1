import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let programmes: [StoreContract] = [
    StoreContract(description: "batches are listed by programme and number") { store in
      try await store.apply(
        .batch(.sample("b", 2)), .batch(.sample("b", 10)), .batch(.sample("a", 1)))

      let found = try await store.read { reader in
        (try reader.batches().map { "\($0.programme) \($0.number)" }, try reader.batch("b", 10))
      }
      try expect("the batches", found.0, is: ["a 1", "b 2", "b 10"])
      try expect("the batch", found.1, is: .sample("b", 10))
    },
    StoreContract(description: "a plan is read in pages, in its own order") { store in
      let plan = ["z", "b", "y", "a", "x"].enumerated().map { position, unit in
        Member(programme: "p", unit: Identifier(unit), batch: 1, position: position)
      }
      try await store.apply(
        .members(plan), .members([Member(programme: "p", unit: "c", batch: 2, position: 0)]))

      let pages = try await store.read { reader in
        [
          try reader.members("p", batch: 1, from: 0, limit: 2),
          try reader.members("p", batch: 1, from: 2, limit: 9),
          try reader.members("p", batch: 1, from: 5, limit: 9),
        ]
      }
      try expect("the pages", pages, is: [Array(plan[..<2]), Array(plan[2...]), []])
    },
    StoreContract(description: "a unit is in a programme once") { store in
      let first = Member(programme: "p", unit: "u", batch: 1, position: 0)
      let second = Member(programme: "p", unit: "u", batch: 2, position: 3)
      try await store.apply(.members([first]), .members([second]))

      let found = try await store.read { reader in
        [try reader.member("p", "u"), try reader.member("q", "u"), try reader.member("p", "v")]
      }
      try expect("the members", found, is: [second, nil, nil])
    },
    StoreContract(description: "a board counts each stage by batch and status") { store in
      try await store.apply(
        .instance(.sample("1", in: ["study", "part"]), after: nil),
        .instance(.sample("2", in: ["study"]), after: nil),
        .instance(.sample("3", status: .suspended, in: ["study"]), after: nil),
        .instance(.sample("4", batch: 2, in: ["rectify"]), after: nil),
        .instance(.sample("5", status: .ended, in: []), after: nil),
        .instance(.sample("1", programme: "other"), after: nil),
        .instance(Instance.sample("1").item(1), after: nil))

      let counts = try await store.read { reader in
        (
          try reader.stageCounts("drive-2023", batch: nil),
          try reader.stageCounts("drive-2023", batch: 2)
        )
      }
      let second = StageCount(batch: 2, status: .running, stage: "rectify", count: 1)
      try expect(
        "the counts", counts.0,
        is: [
          StageCount(batch: 1, status: .ended, stage: nil, count: 1),
          StageCount(batch: 1, status: .running, stage: "study", count: 2),
          StageCount(batch: 1, status: .suspended, stage: "study", count: 1),
          second,
        ])
      try expect("the counts of the second batch", counts.1, is: [second])
    },
    StoreContract(description: "an instance in two stages is counted in both") { store in
      var instance = Instance.sample(in: ["study", "rectify"])
      instance.snapshot.stages = ["study", "rectify"]
      let parallel = instance
      try await store.apply(.instance(parallel, after: nil))

      let counts = try await store.read { try $0.stageCounts("drive-2023", batch: nil) }
      try expect("the stages", counts.map(\.stage), is: ["rectify", "study"])
    },
    StoreContract(description: "a board follows an instance that moves on") { store in
      try await store.apply(.instance(.sample(in: ["study"]), after: nil))
      try await store.apply(.instance(.sample(revision: 2, in: ["rectify"]), after: 1))

      let counts = try await store.read { try $0.stageCounts("drive-2023", batch: nil) }
      try expect(
        "the counts", counts,
        is: [StageCount(batch: 1, status: .running, stage: "rectify", count: 1)])
    },
  ]
}
