#include "CBaselines.h"

#include <sys/vfs.h>

uint64_t cb_file_system(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (uint64_t)status.f_type : 0;
}
