import AuditLog
import Statechart
import WorkflowEngine

extension StoreContract {
  static let log: [StoreContract] = [
    StoreContract(description: "entries get consecutive indexes from 0") { store in
      let first = try await store.append(.sample(), .sample(after: 1))
      let second = try await store.append(.sample(after: 2))

      try expect("the indexes", first + second, is: [0, 1, 2])
    },
    StoreContract(description: "the empty log has the root of the empty tree") { store in
      let tree = try await store.read { try $0.tree() }

      try expect("the tree", tree, is: MerkleTree())
    },
    StoreContract(description: "the tree is that over all leaves, however they were grouped") {
      store in
      let entries = (0..<11).map { Entry.sample(after: $0) }
      try await store.append(entries[0])
      try await store.write { transaction in
        for entry in entries[1..<8] { _ = try transaction.append(entry) }
      }
      for entry in entries[8...] { try await store.append(entry) }

      let tree = try await store.read { try $0.tree() }
      let hashes = try entries.map { try $0.leaf.hash() }
      try expect("the tree", tree, is: MerkleTree(leafHashes: hashes))
    },
    StoreContract(description: "an entry comes back with its payload") { store in
      try await store.append(.sample(), .sample(.refused, after: 5))

      let found = try await store.read { (try $0.entry(at: 1), try $0.entry(at: 2)) }
      try expect(
        "entry 1", found.0, is: LoggedEntry(index: 1, entry: .sample(.refused, after: 5)))
      try expect("entry 2", found.1, is: nil)
    },
    StoreContract(description: "the hashes of leaves come in pages, in the order of the log") {
      store in
      try await store.append(.sample(), .sample(after: 1), .sample(after: 2))

      let (hashes, past) = try await store.read {
        (try $0.leafHashes(from: 1, limit: 5), try $0.leafHashes(from: 3, limit: 5))
      }
      let stored = try await store.read { try $0.storedEntries(from: 1, limit: 5) }
      try expect("the hashes", hashes, is: stored.map(\.leafHash))
      try expect("past the end", past, is: [])
    },
    StoreContract(description: "there is no entry before the first") { store in
      try await store.append(.sample())

      let found = try await store.read { try $0.entry(at: -1) }
      try expect("entry -1", found, is: nil)
    },
    StoreContract(description: "which entries are refusals is known") { store in
      try await store.append(.sample(), .sample(.refused))

      let found = try await store.read { reader in try (0..<3).map { try reader.isRefusal(at: $0) }
      }
      try expect("being refused", found, is: [false, true, nil])
    },
    StoreContract(description: "the time of an instance's last entry is known") { store in
      try await store.append(
        .sample(instance: "drive-2023/1.1", after: 7),
        .sample(instance: "drive-2023/1.1", after: 3),
        .sample(instance: "drive-2023/1.2", after: 9))

      let found = try await store.read {
        [try $0.lastTime(of: "drive-2023/1.1"), try $0.lastTime(of: "drive-2023/9")]
      }
      try expect(
        "the times", found, is: [ManualClock.start.advanced(byMilliseconds: 3), nil])
    },
    StoreContract(description: "the latest time is that of all entries, not of the last one") {
      store in
      let empty = try await store.write { try $0.latestTime() }
      let found = try await store.write { transaction in
        _ = try transaction.append(.sample(after: 9))
        _ = try transaction.append(.sample(after: 3))
        return try transaction.latestTime()
      }
      try await store.append(.sample(after: 5))
      let later = try await store.read { try $0.latestTime() }
      let last = ManualClock.start.advanced(byMilliseconds: 9)
      try expect("the times", [empty, found, later], is: [nil, last, last])
    },
    StoreContract(description: "the stored bytes are the canonical ones, with their hash") {
      store in
      let entry = Entry.sample()
      try await store.append(entry)

      let stored = try await store.read { try $0.storedEntries(from: 0, limit: 10) }
      let leaf = try entry.leaf.canonical()
      let expected = StoredEntry(
        index: 0, leaf: leaf, leafHash: MerkleTree.leafHash(leaf),
        payload: entry.payload.canonical, keys: EntryKeys(entry.leaf))
      try expect("the entries", stored, is: [expected])
    },
    StoreContract(description: "stored entries come in pages") { store in
      for number in 0..<7 { try await store.append(.sample(after: Int64(number))) }

      let pages = try await store.read { reader in
        [
          try reader.storedEntries(from: 0, limit: 3), try reader.storedEntries(from: 3, limit: 3),
          try reader.storedEntries(from: 6, limit: 3), try reader.storedEntries(from: 7, limit: 3),
        ]
      }
      try expect(
        "the pages", pages.map { $0.map(\.index) }, is: [[0, 1, 2], [3, 4, 5], [6], []])
    },
    StoreContract(description: "an entry that is too large is refused whole") { store in
      var entry = Entry.sample()
      entry.leaf.details["text"] = .string(
        String(repeating: "x", count: Leaf.maximumByteCount))
      let large = entry

      do {
        _ = try await store.append(large)
        throw Broken(reason: "it was kept")
      } catch is EntryTooLarge {}

      let size = try await store.read { try $0.tree().size }
      try expect("the tree's size", size, is: 0)
    },
    StoreContract(description: "what is erased is gone from the payload and nowhere else") {
      store in
      let entries = [Entry.sample(), Entry.sample(after: 1)]
      for entry in entries { try await store.append(entry) }
      let before = try await store.read { try $0.tree() }
      try await store.write { try $0.erase(["reason", "nothing"], ofEntry: 0) }

      let (stored, first, tree) = try await store.read { reader in
        (
          try reader.storedEntries(from: 0, limit: 9), try reader.entry(at: 0),
          try reader.tree()
        )
      }
      try expect("the tree", tree, is: before)
      try expect("the leaf", stored[0].leaf, is: entries[0].leaf.canonical())
      try expect("the payload", stored[0].payload, is: Payload().canonical)
      try expect("the fields", first?.entry.erasedFields, is: ["reason"])
      try expect("another payload", stored[1].payload, is: entries[1].payload.canonical)
    },
    StoreContract(description: "no checkpoint is kept at first") { store in
      let kept = try await store.read { try $0.checkpoints() }

      try expect("the checkpoints", kept, is: [])
    },
    StoreContract(description: "checkpoints are kept by size") { store in
      let (small, large) = (try KeptCheckpoint.sample(3), try KeptCheckpoint.sample(11))
      try await store.write { try $0.keep(large) }
      try await store.write { try $0.keep(small) }

      let kept = try await store.read { try $0.checkpoints() }
      try expect("the checkpoints", kept, is: [small, large])
    },
    StoreContract(description: "a checkpoint replaces the one of its size") { store in
      let first = try KeptCheckpoint.sample(3)
      let witness = try SigningKey(
        name: "witness.example", purpose: .witness, seed: [UInt8](repeating: 2, count: 32))
      let second = try first.merging(first.signed.cosigned(by: witness, at: ManualClock.start))
      try await store.write { try $0.keep(first) }
      try await store.write { try $0.keep(second) }

      let kept = try await store.read { try $0.checkpoints() }
      try expect("the checkpoints", kept, is: [second])
    },
  ]

  static let queries: [StoreContract] = [
    query("the instance", [1, 3]) { $0.instance = "drive-2023/1.2" },
    query("the unit, also where the entry is about the unit itself", [0, 2, 4]) {
      $0.unit = "1.1"
    },
    query("the programme", [0, 1, 2, 3]) { $0.programme = "drive-2023" },
    query("the actor", [1, 2]) { $0.actor = "p-2" },
    query("the batch", [1, 2]) { $0.batch = 2 },
    query("the role", [1]) { $0.role = "secretary" },
    query("the event", [0]) { $0.event = "complete" },
    query("the words that an event begins with", [1, 2]) { $0.event = "deadline" },
    query("part of a word of an event", []) { $0.event = "dead" },
    query("being refused", [2, 3]) { $0.isRefused = true },
    query("not being refused", [0, 1, 4]) { $0.isRefused = false },
    query("the unit and those below it", [0, 1, 2, 3, 4]) {
      ($0.unit, $0.includesBelow) = ("1", true)
    },
    query("a unit that has none below it", [1, 3]) {
      ($0.unit, $0.includesBelow) = ("1.2", true)
    },
    query("the authority", [3]) { $0.authority = "m-1#d-2" },
    query("one of several kinds", [2, 3, 4]) { $0.kinds = ["refused", "registered"] },
    query("the time, first and last moment included", [1, 2, 3]) {
      $0.from = ManualClock.start.advanced(byMilliseconds: 10)
      $0.until = ManualClock.start.advanced(byMilliseconds: 30)
    },
    query("several conditions at once", [2]) {
      $0.unit = "1.1"
      $0.actor = "p-2"
    },
    query("nothing, newest first", [4, 3, 2, 1, 0]) { $0.isDescending = true },
    query("a page", [2, 3]) {
      $0.after = 1
      $0.limit = 2
    },
    query("a page, newest first", [2, 1]) {
      $0.after = 3
      $0.limit = 2
      $0.isDescending = true
    },
    query("something that is nowhere", []) { $0.instance = "drive-2023/9" },
    query("a limit of nothing", []) { $0.limit = 0 },
  ]

  private static func query(
    _ subject: String, _ expected: [Int], fill: @escaping @Sendable (inout EntryQuery) -> Void
  ) -> StoreContract {
    StoreContract(description: "entries are found by \(subject)") { store in
      try await store.write { transaction in
        try transaction.apply(.unit(.sample("1")))
        try transaction.apply(.unit(.sample("1.1", parent: "1", level: 2)))
        try transaction.apply(
          .unit(.sample("1.2", parent: "1", level: 2, retiredAt: ManualClock.start)))
      }
      try await store.append(
        .sample(instance: "drive-2023/1.1", after: 0) {
          ($0.unit, $0.programme, $0.batch, $0.actor) = ("1.1", "drive-2023", "1", "p-1")
          $0.event = Leaf.Event(name: "complete", id: "e1")
        },
        .sample(instance: "drive-2023/1.2", after: 10) {
          ($0.unit, $0.programme, $0.batch, $0.actor) = ("1.2", "drive-2023", "2", "p-2")
          $0.role = "secretary"
          $0.event = Leaf.Event(name: "deadline.study", id: "e2")
        },
        .sample(.refused, instance: "drive-2023/1.1", after: 20) {
          ($0.unit, $0.programme, $0.batch, $0.actor) = ("1.1", "drive-2023", "2", "p-2")
          $0.event = Leaf.Event(name: "deadline", id: "e3")
        },
        .sample(.refused, instance: "drive-2023/1.2", after: 30) {
          ($0.unit, $0.programme, $0.authority) = ("1.2", "drive-2023", "m-1#d-2")
        },
        Entry(
          kind: .registered, subject: .init(type: "unit", id: "1.1"),
          at: ManualClock.start.advanced(byMilliseconds: 40)
        ) { _ in })
      var query = EntryQuery()
      fill(&query)
      let wanted = query

      let found = try await store.read { try $0.entries(wanted).map(\.index) }
      try expect("the entries", found, is: expected)
    }
  }
}
