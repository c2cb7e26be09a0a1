// Compiled expressions and scripts, shared by all sessions of a worker.
#pragma once

#include "Engine.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

#if DOCKET_HAS_ENGINE

// The text of an expression as a script whose value it is.
std::string expressionSource(std::string_view expression);
// The text of a location as a script that gives it the value on its way.
std::string locationSource(std::string_view location);
// The name under which that script finds the value.
extern const char* const incomingName;

class Sources {
 public:
  // Compiles the text, or finds it compiled, and runs it in the current realm.
  bool run(JSContext* cx, std::string_view text, bool strict, JS::MutableHandleValue result);
  // Whether the text is a script at all; fails with an exception that says what is wrong.
  bool check(JSContext* cx, std::string_view text, bool strict);

 private:
  JS::Stencil* compiled(JSContext* cx, std::string_view text, bool strict);

  // By text, with a letter before it that says whether it is strict.
  std::unordered_map<std::string, RefPtr<JS::Stencil>> stencils_;
  size_t size_ = 0;
};

#endif
