// The values of one instance while a macrostep runs: a realm of its own in the one engine.
#pragma once

#include "Engine.hpp"
#include "Messages.hpp"
#include "Sources.hpp"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#if DOCKET_HAS_ENGINE

// Who asks while an expression runs: facts, and whether a state is active.
class Host {
 public:
  // Sends the question and answers the frame that comes back.
  static std::string ask(const FrameWriter& question);
};

class Session {
 public:
  // Makes the realm. `opened()` is false where that failed.
  Session(JSContext* cx, JS::HandleObject home, Sources& sources);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool opened() const { return opened_; }
  JSObject* global() const { return global_; }
  static Session& current(JSContext* cx);

  // Every function below answers false with an exception pending where it failed.

  // System variables, what the document's own scripts define, and the data as `close` gave them.
  bool restore(FrameReader& request);
  bool bindEvent(FrameReader& request);
  bool declare(std::string_view id);
  bool initialize(std::string_view id, FrameReader& source);
  bool condition(std::string_view source, bool& result);
  bool value(std::string_view source, FrameWriter& answer);
  bool content(std::string_view text, FrameWriter& answer);
  bool assign(std::string_view location, FrameReader& source);
  // Answers how many items there are.
  bool beginLoop(std::string_view array, std::string_view item, std::string_view index,
                 uint32_t& count);
  bool bindItem(uint32_t index);
  void endLoop();
  bool run(std::string_view script);
  // Whether all that was declared can be kept; a script may have left what cannot.
  bool isStorable();
  // The data as JSON. What cannot be kept has become undefined.
  std::string close();

  bool drawRandom(JS::MutableHandleValue value);
  JS::HandleValue event() const { return event_; }
  JS::HandleValue incoming() const { return incoming_; }
  JSObject* makeXML(JS::HandleValue tree);
  bool makeClock(bool& made);
  bool makeDocket(bool& made);

 private:
  struct Loop {
    JS::PersistentRootedObject items;
    std::string item;
    std::string index;
  };

  bool addSystemVariables(std::string_view sessionID, std::string_view name, FrameReader& request);
  bool evaluate(std::string_view expression, JS::MutableHandleValue value);
  bool readSource(FrameReader& source, JS::MutableHandleValue value);
  bool parseContent(std::string_view text, JS::MutableHandleValue value);
  bool setGlobal(std::string_view name, JS::HandleValue value);
  bool hasGlobal(std::string_view name, bool& found);
  bool set(std::string_view location, JS::HandleValue value);
  bool admit(size_t size);
  // The names of variables, sorted, with their values as JSON; "" where a value cannot be kept.
  bool collect(std::vector<std::pair<std::string, std::string>>& variables, bool stopAtFault);

  JSContext* cx_;
  Sources& sources_;
  JS::PersistentRootedObject global_;
  JS::PersistentRootedValue event_;
  // The value on its way to a location.
  JS::PersistentRootedValue incoming_;
  JS::PersistentRootedValue makeDocument_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::set<std::string> declared_;
  std::string sessionID_;
  uint32_t draws_ = 0;
  size_t sizeBound_ = 0;
  bool opened_ = false;
};

#endif
