#include "rules/money_api.h"

#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/limits.h"
#include "rules/pack.h"

enum { FORMAT_STEPS = 40 };

static const char *const money_type = "zg.money";

void zg_money_push(lua_State *lua, struct zg_money money) {
  struct zg_money *made = lua_newuserdatauv(lua, sizeof *made, 0);
  *made = money;
  luaL_setmetatable(lua, money_type);
}

const struct zg_money *zg_money_test(lua_State *lua, int index) {
  return luaL_testudata(lua, index, money_type);
}

struct zg_money zg_money_check(lua_State *lua, int index) {
  return *(const struct zg_money *)luaL_checkudata(lua, index, money_type);
}

/* The amount as text: a string, or a number as its shortest decimal. */
static const char *check_amount(lua_State *lua, int index) {
  if (lua_type(lua, index) != LUA_TNUMBER) return luaL_checkstring(lua, index);
  if (lua_isinteger(lua, index)) return lua_pushfstring(lua, "%I", lua_tointeger(lua, index));
  char text[32];
  lua_Number number = lua_tonumber(lua, index);
  for (int digits = 15; digits <= 17; digits++) {
    lua_Number back = 0;
    snprintf(text, sizeof text, "%.*g", digits, number);
    back = strtod(text, NULL);
    if (back == number) break;
  }
  return lua_pushstring(lua, text);
}

static int money_new(lua_State *lua) {
  zg_limits_charge(lua, ZG_CALL_STEPS);
  if (zg_money_test(lua, 1) != NULL) return lua_settop(lua, 1), 1;
  zg_limits_charge_number(lua, 1);
  const char *amount = check_amount(lua, 1);
  const char *currency = luaL_checkstring(lua, 2);
  struct zg_money money = {0};
  if (!zg_currency_valid(currency))
    return luaL_error(lua, "money: \"%s\" is not a currency; write it like \"CNY\"", currency);
  if (zg_money_parse(amount, currency, &money) < 0)
    return luaL_error(lua, "money: \"%s\" is not an exact amount of %s", amount, currency);
  zg_money_push(lua, money);
  return 1;
}

/* Both operands, of one currency. */
static void check_pair(lua_State *lua, struct zg_money *a, struct zg_money *b) {
  zg_limits_charge(lua, ZG_CALL_STEPS);
  *a = zg_money_check(lua, 1);
  *b = zg_money_check(lua, 2);
  if (strcmp(a->currency, b->currency) != 0)
    luaL_error(lua, "money: %s and %s do not mix", a->currency, b->currency);
}

/* Pushes *result, or raises when the arithmetic went over the top. */
static int give(lua_State *lua, int status, struct zg_money result) {
  if (status < 0) return luaL_error(lua, "money: the amount is too big");
  zg_money_push(lua, result);
  return 1;
}

static int money_add(lua_State *lua) {
  struct zg_money a, b, sum = {0};
  check_pair(lua, &a, &b);
  int status = zg_money_add(a, b, &sum);
  return give(lua, status, sum);
}

static int money_sub(lua_State *lua) {
  struct zg_money a, b, difference = {0};
  check_pair(lua, &a, &b);
  int status = zg_money_subtract(a, b, &difference);
  return give(lua, status, difference);
}

static int money_mul(lua_State *lua) {
  int at = zg_money_test(lua, 1) != NULL ? 1 : 2;
  struct zg_money money = zg_money_check(lua, at), product = {0};
  zg_limits_charge_number(lua, 3 - at);
  lua_Integer factor = luaL_checkinteger(lua, 3 - at);
  int status = zg_money_times(money, factor, &product);
  return give(lua, status, product);
}

static int money_eq(lua_State *lua) {
  const struct zg_money *a = zg_money_test(lua, 1), *b = zg_money_test(lua, 2);
  lua_pushboolean(lua, a != NULL && b != NULL && strcmp(a->currency, b->currency) == 0 &&
                           a->minor == b->minor);
  return 1;
}

static int money_lt(lua_State *lua) {
  struct zg_money a, b;
  check_pair(lua, &a, &b);
  lua_pushboolean(lua, zg_money_compare(a, b) < 0);
  return 1;
}

static int money_le(lua_State *lua) {
  struct zg_money a, b;
  check_pair(lua, &a, &b);
  lua_pushboolean(lua, zg_money_compare(a, b) <= 0);
  return 1;
}

static enum zg_round check_round(lua_State *lua, int index) {
  static const char *const names[] = {"down", "up", "half", NULL};
  return (enum zg_round)luaL_checkoption(lua, index, "half", names);
}

static int money_share(lua_State *lua) {
  struct zg_money money = zg_money_check(lua, 1), part = {0};
  const char *share = luaL_checkstring(lua, 2);
  zg_limits_charge_number(lua, 2);
  int64_t numerator = 0, denominator = 1;
  if (zg_share_parse(share, &numerator, &denominator) < 0)
    return luaL_error(lua, "money: \"%s\" is not a share; write it like \"3%%\"", share);
  int status = zg_money_ratio(money, numerator, denominator, check_round(lua, 3), &part);
  return give(lua, status, part);
}

static int money_per(lua_State *lua) {
  struct zg_money money = zg_money_check(lua, 1), part = {0};
  zg_limits_charge_number(lua, 2);
  lua_Integer count = luaL_checkinteger(lua, 2);
  luaL_argcheck(lua, count > 0, 2, "must be at least 1");
  int status = zg_money_ratio(money, 1, count, check_round(lua, 3), &part);
  return give(lua, status, part);
}

static int money_amount(lua_State *lua) {
  char text[ZG_MONEY_TEXT];
  zg_limits_charge(lua, FORMAT_STEPS);
  zg_money_format(zg_money_check(lua, 1), text);
  lua_pushstring(lua, text);
  return 1;
}

static int money_short(lua_State *lua) {
  char text[ZG_MONEY_TEXT];
  zg_limits_charge(lua, FORMAT_STEPS);
  zg_money_format_short(zg_money_check(lua, 1), text);
  lua_pushstring(lua, text);
  return 1;
}

/* m:shown() in the language in which `say` answers; m:shown("zh") in that one. */
static int money_shown(lua_State *lua) {
  char text[ZG_MONEY_SHOWN];
  struct zg_money money = zg_money_check(lua, 1);
  const struct zg_pack *pack = zg_pack_of(lua);
  const char *language = luaL_optstring(lua, 2, NULL);
  zg_limits_charge(lua, 2 * FORMAT_STEPS);
  if (language == NULL)
    language = pack->scene != NULL ? zg_scene_language(pack->scene) : pack->context.language;
  zg_money_show(money, language, text);
  lua_pushstring(lua, text);
  return 1;
}

static int money_currency(lua_State *lua) {
  lua_pushstring(lua, zg_money_check(lua, 1).currency);
  return 1;
}

static int money_tostring(lua_State *lua) {
  char text[ZG_MONEY_TEXT];
  struct zg_money money = zg_money_check(lua, 1);
  zg_limits_charge(lua, 2 * FORMAT_STEPS);
  zg_money_format(money, text);
  lua_pushfstring(lua, "%s %s", text, money.currency);
  return 1;
}

void zg_money_open(lua_State *lua) {
  static const luaL_Reg meta[] = {
      {"__add", money_add},
      {"__sub", money_sub},
      {"__mul", money_mul},
      {"__eq", money_eq},
      {"__lt", money_lt},
      {"__le", money_le},
      {"__tostring", money_tostring},
      {NULL, NULL},
  };
  static const luaL_Reg methods[] = {
      {"share", money_share},
      {"per", money_per},
      {"amount", money_amount},
      {"currency", money_currency},
      {"short", money_short},
      {"shown", money_shown},
      {NULL, NULL},
  };
  luaL_newmetatable(lua, money_type);
  luaL_setfuncs(lua, meta, 0);
  luaL_newlib(lua, methods);
  lua_setfield(lua, -2, "__index");
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pop(lua, 1);
  lua_pushcfunction(lua, money_new);
  lua_setglobal(lua, "money");
}
