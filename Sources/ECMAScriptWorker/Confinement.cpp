#include "Confinement.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>

#include <cstdio>

namespace {

// The private writable memory of the process, which is what RLIMIT_DATA counts.
size_t dataSize() {
  FILE* status = std::fopen("/proc/self/status", "r");
  if (status == nullptr) return size_t{256} << 20;
  char line[256];
  size_t kilobytes = size_t{256} << 10;
  while (std::fgets(line, sizeof line, status) != nullptr) {
    if (std::sscanf(line, "VmData: %zu kB", &kilobytes) == 1) break;
  }
  std::fclose(status);
  return kilobytes << 10;
}

void limit(decltype(RLIMIT_DATA) resource, rlim_t value) {
  rlimit now{};
  if (getrlimit(resource, &now) == 0 && now.rlim_max != RLIM_INFINITY && now.rlim_max < value) {
    value = now.rlim_max;
  }
  rlimit limits{value, value};
  setrlimit(resource, &limits);
}

void setTimer(long milliseconds) {
  itimerval timer{};
  timer.it_value.tv_sec = milliseconds / 1000;
  timer.it_value.tv_usec = (milliseconds % 1000) * 1000;
  setitimer(ITIMER_PROF, &timer, nullptr);
}

}  // namespace

void confine(size_t bytes) {
  // Whoever started the process may have blocked or ignored what is to end it.
  signal(SIGPROF, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);

  limit(RLIMIT_DATA, dataSize() + bytes);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_NOFILE, 0);
}

void startDeadline(long milliseconds) { setTimer(milliseconds); }

void endDeadline() { setTimer(0); }
