#include "rules/reply.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/context_api.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pack.h"
#include "rules/values.h"

enum { VARIANTS = 64 };

bool zg_reply_is_name(const char *reply) {
  for (const char *at = reply; *at != '\0'; at++)
    if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) && *at != '_' && *at != '.')
      return false;
  return true;
}

bool zg_reply_blank(const char *text, char name[ZG_BLANK], const char **start, const char **end) {
  for (const char *open = strchr(text, '{'); open != NULL; open = strchr(open + 1, '{')) {
    size_t len = 0;
    while (isalnum((unsigned char)open[1 + len]) || open[1 + len] == '_')
      len++;
    if (len == 0 || len >= ZG_BLANK || open[1 + len] != '}') continue;
    memcpy(name, open + 1, len);
    name[len] = '\0';
    *start = open;
    *end = open + len + 2;
    return true;
  }
  return false;
}

/* Pushes what goes into the blank, as people write it, or nothing and returns false. */
static bool push_blank(lua_State *lua, int vars, const char *name) {
  if (vars == 0) return false;
  zg_values_push_text(lua, name);
  lua_gettable(lua, vars);
  const struct zg_money *money = zg_money_test(lua, -1);
  if (money != NULL) {
    char text[ZG_MONEY_TEXT];
    zg_money_format_short(*money, text);
    lua_pop(lua, 1);
    lua_pushstring(lua, text);
    return true;
  }
  int type = lua_type(lua, -1);
  if (type == LUA_TNUMBER || type == LUA_TSTRING) {
    lua_tostring(lua, -1);
    return true;
  }
  lua_pop(lua, 1);
  return false;
}

static bool can_fill(lua_State *lua, int vars, const char *text, char missing[ZG_BLANK]) {
  char name[ZG_BLANK];
  const char *start = NULL, *end = NULL;
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)strlen(text) / 2);
  for (; zg_reply_blank(text, name, &start, &end); text = end) {
    zg_limits_charge(lua, ZG_CALL_STEPS);
    if (push_blank(lua, vars, name)) {
      lua_pop(lua, 1);
      continue;
    }
    memcpy(missing, name, ZG_BLANK);
    return false;
  }
  return true;
}

static void push_filled(lua_State *lua, int vars, const char *text) {
  char name[ZG_BLANK];
  const char *start = NULL, *end = NULL;
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  for (; zg_reply_blank(text, name, &start, &end); text = end) {
    luaL_addlstring(&out, text, (size_t)(start - text));
    push_blank(lua, vars, name);
    luaL_addvalue(&out);
  }
  luaL_addstring(&out, text);
  luaL_pushresult(&out);
}

static void unknown_reply(lua_State *lua, const struct zg_pack *pack, const char *reply) {
  const char *known[VARIANTS];
  size_t count = 0;
  for (const struct zg_texts *t = pack->texts; t != NULL && count < VARIANTS; t = t->next)
    known[count++] = t->name;
  zg_declare_unknown(lua, "say", "text of this pack", reply, known, count);
}

/* The variants whose blanks can all be filled; `missing` names a blank when there is none. */
static size_t find_fitting(lua_State *lua, const struct zg_texts *texts, int vars,
                           const char *fitting[VARIANTS], char missing[ZG_BLANK]) {
  size_t count = 0;
  for (size_t i = 0; i < texts->count && count < VARIANTS; i++)
    if (can_fill(lua, vars, texts->variants[i], missing)) fitting[count++] = texts->variants[i];
  return count;
}

const char *zg_reply_push(lua_State *lua, const char *reply, int vars, const char *language) {
  struct zg_pack *pack = zg_pack_of(lua);
  const char *home = pack->context.language;
  const char *fitting[VARIANTS];
  char missing[ZG_BLANK] = "";
  const struct zg_texts *texts = zg_pack_texts(pack, reply, language);
  if (texts == NULL && pack->texts != NULL && zg_reply_is_name(reply))
    unknown_reply(lua, pack, reply);
  if (texts == NULL) {
    if (!can_fill(lua, vars, reply, missing))
      luaL_error(lua, "say: the blank {%s} is not filled in", missing);
    push_filled(lua, vars, reply);
    return NULL;
  }
  size_t count = find_fitting(lua, texts, vars, fitting, missing);
  if (count == 0)
    count = find_fitting(lua, zg_pack_texts(pack, reply, home), vars, fitting, missing);
  if (count == 0) luaL_error(lua, "say: \"%s\" needs a value for {%s}", reply, missing);
  push_filled(lua, vars, fitting[count > 1 ? zg_context_random(pack, 0, (long long)count - 1) : 0]);
  return texts->name;
}
