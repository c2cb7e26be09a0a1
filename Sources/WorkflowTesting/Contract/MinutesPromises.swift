import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let minutes: [StoreContract] = [
    StoreContract(description: "minutes are listed by their id, and replaced under it") { store in
      try await store.apply(.minutes(.sample("m-2")), .minutes(.sample("m-1")))
      try await store.apply(.minutes(.sample("m-2", status: .approved)))

      let found = try await store.read { reader in
        (try reader.minutes(), try reader.minutes("m-2"), try reader.minutes("m-3"))
      }
      let second = MinutesRecord.sample("m-2", status: .approved)
      try expect("the minutes", found.0, is: [.sample("m-1"), second])
      try expect("the approved ones", found.1, is: second)
      try expect("unknown ones", found.2, is: nil)
    },
    StoreContract(description: "decisions are found as they are cited, and listed by number") {
      store in
      try await store.apply(
        .decision(.sample("m-1", "z", 1)), .decision(.sample("m-1", "a", 2)),
        .decision(.sample("m-2", "a", 1)))

      let found = try await store.read { reader in
        (
          try reader.decisions(of: "m-1").map(\.decision.id),
          try reader.decision(Authority(minutes: "m-1", decision: "a")),
          try reader.decision(Authority(minutes: "m-2", decision: "z"))
        )
      }
      try expect("the decisions", found.0, is: ["z", "a"])
      try expect("the decision", found.1, is: .sample("m-1", "a", 2))
      try expect("an unknown one", found.2, is: nil)
    },
    StoreContract(description: "the decisions of a draft are removed together") { store in
      try await store.apply(
        .decision(.sample("m-1", "a", 1)), .decision(.sample("m-1", "b", 2)),
        .decision(.sample("m-2", "a", 1)))

      try await store.apply(.removeDecisions("m-1"))

      let left = try await store.read {
        (try $0.decisions(of: "m-1"), try $0.decisions(of: "m-2").count)
      }
      try expect("those of the draft", left.0, is: [])
      try expect("the others", left.1, is: 1)
    },
    StoreContract(description: "an order is pending until it has an outcome") { store in
      try await store.apply(
        .order(.sample("m-2", 1)), .order(.sample("m-1", 10)), .order(.sample("m-1", 2)),
        .order(.sample("m-1", 3)))
      try await store.apply(
        .order(.sample("m-1", 3, outcome: OrderRecord.Outcome(accepted: 1, refused: 0))))

      let found = try await store.read {
        (try $0.pendingOrders().map(\.id), try $0.orders(of: "m-1").map(\.number))
      }
      try expect("the pending orders", found.0, is: ["m-1/2", "m-1/10", "m-2/1"])
      try expect("the orders", found.1, is: [2, 3, 10])
    },
    StoreContract(description: "an order's plan is read in pages, in its own order") { store in
      let plan = ["z", "b", "y"].enumerated().map { position, unit in
        OrderUnit(minutes: "m-1", order: 2, position: position, unit: Identifier(unit))
      }
      try await store.apply(
        .orderUnits(plan),
        .orderUnits([OrderUnit(minutes: "m-1", order: 1, position: 0, unit: "c")]))

      let pages = try await store.read { reader in
        [
          try reader.orderUnits("m-1", order: 2, from: 0, limit: 2),
          try reader.orderUnits("m-1", order: 2, from: 2, limit: 9),
          try reader.orderUnits("m-1", order: 3, from: 0, limit: 9),
        ]
      }
      try expect("the pages", pages, is: [Array(plan[..<2]), Array(plan[2...]), []])
    },
    StoreContract(description: "a unit finds the orders about its deadlines, the last one last") {
      store in
      let deadline = Order.deadline(
        DeadlineOrder(
          programme: "p", state: "s", due: .at(CalendarDate(dayNumber: 19_000)),
          recipients: .everyUnit, reason: "r"))
      for (minutes, number, after, unit) in [
        ("m-1", 2, 9_000, "u"), ("m-2", 1, 0, "u"), ("m-3", 1, 5_000, "v"), ("m-1", 1, 9_000, "u"),
      ] as [(MinutesID, Int, Int64, UnitCode)] {
        try await store.apply(
          .order(.sample(minutes, number, deadline, after: after)),
          .orderUnits([OrderUnit(minutes: minutes, order: number, position: 0, unit: unit)]))
      }
      try await store.apply(
        .order(.sample("m-4", 1)),
        .orderUnits([OrderUnit(minutes: "m-4", order: 1, position: 0, unit: "u")]))

      let found = try await store.read {
        (try $0.deadlineOrders("p", "u").map(\.id), try $0.deadlineOrders("q", "u").map(\.id))
      }
      try expect("the orders", found.0, is: ["m-2/1", "m-1/1", "m-1/2"])
      try expect("those of another programme", found.1, is: [])
    },
    StoreContract(description: "entries under a decision are counted by kind") { store in
      try await store.append(
        .sample { $0.authority = "m-1#d" }, .sample(.refused) { $0.authority = "m-1#d" },
        .sample { $0.authority = "m-1#d" }, .sample { $0.authority = "m-1#e" }, .sample())

      let counts = try await store.read {
        try $0.entryCounts(under: Authority(minutes: "m-1", decision: "d"))
      }
      try expect("the counts", counts, is: ["event": 2, "refused": 1])
    },
    StoreContract(description: "no timer is due while its batch is being launched") { store in
      var batch = Batch.sample("drive-2023", 2)
      batch.status = .launching
      let launching = batch
      let (open, waiting) = (Instance.sample("1"), Instance.sample("2", batch: 2))
      try await store.apply(
        .batch(.sample("drive-2023", 1)), .batch(launching), .instance(open, after: nil),
        .instance(waiting, after: nil), .timer(.sample(open.id, "a")),
        .timer(.sample(waiting.id, "b")))

      let due = try await store.read { try $0.timers(dueBy: .latest, limit: 9).map(\.id) }
      try expect("the timers", due, is: ["a"])
    },
    StoreContract(description: "units come one by one in the order of their list") { store in
      try await store.apply(
        .unit(.sample("b", parent: "a", level: 2)), .unit(.sample("z", level: 1)),
        .unit(.sample("a", level: 1)))

      let found = try await store.read { reader in
        var codes: [UnitCode] = []
        try reader.eachUnit { unit in
          codes.append(unit.code)
          codes += try reader.units().prefix(0).map(\.code)
        }
        return (codes, try reader.units().map(\.code))
      }
      try expect("the units", found.0, is: found.1)
    },
  ]
}
