#include "Sources.hpp"

#include "Text.hpp"

#if DOCKET_HAS_ENGINE

namespace {

// In bytes of source text; what was compiled is thrown away when it is reached.
constexpr size_t cacheLimit = size_t{1} << 20;

}  // namespace

const char* const incomingName = "$docket$value";

// The line break ends a comment that the text may end with. A semicolon at the end is let pass, as
// the W3C's own tests have it (test 452).
std::string expressionSource(std::string_view expression) {
  size_t end = expression.find_last_not_of("; \t\r\n");
  if (end != std::string_view::npos) expression = expression.substr(0, end + 1);
  return "(" + std::string(expression) + "\n)";
}

std::string locationSource(std::string_view location) {
  return "(" + std::string(location) + "\n) = " + incomingName;
}

JS::Stencil* Sources::compiled(JSContext* cx, std::string_view text, bool strict) {
  std::string key(1, strict ? 's' : 'l');
  key += text;
  if (auto found = stencils_.find(key); found != stencils_.end()) return found->second.get();
  if (size_ + key.size() > cacheLimit) {
    stencils_.clear();
    size_ = 0;
  }

  JS::CompileOptions options(cx);
  options.setFileAndLine("workflow", 1);
  if (strict) options.setForceStrictMode();
  std::u16string units = toUTF16(text);
  JS::SourceText<char16_t> source;
  if (!source.init(cx, units.data(), units.size(), JS::SourceOwnership::Borrowed)) return nullptr;
  RefPtr<JS::Stencil> stencil = JS::CompileGlobalScriptToStencil(cx, options, source);
  if (!stencil) return nullptr;
  JS::Stencil* result = stencil.get();
  size_ += key.size();
  stencils_.emplace(std::move(key), std::move(stencil));
  return result;
}

bool Sources::run(JSContext* cx, std::string_view text, bool strict,
                  JS::MutableHandleValue result) {
  JS::Stencil* stencil = compiled(cx, text, strict);
  if (stencil == nullptr) return false;
  JS::InstantiateOptions options;
  JS::RootedScript script(cx, JS::InstantiateGlobalStencil(cx, options, stencil));
  return script && JS_ExecuteScript(cx, script, result);
}

bool Sources::check(JSContext* cx, std::string_view text, bool strict) {
  return compiled(cx, text, strict) != nullptr;
}

#endif
