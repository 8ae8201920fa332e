/* reference: every word that packs, stories and shop.lua can use, with its type and a line about
 * it. What editors and linters are told is written from this table; tests/words.py walks the world
 * of a pack and the declarations in C and holds them against it, so that neither can drift. */
#ifndef ZG_RULES_REFERENCE_H
#define ZG_RULES_REFERENCE_H

#include <stddef.h>

/* Types are in the notation of the Lua language server; "fun(…)" is a function. */
struct zg_reference {
  const char *owner; /* "": a global; "time", "string": a library; "tests": a global of stories;
                        "Context", "Rule": a class, of values or of the tables that are written */
  const char *name;  /* "[string]": any other */
  const char *type;  /* NULL: of Lua's own library, as every editor knows it */
  const char *about; /* NULL likewise */
};

/* Owners stand together. */
const struct zg_reference *zg_reference_words(size_t *count);

#endif
