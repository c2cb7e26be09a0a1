// What Swift cannot see of libxml2: macros, mutable globals, callbacks whose types changed between
// versions. Nothing else belongs here.
#ifndef DOCKET_LIBXML2_SHIM_H
#define DOCKET_LIBXML2_SHIM_H

// Debian's headers pull in ICU, which clashes with the ICU inside Foundation. The encoding handlers
// that would need it are only ever passed by pointer.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <errno.h>
#include <iconv.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#if LIBXML_VERSION >= 21200
typedef const xmlError *shim_error_pointer;
#else
typedef xmlError *shim_error_pointer;
#endif

// MARK: Errors

/// Where errors of one operation go. `offset` is the parser's place in its input in bytes, or -1.
typedef void (*shim_error_sink)(
    void *user, int domain, int code, int level, long offset, const char *message,
    const char *first, const char *second, void *node);

typedef struct {
  shim_error_sink sink;
  void *user;
} shim_errors;

static inline void shim_forward(const shim_errors *to, shim_error_pointer error, long offset) {
  to->sink(to->user, error->domain, error->code, (int)error->level, offset, error->message,
           error->str1, error->str2, error->node);
}

static void shim_parser_error(void *context, shim_error_pointer error) {
  xmlParserCtxtPtr parser = (xmlParserCtxtPtr)context;
  long offset = -1;
  if (parser == NULL || parser->_private == NULL) return;
  if (parser->input != NULL)
    offset = (long)parser->input->consumed + (long)(parser->input->cur - parser->input->base);
  shim_forward((const shim_errors *)parser->_private, error, offset);
}

static void shim_schema_error(void *context, shim_error_pointer error) {
  shim_forward((const shim_errors *)context, error, -1);
}

static void shim_ignore_error(void *context, shim_error_pointer error) {
  (void)context;
  (void)error;
}

// MARK: Parsing

static void shim_refuse_doctype(
    void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
  (void)name;
  (void)external;
  (void)system;
  xmlStopParser((xmlParserCtxtPtr)context);
}

/// What the callbacks of a parser reach: where its errors go, and who reads.
typedef struct {
  shim_errors errors;
  void *reader;
} shim_reading;

/// Whoever reads, of a parser that was given to a callback.
static inline void *shim_reader(void *context) {
  return ((shim_reading *)((xmlParserCtxtPtr)context)->_private)->reader;
}

/// Parses UTF-8 bytes, whatever their XML declaration says. Returns NULL if the bytes are not
/// well-formed or have a DOCTYPE; else the document, which the caller frees.
static inline xmlDocPtr _Nullable shim_parse_for(
    shim_reading *reading, const xmlSAXHandler *_Nullable handler, const char *bytes, int count) {
  xmlParserCtxtPtr parser = xmlNewParserCtxt();
  if (parser == NULL) return NULL;
  parser->_private = reading;
  if (handler != NULL) *parser->sax = *handler;
  parser->sax->serror = shim_parser_error;
  parser->sax->internalSubset = shim_refuse_doctype;
  parser->sax->externalSubset = shim_refuse_doctype;
  xmlDocPtr document = xmlCtxtReadMemory(
      parser, bytes, count, NULL, NULL,
      XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC);
  if (document != NULL && (!parser->wellFormed || parser->errNo == XML_ERR_USER_STOP)) {
    xmlFreeDoc(document);
    document = NULL;
  }
  xmlFreeParserCtxt(parser);
  return document;
}

/// Parses into a tree, which the caller frees; NULL if the bytes are not well-formed or have a DOCTYPE.
static inline xmlDocPtr _Nullable shim_parse(
    const char *bytes, int count, const shim_errors *errors) {
  shim_reading reading = {*errors, NULL};
  return shim_parse_for(&reading, NULL, bytes, count);
}

/// Parses for somebody who listens to `handler`, and makes no tree. Returns 1 if the bytes are
/// well-formed and have no DOCTYPE, else 0.
static inline int shim_read(
    const char *bytes, int count, const xmlSAXHandler *handler, void *reader,
    const shim_errors *errors) {
  shim_reading reading = {*errors, reader};
  xmlDocPtr document = shim_parse_for(&reading, handler, bytes, count);
  if (document == NULL) return 0;
  xmlFreeDoc(document);
  return 1;
}

/// An input over a copy of `bytes`, for an entity loader.
static inline xmlParserInputPtr _Nullable shim_input(
    xmlParserCtxtPtr parser, const char *url, const char *bytes, int count) {
  xmlParserInputBufferPtr buffer =
      xmlParserInputBufferCreateMem(bytes, count, XML_CHAR_ENCODING_NONE);
  if (buffer == NULL) return NULL;
  xmlParserInputPtr input = xmlNewIOInputStream(parser, buffer, XML_CHAR_ENCODING_NONE);
  if (input == NULL) {
    xmlFreeParserInputBuffer(buffer);
    return NULL;
  }
  if (input->filename == NULL) input->filename = (char *)xmlStrdup((const xmlChar *)url);
  return input;
}

// MARK: Schemas

static inline void shim_schema_parser_errors(xmlSchemaParserCtxtPtr parser, shim_errors *errors) {
  xmlSchemaSetParserStructuredErrors(parser, shim_schema_error, errors);
}

static inline void shim_schema_valid_errors(xmlSchemaValidCtxtPtr context, shim_errors *errors) {
  xmlSchemaSetValidStructuredErrors(context, shim_schema_error, errors);
}

// MARK: XPath

/// XPath errors are read from `lastError`; this keeps libxml2 from printing them.
static inline void shim_xpath_quiet(xmlXPathContextPtr context) {
  context->error = shim_ignore_error;
}

// MARK: Memory

/// `xmlFree` is a mutable global.
static inline void shim_free(void *_Nullable memory) { xmlFree(memory); }

/// What this thread allocated through libxml2: [0] bytes in use, [1] their peak. Each object file
/// that calls the counting functions would have its own pair, so one Swift file does
/// (XMLMemory.swift).
static inline long *shim_counters(void) {
  static _Thread_local long counters[2];
  return counters;
}

static inline void shim_count(long change) {
  long *counters = shim_counters();
  counters[0] += change;
  if (counters[0] > counters[1]) counters[1] = counters[0];
}

static void *shim_counted_malloc(size_t size) {
  void *memory = malloc(size);
  if (memory != NULL) shim_count((long)malloc_usable_size(memory));
  return memory;
}

static void *shim_counted_realloc(void *old, size_t size) {
  long before = old == NULL ? 0 : (long)malloc_usable_size(old);
  void *memory = realloc(old, size);
  if (memory != NULL) shim_count((long)malloc_usable_size(memory) - before);
  return memory;
}

static void shim_counted_free(void *memory) {
  if (memory != NULL) shim_count(-(long)malloc_usable_size(memory));
  free(memory);
}

static char *shim_counted_strdup(const char *text) {
  char *memory = strdup(text);
  if (memory != NULL) shim_count((long)malloc_usable_size(memory));
  return memory;
}

/// From now on libxml2 counts. Blocks allocated before stay valid: both ways are the C library's
/// own.
static inline void shim_start_counting(void) {
  xmlMemSetup(shim_counted_free, shim_counted_malloc, shim_counted_realloc, shim_counted_strdup);
}

static inline void shim_reset_counters(void) {
  shim_counters()[0] = 0;
  shim_counters()[1] = 0;
}

static inline long shim_peak(void) { return shim_counters()[1]; }

// MARK: Encodings

/// A converter to UTF-8, or NULL if the encoding is not known.
static inline iconv_t _Nullable shim_converter_from(const char *encoding) {
  iconv_t converter = iconv_open("UTF-8", encoding);
  return converter == (iconv_t)-1 ? NULL : converter;
}

/// Converts as much as fits. Returns 0 when all was read, else the C library's error number; the
/// counts say what was read and written.
static inline int shim_convert(
    iconv_t converter, const char *from, size_t available, size_t *read, char *to, size_t room,
    size_t *written) {
  char *input = (char *)from;
  size_t inputLeft = available, outputLeft = room;
  size_t result = iconv(converter, &input, &inputLeft, &to, &outputLeft);
  int number = result == (size_t)-1 ? errno : 0;
  *read = available - inputLeft;
  *written = room - outputLeft;
  return number;
}

#endif
