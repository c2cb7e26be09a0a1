import AuditLog
import GRDB
import Statechart
import WorkflowEngine

/// A projection as a table: the columns that queries need, and the record as canonical JSON in the
/// last one, `body`. Where the columns are all there is, there is no body.
struct Table<Record: StoredRecord>: Sendable {
  let name: String
  /// The key's columns come first.
  let columns: [String]
  let key: [String]
  let cells: @Sendable (Record) throws(StoreError) -> [DatabaseValue]
  let record: @Sendable ([DatabaseValue]) throws(StoreError) -> Record
  /// Adds a row, or replaces the one with the same key.
  let put: String
  /// The columns of every row; conditions and an order may follow.
  let select: String
  /// The row with a key.
  let find: String
  let remove: String

  /// A table with a body.
  init(
    _ name: String, key: [String], also others: [String] = [],
    _ cells: @escaping @Sendable (Record) throws(StoreError) -> [DatabaseValue]
  ) {
    self.init(
      name, key: key, columns: key + others + ["body"],
      cells: { (record) throws(StoreError) in try cells(record) + [.body(record)] },
      record: { (cells) throws(StoreError) in
        try Record(parsing: Array(cells[cells.count - 1].text().utf8))
      })
  }

  /// A table whose columns say everything.
  init(
    _ name: String, key: [String], columns: [String],
    cells: @escaping @Sendable (Record) throws(StoreError) -> [DatabaseValue],
    record: @escaping @Sendable ([DatabaseValue]) throws(StoreError) -> Record
  ) {
    self.name = name
    self.key = key
    self.columns = columns
    self.cells = cells
    self.record = record
    let list = columns.joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    put = "INSERT OR REPLACE INTO \(name) (\(list)) VALUES (\(marks))"
    select = "SELECT \(list) FROM \(name)"
    let condition = "WHERE " + key.map { $0 + " = ?" }.joined(separator: " AND ")
    find = "\(select) \(condition)"
    remove = "DELETE FROM \(name) \(condition)"
  }
}

/// The projections. Their `CREATE TABLE` statements are in `Layout`.
enum Tables {
  static let workflows = Table<WorkflowRecord>("workflows", key: ["name", "version"]) {
    (row) throws(StoreError) in [try .text(row.reference.name), try .text(row.reference.version)]
  }
  static let units = Table<Unit>("units", key: ["code"], also: ["parent", "level", "retired"]) {
    (row) throws(StoreError) in
    [
      try .text(row.code), try .text(row.parent), .integer(row.level),
      .integer(row.retiredAt == nil ? 0 : 1),
    ]
  }
  static let unitVersions = Table<UnitVersion>(
    "unit_versions", key: ["code", "number"], also: ["since", "parent"]
  ) { (row) throws(StoreError) in
    [
      try .text(row.unit.code), .integer(row.number), .time(row.since),
      try .text(row.unit.parent),
    ]
  }
  static let people = Table<Person>("people", key: ["id"]) { (row) throws(StoreError) in
    [try .text(row.id)]
  }
  static let assignments = Table<Assignment>(
    "assignments",
    key: ["person", "role", "unit", "from_day", "until_day", "on_behalf_of"]
  ) { (row) throws(StoreError) in
    [
      try .text(row.person), try .text(row.role), try .text(row.unit),
      (row.from?.description ?? "").databaseValue, (row.until?.description ?? "").databaseValue,
      try .text(row.onBehalfOf ?? ""),
    ]
  }
  static let calendars = Table<WorkCalendar>("calendars", key: ["unit"]) {
    (row) throws(StoreError) in [try .text(row.unit)]
  }
  static let batches = Table<Batch>("batches", key: ["programme", "number"]) {
    (row) throws(StoreError) in [try .text(row.programme), .integer(row.number)]
  }
  static let members = Table<Member>(
    "members", key: ["programme", "unit"], columns: ["programme", "unit", "batch", "position"],
    cells: { (row) throws(StoreError) in
      [
        try .text(row.programme), try .text(row.unit), .integer(row.batch),
        .integer(row.position),
      ]
    },
    record: { (cells) throws(StoreError) in
      Member(
        programme: try cells[0].id(), unit: try cells[1].id(), batch: try cells[2].integer(),
        position: try cells[3].integer())
    })
  static let instances = Table<Instance>(
    "instances", key: ["id"],
    also: ["programme", "batch", "unit", "parent", "ledger", "status", "revision", "look"]
  ) { (row) throws(StoreError) in
    [
      try .text(row.id), try .text(row.programme), .integer(row.batch), try .text(row.unit),
      try .text(row.parent), try .text(row.ledger), row.status.rawValue.databaseValue,
      .integer(row.revision),
      try BoardLook(row).map { (look) throws(StoreError) in try .body(look) } ?? .null,
    ]
  }
  /// How many instances have which look: kept by the triggers of `instances`.
  static let board = Table<BoardGroup>(
    "board", key: ["programme", "batch", "look"],
    columns: ["programme", "batch", "look", "count"],
    cells: { (row) throws(StoreError) in
      [
        try .text(row.programme), .integer(row.batch), try .body(row.look), .integer(row.count),
      ]
    },
    record: { (cells) throws(StoreError) in
      BoardGroup(
        programme: try cells[0].id(), batch: try cells[1].integer(),
        look: try BoardLook(parsing: Array(cells[2].text().utf8)), count: try cells[3].integer())
    })
  /// Replaces the instance of an id, if it has a revision.
  static let updateInstance: String = {
    let columns = instances.columns.map { $0 + " = ?" }.joined(separator: ", ")
    return "UPDATE instances SET \(columns) WHERE id = ? AND revision = ?"
  }()
  /// Adds an instance, unless there is one of its id.
  static let insertInstance: String = {
    let columns = instances.columns.joined(separator: ", ")
    let marks = instances.columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO instances (\(columns)) VALUES (\(marks)) ON CONFLICT (id) DO NOTHING"
  }()
  static let timers = Table<Timer>("timers", key: ["instance", "id"], also: ["due", "position"]) {
    (row) throws(StoreError) in
    [try .text(row.instance), try .text(row.id), .time(row.due), .integer(row.order)]
  }
  static let evidence = Table<Evidence>("evidence", key: ["instance", "number"]) {
    (row) throws(StoreError) in [try .text(row.instance), .integer(row.number)]
  }
  static let answers = Table<RecordedAnswer>(
    "answers", key: ["instance", "event"],
    columns: ["instance", "event", "content", "entry"],
    cells: { (row) throws(StoreError) in
      [
        try .text(row.instance), try .text(row.eventID), .blob(row.content),
        .integer(row.index),
      ]
    },
    record: { (cells) throws(StoreError) in
      RecordedAnswer(
        instance: try cells[0].id(), eventID: try cells[1].id(), content: try cells[2].digest(),
        index: try cells[3].integer())
    })
  static let undo = Table<Undo>("undo", key: ["instance"]) { (row) throws(StoreError) in
    [try .text(row.instance.id)]
  }
  static let minutes = Table<MinutesRecord>("minutes", key: ["id"]) { (row) throws(StoreError) in
    [try .text(row.id)]
  }
  static let decisions = Table<DecisionRecord>(
    "decisions", key: ["minutes", "id"], also: ["number"]
  ) { (row) throws(StoreError) in
    [try .text(row.minutes), try .text(row.decision.id), .integer(row.number)]
  }
  static let orders = Table<OrderRecord>(
    "orders", key: ["minutes", "number"], also: ["pending", "deadlines"]
  ) { (row) throws(StoreError) in
    [
      try .text(row.minutes), .integer(row.number), .integer(row.outcome == nil ? 1 : 0),
      try .text(row.order.deadlineProgramme),
    ]
  }
  static let orderUnits = Table<OrderUnit>(
    "order_units", key: ["minutes", "number", "position"],
    columns: ["minutes", "number", "position", "unit"],
    cells: { (row) throws(StoreError) in
      [
        try .text(row.minutes), .integer(row.order), .integer(row.position), try .text(row.unit),
      ]
    },
    record: { (cells) throws(StoreError) in
      OrderUnit(
        minutes: try cells[0].id(), order: try cells[1].integer(),
        position: try cells[2].integer(), unit: try cells[3].id())
    })
  static let sources = Table<SourceRecord>("sources", key: ["digest"]) { (row) throws(StoreError) in
    [row.digest.hex.databaseValue]
  }
  static let outbox = Table<OutboxMessage>("outbox", key: ["id"], also: ["sequence"]) {
    (row) throws(StoreError) in [try .text(row.id), .integer(row.sequence)]
  }
  static let notices = Table<Notice>(
    "notices", key: ["sequence"], also: ["instance", "person", "pending"]
  ) { (row) throws(StoreError) in
    [
      .integer(row.sequence), try .text(row.instance), try .text(row.person),
      .integer(row.deliveredAt == nil ? 1 : 0),
    ]
  }
}
