#ifndef CBASELINES_H
#define CBASELINES_H

#include <stddef.h>
#include <stdint.h>

// Runs `count` events through a table of `states` × `events` successors and answers the last state.
int32_t cb_table_run(const int32_t *next, int32_t events, const int32_t *sequence,
                     int32_t length, int64_t count);

// An XML document, its XPath context, and one guard and one assignment, compiled once.
typedef struct cb_xpath cb_xpath;

// `<datamodel><data id="VARIABLE">0</data></datamodel>`, with the variable bound to its element.
// NULL where an expression does not compile.
cb_xpath *cb_xpath_open(const char *variable, const char *guard, const char *location,
                        const char *value);
// Evaluates guard, location and value, and stores the value, `count` times. Answers how often the
// guard held.
int64_t cb_xpath_run(cb_xpath *xpath, int64_t count);
void cb_xpath_close(cb_xpath *xpath);

// An XML Schema, compiled once.
typedef struct cb_schema cb_schema;
cb_schema *cb_schema_open(const char *path);
// Parses and validates a text; 0 if it is valid.
int cb_schema_check(cb_schema *schema, const char *bytes, int length);
void cb_schema_close(cb_schema *schema);

// Writes down every SQLite statement that any connection opened from now on runs, with the values
// bound to it, into a file. 0 if it could be made.
int cb_record_start(const char *path);
// Answers how many statements were written down.
int64_t cb_record_stop(void);
// Forgets what was written down so far: what prepared the part that is to be measured.
void cb_record_forget(void);
// Writes the statements that change data as a script for the sqlite3 program. 0 if it could be made.
int cb_record_script(const char *recording, const char *path);

// A database and the statements that are to be run on it.
typedef struct cb_replay cb_replay;

// - writes_only: leaves out what only reads.
// - group: how many of the recorded transactions are made one.
cb_replay *cb_replay_open(const char *database, const char *recording, int writes_only, int group);
// Runs the statements as they were recorded, each prepared once; hashes every leaf of the log and
// the tree above. Answers how many were run, or -1.
int64_t cb_replay_run(cb_replay *replay);
const char *cb_replay_error(const cb_replay *replay);
void cb_replay_close(cb_replay *replay);

// Reads every entry of a store, hashes leaf and tree. Answers how many there are, or -1.
int64_t cb_log_hash(const char *database);

// A database and a query, prepared once. NULL where it cannot be.
typedef struct cb_query cb_query;
cb_query *cb_query_open(const char *database, const char *sql);
// Reads every cell of every row, with the text or else the number as the query's first argument.
// Answers how many bytes those were, or -1.
int64_t cb_query_run(cb_query *query, const char *text, int64_t number);
void cb_query_close(cb_query *query);

// Holds a database's file as it is: whatever is written stays in the write-ahead log, which is thrown
// away when the pin is closed. All other connections must be closed by then.
typedef struct cb_pin cb_pin;
cb_pin *cb_pin_open(const char *database);
void cb_pin_close(cb_pin *pin);

// Copies every unit of a batch, so many times, with all that belongs to its instance: rows, entries
// with their hashes, the tree above. A copy's code is the unit's with `.NUMBER` behind it.
// 0 if it went well.
int cb_store_multiply(const char *path, int batch, int copies);

// A process that sends back what it gets: what crossing a process boundary costs.
typedef struct cb_echo cb_echo;
cb_echo *cb_echo_open(void);
// Sends so many bytes there and back, `count` times. Answers how often it went well.
int64_t cb_echo_run(cb_echo *echo, int length, int64_t count);
void cb_echo_close(cb_echo *echo);

// Gives back to the system what was freed.
void cb_release_memory(void);

// The number by which Linux knows the file system of a path; 0 if it does not say.
uint64_t cb_file_system(const char *path);

#endif
