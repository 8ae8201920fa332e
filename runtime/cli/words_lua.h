/* words_lua: the table of words as files that tools for Lua read. */
#ifndef ZG_CLI_WORDS_LUA_H
#define ZG_CLI_WORDS_LUA_H

#include <stdbool.h>

#include "base/bytes.h"
#include "rules/reference.h"

/* What the Lua language server reads: a declaration of every word, and no code. */
void zg_words_stubs(struct zg_bytes *out);

/* A configuration of luacheck: which globals there are, and which members they have. */
void zg_words_luacheck(struct zg_bytes *out);

/* Whether the owner is a class: of values, or of tables that are written. */
bool zg_words_is_class(const char *owner);

#endif
