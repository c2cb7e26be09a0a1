// Values as the program reads and writes them: a letter for the kind, then the content.
#include "Text.hpp"
#include "Values.hpp"

#if DOCKET_HAS_ENGINE

namespace {

bool fail(JSContext* cx, const char* message) {
  JS_ReportErrorUTF8(cx, "%s", message);
  return false;
}

bool writeText(JSContext* cx, JSString* string, FrameWriter& frame) {
  std::string text;
  if (!toUTF8(cx, string, text)) return false;
  frame.byte('s');
  frame.string(text);
  return true;
}

bool write(JSContext* cx, JS::HandleValue value, FrameWriter& frame, int depth);

bool writeList(JSContext* cx, JS::HandleObject list, FrameWriter& frame, int depth) {
  uint32_t length = 0;
  if (!JS::GetArrayLength(cx, list, &length)) return false;
  frame.byte('l');
  frame.count(length);
  JS::RootedValue element(cx);
  for (uint32_t index = 0; index < length; ++index) {
    if (!JS_GetElement(cx, list, index, &element)) return false;
    if (!write(cx, element, frame, depth + 1)) return false;
  }
  return true;
}

// Members that are undefined are left out, as in JSON.
bool writeRecord(JSContext* cx, JS::HandleObject object, FrameWriter& frame, int depth) {
  JS::Rooted<JS::IdVector> ids(cx, JS::IdVector(cx));
  if (!JS_Enumerate(cx, object, &ids)) return false;
  FrameWriter members;
  uint32_t count = 0;
  JS::RootedId id(cx);
  JS::RootedValue name(cx);
  JS::RootedValue member(cx);
  for (size_t index = 0; index < ids.length(); ++index) {
    id = ids[index];
    if (!JS_IdToValue(cx, id, &name) || !JS_GetPropertyById(cx, object, id, &member)) return false;
    if (member.isUndefined()) continue;
    JS::RootedString text(cx, JS::ToString(cx, name));
    std::string key;
    if (!text || !toUTF8(cx, text, key)) return false;
    members.string(key);
    if (!write(cx, member, members, depth + 1)) return false;
    ++count;
  }
  frame.byte('r');
  frame.count(count);
  frame.append(members);
  return true;
}

bool writeDate(JSContext* cx, JS::HandleObject date, FrameWriter& frame) {
  JS::RootedValue text(cx);
  if (!JS_CallFunctionName(cx, date, "toJSON", JS::HandleValueArray::empty(), &text)) return false;
  if (text.isString()) return writeText(cx, text.toString(), frame);
  frame.byte('n');
  return true;
}

bool write(JSContext* cx, JS::HandleValue value, FrameWriter& frame, int depth) {
  if (depth > depthLimit) {
    return fail(cx, "values cannot be nested deeper than 200 levels, or contain themselves");
  }
  if (frame.bytes().size() > dataLimit) return fail(cx, "the value exceeds 480000 bytes");
  if (value.isNullOrUndefined()) {
    frame.byte('n');
    return true;
  }
  if (value.isBoolean()) {
    frame.byte(value.toBoolean() ? 't' : 'f');
    return true;
  }
  if (value.isNumber()) {
    frame.byte('d');
    frame.number(value.toNumber());
    return true;
  }
  if (value.isString()) {
    if (JS_GetStringLength(value.toString()) > dataLimit) {
      return fail(cx, "the value exceeds 480000 bytes");
    }
    return writeText(cx, value.toString(), frame);
  }
  if (value.isBigInt()) {
    JS::Rooted<JS::BigInt*> big(cx, value.toBigInt());
    JS::RootedString digits(cx, JS::BigIntToString(cx, big, 10));
    return digits && writeText(cx, digits, frame);
  }
  if (value.isSymbol()) return fail(cx, "a symbol is no value that can be handed on");
  JS::RootedValue tree(cx, xmlTree(value));
  if (!tree.isUndefined()) {
    frame.byte('x');
    return write(cx, tree, frame, depth + 1);
  }
  JS::RootedObject object(cx, &value.toObject());
  js::ESClass kind;
  if (!JS::GetBuiltinClass(cx, object, &kind)) return false;
  switch (kind) {
    case js::ESClass::Array: return writeList(cx, object, frame, depth);
    case js::ESClass::Object: return writeRecord(cx, object, frame, depth);
    case js::ESClass::Date: return writeDate(cx, object, frame);
    case js::ESClass::Number:
    case js::ESClass::String:
    case js::ESClass::Boolean: {
      JS::RootedValue inner(cx);
      return unbox(cx, object, &inner) && write(cx, inner, frame, depth);
    }
    case js::ESClass::Function: return fail(cx, "a function is no value that can be handed on");
    default:
      JS_ReportErrorUTF8(cx, "an object of class %s is no value that can be handed on",
                         JS::GetClass(object)->name);
      return false;
  }
}

bool read(JSContext* cx, FrameReader& frame, JS::MutableHandleValue value, int depth) {
  if (depth > 3 * depthLimit) return fail(cx, "the value is nested too deeply");
  switch (frame.byte()) {
    case 'u': value.setUndefined(); break;
    case 'n': value.setNull(); break;
    case 't': value.setBoolean(true); break;
    case 'f': value.setBoolean(false); break;
    case 'd': value.setNumber(frame.number()); break;
    case 's': {
      JSString* text = newString(cx, frame.string());
      if (text == nullptr) return false;
      value.setString(text);
      break;
    }
    case 'l': {
      uint32_t length = frame.count();
      JS::RootedObject list(cx, JS::NewArrayObject(cx, 0));
      JS::RootedValue element(cx);
      if (!list) return false;
      for (uint32_t index = 0; index < length && !frame.failed(); ++index) {
        if (!read(cx, frame, &element, depth + 1)) return false;
        if (!JS_DefineElement(cx, list, index, element, JSPROP_ENUMERATE)) return false;
      }
      value.setObject(*list);
      break;
    }
    case 'r': {
      uint32_t count = frame.count();
      JS::RootedObject record(cx, JS_NewPlainObject(cx));
      JS::RootedValue member(cx);
      if (!record) return false;
      for (uint32_t index = 0; index < count && !frame.failed(); ++index) {
        std::u16string key = toUTF16(frame.string());
        if (!read(cx, frame, &member, depth + 1)) return false;
        if (!JS_DefineUCProperty(cx, record, key.data(), key.size(), member, JSPROP_ENUMERATE)) {
          return false;
        }
      }
      value.setObject(*record);
      break;
    }
    case 'x': {
      JS::RootedValue tree(cx);
      if (!read(cx, frame, &tree, depth + 1)) return false;
      JSObject* made = newXML(cx, tree);
      if (made == nullptr) return false;
      value.setObject(*made);
      break;
    }
    default: return fail(cx, "the value cannot be read");
  }
  return !frame.failed() || fail(cx, "the value cannot be read");
}

}  // namespace

bool writeValue(JSContext* cx, JS::HandleValue value, FrameWriter& frame) {
  return write(cx, value, frame, 0);
}

bool readValue(JSContext* cx, FrameReader& frame, JS::MutableHandleValue value) {
  return read(cx, frame, value, 0);
}

#endif
