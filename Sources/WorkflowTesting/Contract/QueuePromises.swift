import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let timers: [StoreContract] = [
    StoreContract(description: "an instance's timers come by due time, then by order") { store in
      try await store.apply(
        .timer(.sample("i", "late", after: 20)),
        .timer(.sample("i", "second", after: 10, order: 2)),
        .timer(.sample("i", "first", after: 10, order: 1)), .timer(.sample("j", "other")))

      let found = try await store.read { try $0.timers(of: "i").map(\.id) }
      try expect("the timers", found, is: ["first", "second", "late"])
    },
    StoreContract(description: "putting a timer again moves it") { store in
      try await store.apply(.timer(.sample(after: 10)))
      try await store.apply(.timer(.sample(after: 99)))

      let found = try await store.read { try $0.timers(of: "drive-2023/1.1") }
      try expect("the timers", found, is: [.sample(after: 99)])
    },
    StoreContract(description: "only timers of running instances are due, the due moment included")
    {
      store in
      let (running, suspended) = (
        Instance.sample("1"), Instance.sample("2", status: .suspended)
      )
      let ended = Instance.sample("3", status: .ended)
      try await store.apply(
        .instance(running, after: nil), .instance(suspended, after: nil),
        .instance(ended, after: nil))
      for instance in [running, suspended, ended] {
        try await store.apply(
          .timer(.sample(instance.id, "a", after: 10)), .timer(.sample(instance.id, "b", after: 11))
        )
      }
      try await store.apply(.timer(.sample("nobody", "a", after: 1)))

      let found = try await store.read {
        try $0.timers(dueBy: ManualClock.start.advanced(byMilliseconds: 10), limit: 9)
      }
      try expect("the timers", found, is: [.sample(running.id, "a", after: 10)])
    },
    StoreContract(description: "due timers come by due time, instance and order, up to a limit") {
      store in
      let (first, second) = (Instance.sample("1"), Instance.sample("2"))
      try await store.apply(
        .instance(first, after: nil), .instance(second, after: nil),
        .timer(.sample(second.id, "x", after: 5)),
        .timer(.sample(first.id, "z", after: 6, order: 1)),
        .timer(.sample(second.id, "w", after: 6)),
        .timer(.sample(first.id, "y", after: 6, order: 2)))

      let (found, count) = try await store.read {
        (try $0.timers(dueBy: .latest, limit: 3).map(\.id), try $0.timerCount(dueBy: .latest))
      }
      try expect("the timers", found, is: ["x", "z", "y"])
      try expect("how many there are", count, is: 4)
    },
    StoreContract(description: "timers are removed one by one, or all of an instance") { store in
      try await store.apply(
        .timer(.sample("i", "a")), .timer(.sample("i", "b")), .timer(.sample("j", "a")))
      try await store.apply(.removeTimer("i", "a"))
      let rest = try await store.read { try $0.timers(of: "i").map(\.id) }
      try await store.apply(.removeTimers("i"))

      let found = try await store.read { (try $0.timers(of: "i"), try $0.timers(of: "j").count) }
      try expect("the timers after one was removed", rest, is: ["b"])
      try expect("the timers after all were removed", found.0, is: [])
      try expect("the timers of the other instance", found.1, is: 1)
    },
  ]

  static let answers: [StoreContract] = [
    StoreContract(description: "an answer is found by instance and event id") { store in
      try await store.apply(
        .answer(.sample("e-1", index: 4)), .answer(.sample("e-1", of: "other", index: 5)))

      let found = try await store.read { reader in
        [
          try reader.answer(to: "e-1", of: "drive-2023/1.1"),
          try reader.answer(to: "e-2", of: "drive-2023/1.1"),
        ]
      }
      try expect("the answers", found, is: [.sample("e-1", index: 4), nil])
    },
    StoreContract(description: "a job's answers are those whose ids begin with it and a slash") {
      store in
      try await store.apply(
        .answer(.sample("job/b", of: "b")), .answer(.sample("job/a", of: "a")),
        .answer(.sample("job", of: "c")), .answer(.sample("job2/a", of: "a")),
        .answer(.sample("jo", of: "a")), .answer(.sample("job0", of: "a")),
        .answer(.sample("job.", of: "a")))

      let found = try await store.read { try $0.answers(toJob: "job") }
      try expect(
        "the answers", found,
        is: [.sample("job/a", of: "a"), .sample("job/b", of: "b"), .sample("job", of: "c")])
    },
    StoreContract(description: "messages leave in the order of their sequence") { store in
      try await store.apply(
        .outbox(.sample("a", 10)), .outbox(.sample("c", 2)), .outbox(.sample("b", 2)))

      let found = try await store.read { try $0.outbox(limit: 2) }
      try expect("the messages", found, is: [.sample("b", 2), .sample("c", 2)])
    },
    StoreContract(description: "the messages for one instance are found by it") { store in
      var other = OutboxMessage.sample("b", 1)
      other.receiver = "drive-2023/2"
      try await store.apply(.outbox(.sample("a", 3)), .outbox(other), .outbox(.sample("c", 2)))

      let found = try await store.read { try $0.outbox(to: "drive-2023/1").map(\.id) }
      try expect("the messages", found, is: ["c", "a"])
    },
    StoreContract(description: "a message that was delivered is gone") { store in
      try await store.apply(.outbox(.sample("a", 1)), .outbox(.sample("b", 2)))
      try await store.apply(.removeOutbox("a"), .removeOutbox("unknown"))

      let found = try await store.read { try $0.outbox(limit: 9) }
      try expect("the messages", found, is: [.sample("b", 2)])
    },
  ]
}
