// Strings between the engine and UTF-8.
//
// A string of ECMAScript may hold half of a surrogate pair, which UTF-8 cannot: it becomes U+FFFD,
// unless the text is JSON, which has an escape for it.
#pragma once

#include "Engine.hpp"

#include <string>
#include <string_view>

#if DOCKET_HAS_ENGINE

// Null with an exception pending where memory runs out.
JSString* newString(JSContext* cx, std::string_view utf8);
bool toUTF16(JSContext* cx, JSString* string, std::u16string& result);
std::string toUTF8(const std::u16string& text);
bool toUTF8(JSContext* cx, JSString* string, std::string& result);
std::u16string toUTF16(std::string_view utf8);
// With quotes around it.
void appendJSON(std::string& json, const std::u16string& text);

#endif
