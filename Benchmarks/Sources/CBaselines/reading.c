#include "CBaselines.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct cb_query {
  sqlite3 *on;
  sqlite3_stmt *statement;
};

cb_query *cb_query_open(const char *database, const char *sql) {
  cb_query *query = calloc(1, sizeof *query);
  if (!query) return NULL;
  if (sqlite3_open_v2(database, &query->on, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK
      && sqlite3_prepare_v3(query->on, sql, -1, SQLITE_PREPARE_PERSISTENT, &query->statement, NULL)
           == SQLITE_OK)
    return query;
  fprintf(stderr, "%s\n", sqlite3_errmsg(query->on));
  cb_query_close(query);
  return NULL;
}

int64_t cb_query_run(cb_query *query, const char *text, int64_t number) {
  if (text) sqlite3_bind_text(query->statement, 1, text, -1, SQLITE_STATIC);
  else if (sqlite3_bind_parameter_count(query->statement) > 0)
    sqlite3_bind_int64(query->statement, 1, number);
  int64_t bytes = 0;
  int result;
  while ((result = sqlite3_step(query->statement)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(query->statement); i++) {
      if (sqlite3_column_type(query->statement, i) == SQLITE_INTEGER) bytes += 8;
      else if (sqlite3_column_blob(query->statement, i))
        bytes += sqlite3_column_bytes(query->statement, i);
    }
  }
  sqlite3_reset(query->statement);
  return result == SQLITE_DONE ? bytes : -1;
}

void cb_query_close(cb_query *query) {
  sqlite3_finalize(query->statement);
  sqlite3_close(query->on);
  free(query);
}

struct cb_pin {
  sqlite3 *on;
  char *path;
};

cb_pin *cb_pin_open(const char *database) {
  cb_pin *pin = calloc(1, sizeof *pin);
  if (!pin) return NULL;
  pin->path = strdup(database);
  int result = sqlite3_open_v2(database, &pin->on, SQLITE_OPEN_READWRITE, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_db_config(pin->on, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (result == SQLITE_OK)
    result = sqlite3_exec(
      pin->on, "PRAGMA wal_checkpoint(TRUNCATE); BEGIN; SELECT 1 FROM sqlite_schema", NULL, NULL,
      NULL);
  if (result == SQLITE_OK) return pin;
  fprintf(stderr, "%s\n", sqlite3_errmsg(pin->on));
  sqlite3_close(pin->on);
  free(pin->path);
  free(pin);
  return NULL;
}

void cb_pin_close(cb_pin *pin) {
  sqlite3_exec(pin->on, "ROLLBACK", NULL, NULL, NULL);
  sqlite3_close(pin->on);
  char name[4096];
  for (int i = 0; i < 2; i++) {
    snprintf(name, sizeof name, "%s%s", pin->path, i ? "-shm" : "-wal");
    unlink(name);
  }
  free(pin->path);
  free(pin);
}
