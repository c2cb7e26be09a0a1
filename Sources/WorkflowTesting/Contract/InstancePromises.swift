import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let instances: [StoreContract] = [
    StoreContract(description: "the second of two commits after one revision is refused") {
      store in
      try await store.apply(.instance(.sample(revision: 1), after: nil))
      try await store.apply(.instance(.sample(revision: 2), after: 1))

      try await expect(.revisionConflict("drive-2023/1.1", expected: 1, found: 2)) {
        try await store.apply(.instance(.sample(revision: 2), after: 1))
      }
    },
    StoreContract(description: "an instance is found by all that it became, whatever changed") {
      store in
      var instance = Instance.sample()
      try await store.apply(.instance(.sample(), after: nil))

      func become(_ query: InstanceQuery, _ change: (inout Instance) -> Void) async throws {
        try expect("before", try await store.read { try $0.instances(query) }, is: [])
        let revision = instance.revision
        instance.revision += 1
        change(&instance)
        let changed = instance
        try await store.apply(.instance(changed, after: revision))
        try expect("after", try await store.read { try $0.instances(query) }, is: [changed])
      }

      try await become(InstanceQuery(unit: "1.2")) { $0.unit = "1.2" }
      try await become(InstanceQuery(programme: "drive-2024")) { $0.programme = "drive-2024" }
      try await become(InstanceQuery(batch: 2)) { $0.batch = 2 }
      try await become(InstanceQuery(statuses: [.ended])) { $0.status = .ended }
      try await become(InstanceQuery(parent: "holder")) { $0.parent = "holder" }
      try await become(InstanceQuery(ledger: "problems")) { $0.ledger = "problems" }
      try await become(InstanceQuery(state: "rectify", includesItems: true)) {
        $0.snapshot.active = ["rectify"]
      }
    },
    StoreContract(description: "an instance is made once") { store in
      try await store.apply(.instance(.sample(revision: 4), after: nil))

      let expected = StoreError.revisionConflict(
        "drive-2023/1.1", expected: StoreError.noRevision, found: 4)
      try await expect(expected) {
        try await store.apply(.instance(.sample(revision: 1), after: nil))
      }
    },
    StoreContract(description: "an instance that is not there has no revision to follow") {
      store in
      let expected = StoreError.revisionConflict(
        "drive-2023/1.1", expected: 0, found: StoreError.noRevision)

      try await expect(expected) {
        try await store.apply(.instance(.sample(), after: 0))
      }
    },
    StoreContract(description: "a conflict undoes what the transaction did before it") { store in
      try await store.apply(.instance(.sample(), after: nil))
      let before = try await store.contents()

      try await expect(.revisionConflict("drive-2023/1.1", expected: 7, found: 1)) {
        try await store.write { transaction in
          _ = try transaction.append(.sample())
          try transaction.apply(.timer(.sample()))
          try transaction.apply(.instance(.sample(revision: 8), after: 7))
        }
      }

      try expect("the store", try await store.contents(), is: before)
    },
    StoreContract(description: "of writers who saw one revision one wins") { store in
      try await store.apply(.instance(.sample(revision: 0), after: nil))

      let winners = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 {
          group.addTask {
            do {
              try await store.apply(.instance(.sample(revision: 1), after: 0))
              return true
            } catch { return false }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }

      try expect("the winners", winners, is: 1)
    },
    StoreContract(description: "writers who read and add one lose no update") { store in
      try await store.apply(.instance(.sample(revision: 0), after: nil))

      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 {
          group.addTask {
            try await store.write { transaction in
              let revision = try transaction.instance("drive-2023/1.1")?.revision ?? -1
              try transaction.apply(.instance(.sample(revision: revision + 1), after: revision))
            }
          }
        }
        try await group.waitForAll()
      }

      let found = try await store.read { try $0.instance("drive-2023/1.1")?.revision }
      try expect("the revision", found, is: 30)
    },
    StoreContract(description: "an instance comes back with all of its members") { store in
      var full = Instance.sample(in: ["study", "part"]).item(3)
      full.snapshot.history = ["h": ["a", "b"]]
      full.snapshot.visited = ["a"]
      full.snapshot.data = "<data><plan approved=\"true\">整改</plan></data>"
      full.snapshot.result = ["score": 1.5, "of": .null]
      (full.evidenceMade, full.itemsMade) = (4, 2)
      let instance = full
      try await store.apply(.instance(instance, after: nil))

      let found = try await store.read { try $0.instance(instance.id) }
      try expect("the instance", found, is: instance)
    },
    select("the programme", ["other/1.1"]) { $0.programme = "other" },
    select("the batch", ["drive-2023/1.3"]) { $0.batch = 2 },
    select("the unit", ["drive-2023/1.1", "other/1.1"]) { $0.unit = "1.1" },
    select("the parent", ["drive-2023/1.1/problems/1", "drive-2023/1.1/problems/2"]) {
      $0.parent = "drive-2023/1.1"
    },
    select("the ledger", ["drive-2023/1.1/problems/1", "drive-2023/1.1/problems/2"]) {
      $0.ledger = "problems"
    },
    select("any of its active states", ["drive-2023/1.3"]) { $0.state = "part" },
    select("one of several statuses", ["drive-2023/1.10", "drive-2023/1.3"]) {
      $0.statuses = [.suspended, .ended]
    },
    select(
      "nothing, in the order of the ids' bytes and without items",
      ["drive-2023/1.1", "drive-2023/1.10", "drive-2023/1.3", "other/1.1"]
    ) { _ in },
    select(
      "nothing, with items",
      [
        "drive-2023/1.1", "drive-2023/1.1/problems/1", "drive-2023/1.1/problems/2",
        "drive-2023/1.10", "drive-2023/1.3", "other/1.1",
      ]
    ) { $0.includesItems = true },
    select("a page", ["drive-2023/1.10", "drive-2023/1.3"]) {
      $0.after = "drive-2023/1.1"
      $0.limit = 2
    },
    StoreContract(description: "undo holds the last event of its instance") { store in
      let first = Undo(instance: .sample(), timers: [.sample()], eventID: "e-1", actor: "p-1")
      let second = Undo(instance: .sample(revision: 2), timers: [], eventID: "e-2", actor: "p-2")
      try await store.apply(.undo(first))
      try await store.apply(.undo(second))

      let found = try await store.read { try $0.undo(of: "drive-2023/1.1") }
      try expect("what can be undone", found, is: second)
      try await store.apply(.removeUndo("drive-2023/1.1"))
      let gone = try await store.read { try $0.undo(of: "drive-2023/1.1") }
      try expect("what can be undone then", gone, is: nil)
    },
    StoreContract(description: "evidence is listed by number and can be replaced") { store in
      var erased = Evidence.sample(2)
      (erased.name, erased.digest) = (nil, nil)
      let second = erased
      for number in [10, 2, 1] { try await store.apply(.evidence(.sample(number))) }
      try await store.apply(.evidence(second), .evidence(.sample(3, of: "drive-2023/1.2")))

      let found = try await store.read { try $0.evidence(of: "drive-2023/1.1") }
      try expect("the evidence", found, is: [.sample(1), second, .sample(10)])
    },
  ]

  private static func select(
    _ subject: String, _ expected: [Identifier],
    fill: @escaping @Sendable (inout InstanceQuery) -> Void
  ) -> StoreContract {
    StoreContract(description: "instances are found by \(subject)") { store in
      let first = Instance.sample("1.1")
      try await store.apply(
        .instance(.sample("1.3", batch: 2, status: .ended, in: ["rectify", "part"]), after: nil),
        .instance(first.item(2), after: nil), .instance(first, after: nil),
        .instance(first.item(1), after: nil),
        .instance(.sample("1.1", programme: "other"), after: nil),
        .instance(.sample("1.10", status: .suspended), after: nil))
      var query = InstanceQuery()
      fill(&query)
      let wanted = query

      let found = try await store.read { try $0.instances(wanted).map(\.id) }
      try expect("the instances", found, is: expected)
    }
  }
}
