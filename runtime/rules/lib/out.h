/* out: a text that grows, in memory of Lua's, so that an error in the midst leaves nothing behind.
 *
 * A text longer than ZG_PACK_TEXT is refused before anything is made. Growing is paid for by the
 * allocator. Other than with luaL_Buffer, what stands above it on the stack does not matter. */
#ifndef ZG_RULES_LIB_OUT_H
#define ZG_RULES_LIB_OUT_H

#include <stddef.h>

struct lua_State;

struct zg_out {
  struct lua_State *lua;
  char *data; /* `first`, or the userdata at `slot` */
  size_t len, cap;
  int slot;
  char first[512];
};

/* [-0, +1, m]: keeps a place on the stack. */
void zg_out_init(struct zg_out *out, struct lua_State *lua);

/* Makes room for `len` more bytes and returns where they go; count them in with zg_out_took. */
char *zg_out_room(struct zg_out *out, size_t len);
void zg_out_took(struct zg_out *out, size_t len);

void zg_out_add(struct zg_out *out, const char *text, size_t len);
void zg_out_add_char(struct zg_out *out, char c);

/* Adds the text or number on the top. [-1, +0, v] */
void zg_out_add_value(struct zg_out *out);

/* Pushes what was gathered. [-0, +1, m] */
void zg_out_push(struct zg_out *out);

#endif
