import GRDB
import WorkflowEngine

/// The tables of the file, as the steps that made them: step *n* leads from format *n* − 1 to *n*.
///
/// A step that was released is never changed; a new format is a new step.
struct Layout: Sendable {
  let steps: [String]

  /// The newest format that these steps lead to.
  var format: Int { steps.count }

  /// "DOCK", so that `file` and other programs can tell a store from any SQLite database.
  static let applicationID = 0x444F_434B

  static let current = Layout(steps: [first, second])

  /// The format of an open file; 0 for a database without tables.
  ///
  /// - Throws: `StoreError` for the database of another program or of a newer Docket.
  func format(of database: Database) throws -> Int {
    let format = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_schema") ?? 0
    if format == 0, application == 0, tables == 0 { return 0 }
    guard application == Self.applicationID, format > 0 else {
      throw StoreError.corrupt("this is the database of another program, not a Docket store")
    }
    guard format <= self.format else {
      throw StoreError.newerFormat(found: format, known: self.format)
    }
    return format
  }

  /// Takes the steps that are missing, all of them or none.
  func upgrade(_ database: Database) throws {
    try database.inTransaction(.immediate) {
      // Read again: another process may have upgraded the file meanwhile.
      for step in steps.dropFirst(try format(of: database)) { try database.execute(sql: step) }
      try database.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(format)")
      return .commit
    }
  }

  private static let first = """
    CREATE TABLE info (id INTEGER PRIMARY KEY CHECK (id = 0), body TEXT NOT NULL) STRICT;

    CREATE TABLE entries (
      position INTEGER PRIMARY KEY, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL,
      payload BLOB NOT NULL, instance TEXT, unit TEXT, programme TEXT, actor TEXT,
      authority TEXT, kind TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX entries_instance ON entries (instance) WHERE instance IS NOT NULL;
    CREATE INDEX entries_unit ON entries (unit) WHERE unit IS NOT NULL;
    CREATE INDEX entries_programme ON entries (programme) WHERE programme IS NOT NULL;
    CREATE INDEX entries_actor ON entries (actor) WHERE actor IS NOT NULL;
    CREATE INDEX entries_authority ON entries (authority) WHERE authority IS NOT NULL;
    CREATE INDEX entries_kind ON entries (kind);
    CREATE INDEX entries_at ON entries (at);

    -- The roots of the complete subtrees, so that appending needs no other leaf.
    CREATE TABLE tree (
      id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, frontier BLOB NOT NULL
    ) STRICT;

    -- The sequence is the order of registration.
    CREATE TABLE workflows (
      sequence INTEGER PRIMARY KEY, name TEXT NOT NULL, version TEXT NOT NULL,
      body TEXT NOT NULL, UNIQUE (name, version)) STRICT;

    CREATE TABLE units (
      code TEXT PRIMARY KEY NOT NULL, parent TEXT, level INTEGER NOT NULL,
      retired INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX units_parent ON units (parent, code) WHERE parent IS NOT NULL;

    CREATE TABLE people (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

    CREATE TABLE assignments (
      person TEXT NOT NULL, role TEXT NOT NULL, unit TEXT NOT NULL, from_day TEXT NOT NULL,
      until_day TEXT NOT NULL, on_behalf_of TEXT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (person, role, unit, from_day, until_day, on_behalf_of)) STRICT;
    CREATE INDEX assignments_unit ON assignments (unit);

    CREATE TABLE calendars (unit TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

    CREATE TABLE batches (
      programme TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (programme, number)) STRICT;

    CREATE TABLE members (
      programme TEXT NOT NULL, unit TEXT NOT NULL, batch INTEGER NOT NULL,
      position INTEGER NOT NULL, PRIMARY KEY (programme, unit)) STRICT, WITHOUT ROWID;
    CREATE INDEX members_plan ON members (programme, batch, position, unit);

    CREATE TABLE instances (
      id TEXT PRIMARY KEY NOT NULL, programme TEXT NOT NULL, batch INTEGER NOT NULL,
      unit TEXT NOT NULL, parent TEXT, ledger TEXT, status TEXT NOT NULL,
      revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX instances_programme ON instances (programme, id);
    CREATE INDEX instances_board ON instances (programme, batch, status, id)
      WHERE parent IS NULL;
    CREATE INDEX instances_unit ON instances (unit, id);
    CREATE INDEX instances_parent ON instances (parent, id) WHERE parent IS NOT NULL;

    CREATE TABLE instance_states (
      instance TEXT NOT NULL, state TEXT NOT NULL, is_stage INTEGER NOT NULL,
      PRIMARY KEY (instance, state)) STRICT, WITHOUT ROWID;
    CREATE INDEX instance_states_state ON instance_states (state, instance);

    CREATE TABLE timers (
      instance TEXT NOT NULL, id TEXT NOT NULL, due INTEGER NOT NULL,
      position INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (instance, id)) STRICT;
    CREATE INDEX timers_due ON timers (due, instance, position, id);

    CREATE TABLE evidence (
      instance TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (instance, number)) STRICT;

    CREATE TABLE answers (
      instance TEXT NOT NULL, event TEXT NOT NULL, content BLOB NOT NULL,
      entry INTEGER NOT NULL, PRIMARY KEY (instance, event)) STRICT, WITHOUT ROWID;
    CREATE INDEX answers_event ON answers (event);

    CREATE TABLE undo (instance TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

    CREATE TABLE outbox (
      id TEXT PRIMARY KEY NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX outbox_sequence ON outbox (sequence, id);

    -- A content is there once it stands in `contents`; before, its chunks are only staged.
    CREATE TABLE contents (digest BLOB PRIMARY KEY NOT NULL, size INTEGER NOT NULL) STRICT;
    CREATE TABLE chunks (
      digest BLOB NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
      PRIMARY KEY (digest, number)) STRICT;
    """

  private static let second = """
    -- The same file given by several units, or by one unit in several programmes.
    CREATE INDEX evidence_digest ON evidence (json_extract(body, '$.sha256'));

    -- Whether somebody above has been told already.
    CREATE INDEX outbox_receiver ON outbox (json_extract(body, '$.receiver'));

    -- What people are to be told, and were. The sequence is the order of sending.
    CREATE TABLE notices (
      sequence INTEGER PRIMARY KEY NOT NULL, instance TEXT NOT NULL, person TEXT NOT NULL,
      pending INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
    CREATE INDEX notices_instance ON notices (instance, sequence);
    CREATE INDEX notices_person ON notices (person, sequence);
    CREATE INDEX notices_pending ON notices (sequence) WHERE pending = 1;

    CREATE TABLE minutes (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

    CREATE TABLE decisions (
      minutes TEXT NOT NULL, id TEXT NOT NULL, number INTEGER NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (minutes, id)) STRICT;

    -- `pending` is 1 while an order has no outcome; `deadlines` is the programme whose deadlines
    -- an order sets.
    CREATE TABLE orders (
      minutes TEXT NOT NULL, number INTEGER NOT NULL, pending INTEGER NOT NULL, deadlines TEXT,
      body TEXT NOT NULL, PRIMARY KEY (minutes, number)) STRICT;
    CREATE INDEX orders_pending ON orders (minutes, number) WHERE pending = 1;
    CREATE INDEX orders_deadlines ON orders (deadlines) WHERE deadlines IS NOT NULL;

    CREATE TABLE order_units (
      minutes TEXT NOT NULL, number INTEGER NOT NULL, position INTEGER NOT NULL,
      unit TEXT NOT NULL, PRIMARY KEY (minutes, number, position)) STRICT, WITHOUT ROWID;
    CREATE INDEX order_units_unit ON order_units (unit, minutes, number);

    -- Every version of every unit, from its moment on. Those of an older store are in its log.
    CREATE TABLE unit_versions (
      code TEXT NOT NULL, number INTEGER NOT NULL, since INTEGER NOT NULL, parent TEXT,
      body TEXT NOT NULL, PRIMARY KEY (code, number)) STRICT;
    CREATE INDEX unit_versions_parent ON unit_versions (parent) WHERE parent IS NOT NULL;
    INSERT INTO unit_versions (code, number, since, parent, body)
      SELECT code, number, at, json_extract(unit, '$.parent'),
        json_object('number', number, 'since', since, 'unit', json(unit))
      FROM (
        SELECT unit AS code, at, json_extract(CAST(leaf AS TEXT), '$.at') AS since,
          json_extract(CAST(leaf AS TEXT), '$.details.unit') AS unit,
          ROW_NUMBER() OVER (PARTITION BY unit ORDER BY position) AS number
        FROM entries WHERE kind IN ('registered', 'retired')
          AND json_extract(CAST(leaf AS TEXT), '$.subject.type') = 'unit');

    -- What more entries are found by. A leaf is canonical JSON, so SQLite can read it.
    ALTER TABLE entries ADD COLUMN batch INTEGER;
    ALTER TABLE entries ADD COLUMN role TEXT;
    ALTER TABLE entries ADD COLUMN event TEXT;
    UPDATE entries SET
      batch = CAST(CAST(leaf AS TEXT) ->> '$.batch' AS INTEGER),
      role = CAST(leaf AS TEXT) ->> '$.role', event = CAST(leaf AS TEXT) ->> '$.event.name'
      WHERE json_valid(CAST(leaf AS TEXT));
    CREATE INDEX entries_batch ON entries (programme, batch) WHERE batch IS NOT NULL;
    CREATE INDEX entries_role ON entries (role) WHERE role IS NOT NULL;
    CREATE INDEX entries_event ON entries (event) WHERE event IS NOT NULL;

    -- Beside the log: a tree cannot hold its own signature. The frontier is that of the tree that
    -- was signed, so that the next one can be compared without reading what came before.
    CREATE TABLE checkpoints (
      size INTEGER PRIMARY KEY, note BLOB NOT NULL, frontier BLOB NOT NULL) STRICT;

    -- Files of workflows, and documents that were invoked.
    CREATE TABLE sources (digest TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT;

    -- What a board tells of an instance, and how many look alike. Items and invoked sessions have
    -- no look.
    ALTER TABLE instances ADD COLUMN look TEXT;
    CREATE TABLE board (
      programme TEXT NOT NULL, batch INTEGER NOT NULL, look TEXT NOT NULL, count INTEGER NOT NULL,
      PRIMARY KEY (programme, batch, look)) STRICT, WITHOUT ROWID;
    CREATE TRIGGER board_made AFTER INSERT ON instances WHEN NEW.look IS NOT NULL BEGIN
      INSERT INTO board VALUES (NEW.programme, NEW.batch, NEW.look, 1)
        ON CONFLICT DO UPDATE SET count = count + 1;
    END;
    CREATE TRIGGER board_moved AFTER UPDATE OF programme, batch, look ON instances
      WHEN (OLD.look, OLD.programme, OLD.batch) IS NOT (NEW.look, NEW.programme, NEW.batch) BEGIN
      DELETE FROM board WHERE count = 1
        AND programme = OLD.programme AND batch = OLD.batch AND look = OLD.look;
      UPDATE board SET count = count - 1
        WHERE programme = OLD.programme AND batch = OLD.batch AND look = OLD.look;
      INSERT INTO board SELECT NEW.programme, NEW.batch, NEW.look, 1 WHERE NEW.look IS NOT NULL
        ON CONFLICT DO UPDATE SET count = count + 1;
    END;
    UPDATE instances SET look = json_object(
      'deadlines', (
        SELECT json_group_array(json_array(key, due, json(soft))) FROM (
          SELECT key, value ->> '$.due' AS due,
            CASE value ->> '$.isSoft' WHEN 1 THEN 'true' ELSE 'false' END AS soft
          FROM json_each(body, '$.entered') WHERE due IS NOT NULL ORDER BY key)),
      'isLate', json(
        CASE COALESCE(json_array_length(body, '$.late'), 0) WHEN 0 THEN 'false' ELSE 'true' END),
      'stages', json(COALESCE(body -> '$.snapshot.stages', '[]')),
      'status', status, 'workflow', body -> '$.workflow')
      WHERE parent IS NULL AND json_valid(body);
    """
}
