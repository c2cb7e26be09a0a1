// What the operating system takes away from a worker before any script runs.
#pragma once

#include <cstddef>

// Lets the process have `bytes` of memory beyond what it has now, and open, write or start nothing
// any more.
void confine(size_t bytes);

// The process dies of SIGPROF once it has used this much processor time, whatever it is doing.
void startDeadline(long milliseconds);
void endDeadline();
