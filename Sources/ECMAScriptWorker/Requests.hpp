// What a worker can be asked to do, one frame for each request and one for its answer.
#pragma once

#include "Session.hpp"

#if DOCKET_HAS_ENGINE

class Requests {
 public:
  Requests(JSContext* cx, JS::HandleObject home) : cx_(cx), home_(cx, home) {}

  // The answer begins with "v" and holds the result, with "e" and holds why the request failed, or
  // with "r": it was carried out, but its effects must be taken back.
  std::string answer(const std::string& request);

 private:
  // What the request came to; false with an exception pending where it failed.
  bool carryOut(FrameReader& request, FrameWriter& result);
  bool open(FrameReader& request);
  std::string check(FrameReader& request);
  std::string takeError();

  JSContext* cx_;
  JS::PersistentRootedObject home_;
  Sources sources_;
  std::unique_ptr<Session> session_;
  // Whether the last request left behind what cannot be kept.
  bool mustTakeBack_ = false;
};

#endif
