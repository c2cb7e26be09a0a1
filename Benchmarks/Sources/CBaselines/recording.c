#include "CBaselines.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The file: 'T' id length text, before a statement's first run; 'S' connection id count, then
// each value as a type (0 null, 1 integer, 2 real, 3 text, 4 blob), its parameter, and the value.

#define LIMIT 512

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static FILE *file;
static int64_t statements;
static int forgetting;
static char *texts[LIMIT];
static int text_count;
static sqlite3 *connections[LIMIT];
static int connection_count;

static void put(const void *bytes, size_t length) { fwrite(bytes, 1, length, file); }
static void put_int(int32_t number) { put(&number, sizeof number); }

static int identify(void **table, int *count, void *thing) {
  for (int i = 0; i < *count; i++)
    if (table[i] == thing) return i;
  if (*count == LIMIT) abort();
  table[*count] = thing;
  return (*count)++;
}

static int text_id(const char *text) {
  for (int i = 0; i < text_count; i++)
    if (strcmp(texts[i], text) == 0) return i;
  if (text_count == LIMIT) abort();
  texts[text_count] = strdup(text);
  int32_t length = (int32_t)strlen(text);
  put("T", 1);
  put_int(text_count);
  put_int(length);
  put(text, (size_t)length);
  return text_count++;
}

// Writes the literal at `at` as a value and answers where it ends.
static const char *put_value(const char *at, int32_t parameter) {
  int8_t type;
  if (*at == '\'') {
    char *text = malloc(strlen(at));
    int32_t length = 0;
    for (at++;; at++) {
      if (*at == '\'' && *++at != '\'') break;
      text[length++] = *at;
    }
    type = 3;
    put(&type, 1);
    put_int(parameter);
    put_int(length);
    put(text, (size_t)length);
    free(text);
    return at;
  }
  if ((*at == 'x' || *at == 'X') && at[1] == '\'') {
    const char *end = strchr(at + 2, '\'');
    int32_t length = (int32_t)((end - at - 2) / 2);
    type = 4;
    put(&type, 1);
    put_int(parameter);
    put_int(length);
    for (const char *c = at + 2; c < end; c += 2) {
      char pair[3] = {c[0], c[1], 0};
      unsigned char byte = (unsigned char)strtoul(pair, NULL, 16);
      put(&byte, 1);
    }
    return end + 1;
  }
  if (strncmp(at, "NULL", 4) == 0) {
    type = 0;
    put(&type, 1);
    put_int(parameter);
    return at + 4;
  }
  char *end;
  int64_t integer = strtoll(at, &end, 10);
  if (*end == '.' || *end == 'e' || *end == 'E') {
    double real = strtod(at, &end);
    type = 2;
    put(&type, 1);
    put_int(parameter);
    put(&real, sizeof real);
  } else {
    type = 1;
    put(&type, 1);
    put_int(parameter);
    put(&integer, sizeof integer);
  }
  return end;
}

// SQLite gives the text with the values in it; what stands where the text has a question mark is
// one of them.
static void put_values(const char *text, const char *expanded) {
  int32_t next = 1;
  while (*text) {
    if (*text == '\'') {
      do { text++, expanded++; } while (*text != '\'');
      text++, expanded++;
    } else if (*text == '?') {
      char *end;
      int32_t parameter = (int32_t)strtol(text + 1, &end, 10);
      if (end == text + 1) parameter = next;
      if (parameter >= next) next = parameter + 1;
      text = end;
      expanded = put_value(expanded, parameter);
    } else {
      text++, expanded++;
    }
  }
}

static int count_parameters(const char *text) {
  int count = 0, quoted = 0;
  for (; *text; text++) {
    if (*text == '\'') quoted = !quoted;
    if (*text == '?' && !quoted) count++;
  }
  return count;
}

static int traced(unsigned event, void *connection, void *statement, void *x) {
  (void)event;
  // A comment in place of the text tells that a trigger runs; it will run in the replay by itself.
  if (strncmp(x, "--", 2) == 0) return 0;
  pthread_mutex_lock(&lock);
  if (file && !forgetting) {
    const char *text = sqlite3_sql(statement);
    char *expanded = sqlite3_expanded_sql(statement);
    int id = text_id(text);
    put("S", 1);
    put_int(identify((void **)connections, &connection_count, connection));
    put_int(id);
    put_int(count_parameters(text));
    put_values(text, expanded);
    sqlite3_free(expanded);
    statements++;
  }
  pthread_mutex_unlock(&lock);
  return 0;
}

static int install(sqlite3 *connection, char **error, const void *api) {
  (void)error, (void)api;
  return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, traced, connection);
}

int cb_record_start(const char *path) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < text_count; i++) free(texts[i]);
  text_count = connection_count = 0;
  statements = 0;
  file = fopen(path, "wb");
  pthread_mutex_unlock(&lock);
  if (!file) return -1;
  return sqlite3_auto_extension((void (*)(void))install);
}

void cb_record_forget(void) {
  pthread_mutex_lock(&lock);
  rewind(file);
  for (int i = 0; i < text_count; i++) free(texts[i]);
  text_count = connection_count = 0;
  statements = 0;
  pthread_mutex_unlock(&lock);
}

int64_t cb_record_stop(void) {
  sqlite3_cancel_auto_extension((void (*)(void))install);
  pthread_mutex_lock(&lock);
  fclose(file);
  file = NULL;
  int64_t count = statements;
  pthread_mutex_unlock(&lock);
  return count;
}
