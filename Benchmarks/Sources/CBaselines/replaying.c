#include "CBaselines.h"

#include "hashing.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIMIT 512

struct cb_replay {
  char *database;
  const char *bytes;
  size_t length;
  int writes_only, group;
  char *texts[LIMIT];
  sqlite3 *connections[LIMIT];
  sqlite3_stmt *statements[LIMIT][LIMIT];
  int64_t transactions;
  char error[512];
};

typedef struct {
  const char *at, *end;
} cursor;

static int32_t take_int(cursor *c) {
  int32_t number;
  memcpy(&number, c->at, sizeof number);
  c->at += sizeof number;
  return number;
}

static int is(const char *text, const char *word) {
  return strncasecmp(text, word, strlen(word)) == 0;
}

static int changes(const char *text) {
  return is(text, "INSERT") || is(text, "UPDATE") || is(text, "DELETE") || is(text, "REPLACE");
}

static int map(const char *path, const char **bytes, size_t *length) {
  int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) return -1;
  *length = (size_t)status.st_size;
  *bytes = mmap(NULL, *length, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
  close(descriptor);
  return *bytes == MAP_FAILED ? -1 : 0;
}

cb_replay *cb_replay_open(const char *database, const char *recording, int writes_only,
                          int group) {
  cb_replay *replay = calloc(1, sizeof *replay);
  if (!replay || map(recording, &replay->bytes, &replay->length) != 0) {
    free(replay);
    return NULL;
  }
  replay->database = strdup(database);
  replay->writes_only = writes_only;
  replay->group = group < 1 ? 1 : group;
  return replay;
}

static sqlite3 *connection(cb_replay *replay, int number) {
  sqlite3 **place = &replay->connections[number];
  if (!*place) {
    sqlite3_open_v2(replay->database, place, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_busy_timeout(*place, 5000);
    // What the store says to its writing connection.
    sqlite3_exec(*place,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                 "PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY",
                 NULL, NULL, NULL);
  }
  return *place;
}

static void bind(sqlite3_stmt *statement, cursor *c, int count) {
  for (int i = 0; i < count; i++) {
    char type = *c->at++;
    int parameter = take_int(c);
    if (type == 1) {
      int64_t integer;
      memcpy(&integer, c->at, 8);
      c->at += 8;
      if (statement) sqlite3_bind_int64(statement, parameter, integer);
    } else if (type == 2) {
      double real;
      memcpy(&real, c->at, 8);
      c->at += 8;
      if (statement) sqlite3_bind_double(statement, parameter, real);
    } else if (type == 3 || type == 4) {
      int length = take_int(c);
      if (statement && type == 3)
        sqlite3_bind_text(statement, parameter, c->at, length, SQLITE_STATIC);
      if (statement && type == 4)
        sqlite3_bind_blob(statement, parameter, c->at, length, SQLITE_STATIC);
      c->at += length;
    } else if (statement) {
      sqlite3_bind_null(statement, parameter);
    }
  }
}

// Where the blob of a parameter stands in the values that follow, and how long it is.
static const char *blob(cursor c, int count, int wanted, int *length) {
  for (int i = 0; i < count; i++) {
    char type = *c.at++;
    int parameter = take_int(&c);
    if (type == 1 || type == 2) c.at += 8;
    if (type < 3) continue;
    *length = take_int(&c);
    if (parameter == wanted) return c.at;
    c.at += *length;
  }
  return NULL;
}

// Whether a statement is to be run, and for COMMIT and BEGIN whether it is time.
static int wanted(cb_replay *replay, const char *text, sqlite3 *on, int is_writing) {
  if (is(text, "PRAGMA")) return 0;
  int is_commit = is(text, "COMMIT"), is_begin = is(text, "BEGIN");
  if (replay->writes_only && !changes(text) && !(is_writing && (is_commit || is_begin))) return 0;
  if (is_begin) return sqlite3_get_autocommit(on);
  if (is_commit) {
    if (sqlite3_get_autocommit(on)) return 0;
    return !is_writing || ++replay->transactions % replay->group == 0;
  }
  return 1;
}

// The connection that writes is the one that begins a transaction at once.
static int writing_connection(cb_replay *replay) {
  cursor c = {replay->bytes, replay->bytes + replay->length};
  char *texts[LIMIT] = {0};
  int found = 0;
  while (c.at < c.end) {
    char kind = *c.at++;
    if (kind == 'T') {
      int id = take_int(&c), length = take_int(&c);
      texts[id] = (char *)c.at;
      c.at += length;
    } else {
      int number = take_int(&c), id = take_int(&c), count = take_int(&c);
      if (is(texts[id], "BEGIN IMMEDIATE")) {
        found = number;
        break;
      }
      bind(NULL, &c, count);
    }
  }
  return found;
}

int64_t cb_replay_run(cb_replay *replay) {
  cursor c = {replay->bytes, replay->bytes + replay->length};
  int writer = writing_connection(replay);
  cb_tree tree;
  cb_tree_open(&tree);
  int64_t run = 0;
  int result = SQLITE_DONE;
  sqlite3 *on = NULL;
  while (c.at < c.end) {
    char kind = *c.at++;
    if (kind == 'T') {
      int id = take_int(&c), length = take_int(&c);
      free(replay->texts[id]);
      replay->texts[id] = strndup(c.at, (size_t)length);
      c.at += length;
      continue;
    }
    int number = take_int(&c), id = take_int(&c), count = take_int(&c);
    const char *text = replay->texts[id];
    on = connection(replay, number);
    if (!wanted(replay, text, on, number == writer)) {
      bind(NULL, &c, count);
      continue;
    }
    sqlite3_stmt **statement = &replay->statements[number][id];
    if (!*statement
        && sqlite3_prepare_v3(on, text, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL)
             != SQLITE_OK) {
      result = SQLITE_ERROR;
      break;
    }
    unsigned char hash[32];
    int is_entry = is(text, "INSERT INTO entries"), length = 0;
    const char *leaf = is_entry ? blob(c, count, 2, &length) : NULL;
    bind(*statement, &c, count);
    if (leaf) {
      cb_tree_append(&tree, leaf, (size_t)length, hash);
      sqlite3_bind_blob(*statement, 3, hash, 32, SQLITE_STATIC);
    }
    do { result = sqlite3_step(*statement); } while (result == SQLITE_ROW);
    sqlite3_reset(*statement);
    if (result != SQLITE_DONE) break;
    run++;
  }
  for (int i = 0; i < LIMIT && result == SQLITE_DONE; i++)
    if (replay->connections[i] && !sqlite3_get_autocommit(replay->connections[i]))
      sqlite3_exec(replay->connections[i], "COMMIT", NULL, NULL, NULL);
  if (result != SQLITE_DONE)
    snprintf(replay->error, sizeof replay->error, "%s", on ? sqlite3_errmsg(on) : "no database");
  cb_tree_close(&tree);
  return result == SQLITE_DONE ? run : -1;
}

const char *cb_replay_error(const cb_replay *replay) { return replay->error; }

void cb_replay_close(cb_replay *replay) {
  for (int i = 0; i < LIMIT; i++) {
    for (int j = 0; j < LIMIT; j++) sqlite3_finalize(replay->statements[i][j]);
    sqlite3_close(replay->connections[i]);
    free(replay->texts[i]);
  }
  munmap((void *)replay->bytes, replay->length);
  free(replay->database);
  free(replay);
}

// A literal of SQL for the value that follows.
static void print_value(FILE *out, cursor *c) {
  char type = *c->at++;
  take_int(c);
  if (type == 1 || type == 2) {
    int64_t integer;
    double real;
    memcpy(&integer, c->at, 8);
    memcpy(&real, c->at, 8);
    c->at += 8;
    if (type == 1) fprintf(out, "%lld", (long long)integer);
    else fprintf(out, "%.17g", real);
  } else if (type == 3) {
    int length = take_int(c);
    fputc('\'', out);
    for (int i = 0; i < length; i++) {
      if (c->at[i] == '\'') fputc('\'', out);
      fputc(c->at[i], out);
    }
    fputc('\'', out);
    c->at += length;
  } else if (type == 4) {
    int length = take_int(c);
    fputs("x'", out);
    for (int i = 0; i < length; i++) fprintf(out, "%02x", (unsigned char)c->at[i]);
    fputc('\'', out);
    c->at += length;
  } else {
    fputs("NULL", out);
  }
}

int cb_record_script(const char *recording, const char *path) {
  cursor c;
  size_t length;
  if (map(recording, &c.at, &length) != 0) return -1;
  c.end = c.at + length;
  FILE *out = fopen(path, "w");
  if (!out) return -1;
  fputs("PRAGMA synchronous = FULL;\nBEGIN IMMEDIATE;\n", out);
  const char *texts[LIMIT] = {0};
  int lengths[LIMIT] = {0};
  while (c.at < c.end) {
    char kind = *c.at++;
    if (kind == 'T') {
      int id = take_int(&c);
      lengths[id] = take_int(&c);
      texts[id] = c.at;
      c.at += lengths[id];
      continue;
    }
    take_int(&c);
    int id = take_int(&c), count = take_int(&c);
    if (!changes(texts[id])) {
      bind(NULL, &c, count);
      continue;
    }
    cursor values[LIMIT] = {0};
    for (int i = 0; i < count; i++) {
      cursor value = c;
      c.at++;
      int parameter = take_int(&c);
      c.at -= 1 + sizeof(int32_t);
      bind(NULL, &c, 1);
      if (parameter > 0 && parameter < LIMIT) values[parameter] = value;
    }
    // `?` stands for the value after the one before, `?3` for the third.
    int last = 0;
    for (const char *t = texts[id], *end = t + lengths[id]; t < end;) {
      if (*t != '?') {
        fputc(*t++, out);
        continue;
      }
      int number = 0;
      for (t++; t < end && *t >= '0' && *t <= '9'; t++) number = number * 10 + *t - '0';
      last = number > 0 ? number : last + 1;
      if (last >= LIMIT || !values[last].at) {
        fclose(out);
        return -1;
      }
      print_value(out, &(cursor){values[last].at, values[last].end});
    }
    fputs(";\n", out);
  }
  fputs("COMMIT;\n", out);
  return fclose(out);
}

int64_t cb_log_hash(const char *database) {
  sqlite3 *on;
  sqlite3_stmt *statement;
  if (sqlite3_open_v2(database, &on, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK) return -1;
  int64_t count = 0;
  cb_tree tree;
  cb_tree_open(&tree);
  unsigned char hash[32];
  int result = sqlite3_prepare_v2(
    on, "SELECT position, leaf, leaf_hash, payload FROM entries ORDER BY position", -1, &statement,
    NULL);
  while (result == SQLITE_OK || result == SQLITE_ROW) {
    result = sqlite3_step(statement);
    if (result != SQLITE_ROW) break;
    cb_tree_append(&tree, sqlite3_column_blob(statement, 1),
                   (size_t)sqlite3_column_bytes(statement, 1), hash);
    if (memcmp(hash, sqlite3_column_blob(statement, 2), 32) != 0) break;
    count++;
  }
  cb_tree_close(&tree);
  sqlite3_finalize(statement);
  sqlite3_close(on);
  return result == SQLITE_DONE ? count : -1;
}
