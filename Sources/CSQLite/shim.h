// The one function of SQLite that SQLiteStore needs and Swift cannot call: it takes any number of
// arguments. UncountedMemory.swift imports this module; everything else of SQLite comes with GRDB.
#pragma once

#include <sqlite3.h>

// SQLITE_OK, or SQLITE_MISUSE where SQLite is in use already.
static inline int docket_sqlite3_leave_memory_uncounted(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
