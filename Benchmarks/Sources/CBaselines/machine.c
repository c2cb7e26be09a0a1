#include "CBaselines.h"

#include <malloc.h>
#include <sys/vfs.h>

void cb_release_memory(void) { malloc_trim(0); }

uint64_t cb_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (uint64_t)status.f_type : 0;
}
