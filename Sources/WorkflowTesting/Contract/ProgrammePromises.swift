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
    StoreContract(description: "a board counts units that look alike, and no item") { store in
      let instances: [Instance] = [
        .sample("1", in: ["study", "part"]), .sample("2", in: ["study"]),
        .sample("3", status: .suspended, in: ["study"]), .sample("4", batch: 2, in: ["rectify"]),
        .sample("5", status: .ended, in: []), .sample("1", programme: "other"),
      ]
      for instance in instances { try await store.apply(.instance(instance, after: nil)) }
      try await store.apply(.instance(Instance.sample("1").item(1), after: nil))

      let boards = try await store.read { reader in
        [
          try reader.board("drive-2023", batch: nil), try reader.board("drive-2023", batch: 2),
          try reader.board(nil, batch: nil),
        ]
      }
      let groups = BoardGroup.counting(instances.map { Standing($0) })
      try expect("the groups", groups.map(\.count).sorted(), is: [1, 1, 1, 1, 2])
      try expect(
        "the boards", boards,
        is: [
          groups.filter { $0.programme == "drive-2023" }, groups.filter { $0.batch == 2 }, groups,
        ])
    },
    StoreContract(description: "a board tells deadlines, soft ones, and who was late") { store in
      var instance = Instance.sample(in: ["study", "整改"])
      instance.entered["整改"]?.due = ManualClock.start
      instance.entered["整改"]?.isSoft = true
      instance.entered["study"]?.due = ManualClock.start.advanced(byMilliseconds: 1)
      instance.late = ["begun"]
      let late = instance
      try await store.apply(.instance(late, after: nil))

      let found = try await store.read { try $0.board(nil, batch: nil) }
      try expect("the groups", found, is: BoardGroup.counting([Standing(late)]))
      try expect(
        "the deadlines", found.first?.look.deadlines.map { "\($0.state) \($0.isSoft)" },
        is: ["study false", "整改 true"])
    },
    StoreContract(description: "items are counted by how they and their holders stand") { store in
      let (running, ended) = (Instance.sample("1"), Instance.sample("2", status: .ended, in: []))
      var items = [running.item(1), running.item(2), running.item(3), ended.item(1)]
      items[2].snapshot.active = ["rectify"]
      for index in items.indices { items[index].status = .running }
      for instance in [running, ended] + items {
        try await store.apply(.instance(instance, after: nil))
      }

      let found = try await store.read { reader in
        [
          try reader.itemStandings("drive-2023", batch: 1), try reader.itemStandings(nil, batch: 2),
          try reader.itemStandings("other", batch: nil),
        ]
      }
      func standing(_ active: [Identifier], _ isHolderClosed: Bool, _ count: Int) -> ItemStanding {
        ItemStanding(
          programme: "drive-2023", batch: 1, ledger: "problems", status: .running, active: active,
          holder: .sample(), isHolderClosed: isHolderClosed, count: count)
      }
      try expect(
        "the items", Set(found[0]),
        is: [standing(["study"], false, 2), standing(["rectify"], false, 1), standing([], true, 1)])
      try expect("those of others", found[1] + found[2], is: [])
    },
    StoreContract(description: "a board follows instances that move on") { store in
      try await store.apply(
        .instance(.sample("1", in: ["study"]), after: nil),
        .instance(.sample("2", in: ["study"]), after: nil))
      for (unit, state) in [("1", "rectify"), ("2", "rectify"), ("1", "study")] {
        let id = Identifier("drive-2023/\(unit)")
        let last = try await store.read { try $0.instance(id)?.revision }
        try await store.apply(
          .instance(
            .sample(Identifier(unit), revision: (last ?? 0) + 1, in: [Identifier(state)]),
            after: last))
      }

      let found = try await store.read { try $0.board(nil, batch: nil) }
      try expect(
        "the groups", found.map { "\($0.look.stages) \($0.count)" },
        is: ["[rectify] 1", "[study] 1"])
    },
  ]
}
