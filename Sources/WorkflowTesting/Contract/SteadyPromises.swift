public import AuditLog
public import Statechart
public import WorkflowEngine

/// What a test throws to see it come back.
private struct Deliberate: Error {}

/// What decisions ask again and again and few entries change. A store may keep the answers from one
/// transaction to the next, and then must know when they no longer hold.
public struct SteadyAnswers: Equatable, Sendable {
  public var line: [UnitCode?]
  public var calendars: [WorkCalendar?]
  public var ofPerson: [Assignment]
  public var atUnit: [Assignment]
  public var batch: Batch?
  public var instance: Int?
  public var orders: [String]
  public var outbox: [[Identifier]]
  public var size: Int
  public var latest: Instant?

  public init(_ reader: any StoreReader) throws {
    line = [try reader.parent(of: "1.1")] + (try reader.ancestors(of: "1.1").map(\.code))
    calendars = [try reader.calendar(of: "1"), try reader.calendar(of: "1.1")]
    ofPerson = try reader.assignments(of: "p-1")
    atUnit = try reader.assignments(at: "1")
    batch = try reader.batch("drive-2023", 1)
    instance = try reader.instance("drive-2023/1")?.revision
    orders = try reader.deadlineOrders("drive-2023", "1.1").map { "\($0.minutes)/\($0.number)" }
    outbox = [
      try reader.outbox(limit: 9).map(\.id), try reader.outbox(to: "drive-2023/1").map(\.id),
    ]
    size = try reader.tree().size
    latest = try reader.latestTime()
  }

  /// The answers as they are at first.
  public static func found(_ transaction: any StoreTransaction) throws {
    try transaction.apply(.unit(.sample("1")))
    try transaction.apply(.unit(.sample("2")))
    try transaction.apply(.unit(.sample("1.1", parent: "1", level: 2)))
    try transaction.apply(.calendar(WorkCalendar(unit: "1", zone: "Asia/Shanghai")))
    try transaction.apply(
      .assignment(Assignment(role: "secretary", person: "p-1", unit: "1.1")))
    try transaction.apply(.batch(.sample()))
    _ = try transaction.append(.sample(after: 5))
  }

  /// Changes every one of them.
  public static func change(_ transaction: any StoreTransaction) throws {
    try transaction.apply(.unit(.sample("1.1", parent: "2", level: 2)))
    try transaction.apply(.calendar(WorkCalendar(unit: "1", zone: "Europe/Berlin")))
    try transaction.apply(.calendar(WorkCalendar(unit: "1.1", zone: "UTC")))
    try transaction.apply(
      .removeAssignment(Assignment(role: "secretary", person: "p-1", unit: "1.1")))
    try transaction.apply(
      .assignment(Assignment(role: "secretary", person: "p-1", unit: "1")))
    var batch = Batch.sample()
    batch.made += 1
    try transaction.apply(.batch(batch))
    try transaction.apply(.instance(.sample("1"), after: nil))
    let order = DeadlineOrder(
      programme: "drive-2023", state: "study", due: .at(CalendarDate(dayNumber: 19_700)),
      recipients: .everyUnit, reason: "晚")
    try transaction.apply(.order(.sample("m-1", 1, .deadline(order))))
    try transaction.apply(
      .orderUnits([OrderUnit(minutes: "m-1", order: 1, position: 0, unit: "1.1")]))
    try transaction.apply(.outbox(.sample("a", 1)))
    _ = try transaction.append(.sample(after: 9))
  }
}

extension StoreContract {
  static let steady: [StoreContract] = [
    StoreContract(description: "what was asked before a change is answered anew after it") {
      store in
      let (before, within) = try await store.write { transaction in
        try SteadyAnswers.found(transaction)
        let before = try SteadyAnswers(transaction)
        try SteadyAnswers.change(transaction)
        return (before, try SteadyAnswers(transaction))
      }
      let later = try await store.write { try SteadyAnswers($0) }
      let read = try await store.read { try SteadyAnswers($0) }

      try expect("a parent", before.line, is: ["1", "1"])
      try expect("the orders", within.orders, is: ["m-1/1"])
      try expect("the next transaction's answers", later, is: within)
      try expect("a reader's answers", read, is: within)
    },
    StoreContract(description: "answers of a transaction that throws are no answers of the next") {
      store in
      try await store.write { try SteadyAnswers.found($0) }
      let before = try await store.write { try SteadyAnswers($0) }

      do {
        try await store.write { transaction in
          try SteadyAnswers.change(transaction)
          _ = try SteadyAnswers(transaction)
          throw Deliberate()
        }
        throw Broken(reason: "the error did not come through")
      } catch is Deliberate {}

      try expect("the answers", try await store.write { try SteadyAnswers($0) }, is: before)
    },
    StoreContract(description: "nothing of an organisation is known once it has changed") { store in
      let assignment = Assignment(role: "secretary", person: "p-1", unit: "1.1")
      let changes: [Change] = [
        .unit(.sample("1")), .unit(.sample("1.1", parent: "1", level: 2)),
        .calendar(WorkCalendar(unit: "1", zone: "UTC")), .assignment(assignment),
        .removeAssignment(assignment),
      ]
      let isKept = try await store.write { transaction in
        try changes.map { change in
          let before = transaction.organisation
          try transaction.apply(change)
          return transaction.organisation === before
        }
      }
      try expect("whether it is kept", isKept, is: changes.map { _ in false })
    },
    StoreContract(
      description: "a batch that changes with every instance is where lists look for it"
    ) { store in
      let found = try await store.write { transaction in
        var (first, second) = (Batch.sample(), Batch.sample("drive-2023", 2))
        first.status = .launching
        try transaction.apply(.batch(first))
        try transaction.apply(.batch(second))
        try transaction.apply(.instance(.sample("1"), after: nil))
        try transaction.apply(.timer(.sample("drive-2023/1")))
        let closed = try transaction.timerCount(dueBy: .latest)
        first.status = .open
        second.made = 1
        try transaction.apply(.batch(first))
        let open = try transaction.timers(dueBy: .latest, limit: 9).count
        try transaction.apply(.batch(second))
        return ([closed, open], try transaction.batches().map(\.made))
      }

      try expect("the due timers", found.0, is: [0, 1])
      try expect("the batches", found.1, is: [2, 1])
    },
  ]
}
