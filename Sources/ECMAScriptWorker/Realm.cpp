// The global object of a session: system variables, functions of the platform, stored data.
#include "Prelude.hpp"
#include "Session.hpp"
#include "Text.hpp"
#include "Values.hpp"

#include <set>

#if DOCKET_HAS_ENGINE

namespace {

constexpr unsigned hidden = JSPROP_PERMANENT;

// A node of XML; its tree is in the slot, where no script reaches it.
const JSClass xmlClass = {"XML", JSCLASS_HAS_RESERVED_SLOTS(1)};

bool refuse(JSContext* cx, const char* message) {
  JS_ReportErrorUTF8(cx, "%s", message);
  return false;
}

// Asks the program, and answers its value or throws its error.
bool ask(JSContext* cx, const FrameWriter& question, JS::MutableHandleValue answer) {
  std::string frame = Host::ask(question);
  FrameReader reader(frame);
  if (reader.byte() == 'a') return readValue(cx, reader, answer);
  return refuse(cx, std::string(reader.string()).c_str());
}

bool fact(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  JS::RootedString name(cx, args.length() > 0 ? JS::ToString(cx, args[0]) : nullptr);
  std::string function;
  if (!name || !toUTF8(cx, name, function)) return refuse(cx, "the fact has no name");
  FrameWriter question;
  question.byte('f');
  question.string(function);
  question.count(args.length() - 1);
  for (unsigned index = 1; index < args.length(); ++index) {
    if (!writeValue(cx, args[index], question)) return false;
  }
  return ask(cx, question, args.rval());
}

bool isState(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  JS::RootedString name(cx, args.length() > 0 ? JS::ToString(cx, args[0]) : nullptr);
  std::string id;
  if (!name || !toUTF8(cx, name, id)) return false;
  FrameWriter question;
  question.byte('i');
  question.string(id);
  return ask(cx, question, args.rval());
}

bool draw(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  return Session::current(cx).drawRandom(args.rval());
}

bool getEvent(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgsFromVp(argc, vp).rval().set(Session::current(cx).event());
  return true;
}

bool getIncoming(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgsFromVp(argc, vp).rval().set(Session::current(cx).incoming());
  return true;
}

// Also where code is not strict, changing a system variable is an error (section 5.10).
bool refuseChange(JSContext* cx, unsigned, JS::Value*) {
  return refuse(cx, "system variables cannot be changed");
}

bool getConstant(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  args.rval().set(js::GetFunctionNativeReserved(&args.callee(), 0));
  return true;
}

// Defines a variable that reads as `value` for ever.
bool defineConstant(JSContext* cx, JS::HandleObject global, const char* name,
                    JS::HandleValue value) {
  JS::RootedFunction getter(cx, js::NewFunctionWithReserved(cx, getConstant, 0, 0, name));
  JS::RootedFunction setter(cx, JS_NewFunction(cx, refuseChange, 1, 0, name));
  if (!getter || !setter) return false;
  JS::RootedObject get(cx, JS_GetFunctionObject(getter));
  JS::RootedObject set(cx, JS_GetFunctionObject(setter));
  js::SetFunctionNativeReserved(get, 0, value);
  return JS_DefineProperty(cx, global, name, get, set, hidden);
}

bool shell(JSContext* cx, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  JSObject* made = newXMLShell(cx, args.get(0));
  if (made == nullptr) return false;
  args.rval().setObject(*made);
  return true;
}

bool tree(JSContext*, unsigned argc, JS::Value* vp) {
  JS::CallArgs args = JS::CallArgsFromVp(argc, vp);
  args.rval().set(xmlTree(args.get(0)));
  return true;
}

bool appendFunction(JSContext* cx, JSNative native, unsigned count, const char* name,
                    JS::RootedVector<JS::Value>& functions) {
  JSFunction* function = JS_NewFunction(cx, native, count, 0, name);
  return function && functions.append(JS::ObjectValue(*JS_GetFunctionObject(function)));
}

bool callWithFact(JSContext* cx, Sources& sources, const char* source,
                  JS::MutableHandleValue result) {
  JS::RootedObject global(cx, JS::CurrentGlobalOrNull(cx));
  JS::RootedValue part(cx);
  JS::RootedVector<JS::Value> functions(cx);
  return appendFunction(cx, fact, 1, "fact", functions) && sources.run(cx, source, false, &part)
         && JS_CallFunctionValue(cx, global, part, functions, result);
}

// What differs from machine to machine, or waits.
const std::set<std::string> absent = {
    "Intl", "WeakRef", "FinalizationRegistry", "SharedArrayBuffer", "Atomics", "WebAssembly"};

// Makes what the global object holds when it is first asked for: most sessions need little of it.
bool resolve(JSContext* cx, JS::HandleObject global, JS::HandleId id, bool* resolved) {
  if (id.isString()) {
    std::string name;
    if (!toUTF8(cx, id.toString(), name)) return false;
    if (absent.contains(name)) return true;
    if (name == "docket") return Session::current(cx).makeDocket(*resolved);
    if (name == "Date") return Session::current(cx).makeClock(*resolved);
    if (name == "Math") {
      JS::RootedValue math(cx);
      if (!JS_ResolveStandardClass(cx, global, id, resolved)) return false;
      if (!JS_GetPropertyById(cx, global, id, &math) || !math.isObject()) return false;
      JS::RootedObject object(cx, &math.toObject());
      return JS_DefineFunction(cx, object, "random", draw, 0, 0) != nullptr;
    }
  }
  return JS_ResolveStandardClass(cx, global, id, resolved);
}

JSClassOps withResolving() {
  JSClassOps operations = JS::DefaultGlobalClassOps;
  operations.resolve = resolve;
  operations.mayResolve = nullptr;
  return operations;
}

const JSClassOps globalOperations = withResolving();
const JSClass globalClass = {"global", JSCLASS_GLOBAL_FLAGS, &globalOperations};

Session* running = nullptr;

}  // namespace

JSObject* newXMLShell(JSContext* cx, JS::HandleValue tree) {
  JSObject* made = JS_NewObject(cx, &xmlClass);
  if (made != nullptr) JS::SetReservedSlot(made, 0, tree);
  return made;
}

JSObject* newXML(JSContext* cx, JS::HandleValue tree) { return Session::current(cx).makeXML(tree); }

JS::Value xmlTree(JS::HandleValue value) {
  if (!value.isObject() || JS::GetClass(&value.toObject()) != &xmlClass) {
    return JS::UndefinedValue();
  }
  return JS::GetReservedSlot(&value.toObject(), 0);
}

Session& Session::current(JSContext*) { return *running; }

Session::Session(JSContext* cx, JS::HandleObject home, Sources& sources)
    : cx_(cx),
      sources_(sources),
      global_(cx),
      event_(cx),
      incoming_(cx),
      makeDocument_(cx) {
  running = this;
  JS::RealmOptions options;
  options.creationOptions().setExistingCompartment(home).setSharedMemoryAndAtomicsEnabled(false);
  global_ = JS_NewGlobalObject(cx, &globalClass, nullptr, JS::FireOnNewGlobalHook, options);
  opened_ = global_ != nullptr;
}

bool Session::makeClock(bool& made) {
  JS::RootedObject global(cx_, global_);
  JS::RootedString name(cx_, JS_AtomizeString(cx_, "Date"));
  JS::RootedId id(cx_);
  JS::RootedValue ignored(cx_);
  return name && JS_StringToId(cx_, name, &id)
         && JS_ResolveStandardClass(cx_, global, id, &made)
         && callWithFact(cx_, sources_, clockSource, &ignored);
}

bool Session::makeDocket(bool& made) {
  JS::RootedObject global(cx_, global_);
  JS::RootedValue docket(cx_);
  made = true;
  // Defined first, so that nobody asks for it again meanwhile.
  return JS_DefineProperty(cx_, global, "docket", JS::UndefinedHandleValue, 0)
         && callWithFact(cx_, sources_, docketSource, &docket)
         && JS_DefineProperty(cx_, global, "docket", docket, JSPROP_READONLY | hidden);
}

JSObject* Session::makeXML(JS::HandleValue tree) {
  JS::RootedObject global(cx_, global_);
  if (makeDocument_.isUndefined()) {
    JS::RootedValue prelude(cx_);
    JS::RootedValue made(cx_);
    JS::RootedVector<JS::Value> functions(cx_);
    if (!appendFunction(cx_, ::shell, 1, "shell", functions)
        || !appendFunction(cx_, ::tree, 1, "tree", functions)
        || !sources_.run(cx_, xmlSource, false, &prelude)
        || !JS_CallFunctionValue(cx_, global, prelude, functions, &made)) {
      return nullptr;
    }
    makeDocument_ = made;
  }
  JS::RootedValueArray<1> arguments(cx_);
  JSObject* node = newXMLShell(cx_, tree);
  if (node == nullptr) return nullptr;
  arguments[0].setObject(*node);
  JS::RootedValue function(cx_, makeDocument_);
  JS::RootedValue document(cx_);
  if (!JS_CallFunctionValue(cx_, global, function, arguments, &document)) return nullptr;
  return &document.toObject();
}

bool Session::addSystemVariables(std::string_view sessionID, std::string_view name,
                                 FrameReader& request) {
  JS::RootedObject global(cx_, global_);
  JS::RootedValue value(cx_);
  auto addText = [&](const char* variable, std::string_view text) {
    JSString* string = newString(cx_, text);
    if (string == nullptr) return false;
    value.setString(string);
    return defineConstant(cx_, global, variable, value);
  };
  if (!addText("_sessionid", sessionID) || !addText("_name", name)) return false;

  if (!readValue(cx_, request, &value) || !value.isObject()) return false;
  JS::RootedObject processors(cx_, &value.toObject());
  JS::RootedObject platform(cx_, JS_NewPlainObject(cx_));
  if (!platform || !JS_DeepFreezeObject(cx_, processors) || !JS_FreezeObject(cx_, platform)) {
    return false;
  }
  if (!defineConstant(cx_, global, "_ioprocessors", value)) return false;
  value.setObject(*platform);
  constexpr unsigned fixed = JSPROP_READONLY | hidden;
  return defineConstant(cx_, global, "_x", value)
         && JS_DefineFunction(cx_, global, "In", isState, 1, fixed)
         && JS_DefineProperty(cx_, global, "_event", getEvent, refuseChange, hidden)
         && JS_DefineProperty(cx_, global, incomingName, getIncoming, nullptr, hidden);
}

bool Session::restore(FrameReader& request) {
  sessionID_ = request.string();
  std::string name(request.string());
  if (!addSystemVariables(sessionID_, name, request)) return false;

  uint32_t scripts = request.count();
  std::vector<std::string> texts;
  for (uint32_t index = 0; index < scripts && !request.failed(); ++index) {
    texts.emplace_back(request.string());
  }
  std::string stored(request.string());
  if (stored.empty()) return true;
  // What a script defines beside data (functions, constants) is not stored: it is defined anew.
  // What it fails at, it failed at when the session began.
  for (const std::string& text : texts) {
    if (!run(text)) JS_ClearPendingException(cx_);
  }
  draws_ = 0;

  JS::RootedString json(cx_, newString(cx_, stored));
  JS::RootedValue frame(cx_);
  JS::RootedValue values(cx_);
  JS::RootedValue draws(cx_);
  if (!json || !JS_ParseJSON(cx_, json, &frame) || !frame.isObject()) return false;
  JS::RootedObject members(cx_, &frame.toObject());
  if (!JS_GetProperty(cx_, members, "values", &values) || !values.isObject()
      || !JS_GetProperty(cx_, members, "draws", &draws)) {
    return refuse(cx_, "the stored data are not those of an instance");
  }
  if (draws.isNumber() && !JS::ToUint32(cx_, draws, &draws_)) return false;

  JS::RootedObject variables(cx_, &values.toObject());
  JS::Rooted<JS::IdVector> ids(cx_, JS::IdVector(cx_));
  if (!JS_Enumerate(cx_, variables, &ids)) return false;
  JS::RootedObject global(cx_, global_);
  JS::RootedId id(cx_);
  JS::RootedValue key(cx_);
  JS::RootedValue value(cx_);
  for (size_t index = 0; index < ids.length(); ++index) {
    id = ids[index];
    std::string variable;
    if (!JS_IdToValue(cx_, id, &key)) return false;
    JS::RootedString text(cx_, JS::ToString(cx_, key));
    if (!text || !toUTF8(cx_, text, variable)) return false;
    if (!JS_GetPropertyById(cx_, variables, id, &value)
        || !reviveJSON(cx_, &value, sources_)) {
      return false;
    }
    declared_.insert(variable);
    if (!setGlobal(variable, value)) return false;
  }
  sizeBound_ = stored.size();
  return true;
}

// All fields are there, those without a value undefined (section 5.10.1). Only what another event
// I/O processor received has a raw message (section C.2.1).
bool Session::bindEvent(FrameReader& request) {
  JS::RootedObject event(cx_, JS_NewPlainObject(cx_));
  JS::RootedValue value(cx_);
  if (!event) return false;
  for (const char* field :
       {"name", "type", "sendid", "origin", "origintype", "invokeid", "data"}) {
    if (!readValue(cx_, request, &value)) return false;
    if (!JS_DefineProperty(cx_, event, field, value, JSPROP_ENUMERATE)) return false;
  }
  if (!readValue(cx_, request, &value)) return false;
  if (!value.isUndefined() && !JS_DefineProperty(cx_, event, "raw", value, JSPROP_ENUMERATE)) {
    return false;
  }
  if (!JS_FreezeObject(cx_, event)) return false;
  event_.setObject(*event);
  return true;
}

#endif
