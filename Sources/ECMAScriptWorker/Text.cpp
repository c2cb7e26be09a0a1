#include "Text.hpp"

#if DOCKET_HAS_ENGINE

#include <cstdio>

namespace {

constexpr char32_t replacement = 0xFFFD;

void append(std::string& utf8, char32_t scalar) {
  if (scalar < 0x80) {
    utf8.push_back(static_cast<char>(scalar));
  } else if (scalar < 0x800) {
    utf8.push_back(static_cast<char>(0xC0 | (scalar >> 6)));
    utf8.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  } else if (scalar < 0x10000) {
    utf8.push_back(static_cast<char>(0xE0 | (scalar >> 12)));
    utf8.push_back(static_cast<char>(0x80 | ((scalar >> 6) & 0x3F)));
    utf8.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  } else {
    utf8.push_back(static_cast<char>(0xF0 | (scalar >> 18)));
    utf8.push_back(static_cast<char>(0x80 | ((scalar >> 12) & 0x3F)));
    utf8.push_back(static_cast<char>(0x80 | ((scalar >> 6) & 0x3F)));
    utf8.push_back(static_cast<char>(0x80 | (scalar & 0x3F)));
  }
}

bool isHigh(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool isLow(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// The scalar that begins at `index`, which moves on; a lone surrogate stands for itself.
char32_t next(const std::u16string& text, size_t& index) {
  char16_t unit = text[index++];
  if (isHigh(unit) && index < text.size() && isLow(text[index])) {
    char16_t low = text[index++];
    return 0x10000 + ((unit - 0xD800u) << 10) + (low - 0xDC00u);
  }
  return unit;
}

bool isSurrogate(char32_t scalar) { return scalar >= 0xD800 && scalar < 0xE000; }

}  // namespace

std::u16string toUTF16(std::string_view utf8) {
  std::u16string text;
  text.reserve(utf8.size());
  size_t index = 0;
  while (index < utf8.size()) {
    unsigned char lead = static_cast<unsigned char>(utf8[index++]);
    int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    char32_t scalar = more == 0 ? lead : lead & (0x3F >> more);
    for (; more > 0 && index < utf8.size(); --more) {
      scalar = (scalar << 6) | (static_cast<unsigned char>(utf8[index++]) & 0x3F);
    }
    if (scalar < 0x10000) {
      text.push_back(static_cast<char16_t>(scalar));
    } else {
      scalar -= 0x10000;
      text.push_back(static_cast<char16_t>(0xD800 + (scalar >> 10)));
      text.push_back(static_cast<char16_t>(0xDC00 + (scalar & 0x3FF)));
    }
  }
  return text;
}

std::string toUTF8(const std::u16string& text) {
  std::string utf8;
  utf8.reserve(text.size());
  for (size_t index = 0; index < text.size();) {
    char32_t scalar = next(text, index);
    append(utf8, isSurrogate(scalar) ? replacement : scalar);
  }
  return utf8;
}

JSString* newString(JSContext* cx, std::string_view utf8) {
  std::u16string text = toUTF16(utf8);
  return JS_NewUCStringCopyN(cx, text.data(), text.size());
}

bool toUTF16(JSContext* cx, JSString* string, std::u16string& result) {
  result.resize(JS_GetStringLength(string));
  return JS_CopyStringChars(cx, mozilla::Range<char16_t>(result.data(), result.size()), string);
}

bool toUTF8(JSContext* cx, JSString* string, std::string& result) {
  std::u16string text;
  if (!toUTF16(cx, string, text)) return false;
  result = toUTF8(text);
  return true;
}

void appendJSON(std::string& json, const std::u16string& text) {
  json.push_back('"');
  for (size_t index = 0; index < text.size();) {
    char32_t scalar = next(text, index);
    if (scalar == '"' || scalar == '\\') {
      json.push_back('\\');
      json.push_back(static_cast<char>(scalar));
    } else if (scalar < 0x20 || isSurrogate(scalar)) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(scalar));
      json += escape;
    } else {
      append(json, scalar);
    }
  }
  json.push_back('"');
}

#endif
