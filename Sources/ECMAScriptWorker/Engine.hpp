// The one place that names SpiderMonkey's headers, and knows whether they are there.
#pragma once

#if __has_include(<jsapi.h>)
#define DOCKET_HAS_ENGINE 1

// Debian's library is no debug build, whatever this one is: its types would differ.
#undef DEBUG

#include <jsapi.h>
#include <jsfriendapi.h>

#include <js/Array.h>
#include <js/BigInt.h>
#include <js/CompilationAndEvaluation.h>
#include <js/CompileOptions.h>
#include <js/Conversions.h>
#include <js/Date.h>
#include <js/ErrorReport.h>
#include <js/Exception.h>
#include <js/GlobalObject.h>
#include <js/Initialization.h>
#include <js/JSON.h>
#include <js/MemoryCallbacks.h>
#include <js/Object.h>
#include <js/PropertyAndElement.h>
#include <js/Realm.h>
#include <js/RealmOptions.h>
#include <js/SourceText.h>
#include <js/Stack.h>
#include <js/String.h>
#include <js/experimental/JSStencil.h>

#else
#define DOCKET_HAS_ENGINE 0
#endif
