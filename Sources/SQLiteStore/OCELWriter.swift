public import AuditLog
import Foundation
import GRDB
import Glibc
import WorkflowEngine

/// Writes a log as OCEL 2.0 in its relational form: an SQLite file that tools for object-centric
/// process mining read. The file gets its name when it is complete.
///
/// Source: OCEL 2.0 specification (A. Berti et al., 2023), section 4, "Relational Implementation".
public final class OCELWriter {
  private let path: String
  private let partial: String
  private let queue: DatabaseQueue
  /// The part of its table's name that a type of events has.
  private var tables: [String: String] = [:]
  private var isFinished = false

  public init(_ path: String) throws {
    self.path = path
    partial = "\(path).partial-\(UUID().uuidString)"
    queue = try translatingErrors { [partial] in
      let queue = try DatabaseQueue(path: File.plain(partial))
      try queue.writeWithoutTransaction { database in
        // The file is made anew or not at all.
        try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        try database.execute(sql: Self.layout)
      }
      return queue
    }
  }

  deinit {
    guard !isFinished else { return }
    try? queue.close()
    File.remove(partial)
  }

  /// Adds events in the order of the log.
  public func write(_ events: [ObjectEvent]) throws {
    try translatingErrors {
      try queue.write { database in
        for event in events { try write(event, database) }
      }
    }
  }

  /// Makes the file durable and gives it its name, in place of a file that had it.
  public func finish() throws {
    try translatingErrors {
      try queue.writeWithoutTransaction { database in
        guard try Row.fetchOne(database, sql: "PRAGMA foreign_key_check") == nil else {
          throw StoreError.corrupt("a relation names an object that no entry speaks of")
        }
      }
      try queue.close()
    }
    guard unsafe rename(partial, path) == 0 else {
      throw StoreError.unavailable("\(path): \(unsafe String(cString: strerror(errno)))")
    }
    isFinished = true
  }

  private func write(_ event: ObjectEvent, _ database: Database) throws {
    let time = event.time.description
    for object in event.objects { try write(object, time, database) }
    for link in event.links {
      try database.execute(
        sql: "INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)",
        arguments: [link.source, link.target, link.qualifier])
    }
    if let change = event.change {
      let table = Self.table(change.object.kind)
      try database.execute(
        sql: """
          INSERT INTO \(table) (ocel_id, ocel_time, ocel_changed_field, state)
          VALUES (?, ?, 'state', ?)
          """, arguments: [change.object.id, time, change.state])
    }
    guard let activity = event.activity else { return }
    let table = try table(of: activity, database)
    try database.execute(
      sql: "INSERT INTO event VALUES (?, ?)", arguments: [event.id, activity])
    try database.execute(
      sql: "INSERT INTO \(table) VALUES (?, ?, ?, ?, ?, ?)",
      arguments: StatementArguments(
        [event.id, time] + ObjectEvent.attributeNames.map { event.attributes[$0] }))
    for relation in event.relations {
      try database.execute(
        sql: "INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)",
        arguments: [relation.source, relation.target, relation.qualifier])
    }
  }

  /// A thing that is known already keeps its attributes, unless it had none.
  private func write(_ object: MinedObject, _ time: String, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR IGNORE INTO object VALUES (?, ?)",
      arguments: [object.id, object.kind.rawValue])
    let isNew = database.changesCount == 1
    let names = object.kind.attributes
    let values = names.map { object.attributes[$0] }
    let table = Self.table(object.kind)
    if isNew {
      let columns = (["ocel_id", "ocel_time"] + names).joined(separator: ", ")
      let marks = Array(repeating: "?", count: names.count + 2).joined(separator: ", ")
      try database.execute(
        sql: "INSERT INTO \(table) (\(columns)) VALUES (\(marks))",
        arguments: StatementArguments([object.id, time] + values))
    } else if values.contains(where: { $0 != nil }) {
      let fills = names.map { "\($0) = COALESCE(\($0), ?)" }.joined(separator: ", ")
      try database.execute(
        sql: "UPDATE \(table) SET \(fills) WHERE ocel_id = ? AND ocel_changed_field IS NULL",
        arguments: StatementArguments(values + [object.id]))
    }
  }

  // MARK: Tables

  /// The table of a type of events, made when the first one comes.
  private func table(of activity: String, _ database: Database) throws -> String {
    if let table = tables[activity] { return table }
    // Activities may be in any script; a table's name is better in one that every tool takes.
    let name = "Activity\(tables.count + 1)"
    let table = "event_\(name)"
    try database.execute(
      sql: "INSERT INTO event_map_type VALUES (?, ?)", arguments: [activity, name])
    let columns = ObjectEvent.attributeNames.map { "\($0) TEXT" }.joined(separator: ", ")
    try database.execute(
      sql: """
        CREATE TABLE \(table) (ocel_id TEXT PRIMARY KEY, ocel_time TIMESTAMP, \(columns),
        FOREIGN KEY (ocel_id) REFERENCES event (ocel_id))
        """)
    tables[activity] = table
    return table
  }

  private static func table(_ kind: MinedObject.Kind) -> String {
    "object_" + kind.rawValue.prefix(1).uppercased() + kind.rawValue.dropFirst()
  }

  private static let layout: String = {
    let objects = MinedObject.Kind.allCases.map { kind in
      let columns = kind.attributes.map { ", \($0) TEXT" }.joined()
      let name = table(kind)
      return """
        INSERT INTO object_map_type VALUES ('\(kind.rawValue)', '\(name.dropFirst(7))');
        CREATE TABLE \(name) (ocel_id TEXT, ocel_time TIMESTAMP, ocel_changed_field TEXT\(columns),
          FOREIGN KEY (ocel_id) REFERENCES object (ocel_id));
        CREATE INDEX \(name)_id ON \(name) (ocel_id);
        """
    }
    return """
      CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
      CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
      CREATE TABLE event (ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
        FOREIGN KEY (ocel_type) REFERENCES event_map_type (ocel_type));
      CREATE TABLE object (ocel_id TEXT PRIMARY KEY, ocel_type TEXT,
        FOREIGN KEY (ocel_type) REFERENCES object_map_type (ocel_type));
      CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier),
        FOREIGN KEY (ocel_event_id) REFERENCES event (ocel_id),
        FOREIGN KEY (ocel_object_id) REFERENCES object (ocel_id));
      CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT,
        PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier),
        FOREIGN KEY (ocel_source_id) REFERENCES object (ocel_id),
        FOREIGN KEY (ocel_target_id) REFERENCES object (ocel_id));
      \(objects.joined(separator: "\n"))
      """
  }()
}
