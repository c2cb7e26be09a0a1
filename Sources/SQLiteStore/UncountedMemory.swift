import CSQLite

extension SQLiteStore {
  /// Has SQLite, before it is used, leave uncounted how much memory it takes.
  ///
  /// It would take a lock for that whenever it takes some or gives some back, 300 times for each unit
  /// of a launch. Nobody asks for the figure. Where something else in the process has used SQLite
  /// before, it goes on counting.
  static func leaveMemoryUncounted() { _ = result }

  private static let result = docket_sqlite3_leave_memory_uncounted()
}
