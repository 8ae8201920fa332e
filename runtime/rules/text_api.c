#include "rules/text_api.h"

#include <inttypes.h>
#include <stdio.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/utf8.h"
#include "data/prices.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pack.h"

enum { PRICES = 16, TEXT = 64 * 1024 };

/* Normalises the text argument and pushes the result. [-0, +1, v] */
static const char *push_normal(lua_State *lua, size_t *len) {
  struct zg_pack *pack = zg_pack_of(lua);
  size_t in_len = 0;
  const char *in = luaL_checklstring(lua, 1, &in_len);
  if (in_len > TEXT || !zg_utf8_valid(in, in_len))
    luaL_argerror(lua, 1, "must be UTF-8, at most 64 KiB");
  zg_limits_charge(lua, (int64_t)in_len / 4);
  struct zg_arena *arena = pack->scene != NULL ? pack->scene->arena : pack->arena;
  const char *out = zg_text_normalise(pack->context.text, arena, in, in_len, len);
  return lua_pushlstring(lua, out, *len);
}

static int text_normal(lua_State *lua) {
  size_t len = 0;
  push_normal(lua, &len);
  return 1;
}

static int text_prices(lua_State *lua) {
  struct zg_price found[PRICES];
  size_t len = 0;
  const char *text = push_normal(lua, &len);
  size_t count = zg_prices_read(text, len, found, PRICES);
  const char *currency = zg_pack_of(lua)->context.currency;
  lua_Integer at = 0;
  lua_newtable(lua);
  for (size_t i = 0; i < count; i++) {
    char amount[ZG_MONEY_TEXT];
    struct zg_money money = {0};
    snprintf(amount, sizeof amount, "%" PRId64 ".%02d", found[i].hundredths / 100,
             (int)(found[i].hundredths % 100));
    if (zg_money_parse(amount, currency, &money) < 0) continue;
    lua_createtable(lua, 0, 2);
    zg_money_push(lua, money);
    lua_setfield(lua, -2, "price");
    lua_pushboolean(lua, found[i].marked);
    lua_setfield(lua, -2, "marked");
    lua_rawseti(lua, -2, ++at);
  }
  return 1;
}

void zg_text_api_open(lua_State *lua) {
  lua_pushcfunction(lua, text_normal);
  lua_setglobal(lua, "normal");
  lua_pushcfunction(lua, text_prices);
  lua_setglobal(lua, "prices");
}
