/* From JSON to Lua. */
#include "rules/values.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "data/json.h"
#include "rules/limits.h"
#include "rules/money_api.h"

enum { PUSH_STEPS = 8 };

bool zg_values_money(const struct cJSON *node, struct zg_money *out) {
  const struct cJSON *first = zg_json_first(node);
  if (zg_json_kind(node) != ZG_JSON_OBJECT || first == NULL || zg_json_next(first) != NULL ||
      strcmp(zg_json_key(first), ZG_VALUES_MONEY) != 0)
    return false;
  const char *text = zg_json_string(first);
  const char *space = text != NULL ? strchr(text, ' ') : NULL;
  char amount[ZG_MONEY_TEXT] = "";
  if (space == NULL || (size_t)(space - text) >= sizeof amount) return false;
  memcpy(amount, text, (size_t)(space - text));
  return zg_currency_valid(space + 1) && zg_money_parse(amount, space + 1, out) == 0;
}

void zg_values_push_text(lua_State *lua, const char *text) {
  size_t len = text != NULL ? strlen(text) : 0;
  zg_limits_charge(lua, 1 + (int64_t)len / 32);
  if (text != NULL)
    lua_pushlstring(lua, text, len);
  else
    lua_pushnil(lua);
}

static void push_table(lua_State *lua, const struct cJSON *node, bool array) {
  lua_Integer at = 0;
  luaL_checkstack(lua, 4, "plain data");
  lua_newtable(lua);
  for (const struct cJSON *item = zg_json_first(node); item != NULL; item = zg_json_next(item)) {
    if (!array) zg_values_push_text(lua, zg_json_key(item));
    zg_values_push(lua, item);
    if (array)
      lua_rawseti(lua, -2, ++at);
    else
      lua_rawset(lua, -3);
  }
}

void zg_values_push(lua_State *lua, const struct cJSON *node) {
  struct zg_money money = {0};
  zg_limits_charge(lua, PUSH_STEPS);
  switch (zg_json_kind(node)) {
  case ZG_JSON_NONE:
  case ZG_JSON_NULL:
    lua_pushnil(lua);
    break;
  case ZG_JSON_BOOL:
    lua_pushboolean(lua, zg_json_true(node));
    break;
  case ZG_JSON_INTEGER:
    lua_pushinteger(lua, (lua_Integer)zg_json_integer(node));
    break;
  case ZG_JSON_REAL:
    lua_pushnumber(lua, zg_json_real(node));
    break;
  case ZG_JSON_STRING:
    zg_values_push_text(lua, zg_json_string(node));
    break;
  case ZG_JSON_ARRAY:
    push_table(lua, node, true);
    break;
  case ZG_JSON_OBJECT:
    if (zg_values_money(node, &money))
      zg_money_push(lua, money);
    else
      push_table(lua, node, false);
    break;
  }
}
