// Values of ECMAScript as bytes, for the program and for the store.
//
// Data are trees: numbers, strings, booleans, null, undefined, big integers, dates, plain objects,
// arrays, XML, and functions, of which the text is kept. What is none of these (a Map, a function of
// the engine's own, something that contains itself) has no form in which it could be kept, and is
// an error.
//
// Between events data are JSON. What JSON has no words for is an object with one name that begins
// with "$": {"$undefined":true}, {"$number":"NaN"}, {"$bigint":"12"}, {"$date":0},
// {"$function":"…"}, {"$xml":[…]} in JsonML, and {"$object":{…}} around an object that only looks
// like one of these.
#pragma once

#include "Engine.hpp"
#include "Messages.hpp"
#include "Sources.hpp"

#include <string>

#if DOCKET_HAS_ENGINE

// How long one value, and all data of an instance together, may be, in bytes.
constexpr size_t dataLimit = 480'000;
// How deep values may be nested.
constexpr int depthLimit = 200;

// Appends the value as JSON. Fails with an exception that says what cannot be kept.
bool writeJSON(JSContext* cx, JS::HandleValue value, std::string& json, Sources& sources);
// Puts what the names with "$" stand for into a value that was parsed.
bool reviveJSON(JSContext* cx, JS::MutableHandleValue value, Sources& sources);

// Appends the value as the program reads it.
bool writeValue(JSContext* cx, JS::HandleValue value, FrameWriter& frame);
bool readValue(JSContext* cx, FrameReader& frame, JS::MutableHandleValue value);

// The number, string or boolean in an object that wraps one.
bool unbox(JSContext* cx, JS::HandleObject object, JS::MutableHandleValue inner);

// An object for XML. `tree` is a list of nodes in JsonML, of which the object is the document.
JSObject* newXML(JSContext* cx, JS::HandleValue tree);
// The object that scripts see as a node of XML, before its methods are there.
JSObject* newXMLShell(JSContext* cx, JS::HandleValue tree);
// The tree of an object for XML; undefined for any other value.
JS::Value xmlTree(JS::HandleValue value);

#endif
