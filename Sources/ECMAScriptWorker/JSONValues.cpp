// Values as JSON, as the store keeps them.
#include "Text.hpp"
#include "Values.hpp"

#if DOCKET_HAS_ENGINE

#include <cmath>

namespace {

class JSONWriting {
 public:
  JSONWriting(JSContext* cx, std::string& json, Sources& sources)
      : cx_(cx), json_(json), start_(json.size()), sources_(sources) {}

  bool write(JS::HandleValue value, int depth) {
    if (depth > depthLimit) {
      return fail("data cannot be nested deeper than 200 levels, or contain itself");
    }
    if (json_.size() - start_ > dataLimit) return fail("the data would exceed 480000 bytes");
    if (value.isUndefined()) return tag("$undefined", "true");
    if (value.isNull()) return literal("null");
    if (value.isBoolean()) return literal(value.toBoolean() ? "true" : "false");
    if (value.isNumber()) return writeNumber(value);
    if (value.isString()) return writeString(value.toString());
    if (value.isBigInt()) return writeBigInt(value.toBigInt());
    if (value.isSymbol()) return fail("a symbol cannot be kept as data");
    JS::RootedObject object(cx_, &value.toObject());
    return writeObject(object, depth);
  }

 private:
  bool fail(const char* message) {
    JS_ReportErrorUTF8(cx_, "%s", message);
    return false;
  }

  bool literal(const char* text) {
    json_ += text;
    return true;
  }

  bool tag(const char* name, const std::string& content) {
    json_ += std::string("{\"") + name + "\":" + content + "}";
    return true;
  }

  bool writeNumber(JS::HandleValue value) {
    double number = value.toNumber();
    if (std::isnan(number)) return tag("$number", "\"NaN\"");
    if (std::isinf(number)) return tag("$number", number < 0 ? "\"-Infinity\"" : "\"Infinity\"");
    if (number == 0 && std::signbit(number)) return tag("$number", "\"-0\"");
    JS::RootedString text(cx_, JS::ToString(cx_, value));
    std::string digits;
    if (!text || !toUTF8(cx_, text, digits)) return false;
    json_ += digits;
    return true;
  }

  bool writeString(JSString* string) {
    if (JS_GetStringLength(string) > dataLimit) return fail("the data would exceed 480000 bytes");
    std::u16string text;
    if (!toUTF16(cx_, string, text)) return false;
    appendJSON(json_, text);
    return true;
  }

  bool writeBigInt(JS::BigInt* value) {
    JS::Rooted<JS::BigInt*> big(cx_, value);
    JS::RootedString text(cx_, JS::BigIntToString(cx_, big, 10));
    std::string digits;
    if (!text || !toUTF8(cx_, text, digits)) return false;
    return tag("$bigint", "\"" + digits + "\"");
  }

  bool writeObject(JS::HandleObject object, int depth) {
    JS::RootedValue value(cx_, JS::ObjectValue(*object));
    JS::RootedValue tree(cx_, xmlTree(value));
    if (!tree.isUndefined()) {
      json_ += "{\"$xml\":";
      if (!write(tree, depth + 1)) return false;
      json_ += "}";
      return true;
    }
    js::ESClass kind;
    if (!JS::GetBuiltinClass(cx_, object, &kind)) return false;
    switch (kind) {
      case js::ESClass::Array: return writeArray(object, depth);
      case js::ESClass::Object: return writeRecord(object, depth);
      case js::ESClass::Date: {
        double time = 0;
        if (!js::DateGetMsecSinceEpoch(cx_, object, &time)) return false;
        JS::RootedValue number(cx_, JS::NumberValue(time));
        json_ += "{\"$date\":";
        if (!writeNumber(number)) return false;
        json_ += "}";
        return true;
      }
      case js::ESClass::Number:
      case js::ESClass::String:
      case js::ESClass::Boolean: {
        JS::RootedValue inner(cx_);
        return unbox(cx_, object, &inner) && write(inner, depth);
      }
      case js::ESClass::Function: return writeFunction(object);
      default: {
        JS_ReportErrorUTF8(cx_, "an object of class %s cannot be kept as data",
                           JS::GetClass(object)->name);
        return false;
      }
    }
  }

  // As its text, which makes an equal function as long as it needs nothing from around it.
  bool writeFunction(JS::HandleObject object) {
    JS::RootedValue value(cx_, JS::ObjectValue(*object));
    JS::RootedFunction function(cx_, JS_ValueToFunction(cx_, value));
    JS::RootedString string(cx_, function ? JS_DecompileFunction(cx_, function) : nullptr);
    std::u16string text;
    if (!string || !toUTF16(cx_, string, text)) return false;
    if (!sources_.check(cx_, expressionSource(toUTF8(text)), true)) {
      JS_ClearPendingException(cx_);
      return fail("a function that is no expression cannot be kept as data");
    }
    json_ += "{\"$function\":";
    appendJSON(json_, text);
    json_ += "}";
    return true;
  }

  bool writeArray(JS::HandleObject array, int depth) {
    uint32_t length = 0;
    if (!JS::GetArrayLength(cx_, array, &length)) return false;
    json_.push_back('[');
    JS::RootedValue element(cx_);
    for (uint32_t index = 0; index < length; ++index) {
      if (index > 0) json_.push_back(',');
      if (!JS_GetElement(cx_, array, index, &element) || !write(element, depth + 1)) return false;
    }
    json_.push_back(']');
    return true;
  }

  bool writeRecord(JS::HandleObject object, int depth) {
    JS::Rooted<JS::IdVector> ids(cx_, JS::IdVector(cx_));
    if (!JS_Enumerate(cx_, object, &ids)) return false;
    size_t beginning = json_.size();
    bool looksLikeTag = false;
    json_.push_back('{');
    JS::RootedId id(cx_);
    JS::RootedValue name(cx_);
    JS::RootedValue member(cx_);
    for (size_t index = 0; index < ids.length(); ++index) {
      id = ids[index];
      if (!JS_IdToValue(cx_, id, &name)) return false;
      JS::RootedString text(cx_, JS::ToString(cx_, name));
      std::u16string key;
      if (!text || !toUTF16(cx_, text, key)) return false;
      looksLikeTag = ids.length() == 1 && !key.empty() && key[0] == u'$';
      if (index > 0) json_.push_back(',');
      appendJSON(json_, key);
      json_.push_back(':');
      if (!JS_GetPropertyById(cx_, object, id, &member) || !write(member, depth + 1)) return false;
    }
    json_.push_back('}');
    if (looksLikeTag) {
      json_.insert(beginning, "{\"$object\":");
      json_.push_back('}');
    }
    return true;
  }

  JSContext* cx_;
  std::string& json_;
  size_t start_;
  Sources& sources_;
};

// Puts what the tags stand for into their places.
class Revival {
 public:
  Revival(JSContext* cx, Sources& sources) : cx_(cx), sources_(sources) {}

  bool revive(JS::MutableHandleValue value, int depth) {
    if (depth > 3 * depthLimit) {
      JS_ReportErrorUTF8(cx_, "the stored data are nested too deeply");
      return false;
    }
    if (!value.isObject()) return true;
    JS::RootedObject object(cx_, &value.toObject());
    JS::Rooted<JS::IdVector> ids(cx_, JS::IdVector(cx_));
    if (!JS_Enumerate(cx_, object, &ids)) return false;
    bool isArray = false;
    if (!JS::IsArrayObject(cx_, object, &isArray)) return false;
    if (!isArray && ids.length() == 1) {
      Tag tag = reviveTag(object, ids[0], depth, value);
      if (tag != Tag::none) return tag == Tag::revived;
    }
    return reviveMembers(object, ids, depth);
  }

 private:
  bool reviveMembers(JS::HandleObject object, JS::Handle<JS::IdVector> ids, int depth) {
    JS::RootedId id(cx_);
    JS::RootedValue member(cx_);
    for (size_t index = 0; index < ids.length(); ++index) {
      id = ids[index];
      if (!JS_GetPropertyById(cx_, object, id, &member)) return false;
      if (!member.isObject()) continue;
      if (!revive(&member, depth + 1)) return false;
      if (!JS_DefinePropertyById(cx_, object, id, member, JSPROP_ENUMERATE)) return false;
    }
    return true;
  }

  // What an object with one name turned out to be: an author's own, or a tag, which may be faulty.
  enum class Tag { none, revived, faulty };

  Tag reviveTag(JS::HandleObject object, JS::HandleId id, int depth, JS::MutableHandleValue value) {
    JS::RootedValue name(cx_);
    JS::RootedValue content(cx_);
    if (!JS_IdToValue(cx_, id, &name) || !JS_GetPropertyById(cx_, object, id, &content)) {
      return Tag::faulty;
    }
    JS::RootedString text(cx_, JS::ToString(cx_, name));
    std::string tag;
    if (!text || !toUTF8(cx_, text, tag)) return Tag::faulty;
    if (tag.empty() || tag[0] != '$') return Tag::none;
    return become(tag, &content, depth, value) ? Tag::revived : Tag::faulty;
  }

  bool become(const std::string& tag, JS::MutableHandleValue content, int depth,
              JS::MutableHandleValue value) {
    if (tag == "$undefined") {
      value.setUndefined();
      return true;
    }
    if (tag == "$number") {
      double number = 0;
      if (!JS::ToNumber(cx_, content, &number)) return false;
      value.setNumber(number);
      return true;
    }
    if (tag == "$bigint") {
      JS::BigInt* big = JS::ToBigInt(cx_, content);
      if (big != nullptr) value.setBigInt(big);
      return big != nullptr;
    }
    if (tag == "$function" && content.isString()) {
      std::string source;
      JS::RootedString written(cx_, content.toString());
      return toUTF8(cx_, written, source)
             && sources_.run(cx_, expressionSource(source), true, value);
    }
    if (tag == "$object" && content.isObject()) {
      JS::RootedObject inner(cx_, &content.toObject());
      JS::Rooted<JS::IdVector> ids(cx_, JS::IdVector(cx_));
      value.set(content);
      return JS_Enumerate(cx_, inner, &ids) && reviveMembers(inner, ids, depth + 1);
    }
    JSObject* made = nullptr;
    if (tag == "$date") {
      double time = 0;
      if (!revive(content, depth + 1) || !JS::ToNumber(cx_, content, &time)) return false;
      // The clock must be replaced before its class comes to be.
      JS::RootedObject global(cx_, JS::CurrentGlobalOrNull(cx_));
      JS::RootedValue clock(cx_);
      if (!JS_GetProperty(cx_, global, "Date", &clock)) return false;
      made = JS::NewDateObject(cx_, JS::TimeClip(time));
    } else if (tag == "$xml") {
      if (!revive(content, depth + 1)) return false;
      made = newXML(cx_, content);
    } else {
      JS_ReportErrorUTF8(cx_, "the stored data hold what nobody stored: %s", tag.c_str());
    }
    if (made != nullptr) value.setObject(*made);
    return made != nullptr;
  }

  JSContext* cx_;
  Sources& sources_;
};

}  // namespace

bool writeJSON(JSContext* cx, JS::HandleValue value, std::string& json, Sources& sources) {
  return JSONWriting(cx, json, sources).write(value, 0);
}

bool reviveJSON(JSContext* cx, JS::MutableHandleValue value, Sources& sources) {
  return Revival(cx, sources).revive(value, 0);
}

bool unbox(JSContext* cx, JS::HandleObject object, JS::MutableHandleValue inner) {
  return JS_CallFunctionName(cx, object, "valueOf", JS::HandleValueArray::empty(), inner);
}

#endif
