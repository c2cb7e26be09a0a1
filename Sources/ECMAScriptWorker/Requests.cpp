#include "Requests.hpp"

#include "Text.hpp"
#include "Values.hpp"

#if DOCKET_HAS_ENGINE

namespace {

constexpr size_t longestMessage = 400;

}  // namespace

std::string Host::ask(const FrameWriter& question) {
  FrameWriter frame;
  frame.byte('q');
  frame.append(question);
  writeFrame(frame.bytes());
  std::string answer;
  if (!readFrame(answer)) std::_Exit(0);
  return answer;
}

std::string Requests::answer(const std::string& request) {
  FrameReader reader(request);
  FrameWriter result;
  mustTakeBack_ = false;
  // A session that is opened takes the place of the one before it, in a realm of its own.
  if (!request.empty() && request[0] == 'P') return check(reader);
  bool isOpening = !request.empty() && request[0] == 'O';
  if (isOpening) {
    session_.reset();
    session_ = std::make_unique<Session>(cx_, home_, sources_);
    if (!session_->opened()) session_.reset();
  }
  if (!session_) {
    result.byte('e');
    result.string("no session is open");
    return result.bytes();
  }

  JSAutoRealm realm(cx_, session_->global());
  FrameWriter value;
  bool succeeded = carryOut(reader, value) && !reader.failed();
  FrameWriter answer;
  if (succeeded) {
    answer.byte('v');
    answer.append(value);
  } else {
    answer.byte(mustTakeBack_ ? 'r' : 'e');
    answer.string(takeError());
  }
  // Promises that were settled go on now; none waits for another request.
  js::RunJobs(cx_);
  JS_ClearPendingException(cx_);
  return answer.bytes();
}

// Whether a text can be compiled needs no session.
std::string Requests::check(FrameReader& request) {
  JSAutoRealm realm(cx_, home_);
  request.byte();
  uint8_t use = request.byte();
  std::string_view text = request.string();
  bool isFit = use == 's'   ? sources_.check(cx_, text, false)
               : use == 'l' ? sources_.check(cx_, locationSource(text), true)
                            : sources_.check(cx_, expressionSource(text), true);
  FrameWriter answer;
  answer.byte(isFit ? 'v' : 'e');
  if (!isFit) answer.string(takeError());
  return answer.bytes();
}

bool Requests::carryOut(FrameReader& request, FrameWriter& result) {
  Session& session = *session_;
  switch (request.byte()) {
    case 'O': return session.restore(request);
    case 'B': return session.bindEvent(request);
    case 'D': return session.declare(request.string());
    case 'I': {
      std::string_view id = request.string();
      return session.initialize(id, request);
    }
    case 'C': {
      bool holds = false;
      if (!session.condition(request.string(), holds)) return false;
      result.byte(holds ? 't' : 'f');
      return true;
    }
    case 'V': return session.value(request.string(), result);
    case 'K': return session.content(request.string(), result);
    case 'A': {
      std::string_view location = request.string();
      return session.assign(location, request);
    }
    case 'F': {
      std::string_view array = request.string();
      std::string_view item = request.string();
      std::string_view index = request.string();
      uint32_t count = 0;
      if (!session.beginLoop(array, item, index, count)) return false;
      result.byte('d');
      result.number(count);
      return true;
    }
    case 'N': return session.bindItem(request.count());
    case 'E': session.endLoop(); return true;
    case 'R': {
      if (!session.run(request.string())) return false;
      mustTakeBack_ = !session.isStorable();
      return !mustTakeBack_;
    }
    case 'X':
      result.byte('s');
      result.string(session.close());
      // The session's memory is free from now on.
      return true;
    default: JS_ReportErrorUTF8(cx_, "there is no such request"); return false;
  }
}

std::string Requests::takeError() {
  if (!JS_IsExceptionPending(cx_)) return "the request failed";
  std::string message = "an error that cannot be described";
  JS::ExceptionStack stack(cx_);
  if (JS::StealPendingExceptionStack(cx_, &stack)) {
    JS::ErrorReportBuilder report(cx_);
    if (report.init(cx_, stack, JS::ErrorReportBuilder::NoSideEffects)) {
      message = report.toStringResult().c_str();
    }
  }
  JS_ClearPendingException(cx_);
  if (message.size() > longestMessage) {
    message.resize(longestMessage);
    // Not in the middle of a character.
    while (!message.empty() && (message.back() & 0xC0) == 0x80) message.pop_back();
    if (!message.empty() && (message.back() & 0x80) != 0) message.pop_back();
  }
  return message;
}

#endif
