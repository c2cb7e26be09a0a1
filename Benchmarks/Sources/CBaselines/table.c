#include "CBaselines.h"

int32_t cb_table_run(const int32_t *next, int32_t events, const int32_t *sequence,
                     int32_t length, int64_t count) {
  int32_t state = 0;
  int32_t position = 0;
  for (int64_t i = 0; i < count; i++) {
    state = next[state * events + sequence[position]];
    if (++position == length) position = 0;
  }
  return state;
}
