#include "CBaselines.h"

#include <libxml/xmlversion.h>
// Debian's headers pull in ICU; what it declares is of no use here.
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cb_xpath {
  xmlDocPtr document;
  xmlXPathContextPtr context;
  xmlXPathCompExprPtr guard, location, value;
};

cb_xpath *cb_xpath_open(const char *variable, const char *guard, const char *location,
                        const char *value) {
  cb_xpath *xpath = calloc(1, sizeof *xpath);
  if (!xpath) return NULL;
  char text[512];
  snprintf(text, sizeof text, "<datamodel><data id=\"%s\">0</data></datamodel>", variable);
  xpath->document = xmlReadMemory(text, (int)strlen(text), NULL, "UTF-8", XML_PARSE_NONET);
  xpath->context = xmlXPathNewContext(xpath->document);
  xmlXPathContextSetCache(xpath->context, 1, -1, 0);
  xmlNodePtr root = xmlDocGetRootElement(xpath->document);
  xpath->context->node = root;
  xmlXPathRegisterVariable(xpath->context, BAD_CAST variable, xmlXPathNewNodeSet(root->children));
  xpath->guard = xmlXPathCtxtCompile(xpath->context, BAD_CAST guard);
  xpath->location = xmlXPathCtxtCompile(xpath->context, BAD_CAST location);
  xpath->value = xmlXPathCtxtCompile(xpath->context, BAD_CAST value);
  if (xpath->guard && xpath->location && xpath->value) return xpath;
  cb_xpath_close(xpath);
  return NULL;
}

int64_t cb_xpath_run(cb_xpath *xpath, int64_t count) {
  int64_t held = 0;
  for (int64_t i = 0; i < count; i++) {
    held += xmlXPathCompiledEvalToBoolean(xpath->guard, xpath->context) == 1;
    xmlXPathObjectPtr place = xmlXPathCompiledEval(xpath->location, xpath->context);
    xmlXPathObjectPtr value = xmlXPathCompiledEval(xpath->value, xpath->context);
    if (place && value && place->nodesetval && place->nodesetval->nodeNr == 1) {
      char text[32];
      snprintf(text, sizeof text, "%.0f", value->floatval);
      xmlNodeSetContent(place->nodesetval->nodeTab[0], BAD_CAST text);
    }
    xmlXPathFreeObject(place);
    xmlXPathFreeObject(value);
  }
  return held;
}

void cb_xpath_close(cb_xpath *xpath) {
  xmlXPathFreeCompExpr(xpath->guard);
  xmlXPathFreeCompExpr(xpath->location);
  xmlXPathFreeCompExpr(xpath->value);
  xmlXPathFreeContext(xpath->context);
  xmlFreeDoc(xpath->document);
  free(xpath);
}

struct cb_schema {
  xmlSchemaPtr schema;
};

cb_schema *cb_schema_open(const char *path) {
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
  xmlSchemaPtr schema = parser ? xmlSchemaParse(parser) : NULL;
  xmlSchemaFreeParserCtxt(parser);
  cb_schema *made = schema ? calloc(1, sizeof *made) : NULL;
  if (made) made->schema = schema;
  return made;
}

int cb_schema_check(cb_schema *schema, const char *bytes, int length) {
  xmlDocPtr document = xmlReadMemory(bytes, length, NULL, NULL, XML_PARSE_NONET);
  if (!document) return -1;
  xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema->schema);
  int result = context ? xmlSchemaValidateDoc(context, document) : -1;
  xmlSchemaFreeValidCtxt(context);
  xmlFreeDoc(document);
  return result;
}

void cb_schema_close(cb_schema *schema) {
  xmlSchemaFree(schema->schema);
  free(schema);
}
