/* string.gsub: what is found gives way to a text, to a field of a table or to what a function
 * says. */
#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/find.h"
#include "rules/lib/match.h"
#include "rules/lib/out.h"
#include "rules/limits.h"

struct change {
  struct zg_match m;
  struct zg_out out;
  const char *copied; /* how far the text is in `out` */
};

/* Adds what was passed over, up to the match. */
static void add_passed(struct change *c, const char *start) {
  zg_out_add(&c->out, c->copied, (size_t)(start - c->copied));
}

static void add_capture(struct change *c, int i, const char *start, const char *end) {
  size_t len = 0;
  const char *text = zg_match_capture(&c->m, i, start, end, &len);
  if (text != NULL) {
    zg_out_add(&c->out, text, len);
  } else {
    lua_pushinteger(c->m.lua, (lua_Integer)len);
    zg_out_add_value(&c->out);
  }
}

/* Adds the replacement text with its %0 to %9 filled in. */
static void add_text(struct change *c, const char *start, const char *end) {
  size_t len = 0;
  const char *at = lua_tolstring(c->m.lua, 3, &len), *text_end = at + len;
  c->m.steps += 1 + (int)(len / 32);
  for (;;) {
    const char *sign = memchr(at, '%', (size_t)(text_end - at));
    if (sign == NULL) break;
    zg_out_add(&c->out, at, (size_t)(sign - at));
    char letter = sign[1]; /* a NUL when the text ends */
    if (letter == '%')
      zg_out_add_char(&c->out, '%');
    else if (letter == '0')
      zg_out_add(&c->out, start, (size_t)(end - start));
    else if (letter >= '1' && letter <= '9')
      add_capture(c, letter - '1', start, end);
    else
      luaL_error(c->m.lua, "invalid use of '%%' in replacement string");
    c->m.steps++;
    at = sign + 2;
  }
  zg_out_add(&c->out, at, (size_t)(text_end - at));
}

/* Adds what the match becomes, after what was passed over. False: it stays as it is. */
static bool add_value(struct change *c, const char *start, const char *end) {
  lua_State *lua = c->m.lua;
  int type = lua_type(lua, 3);
  if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    add_passed(c, start);
    add_text(c, start, end);
    return true;
  }
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(lua, 3);
    int count = zg_match_push_all(&c->m, start, end);
    lua_call(lua, count, 1);
  } else {
    zg_match_push(&c->m, 0, start, end);
    lua_gettable(lua, 3);
  }
  c->m.steps += ZG_CALL_STEPS;
  if (!lua_toboolean(lua, -1)) {
    lua_pop(lua, 1);
    return false;
  }
  if (!lua_isstring(lua, -1))
    luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
  add_passed(c, start);
  zg_out_add_value(&c->out);
  return true;
}

static void check_replacement(lua_State *lua) {
  int type = lua_type(lua, 3);
  if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TTABLE && type != LUA_TFUNCTION)
    luaL_typeerror(lua, 3, "string/function/table");
}

int zg_string_gsub(lua_State *lua) {
  size_t len = 0, pattern_len = 0;
  const char *text = luaL_checklstring(lua, 1, &len);
  const char *pattern = luaL_checklstring(lua, 2, &pattern_len);
  lua_Integer most = zg_arg_integer_or(lua, 4, (lua_Integer)len + 1), done = 0;
  const char *last = NULL; /* where the match before ended */
  bool changed = false, anchored = *pattern == '^';
  struct change c = {.copied = text};
  check_replacement(lua);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  zg_match_init(&c.m, lua, text, len, pattern + pattern_len);
  zg_out_init(&c.out, lua);
  while (done < most) {
    const char *end = zg_match_try(&c.m, text, pattern + anchored);
    if (end != NULL && end != last) {
      done++;
      if (add_value(&c, text, end)) {
        changed = true;
        c.copied = end;
      }
      text = last = end;
    } else if (text < c.m.text_end) {
      text++;
    } else {
      break;
    }
    if (anchored) break;
  }
  zg_match_pay(&c.m);
  if (changed) {
    add_passed(&c, c.m.text_end);
    zg_out_push(&c.out);
  } else {
    lua_pushvalue(lua, 1);
  }
  lua_pushinteger(lua, done);
  return 2;
}
