// What every session finds in its global object beside the language, written in the language. Each
// part is evaluated where a session first asks for it.
#pragma once

// A function of `fact(name, …)` that replaces `Date`: the clock is the recorded time of the step, so
// that the same macrostep gives the same result whenever it is repeated.
extern const char* const clockSource;

// A function of `fact(name, …)` that answers the object `docket`.
extern const char* const docketSource;

// A function of `shell(tree)` and `tree(node)` that answers `document(node)`, which makes a node
// of XML of a shell; evaluated where a session first meets XML.
extern const char* const xmlSource;
