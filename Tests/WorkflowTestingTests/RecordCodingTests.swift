import AuditLog
import Statechart
import Testing
import WorkflowEngine
import WorkflowTesting

/// How one kind of record is made and tried.
private struct Kind: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Whether the record is read back from its canonical bytes, those bytes, those of the record that
  /// was read, and those of the tree that they mean.
  let roundTrip:
    @Sendable (inout RecordGenerator) throws -> (
      isEqual: Bool, first: [UInt8], again: [UInt8], tree: [UInt8]
    )
  /// The members of a record with every member set: in Swift and in JSON.
  let members: @Sendable (inout RecordGenerator) -> (swift: Int, json: JSONObject?)
  let read: @Sendable (JSON) throws -> Void
  /// Whether bytes are read as the tree is that they mean, or refused by both.
  let isReadAlike: @Sendable ([UInt8]) -> Bool
  /// A record's bytes.
  let bytes: @Sendable (inout RecordGenerator) -> [UInt8]

  init<Record: StoredRecord>(
    _ name: String, _ make: @escaping @Sendable (inout RecordGenerator) -> Record
  ) {
    testDescription = name
    roundTrip = { generator in
      let record = make(&generator)
      let first = record.canonical
      let again = try Record(parsing: first)
      return (again == record, first, again.canonical, record.json.canonical)
    }
    members = { generator in
      let record = make(&generator)
      return (Mirror(reflecting: record).children.count, record.json.object)
    }
    read = { _ = try Record(json: $0) }
    isReadAlike = { bytes in
      let tree = try? JSON(parsing: bytes, maximumDepth: Record.maximumDepth)
      return (try? Record(parsing: bytes)) == tree.flatMap { try? Record(json: $0) }
    }
    bytes = { make(&$0).canonical }
  }

  static let all = [
    Kind("event") { $0.event() }, Kind("workflow reference") { $0.reference() },
    Kind("workflow") { $0.workflow() }, Kind("unit") { $0.unit() },
    Kind("version of a unit") { $0.unitVersion() },
    Kind("person") { $0.person() }, Kind("assignment") { $0.assignment() },
    Kind("calendar") { $0.calendar() }, Kind("store") { $0.info() },
    Kind("batch") { $0.batch() }, Kind("member") { $0.member() },
    Kind("instance") { $0.instance() }, Kind("snapshot") { $0.snapshot() },
    Kind("time of entry") { $0.entryTime() }, Kind("acceptance") { $0.acceptance() },
    Kind("timer") { $0.timer() }, Kind("undo") { $0.undo() },
    Kind("message") { $0.message() }, Kind("evidence") { $0.evidence() },
    Kind("answer") { $0.answer() }, Kind("notice") { $0.notice() },
    Kind("minutes") { $0.minutes() },
    Kind("decision") { $0.decision() }, Kind("order") { $0.orderRecord() },
    Kind("unit of an order") { $0.orderUnit() }, Kind("source") { $0.source() },
  ]
}

@Suite struct RecordCodingTests {
  @Test(arguments: Kind.all)
  fileprivate func `every record reads back equal, byte for byte`(_ kind: Kind) throws {
    for seed in UInt64(1)...60 {
      var generator = RecordGenerator(seed: seed)

      let trip = try kind.roundTrip(&generator)

      #expect(trip.isEqual, "seed \(seed)")
      #expect(trip.again == trip.first, "seed \(seed)")
      #expect(trip.tree == trip.first, "not canonical; seed \(seed)")
    }
  }

  @Test(arguments: Kind.all)
  fileprivate func `bytes are read as the tree that they mean, also when some were changed`(
    _ kind: Kind
  ) {
    for seed in UInt64(1)...300 {
      var generator = RecordGenerator(seed: seed, isFull: seed.isMultiple(of: 2), isPlain: true)
      var random = SeededGenerator(seed: seed)
      let bytes = kind.bytes(&generator)

      #expect(kind.isReadAlike(bytes), "seed \(seed)")
      for _ in 0..<10 {
        var changed = bytes
        let place = Int.random(in: changed.indices, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: changed[place] = Array("0123456789{}[],:\"tfn-".utf8).randomElement(using: &random)!
        case 1: changed.remove(at: place)
        case 2: changed.insert(changed[place], at: place)
        default: changed.removeSubrange(place...)
        }
        #expect(
          kind.isReadAlike(changed), "seed \(seed): \(String(decoding: changed, as: UTF8.self))")
      }
    }
  }

  @Test func `what decisions read is read without a tree`() throws {
    for seed in UInt64(1)...100 {
      var generator = RecordGenerator(seed: seed, isPlain: true)

      let (instance, timer, unit) = (generator.instance(), generator.timer(), generator.unit())
      let (assignment, batch) = (generator.assignment(), generator.batch())
      let calendar = generator.calendar()

      #expect(try Instance.read(instance.canonical) == instance, "seed \(seed)")
      #expect(try Timer.read(timer.canonical) == timer, "seed \(seed)")
      #expect(try Unit.read(unit.canonical) == unit, "seed \(seed)")
      #expect(try Assignment.read(assignment.canonical) == assignment, "seed \(seed)")
      #expect(try Batch.read(batch.canonical) == batch, "seed \(seed)")
      #expect(try WorkCalendar.read(calendar.canonical) == calendar, "seed \(seed)")
    }
  }

  @Test(arguments: [true, false])
  func `what is kept for undoing has the same bytes whatever was read before`(
    isPlain: Bool
  ) throws {
    for seed in UInt64(1)...60 {
      var generator = RecordGenerator(seed: seed, isPlain: isPlain)
      let undo = generator.undo()
      let same = try ReadInstance(parsing: undo.instance.canonical)
      let other = try ReadInstance(parsing: generator.instance().canonical)

      for last in [same, other] {
        var writer = CanonicalWriter()
        undo.write(to: &writer, afterReading: last)
        #expect(writer.bytes == undo.canonical, "seed \(seed)")
      }
    }
  }

  @Test(arguments: Kind.all)
  fileprivate func `no member of a record is forgotten`(_ kind: Kind) {
    var generator = RecordGenerator(seed: 1, isFull: true)

    let members = kind.members(&generator)

    #expect(members.swift == members.json?.count)
  }

  @Test(arguments: Kind.all)
  fileprivate func `a member that nobody knows is refused`(_ kind: Kind) throws {
    var generator = RecordGenerator(seed: 1, isFull: true)
    var members = try #require(kind.members(&generator).json)

    members["unheardOf"] = true

    #expect(throws: StoreError.self) { try kind.read(.object(members)) }
  }

  @Test(arguments: Kind.all)
  fileprivate func `a member of another type is refused`(_ kind: Kind) throws {
    var generator = RecordGenerator(seed: 1, isFull: true)
    let members = try #require(kind.members(&generator).json)

    // A snapshot's result may be any JSON.
    for name in members.keys where name != "result" && name != "data" {
      var changed = members
      changed[name] = [["neither": "nor"]]
      #expect(throws: StoreError.self, "\(name)") { try kind.read(.object(changed)) }
    }
  }

  @Test func `every value reads back exactly, its kind included`() throws {
    for seed in UInt64(1)...2_000 {
      var generator = RecordGenerator(seed: seed)
      let value = generator.value(depth: 5)

      let again = try Value(exactly: JSON(parsing: value.json.canonical))

      #expect(again == value, "seed \(seed)")
      #expect(again.json.canonical == value.json.canonical, "seed \(seed)")
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, -0.0, 0.0, .leastNonzeroMagnitude])
  func `a number keeps all of its bits`(_ number: Double) throws {
    let json = try JSON(parsing: Value.number(number).json.canonical)

    let again = try Value(exactly: json)

    guard case .number(let found) = again else {
      Issue.record("found \(again)")
      return
    }
    #expect(found.isNaN == number.isNaN)
    #expect(found.sign == number.sign)
    #expect(found == number || number.isNaN)
  }

  @Test(arguments: [
    #"{"xml": "<a/>", "record": []}"#, #"{"number": "1"}"#, "{}", #"{"record": [["a"]]}"#,
    #"{"record": [[1, 2]]}"#, #"{"xml": 1}"#,
  ])
  func `an object that is no value is refused`(_ text: String) throws {
    let json = try JSON(parsing: text)

    #expect(throws: StoreError.self) { try Value(exactly: json) }
  }
}
