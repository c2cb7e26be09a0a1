import AuditLog
import Statechart
import WorkflowEngine

/// What a test throws to see it come back.
private struct Deliberate: Error {}

extension StoreContract {
  static let transactions: [StoreContract] = [
    StoreContract(description: "what a transaction wrote is there afterwards") { store in
      try await store.apply(.unit(.sample("1")), .person(.sample("p-1")))

      let found = try await store.read { (try $0.unit("1"), try $0.person("p-1")) }
      try expect("the unit", found.0, is: .sample("1"))
      try expect("the person", found.1, is: .sample("p-1"))
    },
    StoreContract(description: "a transaction that throws changes nothing") { store in
      try await store.append(.sample())
      try await store.apply(.instance(.sample(), after: nil))
      let before = try await store.contents()

      do {
        try await store.write { transaction in
          _ = try transaction.append(.sample(.refused))
          try transaction.apply(.instance(.sample(revision: 2), after: 1))
          try transaction.apply(.unit(.sample("1")))
          try transaction.stage(Digest.sha256([1]), chunk: 0, [1])
          try transaction.finishStaging(Digest.sha256([1]), size: 1)
          throw Deliberate()
        }
        throw Broken(reason: "the error did not come through")
      } catch is Deliberate {}

      try expect("the store", try await store.contents(), is: before)
      let size = try await store.read { try $0.contentSize(Digest.sha256([1])) }
      try expect("the content", size, is: nil)
    },
    StoreContract(description: "a transaction works after one that threw") { store in
      do {
        try await store.write { transaction in
          _ = try transaction.append(.sample())
          throw Deliberate()
        }
      } catch is Deliberate {}

      let indexes = try await store.append(.sample(.refused))
      try expect("the index", indexes, is: [0])
    },
    StoreContract(description: "a transaction reads what it has written itself") { store in
      let found = try await store.write { transaction in
        try transaction.apply(.instance(.sample(in: ["study"]), after: nil))
        try transaction.apply(.instance(.sample(revision: 2, in: ["rectify"]), after: 1))
        let index = try transaction.append(.sample())
        return (
          try transaction.instances(InstanceQuery(state: "rectify")).map(\.revision),
          try transaction.entry(at: index)?.entry, try transaction.tree().size
        )
      }

      try expect("the instances", found.0, is: [2])
      try expect("the entry", found.1, is: .sample())
      try expect("the tree's size", found.2, is: 1)
    },
    StoreContract(description: "a reader sees one state while others write") { store in
      try await withThrowingTaskGroup(of: [Int].self) { group in
        for number in 0..<30 {
          group.addTask {
            try await store.write { transaction in
              try transaction.apply(.unit(.sample(Identifier("u-\(number)"))))
              _ = try transaction.append(.sample(after: Int64(number)))
              return []
            }
          }
          group.addTask {
            try await store.read { reader in
              let size = try reader.tree().size
              return [size, try reader.units().count, try reader.tree().size]
            }
          }
        }
        for try await sizes in group where Set(sizes).count > 1 {
          throw Broken(reason: "one reader saw \(sizes) of what is written together")
        }
      }
    },
    StoreContract(description: "a view goes on showing its state while others write") { store in
      try await store.apply(.unit(.sample("1")))
      try await store.append(.sample())

      let view = try await store.view()
      try await store.apply(.unit(.sample("2")))
      try await store.append(.sample(after: 1), .sample(after: 2))

      for _ in 0..<2 {
        let found = try await view.read { (try $0.units().count, try $0.tree().size) }
        try expect("the view's units", found.0, is: 1)
        try expect("the size of the view's tree", found.1, is: 1)
      }
      let now = try await store.view().read { try $0.tree().size }
      try expect("the size of the tree in a later view", now, is: 3)
    },
    StoreContract(description: "of many writers at once none is lost") { store in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<40 {
          group.addTask {
            try await store.write { transaction in
              let unit = Unit.sample(Identifier("u-\(number)"))
              try transaction.apply(.unit(unit))
              return try transaction.append(.sample(after: Int64(number)))
            }
          }
        }
        var indexes: Set<Int> = []
        for try await index in group { indexes.insert(index) }
        try expect("the indexes", indexes, is: Set(0..<40))
      }

      let found = try await store.read { (try $0.tree().size, try $0.units().count) }
      try expect("the tree's size", found.0, is: 40)
      try expect("the units", found.1, is: 40)
    },
    StoreContract(description: "of many writers at once a failing one undoes only its own") {
      store in
      let verdicts = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<40 {
          group.addTask {
            do {
              try await store.write { transaction in
                try transaction.apply(.unit(.sample(Identifier("u-\(number)"))))
                if number.isMultiple(of: 3) { throw Deliberate() }
              }
              return true
            } catch { return false }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }

      let units = try await store.read { try $0.units().count }
      try expect("the writers that succeeded", verdicts, is: 26)
      try expect("the units", units, is: 26)
    },
    StoreContract(description: "what the store is can be read, and is said once") { store in
      try await store.write { try $0.initialize(.sample) }

      let info = try await store.read { try $0.info() }
      try expect("what the store is", info, is: .sample)
      do {
        try await store.write { try $0.initialize(.sample) }
      } catch StoreError.exists { return }
      throw Broken(reason: "the store was initialized twice")
    },
    StoreContract(description: "a store that was not initialized does not say what it is") {
      store in
      do {
        _ = try await store.read { try $0.info() }
      } catch StoreError.missing { return }
      throw Broken(reason: "the store says what it is")
    },
  ]
}

extension Store {
  /// Everything that the projections and the log hold.
  func contents() async throws -> [[JSON]] {
    try await read { reader in
      var contents: [[JSON]] = try Projection.allCases.map { try reader.allRows(of: $0) }
      contents.append(
        try reader.storedEntries(from: 0, limit: .max).map { .string($0.leafHash.hex) })
      contents.append([.string(try reader.tree().root.hex)])
      return contents
    }
  }
}

extension StoreReader {
  func allRows(of projection: Projection) throws -> [JSON] {
    var rows: [JSON] = []
    try self.rows(of: projection) { rows.append($0) }
    return rows
  }
}
