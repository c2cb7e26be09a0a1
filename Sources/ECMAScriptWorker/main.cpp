// The engine behind `datamodel="ecmascript"`, as a process of its own.
//
// It answers requests on its standard input, a socket, until the other side closes it. Whatever a
// script does, it does here: what takes too long or too much is ended by the operating system, and
// the program that asked starts another.
#include "Engine.hpp"

#if !DOCKET_HAS_ENGINE

#include <cstdio>

int main() {
  std::fputs("docket-ecmascript was built without SpiderMonkey (libmozjs-102-dev)\n", stderr);
  return 3;
}

#else

#include "Confinement.hpp"
#include "Messages.hpp"
#include "Requests.hpp"

#include <unistd.h>

#include <cstdlib>

namespace {

// How the program tells that memory ran out.
constexpr int outOfMemory = 86;

const JSClass homeClass = {"home", JSCLASS_GLOBAL_FLAGS, &JS::DefaultGlobalClassOps};

JSContext* makeContext(size_t memory) {
  // Expressions are too short to be worth compiling, and what writes no machine code is safer.
  JS::DisableJitBackend();
  if (!JS_Init()) return nullptr;
  JSContext* cx = JS_NewContext(static_cast<uint32_t>(memory));
  if (cx == nullptr) return nullptr;
  JS_SetNativeStackQuota(cx, size_t{1} << 20);
  JS_SetGCParameter(cx, JSGC_MAX_BYTES, static_cast<uint32_t>(memory));
  if (!js::UseInternalJobQueues(cx) || !JS::InitSelfHostedCode(cx)) return nullptr;
  // A script could catch the error and go on in a way that depends on the machine.
  JS::SetOutOfMemoryCallback(cx, [](JSContext*, void*) { _exit(outOfMemory); }, nullptr);
  return cx;
}

}  // namespace

// Arguments: the deadline of a request in milliseconds of processor time, and the memory that
// scripts may use in MiB.
int main(int count, char** arguments) {
  long deadline = count > 1 ? std::atol(arguments[1]) : 0;
  long mebibytes = count > 2 ? std::atol(arguments[2]) : 0;
  if (deadline <= 0 || mebibytes <= 0 || mebibytes > 2048) return 64;
  size_t memory = static_cast<size_t>(mebibytes) << 20;
  // What the other side has open is none of ours.
  close_range(STDERR_FILENO + 1, ~0u, 0);

  JSContext* cx = makeContext(memory);
  if (cx == nullptr) return 1;
  JS::RealmOptions options;
  JS::RootedObject home(
      cx, JS_NewGlobalObject(cx, &homeClass, nullptr, JS::FireOnNewGlobalHook, options));
  if (!home) return 1;
  confine(memory);

  FrameWriter greeting;
  greeting.byte('h');
  greeting.string(JS_GetImplementationVersion());
  writeFrame(greeting.bytes());

  Requests requests(cx, home);
  std::string frame;
  while (readFrame(frame)) {
    startDeadline(deadline);
    std::string answer = requests.answer(frame);
    endDeadline();
    writeFrame(answer);
  }
  // The engine is not taken apart: the process ends.
  _exit(0);
}

#endif
