import AuditLog
import Statechart
import WorkflowEngine

/// A projection as a table: the columns that queries need, and the record as canonical JSON in the
/// last one, `body`. Where the columns are all there is, there is no body.
final class Table<Record: StoredRecord>: Sendable {
  typealias Pack = @Sendable (Record, inout PackedCells) throws(StoreError) -> Void

  let name: String
  /// The key's columns come first.
  let columns: [String]
  let key: [String]
  /// Puts the cells of a record's row together.
  let pack: Pack
  /// Puts those before the body together.
  let packColumns: Pack
  /// Reads a record from its cells; nil where it is in the body.
  private let read: (@Sendable ([Cell]) throws(StoreError) -> Record)?
  /// Adds a row, or replaces the one with the same key.
  let put: String
  /// The columns of every row; conditions and an order may follow.
  let select: String
  /// The row with a key.
  let find: String
  let remove: String

  /// A table with a body.
  convenience init(
    _ name: String, key: [String], also others: [String] = [], _ pack: @escaping Pack
  ) {
    self.init(
      name, key: key, columns: key + others + ["body"], packColumns: pack,
      pack: { (record, cells) throws(StoreError) in
        try pack(record, &cells)
        try cells.body(record)
      }, read: nil)
  }

  /// A table whose columns say everything.
  convenience init(
    _ name: String, key: [String], columns: [String], pack: @escaping Pack,
    read: @escaping @Sendable ([Cell]) throws(StoreError) -> Record
  ) {
    self.init(name, key: key, columns: columns, packColumns: pack, pack: pack, read: read)
  }

  private init(
    _ name: String, key: [String], columns: [String], packColumns: @escaping Pack,
    pack: @escaping Pack, read: (@Sendable ([Cell]) throws(StoreError) -> Record)?
  ) {
    self.name = name
    self.key = key
    self.columns = columns
    self.packColumns = packColumns
    self.pack = pack
    self.read = read
    let list = columns.joined(separator: ", ")
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    put = "INSERT OR REPLACE INTO \(name) (\(list)) VALUES (\(marks))"
    select = "SELECT \(list) FROM \(name)"
    let condition = "WHERE " + key.map { $0 + " = ?" }.joined(separator: " AND ")
    find = "\(select) \(condition)"
    remove = "DELETE FROM \(name) \(condition)"
  }

  /// The record of a row with this table's columns.
  func record(_ row: borrowing SteppedRow) throws(StoreError) -> Record {
    if let read { return try read(row.cells) }
    return try Record(parsing: body(row))
  }

  /// The bytes of the record in a row of a table with a body.
  func body(_ row: borrowing SteppedRow) throws(StoreError) -> [UInt8] {
    try row.bytesOfText(CInt(columns.count - 1))
  }

  /// The same for copies of the cells.
  func record(_ cells: [Cell]) throws(StoreError) -> Record {
    if let read { return try read(cells) }
    return try Record(parsing: Array(cells[columns.count - 1].text().utf8))
  }
}

/// The projections. Their `CREATE TABLE` statements are in `Layout`.
enum Tables {
  static let workflows = Table<WorkflowRecord>("workflows", key: ["name", "version"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.reference.name)
    try cells.text(row.reference.version)
  }
  static let units = Table<Unit>("units", key: ["code"], also: ["parent", "level", "retired"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.code)
    try cells.text(row.parent)
    cells.integer(row.level)
    cells.integer(row.retiredAt == nil ? 0 : 1)
  }
  static let unitVersions = Table<UnitVersion>(
    "unit_versions", key: ["code", "number"], also: ["since", "parent"]
  ) { (row, cells) throws(StoreError) in
    try cells.text(row.unit.code)
    cells.integer(row.number)
    cells.time(row.since)
    try cells.text(row.unit.parent)
  }
  static let people = Table<Person>("people", key: ["id"]) { (row, cells) throws(StoreError) in
    try cells.text(row.id)
  }
  static let assignments = Table<Assignment>(
    "assignments",
    key: ["person", "role", "unit", "from_day", "until_day", "on_behalf_of"]
  ) { (row, cells) throws(StoreError) in try cells.key(of: row) }
  static let calendars = Table<WorkCalendar>("calendars", key: ["unit"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.unit)
  }
  static let batches = Table<Batch>("batches", key: ["programme", "number"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.programme)
    cells.integer(row.number)
  }
  static let members = Table<Member>(
    "members", key: ["programme", "unit"], columns: ["programme", "unit", "batch", "position"],
    pack: { (row, cells) throws(StoreError) in
      try cells.text(row.programme)
      try cells.text(row.unit)
      cells.integer(row.batch)
      cells.integer(row.position)
    },
    read: { (cells) throws(StoreError) in
      Member(
        programme: try cells[0].id(), unit: try cells[1].id(), batch: try cells[2].integer(),
        position: try cells[3].integer())
    })
  static let instances = Table<Instance>(
    "instances", key: ["id"],
    also: ["programme", "batch", "unit", "parent", "ledger", "status", "revision", "look"]
  ) { (row, cells) throws(StoreError) in
    try cells.text(row.id)
    try cells.text(row.programme)
    cells.integer(row.batch)
    try cells.text(row.unit)
    try cells.text(row.parent)
    try cells.text(row.ledger)
    try cells.text(row.status.rawValue)
    cells.integer(row.revision)
    if let look = BoardLook(row) { try cells.body(look) } else { cells.null() }
  }
  /// How many instances have which look: kept by the triggers of `instances`.
  static let board = Table<BoardGroup>(
    "board", key: ["programme", "batch", "look"],
    columns: ["programme", "batch", "look", "count"],
    pack: { (row, cells) throws(StoreError) in
      try cells.text(row.programme)
      cells.integer(row.batch)
      try cells.body(row.look)
      cells.integer(row.count)
    },
    read: { (cells) throws(StoreError) in
      BoardGroup(
        programme: try cells[0].id(), batch: try cells[1].integer(),
        look: try BoardLook(parsing: Array(cells[2].text().utf8)), count: try cells[3].integer())
    })
  /// Replaces the instance of an id, if it has the revision that follows the columns of its row.
  static let updateInstance: String = {
    let columns = instances.columns.enumerated().map { "\($1) = ?\($0 + 1)" }
    return """
      UPDATE instances SET \(columns.joined(separator: ", ")) \
      WHERE id = ?1 AND revision = ?\(columns.count + 1)
      """
  }()
  /// The same, with the same values, unless a column changes that an index is over. SQLite would
  /// write each of the indexes anew, because the other statement sets their columns.
  static let advanceInstance = """
    UPDATE instances SET revision = ?8, look = ?9, body = ?10
    WHERE id = ?1 AND programme = ?2 AND batch = ?3 AND unit = ?4 AND parent IS ?5
      AND ledger IS ?6 AND status = ?7 AND revision = ?11
    """
  /// Adds an instance, unless there is one of its id.
  static let insertInstance: String = {
    let columns = instances.columns.joined(separator: ", ")
    let marks = instances.columns.map { _ in "?" }.joined(separator: ", ")
    return "INSERT INTO instances (\(columns)) VALUES (\(marks)) ON CONFLICT (id) DO NOTHING"
  }()
  static let timers = Table<Timer>("timers", key: ["instance", "id"], also: ["due", "position"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.instance)
    try cells.text(row.id)
    cells.time(row.due)
    cells.integer(row.order)
  }
  /// SQLite would set up a sorter for the two or three that an instance has.
  static let timersOfInstance = timers.select + " WHERE instance = ?"
  static let evidence = Table<Evidence>("evidence", key: ["instance", "number"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.instance)
    cells.integer(row.number)
  }
  static let answers = Table<RecordedAnswer>(
    "answers", key: ["instance", "event"],
    columns: ["instance", "event", "content", "entry"],
    pack: { (row, cells) throws(StoreError) in
      try cells.text(row.instance)
      try cells.text(row.eventID)
      cells.digest(row.content)
      cells.integer(row.index)
    },
    read: { (cells) throws(StoreError) in
      RecordedAnswer(
        instance: try cells[0].id(), eventID: try cells[1].id(), content: try cells[2].digest(),
        index: try cells[3].integer())
    })
  static let undo = Table<Undo>("undo", key: ["instance"]) { (row, cells) throws(StoreError) in
    try cells.text(row.instance.id)
  }
  static let minutes = Table<MinutesRecord>("minutes", key: ["id"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.id)
  }
  static let decisions = Table<DecisionRecord>(
    "decisions", key: ["minutes", "id"], also: ["number"]
  ) { (row, cells) throws(StoreError) in
    try cells.text(row.minutes)
    try cells.text(row.decision.id)
    cells.integer(row.number)
  }
  static let orders = Table<OrderRecord>(
    "orders", key: ["minutes", "number"], also: ["pending", "deadlines"]
  ) { (row, cells) throws(StoreError) in
    try cells.text(row.minutes)
    cells.integer(row.number)
    cells.integer(row.outcome == nil ? 1 : 0)
    try cells.text(row.order.deadlineProgramme)
  }
  static let orderUnits = Table<OrderUnit>(
    "order_units", key: ["minutes", "number", "position"],
    columns: ["minutes", "number", "position", "unit"],
    pack: { (row, cells) throws(StoreError) in
      try cells.text(row.minutes)
      cells.integer(row.order)
      cells.integer(row.position)
      try cells.text(row.unit)
    },
    read: { (cells) throws(StoreError) in
      OrderUnit(
        minutes: try cells[0].id(), order: try cells[1].integer(),
        position: try cells[2].integer(), unit: try cells[3].id())
    })
  static let sources = Table<SourceRecord>("sources", key: ["digest"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.digest.hex)
  }
  static let outbox = Table<OutboxMessage>("outbox", key: ["id"], also: ["sequence"]) {
    (row, cells) throws(StoreError) in
    try cells.text(row.id)
    cells.integer(row.sequence)
  }
  static let notices = Table<Notice>(
    "notices", key: ["sequence"], also: ["instance", "person", "pending"]
  ) { (row, cells) throws(StoreError) in
    cells.integer(row.sequence)
    try cells.text(row.instance)
    try cells.text(row.person)
    cells.integer(row.deliveredAt == nil ? 1 : 0)
  }
}

extension PackedCells {
  mutating func key(of assignment: Assignment) throws(StoreError) {
    try text(assignment.person)
    try text(assignment.role)
    try text(assignment.unit)
    try text(assignment.from?.description ?? "")
    try text(assignment.until?.description ?? "")
    try text(assignment.onBehalfOf ?? "")
  }
}
