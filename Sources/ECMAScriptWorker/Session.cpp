#include "Session.hpp"

#include "Text.hpp"
#include "Values.hpp"

#include <algorithm>

#if DOCKET_HAS_ENGINE

namespace {

// How many items a loop may have.
constexpr uint32_t itemLimit = 100'000;

bool fail(JSContext* cx, const std::string& message) {
  JS_ReportErrorUTF8(cx, "%s", message.c_str());
  return false;
}

// XML 1.0 white space, as everywhere in SCXML.
std::string spacesNormalized(std::string_view text) {
  std::string result;
  for (char character : text) {
    bool isSpace = character == ' ' || character == '\t' || character == '\n' || character == '\r';
    if (!isSpace) {
      result.push_back(character);
    } else if (!result.empty() && result.back() != ' ') {
      result.push_back(' ');
    }
  }
  while (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace

bool Session::evaluate(std::string_view expression, JS::MutableHandleValue value) {
  return sources_.run(cx_, expressionSource(expression), true, value);
}

bool Session::condition(std::string_view source, bool& result) {
  JS::RootedValue value(cx_);
  if (!evaluate(source, &value)) return false;
  result = JS::ToBoolean(value);
  return true;
}

bool Session::value(std::string_view source, FrameWriter& answer) {
  JS::RootedValue value(cx_);
  return evaluate(source, &value) && writeValue(cx_, value, answer);
}

bool Session::content(std::string_view text, FrameWriter& answer) {
  JS::RootedValue value(cx_);
  return parseContent(text, &value) && writeValue(cx_, value, answer);
}

// Text between tags that is no XML: JSON if it can be read so, else a string with spaces
// normalized (W3C SCXML 1.0, section B.2.8.1).
bool Session::parseContent(std::string_view text, JS::MutableHandleValue value) {
  JS::RootedString string(cx_, newString(cx_, text));
  if (!string) return false;
  if (JS_ParseJSON(cx_, string, value)) return true;
  JS_ClearPendingException(cx_);
  JSString* normalized = newString(cx_, spacesNormalized(text));
  if (normalized == nullptr) return false;
  value.setString(normalized);
  return true;
}

bool Session::readSource(FrameReader& source, JS::MutableHandleValue value) {
  JS::RootedValue found(cx_);
  switch (source.byte()) {
    case 'e':
      if (!evaluate(source.string(), &found)) return false;
      break;
    case 'c':
      if (!parseContent(source.string(), &found)) return false;
      break;
    case 'v':
      if (!readValue(cx_, source, &found)) return false;
      break;
    default: value.setUndefined(); return true;
  }
  // Nothing is copied: objects that variables share are shared until the session closes.
  value.set(found);
  std::string json;
  return writeJSON(cx_, found, json, sources_) && admit(json.size());
}

bool Session::admit(size_t size) {
  if (sizeBound_ + size > dataLimit) {
    // The bound has never been lowered for what was replaced: look how much there really is.
    std::vector<std::pair<std::string, std::string>> variables;
    if (!collect(variables, false)) return false;
    sizeBound_ = 0;
    for (const auto& [name, json] : variables) sizeBound_ += name.size() + json.size() + 4;
    if (sizeBound_ + size > dataLimit) return fail(cx_, "the data would exceed 480000 bytes");
  }
  sizeBound_ += size;
  return true;
}

bool Session::setGlobal(std::string_view name, JS::HandleValue value) {
  std::u16string key = toUTF16(name);
  JS::RootedObject global(cx_, global_);
  JS::RootedString text(cx_, JS_NewUCStringCopyN(cx_, key.data(), key.size()));
  JS::RootedId id(cx_);
  JS::Rooted<mozilla::Maybe<JS::PropertyDescriptor>> there(cx_);
  if (!text || !JS_StringToId(cx_, text, &id)
      || !JS_GetOwnPropertyDescriptorById(cx_, global, id, &there)) {
    return false;
  }
  if (there.isNothing() || there->configurable()) {
    return JS_DefinePropertyById(cx_, global, id, value, JSPROP_ENUMERATE);
  }
  // What a script declared with `var` can be set, but not defined again.
  JS::RootedValue receiver(cx_, JS::ObjectValue(*global));
  JS::ObjectOpResult result;
  if (!JS_ForwardSetPropertyTo(cx_, global, id, value, receiver, result)) return false;
  return result.ok() || fail(cx_, "\"" + std::string(name) + "\" cannot be set");
}

bool Session::hasGlobal(std::string_view name, bool& found) {
  std::u16string key = toUTF16(name);
  JS::RootedObject global(cx_, global_);
  return JS_AlreadyHasOwnUCProperty(cx_, global, key.data(), key.size(), &found);
}

bool Session::declare(std::string_view id) {
  declared_.insert(std::string(id));
  sizeBound_ += id.size() + 24;
  return setGlobal(id, JS::UndefinedHandleValue);
}

bool Session::initialize(std::string_view id, FrameReader& source) {
  if (!declare(id)) return false;
  JS::RootedValue value(cx_);
  return readSource(source, &value) && setGlobal(id, value);
}

bool Session::assign(std::string_view location, FrameReader& source) {
  JS::RootedValue value(cx_);
  return readSource(source, &value) && set(location, value);
}

// Strict, so that a name that nobody declared and a variable of the system are errors.
bool Session::set(std::string_view location, JS::HandleValue value) {
  incoming_ = value;
  JS::RootedValue ignored(cx_);
  return sources_.run(cx_, locationSource(location), true, &ignored);
}

bool Session::beginLoop(std::string_view array, std::string_view item, std::string_view index,
                        uint32_t& count) {
  for (std::string_view name : {item, index}) {
    if (name.empty()) continue;
    std::u16string units = toUTF16(name);
    if (!JS_IsIdentifier(units.data(), units.size())) {
      return fail(cx_, "\"" + std::string(name) + "\" cannot be the name of a variable");
    }
    // Nor can a word that the language keeps for itself.
    if (!sources_.check(cx_, "(function (" + std::string(name) + ") {})", true)) return false;
  }

  JS::RootedValue value(cx_);
  if (!evaluate(array, &value)) return false;
  bool isArray = false;
  if (!JS::IsArrayObject(cx_, value, &isArray)) return false;
  if (!isArray) return fail(cx_, "\"" + std::string(array) + "\" is not an array");
  JS::RootedObject given(cx_, &value.toObject());
  if (!JS::GetArrayLength(cx_, given, &count)) return false;
  if (count > itemLimit) return fail(cx_, "a loop has at most 100000 items");

  JS::RootedObject items(cx_, JS::NewArrayObject(cx_, 0));
  if (!items) return false;
  for (uint32_t place = 0; place < count; ++place) {
    if (!JS_GetElement(cx_, given, place, &value)) return false;
    if (!JS_DefineElement(cx_, items, place, value, JSPROP_ENUMERATE)) return false;
  }
  for (std::string_view name : {item, index}) {
    bool found = name.empty();
    if (!found && !hasGlobal(name, found)) return false;
    if (!found && !declare(name)) return false;
  }
  auto loop = std::make_unique<Loop>();
  loop->items.init(cx_, items);
  loop->item = item;
  loop->index = index;
  loops_.push_back(std::move(loop));
  return true;
}

bool Session::bindItem(uint32_t index) {
  if (loops_.empty()) return fail(cx_, "no loop runs");
  Loop& loop = *loops_.back();
  JS::RootedObject items(cx_, loop.items);
  JS::RootedValue value(cx_);
  if (!JS_GetElement(cx_, items, index, &value) || !set(loop.item, value)) return false;
  if (loop.index.empty()) return true;
  value.setNumber(index);
  return set(loop.index, value);
}

void Session::endLoop() {
  if (!loops_.empty()) loops_.pop_back();
}

bool Session::run(std::string_view script) {
  JS::RootedValue ignored(cx_);
  return sources_.run(cx_, script, false, &ignored);
}

bool Session::collect(std::vector<std::pair<std::string, std::string>>& variables,
                      bool stopAtFault) {
  JS::RootedObject global(cx_, global_);
  JS::Rooted<JS::IdVector> ids(cx_, JS::IdVector(cx_));
  if (!JS_Enumerate(cx_, global, &ids)) return false;
  JS::RootedId id(cx_);
  JS::RootedValue name(cx_);
  JS::RootedValue value(cx_);
  for (size_t index = 0; index < ids.length(); ++index) {
    id = ids[index];
    if (!JS_IdToValue(cx_, id, &name)) return false;
    JS::RootedString text(cx_, JS::ToString(cx_, name));
    std::string key;
    if (!text || !toUTF8(cx_, text, key)) return false;
    std::string json;
    if (!JS_GetPropertyById(cx_, global, id, &value)) return false;
    bool isData = declared_.contains(key);
    // A function that a script declared is declared again by it, not stored.
    if (!isData && value.isObject() && JS::IsCallable(&value.toObject())) continue;
    if ( !writeJSON(cx_, value, json, sources_)) {
      // What a script made for itself may be anything; what was declared may not.
      if (isData && stopAtFault) return false;
      JS_ClearPendingException(cx_);
      if (!isData) continue;
      json.clear();
    }
    variables.emplace_back(std::move(key), std::move(json));
  }
  std::sort(variables.begin(), variables.end());
  return true;
}

bool Session::isStorable() {
  std::vector<std::pair<std::string, std::string>> variables;
  if (!collect(variables, true)) return false;
  size_t size = 0;
  for (const auto& [name, json] : variables) size += name.size() + json.size() + 4;
  if (size > dataLimit) return fail(cx_, "the data would exceed 480000 bytes");
  sizeBound_ = size;
  return true;
}

std::string Session::close() {
  std::vector<std::pair<std::string, std::string>> variables;
  if (!collect(variables, false)) JS_ClearPendingException(cx_);
  std::string result = "{\"values\":{";
  bool isFirst = true;
  for (const auto& [name, json] : variables) {
    const std::string undefined = "{\"$undefined\":true}";
    bool fits = result.size() + name.size() + json.size() <= 2 * dataLimit;
    if (!isFirst) result.push_back(',');
    isFirst = false;
    appendJSON(result, toUTF16(name));
    result += ":" + (json.empty() || !fits ? undefined : json);
  }
  result += "}";
  if (draws_ > 0) result += ",\"draws\":" + std::to_string(draws_);
  return result + "}";
}

// A pure function of the session's id and of how many numbers it has drawn (SplitMix64).
bool Session::drawRandom(JS::MutableHandleValue value) {
  uint64_t state = 14695981039346656037u;
  for (unsigned char byte : sessionID_) state = (state ^ byte) * 1099511628211u;
  state += ++draws_ * 0x9E3779B97F4A7C15u;
  state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
  state = (state ^ (state >> 27)) * 0x94D049BB133111EBu;
  state ^= state >> 31;
  value.setNumber(static_cast<double>(state >> 11) * 0x1p-53);
  return true;
}

#endif
