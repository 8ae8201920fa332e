#include "rules/text_api.h"

#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/utf8.h"
#include "data/prices.h"
#include "data/prices_discount.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pack.h"
#include "rules/phrases.h"

/* How many prices are given, and how much of a text is looked at. */
enum { PRICES = 16, PRICES_TEXT = 2 * 1024, NORMAL_TEXT = 16 * 1024 };

/* Bytes of a text that one step searches through. */
enum { SEARCHED = 16 };

/* What a byte costs: reading prices tries many words at each, making alike may make it longer. */
enum { PRICES_COST = 100, NORMAL_COST = 8 };

/* Behind the last whole sentence, word or line: half of "120" would be another price. */
static size_t cut_between(const char *text, size_t len) {
  static const char stop[] = "\u3002";
  const size_t stop_len = strlen(stop);
  for (; len > 0; len--) {
    if (text[len - 1] == ' ' || text[len - 1] == '\n') break;
    if (len >= stop_len && memcmp(text + len - stop_len, stop, stop_len) == 0) break;
  }
  return len;
}

/* The text argument, cut to `most` bytes, paid for, and the memory for what is made of it. Buyers
 * can write as long as they like, so a long text is no error of the rule; but it must be able to
 * know that there was more. */
static const char *check_text(lua_State *lua, size_t most, int cost, size_t *len, bool *more,
                              struct zg_arena **arena) {
  struct zg_pack *pack = zg_pack_of(lua);
  const char *text = luaL_checklstring(lua, 1, len);
  size_t whole = *len;
  *len = zg_utf8_cut(text, whole, most);
  *more = *len < whole;
  if (!zg_utf8_valid(text, *len)) luaL_argerror(lua, 1, "must be UTF-8");
  zg_limits_charge(lua, (int64_t)*len * cost);
  zg_limits_weigh(lua, *len * 4);
  if (*more) *len = cut_between(text, *len); /* looking for it is paid for, too */
  *arena = pack->building != NULL ? pack->building : pack->arena;
  if (pack->scene != NULL) *arena = pack->scene->arena;
  return text;
}

/* The second result, only where a text was not looked at whole. */
static int results(lua_State *lua, bool more) {
  if (more) lua_pushboolean(lua, true);
  return more ? 2 : 1;
}

/* The argument, normalised and paid for; in *arena. */
static const char *check_normal(lua_State *lua, size_t *len, bool *more, struct zg_arena **arena) {
  size_t written = 0;
  const char *text = check_text(lua, NORMAL_TEXT, NORMAL_COST, &written, more, arena);
  const char *normal = zg_text_normalise(zg_pack_of(lua)->context.text, *arena, text, written, len);
  zg_limits_charge(lua, (int64_t)*len * NORMAL_COST); /* one character can become eighteen */
  return normal;
}

static int text_normal(lua_State *lua) {
  struct zg_arena *arena = NULL;
  bool more = false;
  size_t len = 0;
  const char *normal = check_normal(lua, &len, &more, &arena);
  zg_limits_weigh(lua, len);
  lua_pushlstring(lua, normal, len);
  return results(lua, more);
}

/* Whether the phrase on the top occurs in the text, which is normalised. */
static bool occurs(lua_State *lua, struct zg_arena *arena, const char *text, size_t text_len) {
  size_t len = 0, normal_len = 0;
  const char *phrase = lua_type(lua, -1) == LUA_TSTRING ? lua_tolstring(lua, -1, &len) : NULL;
  if (len == 0) luaL_argerror(lua, 2, "must be a phrase or a list of phrases, none of them empty");
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)len + (int64_t)text_len / SEARCHED);
  zg_limits_weigh(lua, len * 2);
  const char *normal =
      zg_text_normalise(zg_pack_of(lua)->context.text, arena, phrase, len, &normal_len);
  return normal_len > 0 && zg_phrases_occurs(text, text_len, normal, normal_len);
}

/* says(text, phrases), as conditions do it. */
static int text_says(lua_State *lua) {
  struct zg_arena *arena = NULL;
  bool more = false;
  size_t normal_len = 0;
  const char *normal = check_normal(lua, &normal_len, &more, &arena);
  bool single = lua_type(lua, 2) == LUA_TSTRING, found = false;
  if (!single && !lua_istable(lua, 2) && !lua_isuserdata(lua, 2))
    luaL_argerror(lua, 2, "must be a phrase or a list of phrases");
  lua_Integer count = single ? 1 : luaL_len(lua, 2);
  for (lua_Integer i = 1; i <= count && !found; i++) {
    if (single)
      lua_pushvalue(lua, 2);
    else
      lua_geti(lua, 2, i);
    found = occurs(lua, arena, normal, normal_len);
    lua_pop(lua, 1);
  }
  lua_pushboolean(lua, found);
  return results(lua, more && !found);
}

static int text_prices(lua_State *lua) {
  struct zg_price found[PRICES + 1]; /* one more shows that there are more */
  struct zg_arena *arena = NULL;
  bool more = false;
  size_t len = 0;
  const char *text = check_text(lua, PRICES_TEXT, PRICES_COST, &len, &more, &arena);
  size_t count = zg_prices_find(zg_pack_of(lua)->context.text, arena, text, len, found, PRICES + 1);
  const char *currency = zg_pack_of(lua)->context.currency;
  lua_Integer at = 0;
  lua_newtable(lua);
  for (size_t i = 0; i < count && i < PRICES; i++) {
    struct zg_money money = {0};
    if (zg_money_of_hundredths(found[i].hundredths, currency, &money) < 0) continue;
    lua_createtable(lua, 0, 2);
    zg_money_push(lua, money);
    lua_setfield(lua, -2, "price");
    lua_pushboolean(lua, found[i].marked);
    lua_setfield(lua, -2, "marked");
    lua_rawseti(lua, -2, ++at);
  }
  return results(lua, more || count > PRICES);
}

/* Pushes the discount as a table with one member; false: it is not certain, or has none. */
static bool push_discount(lua_State *lua, const struct zg_discount *discount,
                          const char *currency) {
  struct zg_money off = {0};
  char left[32];
  if (!discount->sure || discount->from > 0 || discount->kind == ZG_DISCOUNT_ODD) return false;
  if (discount->kind == ZG_DISCOUNT_SHARE) {
    snprintf(left, sizeof left, "%d.%02d%%", (int)(discount->amount / 100),
             (int)(discount->amount % 100));
    lua_createtable(lua, 0, 1);
    lua_pushstring(lua, left);
    lua_setfield(lua, -2, "left");
    return true;
  }
  if (zg_money_of_hundredths(discount->amount, currency, &off) < 0) return false;
  lua_createtable(lua, 0, 1);
  zg_money_push(lua, off);
  lua_setfield(lua, -2, "off");
  return true;
}

static int text_discounts(lua_State *lua) {
  struct zg_discount found[PRICES + 1];
  struct zg_arena *arena = NULL;
  bool more = false;
  size_t len = 0;
  const char *text = check_text(lua, PRICES_TEXT, PRICES_COST, &len, &more, &arena);
  size_t count =
      zg_discounts_find(zg_pack_of(lua)->context.text, arena, text, len, found, PRICES + 1);
  lua_Integer at = 0;
  lua_newtable(lua);
  for (size_t i = 0; i < count && i < PRICES; i++)
    if (push_discount(lua, &found[i], zg_pack_of(lua)->context.currency))
      lua_rawseti(lua, -2, ++at);
  return results(lua, more || count > PRICES);
}

void zg_text_api_open(lua_State *lua) {
  lua_pushcfunction(lua, text_normal);
  lua_setglobal(lua, "normal");
  lua_pushcfunction(lua, text_says);
  lua_setglobal(lua, "says");
  lua_pushcfunction(lua, text_prices);
  lua_setglobal(lua, "prices");
  lua_pushcfunction(lua, text_discounts);
  lua_setglobal(lua, "discounts");
}
