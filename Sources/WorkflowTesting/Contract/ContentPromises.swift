import AuditLog
import Statechart
import WorkflowEngine

private let digest = Digest.sha256([1, 2, 3, 4, 5])

extension StoreContract {
  static let contents: [StoreContract] = [
    StoreContract(description: "a source is found by its digest") { store in
      let (plain, document) = (SourceRecord([1]), SourceRecord([1], files: ["子.xml": digest]))
      try await store.apply(.source(plain), .source(document), .source(plain))

      let found = try await store.read { reader in
        [
          try reader.source(plain.digest), try reader.source(document.digest),
          try reader.source(digest),
        ]
      }
      try expect("the sources", found, is: [plain, document, nil])
    },
    StoreContract(description: "a content is there, chunk by chunk, once it is finished") {
      store in
      try await store.write { try $0.stage(digest, chunk: 1, [4, 5]) }
      try await store.write { try $0.stage(digest, chunk: 0, [1, 2, 3]) }
      try await store.write { try $0.finishStaging(digest, size: 5) }

      let found = try await store.read { reader in
        (
          try reader.contentSize(digest),
          try [0, 1, 2].map { try reader.contentChunk(digest, $0) }
        )
      }
      try expect("the size", found.0, is: 5)
      try expect("the chunks", found.1, is: [[1, 2, 3], [4, 5], nil])
    },
    StoreContract(description: "a content that is not finished cannot be seen") { store in
      try await store.write { try $0.stage(digest, chunk: 0, [1, 2, 3]) }

      let found = try await store.read { reader in
        (try reader.contentSize(digest), try reader.contentChunk(digest, 0))
      }
      try expect("the size", found.0, is: nil)
      try expect("the chunk", found.1, is: nil)
    },
    StoreContract(description: "a chunk that is there stays as it is") { store in
      try await store.write { try $0.stage(digest, chunk: 0, [1, 2, 3, 4, 5]) }
      try await store.write { try $0.stage(digest, chunk: 0, [9]) }
      try await store.write { try $0.finishStaging(digest, size: 5) }
      try await store.write { try $0.stage(digest, chunk: 1, [9]) }

      let found = try await store.read { reader in
        try [0, 1].map { try reader.contentChunk(digest, $0) }
      }
      try expect("the chunks", found, is: [[1, 2, 3, 4, 5], nil])
    },
    StoreContract(description: "a content that is removed is gone, and can come again") { store in
      for round in 0..<2 {
        try await store.write { transaction in
          try transaction.stage(digest, chunk: 0, [1, 2, 3, 4, 5])
          try transaction.finishStaging(digest, size: 5)
        }
        let size = try await store.read { try $0.contentSize(digest) }
        try expect("the size, \(round)", size, is: 5)
        try await store.write { try $0.removeContent(digest) }
        try await store.purge()

        let found = try await store.read { reader in
          (try reader.contentSize(digest), try reader.contentChunk(digest, 0))
        }
        try expect("the size after it, \(round)", found.0, is: nil)
        try expect("the chunk after it, \(round)", found.1, is: nil)
      }
    },
    StoreContract(description: "finishing twice changes nothing") { store in
      try await store.write { transaction in
        try transaction.stage(digest, chunk: 0, [1, 2, 3, 4, 5])
        try transaction.finishStaging(digest, size: 5)
        try transaction.finishStaging(digest, size: 5)
      }

      let size = try await store.read { try $0.contentSize(digest) }
      try expect("the size", size, is: 5)
    },
    StoreContract(description: "a content with a missing chunk cannot be finished") { store in
      try await store.write { transaction in
        try transaction.stage(digest, chunk: 0, [1, 2])
        try transaction.stage(digest, chunk: 2, [5])
      }

      try await expect(.incompleteContent(digest)) {
        try await store.write { try $0.finishStaging(digest, size: 3) }
      }
    },
    StoreContract(description: "a content of another size cannot be finished") { store in
      try await store.write { try $0.stage(digest, chunk: 0, [1, 2]) }

      try await expect(.incompleteContent(digest)) {
        try await store.write { try $0.finishStaging(digest, size: 5) }
      }
    },
    StoreContract(description: "an empty content has a size and no chunk") { store in
      let empty = Digest.sha256([])
      try await store.write { try $0.finishStaging(empty, size: 0) }

      let found = try await store.read { reader in
        (try reader.contentSize(empty), try reader.contentChunk(empty, 0))
      }
      try expect("the size", found.0, is: 0)
      try expect("the chunk", found.1, is: nil)
    },
    StoreContract(description: "an empty chunk is kept like any other") { store in
      let empty = Digest.sha256([])
      try await store.write { transaction in
        try transaction.stage(empty, chunk: 0, [])
        try transaction.finishStaging(empty, size: 0)
      }

      let chunk = try await store.read { try $0.contentChunk(empty, 0) }
      try expect("the chunk", chunk, is: [])
    },
  ]

  static let projections: [StoreContract] = [
    StoreContract(description: "every projection gives its records in the order of their keys") {
      store in
      let samples = ProjectionSamples()
      for change in samples.changes { try await store.apply(change) }

      for projection in Projection.allCases {
        let rows = try await store.read { try $0.allRows(of: projection) }
        try expect("\(projection)", rows, is: samples.rows[projection] ?? [])
      }
    },
    StoreContract(description: "the rows of a projection come in pages") { store in
      let samples = ProjectionSamples()
      for change in samples.changes { try await store.apply(change) }

      for projection in Projection.allCases {
        let rows = try await store.read { reader in
          var rows: [ProjectedRow] = []
          while let next = try reader.rows(of: projection, after: rows.last?.key, limit: 1).first {
            rows.append(next)
          }
          return rows.map(\.json)
        }
        try expect("\(projection)", rows, is: samples.rows[projection] ?? [])
      }
    },
    StoreContract(description: "an empty store has empty projections") { store in
      let rows = try await store.read { reader in
        try Projection.allCases.flatMap { try reader.allRows(of: $0) }
      }

      try expect("the rows", rows, is: [])
    },
    StoreContract(description: "a projection's rows can be read while others are read") { store in
      try await store.apply(.unit(.sample("1")), .unit(.sample("2", parent: "1", level: 2)))

      let found = try await store.read { reader in
        var children: [[UnitCode]] = []
        try reader.rows(of: .units) { row in
          children.append(try reader.children(of: Unit(json: row).code).map(\.code))
        }
        return children
      }
      try expect("the children", found, is: [["2"], []])
    },
  ]
}

/// Two records of every projection, put in the wrong order, and the rows that must come out.
private struct ProjectionSamples {
  private(set) var changes: [Change] = []
  private(set) var rows: [Projection: [JSON]] = [:]

  init() {
    add(.workflows, [.sample("a", "2"), .sample("b", "1")], Change.workflow)
    add(.units, [.sample("1", level: 2), .sample("2", level: 1)], Change.unit)
    add(.people, [.sample("p-1"), .sample("p-2")], Change.person)
    add(
      .assignments,
      [
        Assignment(role: "z", person: "p-1", unit: "9"),
        Assignment(role: "a", person: "p-2", unit: "1"),
      ], Change.assignment)
    add(
      .calendars,
      [
        WorkCalendar(unit: "1", zone: "Asia/Shanghai", holidays: [CalendarDate(dayNumber: 1)]),
        WorkCalendar(unit: "2", zone: "Asia/Tokyo"),
      ], Change.calendar)
    add(.batches, [.sample("p", 2), .sample("p", 10)], Change.batch)
    add(
      .members,
      [
        Member(programme: "p", unit: "a", batch: 2, position: 9),
        Member(programme: "p", unit: "b", batch: 1, position: 0),
      ]
    ) { .members([$0]) }
    add(.instances, [.sample("1.10"), .sample("1.2", in: ["a", "b", "c"])]) {
      .instance($0, after: nil)
    }
    rows[.board] = BoardGroup.counting(
      [Instance.sample("1.10"), .sample("1.2", in: ["a", "b", "c"])].map { Standing($0) }
    ).map(\.json)
    add(.timers, [.sample("i", "a", after: 9), .sample("i", "b", after: 1)], Change.timer)
    add(.evidence, [.sample(2), .sample(10)], Change.evidence)
    add(.answers, [.sample("z", of: "a"), .sample("a", of: "b")], Change.answer)
    add(
      .undo,
      [
        Undo(instance: .sample("1"), timers: [.sample()], eventID: "e", actor: "p"),
        Undo(instance: .sample("2"), timers: [], eventID: "e", actor: "p"),
      ], Change.undo)
    add(.outbox, [.sample("a", 9), .sample("b", 1)], Change.outbox)
    add(.notices, [.sample(2), .sample(10)], Change.notice)
    add(.minutes, [.sample("m-1"), .sample("m-2")], Change.minutes)
    add(.decisions, [.sample("m-1", "a", 2), .sample("m-1", "b", 1)], Change.decision)
    add(.orders, [.sample("m-1", 2), .sample("m-1", 10)], Change.order)
    add(
      .orderUnits,
      [
        OrderUnit(minutes: "m", order: 2, position: 9, unit: "a"),
        OrderUnit(minutes: "m", order: 10, position: 0, unit: "b"),
      ]
    ) { .orderUnits([$0]) }
    add(
      .sources,
      [SourceRecord([1]), SourceRecord([2], files: ["a": digest])].sorted {
        $0.digest.hex < $1.digest.hex
      }, Change.source)
  }

  private mutating func add<Record: StoredRecord>(
    _ projection: Projection, _ records: [Record], _ change: (Record) -> Change
  ) {
    changes += records.reversed().map(change)
    rows[projection] = records.map(\.json)
  }
}
