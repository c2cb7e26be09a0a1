import AuditLog
import Statechart
import Testing
import WorkflowEngine

@testable import WorkflowTesting

@Suite struct TamperingTests {
  /// A log with most kinds of entries, and a row in every table.
  private func worked() async throws -> MemoryStore {
    let campaign = try await Campaign()
    _ = try await campaign.engine.apply(
      Organisation(
        units: [], people: [], assignments: [],
        calendars: [WorkCalendar(unit: "G", zone: "Asia/Shanghai")]),
      identity: Campaign.by(Campaign.officer))
    try await campaign.launch(["G-1", "G-2"])
    try await campaign.addEvidence("report", "May")
    try await campaign.send("submit", as: Campaign.inspector)
    try await campaign.send("submit")
    try await campaign.send("return", as: Campaign.inspector, reason: "unclear")
    return campaign.store
  }

  private func codes(_ tampering: @Sendable (inout MemoryTables) -> Void) async throws
    -> Set<String>
  {
    let store = try await TamperedStore(try await worked(), tampering)
    let verification = try await Verifier(store, scratch: MemoryStore()).verify()
    return Set(verification.faults.map(\.code))
  }

  // MARK: The log

  @Test func `a byte of a leaf that changed is named with its entry`() async throws {
    let store = try await TamperedStore(try await worked()) { tables in
      tables.changeLeaf(tables.stored.count - 1, "p-inspector", to: "p-unspector")
    }

    let verification = try await Verifier(store, scratch: MemoryStore()).verify()

    let fault = try #require(verification.faults.first)
    #expect(fault.code == "entry.hash")
    #expect(fault.index == verification.entries - 1)
  }

  @Test func `every single leaf of the log is watched`() async throws {
    let original = try await worked()
    let count = try await original.read { try $0.tree().size }

    for index in 0..<count {
      let store = try await TamperedStore(original) { tables in
        let middle = tables.stored[index].leaf.count / 2
        tables.stored[index].leaf[middle] ^= 1
      }
      let verification = try await Verifier(store, scratch: MemoryStore()).verify()
      #expect(verification.faults.first?.code == "entry.hash")
      #expect(verification.faults.first?.index == index)
    }
  }

  @Test func `a leaf that is no leaf any more is named`() async throws {
    let codes = try await codes { tables in tables.stored[3].leaf = Array("{}".utf8) }

    #expect(codes.isSuperset(of: ["entry.hash", "entry.unreadable"]))
  }

  @Test func `who changed a decision and every hash is found out by the replay`() async throws {
    let store = try await TamperedStore(try await worked()) { tables in
      let last = tables.stored.count - 1
      tables.changeLeaf(last, "\"after\":[\"draft\"]", to: "\"after\":[\"review\"]")
      tables.hashAgain()
    }

    let verification = try await Verifier(store, scratch: MemoryStore()).verify()

    #expect(verification.faults.map(\.code) == ["replay.differs"])
    #expect(verification.faults[0].message.contains("after: [\"review\"], again [\"draft\"]"))
  }

  @Test func `who changed the actor and every hash is found out by the replay`() async throws {
    let codes = try await codes { tables in
      let last = tables.stored.count - 1
      tables.changeLeaf(last, "\"actor\":\"p-inspector\"", to: "\"actor\":\"p-secretary\"")
      tables.hashAgain()
    }

    #expect(codes == ["replay.differs"])
  }

  @Test func `a word that somebody gave is named when it changed`() async throws {
    let codes = try await codes { tables in
      let last = tables.stored.count - 1
      tables.stored[last].payload = Array(
        String(decoding: tables.stored[last].payload, as: UTF8.self)
          .replacing("unclear", with: "unclean").utf8)
    }

    #expect(codes == ["payload.altered"])
  }

  @Test func `a payload that is none any more is named`() async throws {
    let codes = try await codes { tables in tables.stored[2].payload = Array("?".utf8) }

    #expect(codes.contains("entry.unreadable"))
  }

  @Test func `an entry that is missing at the end is named`() async throws {
    let codes = try await codes { tables in tables.stored.removeLast() }

    #expect(codes.isSuperset(of: ["log.short", "tree.root"]))
  }

  @Test func `an entry that is missing in the middle is named`() async throws {
    let store = try await TamperedStore(try await worked()) { tables in
      tables.stored.remove(at: 3)
      for place in 3..<tables.stored.count { tables.stored[place].index = place + 1 }
    }

    let verification = try await Verifier(store, scratch: MemoryStore()).verify()

    let fault = try #require(verification.faults.first)
    #expect(fault == .init("entry.missing", at: 3, "entry 3 is not there"))
  }

  @Test func `an entry behind the last one of the tree is named`() async throws {
    let codes = try await codes { tables in
      var entry = tables.stored[tables.stored.count - 1]
      entry.index += 1
      tables.stored.append(entry)
    }

    #expect(codes == ["log.long"])
  }

  @Test func `an entry that is missing at the end is named though every hash fits`() async throws {
    let codes = try await codes { tables in
      tables.stored.removeLast()
      tables.hashAgain()
    }

    #expect(codes.isSuperset(of: ["instances.differs", "answers.differs"]))
  }

  @Test func `entries that changed places are named`() async throws {
    let codes = try await codes { tables in
      let last = tables.stored.count - 1
      tables.stored.swapAt(last, last - 1)
    }

    #expect(codes.contains("tree.root"))
  }

  @Test func `entries that changed places are named though every hash fits`() async throws {
    let codes = try await codes { tables in
      let last = tables.stored.count - 1
      tables.stored.swapAt(last, last - 1)
      tables.hashAgain()
    }

    #expect(!codes.isEmpty)
  }

  @Test func `a tree that is not that of its leaves is named`() async throws {
    let codes = try await codes { tables in tables.tree = MerkleTree() }

    #expect(codes.contains("tree.root") || codes.contains("instances.differs"))
  }

  // MARK: Files and texts

  @Test func `a byte of a file that changed is named`() async throws {
    let codes = try await codes { tables in
      for digest in tables.contents.keys { tables.contents[digest]?.chunks[0]?[0] ^= 1 }
    }

    #expect(codes == ["evidence.altered"])
  }

  @Test func `a file that is gone is named`() async throws {
    let codes = try await codes { tables in tables.contents = [:] }

    #expect(codes == ["evidence.lost"])
  }

  @Test func `a file that is shorter than it was is named`() async throws {
    let codes = try await codes { tables in
      for digest in tables.contents.keys { tables.contents[digest]?.chunks[0]?.removeLast() }
    }

    #expect(codes == ["evidence.lost"])
  }

  // MARK: The tables

  struct Change: Sendable, CustomTestStringConvertible {
    var table: Projection
    var apply: @Sendable (inout MemoryTables) -> Void
    var testDescription: String { table.rawValue }

    init(_ table: Projection, _ apply: @escaping @Sendable (inout MemoryTables) -> Void) {
      self.table = table
      self.apply = apply
    }
  }

  static let changes: [Change] = [
    Change(.workflows) { tables in
      guard var row = tables.workflows.all.first else { return }
      row.text.append(0x20)
      tables.workflows.put(row)
    },
    Change(.units) { tables in
      guard var row = tables.units.all.last else { return }
      row.level += 1
      tables.units.put(row)
    },
    Change(.people) { tables in
      guard var row = tables.people.all.last else { return }
      row.names = LocalizedText("Somebody")
      tables.people.put(row)
    },
    Change(.assignments) { tables in
      guard let row = tables.assignments.all.last else { return }
      tables.assignments.remove(row)
    },
    Change(.calendars) { tables in
      guard var row = tables.calendars.all.first else { return }
      row.zone = "UTC"
      tables.calendars.put(row)
    },
    Change(.batches) { tables in
      guard var row = tables.batches.all.first else { return }
      row.authority = "m-1#2"
      tables.batches.put(row)
    },
    Change(.members) { tables in
      guard var row = tables.members.all.first else { return }
      row.position += 7
      tables.members.put(row)
    },
    Change(.instances) { tables in
      guard var row = tables.instances.all.first else { return }
      row.snapshot.data += " "
      tables.instances.put(row)
    },
    Change(.timers) { tables in
      guard var row = tables.timers.all.first else { return }
      row.due = row.due.advanced(byMilliseconds: 1)
      tables.timers.put(row)
    },
    Change(.evidence) { tables in
      guard var row = tables.evidence.all.first else { return }
      row.addedBy = "p-office"
      tables.evidence.put(row)
    },
    Change(.answers) { tables in
      guard var row = tables.answers.all.first else { return }
      row.index += 1
      tables.answers.put(row)
    },
    Change(.undo) { tables in
      guard var row = tables.undo.all.first else { return }
      row.actor = "p-office"
      tables.undo.put(row)
    },
    Change(.outbox) { tables in
      tables.outbox.put(
        OutboxMessage(
          id: "forged/1", sequence: 1, receiver: "drive/G-1", event: Event("approve")))
    },
    Change(.minutes) { tables in
      let forged = MinutesRecord.sample("m-1", status: .approved)
      tables.minutes.put(forged)
      tables.contents[forged.digest] = .init(chunks: [0: Array("m-1".utf8)], size: 3)
    },
    Change(.decisions) { tables in tables.decisions.put(.sample()) },
    Change(.orders) { tables in tables.orders.put(.sample()) },
    Change(.orderUnits) { tables in
      tables.orderUnits.put(OrderUnit(minutes: "m-1", order: 1, position: 0, unit: "G-1"))
    },
    Change(.notices) { tables in tables.notices.put(.sample(1)) },
    Change(.unitVersions) { tables in
      tables.unitVersions.put(
        UnitVersion(unit: .sample("G-9"), number: 1, since: ManualClock.start))
    },
    Change(.sources) { tables in tables.sources.put(SourceRecord([1])) },
    Change(.board) { tables in
      guard var group = tables.board.all.first else { return }
      group.count += 1
      tables.board.put(group)
    },
  ]

  @Test(arguments: changes)
  func `a row that no entry made is named with its table`(_ change: Change) async throws {
    let codes = try await codes(change.apply)

    #expect(codes == ["\(change.table.rawValue).differs"])
  }

  @Test func `no table is forgotten`() {
    let tampered = Set(Self.changes.map(\.table))

    #expect(tampered.isSuperset(of: Projection.allCases))
  }
}
