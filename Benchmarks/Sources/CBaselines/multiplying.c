#include "CBaselines.h"

#include "hashing.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where a table's rows of one unit are found; `s` is the unit.
static const struct {
  const char *name, *condition;
} tables[] = {
  {"units", "t.code = s.unit"},
  {"unit_versions", "t.code = s.unit"},
  {"members", "t.unit = s.unit"},
  {"instances", "t.unit = s.unit"},
  {"instance_states", "t.instance = s.instance"},
  {"timers", "t.instance = s.instance"},
  {"answers", "t.instance = s.instance"},
  {"undo", "t.instance = s.instance"},
  {"entries", "t.instance = s.instance"},
};

static int run(sqlite3 *on, char *sql) {
  int result = sql ? sqlite3_exec(on, sql, NULL, NULL, NULL) : SQLITE_NOMEM;
  if (result != SQLITE_OK) fprintf(stderr, "%s\n%s\n", sqlite3_errmsg(on), sql);
  sqlite3_free(sql);
  return result;
}

static void leaf_hash(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count;
  unsigned char hash[32];
  const void *leaf = sqlite3_value_blob(values[0]);
  cb_leaf_hash(sqlite3_user_data(context), leaf, (size_t)sqlite3_value_bytes(values[0]), hash);
  sqlite3_result_blob(context, hash, 32, SQLITE_TRANSIENT);
}

// The expressions that make a copy of a row: its own code in place of the unit's.
static char *copied_columns(sqlite3 *on, const char *table, char **names) {
  sqlite3_stmt *statement;
  char *sql = sqlite3_mprintf("SELECT name, type FROM pragma_table_info(%Q)", table);
  int result = sqlite3_prepare_v2(on, sql, -1, &statement, NULL);
  sqlite3_free(sql);
  char *expressions = NULL;
  *names = NULL;
  while (result == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(statement, 0);
    const char *type = (const char *)sqlite3_column_text(statement, 1);
    const char *text = "replace(%s, t.\"the unit\", t.\"the unit\" || '.' || n.number)";
    const char *blob = "CAST(replace(CAST(%s AS TEXT), t.\"the unit\","
                       " t.\"the unit\" || '.' || n.number) AS BLOB)";
    const char *form = "%s";
    char *made;
    if (strcmp(table, "entries") == 0 && strcmp(name, "position") == 0) form = "NULL";
    else if (strcmp(name, "leaf") == 0) form = blob;
    else if (strcmp(type, "TEXT") == 0) form = text;
    if (strcmp(name, "leaf_hash") == 0) {
      char *leaf = sqlite3_mprintf(blob, "t.leaf");
      made = sqlite3_mprintf("leaf_hash(%s)", leaf);
      sqlite3_free(leaf);
    } else {
      char *column = sqlite3_mprintf("t.\"%w\"", name);
      made = sqlite3_mprintf(form, column);
      sqlite3_free(column);
    }
    char *more = sqlite3_mprintf("%z%s%s", expressions, expressions ? ", " : "", made);
    *names = sqlite3_mprintf("%z%s\"%w\"", *names, *names ? ", " : "", name);
    sqlite3_free(made);
    expressions = more;
  }
  sqlite3_finalize(statement);
  return expressions;
}

// The tree above all leaves, in the one row that holds it.
static int keep_tree(sqlite3 *on) {
  sqlite3_stmt *statement;
  cb_tree tree;
  cb_tree_open(&tree);
  sqlite3_prepare_v2(on, "SELECT leaf_hash FROM entries ORDER BY position", -1, &statement, NULL);
  while (sqlite3_step(statement) == SQLITE_ROW)
    cb_tree_append_hash(&tree, sqlite3_column_blob(statement, 0));
  sqlite3_finalize(statement);
  sqlite3_prepare_v2(on, "UPDATE tree SET size = ?, frontier = ?", -1, &statement, NULL);
  sqlite3_bind_int64(statement, 1, (sqlite3_int64)tree.size);
  sqlite3_bind_blob(statement, 2, tree.frontier, tree.depth * 32, SQLITE_STATIC);
  int result = sqlite3_step(statement);
  sqlite3_finalize(statement);
  cb_tree_close(&tree);
  return result == SQLITE_DONE ? SQLITE_OK : result;
}

// Drops every index that a statement has made, or makes them all again.
static int index_all(sqlite3 *on, int making) {
  sqlite3_stmt *statement;
  char *all = NULL;
  sqlite3_prepare_v2(on, "SELECT name, sql FROM indexes", -1, &statement, NULL);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(statement, 0);
    const char *sql = (const char *)sqlite3_column_text(statement, 1);
    all = making ? sqlite3_mprintf("%z%s;", all, sql)
                 : sqlite3_mprintf("%zDROP INDEX main.\"%w\";", all, name);
  }
  sqlite3_finalize(statement);
  return run(on, all);
}

static int copy_rows(sqlite3 *on, const char *table, const char *condition) {
  char *names, *expressions = copied_columns(on, table, &names);
  int result = run(on, sqlite3_mprintf(
    "CREATE TEMP TABLE rows AS SELECT t.*, s.unit AS \"the unit\" FROM sources AS s"
    "  CROSS JOIN main.%s AS t ON %s;"
    "INSERT INTO main.%s (%s) SELECT %s FROM rows AS t CROSS JOIN numbers AS n;"
    "DROP TABLE rows", table, condition, table, names, expressions));
  sqlite3_free(names);
  sqlite3_free(expressions);
  return result;
}

int cb_store_multiply(const char *path, int batch, int copies) {
  sqlite3 *on;
  if (sqlite3_open_v2(path, &on, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) return -1;
  cb_tree hashing;
  cb_tree_open(&hashing);
  sqlite3_create_function(on, "leaf_hash", 1, SQLITE_UTF8, &hashing, leaf_hash, NULL, NULL);
  // Texts are copied in the order of their bytes, and indexes made anew when all rows are there:
  // that is several times quicker.
  int result = run(on, sqlite3_mprintf(
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;"
    "BEGIN;"
    "CREATE TEMP TABLE sources AS SELECT unit, id AS instance FROM instances"
    "  WHERE batch = %d AND parent IS NULL ORDER BY unit;"
    "CREATE TEMP TABLE numbers AS WITH RECURSIVE n (number) AS (VALUES (1) UNION ALL"
    "  SELECT number + 1 FROM n WHERE number < %d) SELECT number FROM n"
    "  ORDER BY CAST(number AS TEXT);"
    "CREATE TEMP TABLE indexes AS SELECT name, sql FROM sqlite_schema"
    "  WHERE type = 'index' AND sql IS NOT NULL", batch, copies));
  // The source rows of later tables are still found by their keys.
  if (result == SQLITE_OK) result = index_all(on, 0);
  for (size_t i = 0; i < sizeof tables / sizeof *tables && result == SQLITE_OK; i++)
    result = copy_rows(on, tables[i].name, tables[i].condition);
  if (result == SQLITE_OK) result = index_all(on, 1);
  if (result == SQLITE_OK) result = keep_tree(on);
  if (result == SQLITE_OK) result = run(on, sqlite3_mprintf("COMMIT; PRAGMA journal_mode = WAL"));
  cb_tree_close(&hashing);
  sqlite3_close(on);
  return result == SQLITE_OK ? 0 : -1;
}
