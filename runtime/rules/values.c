/* From Lua to JSON. */
#include "rules/values.h"

#include <math.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/utf8.h"
#include "data/json.h"
#include "rules/frozen.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pairs.h"
#include "rules/view.h"

enum { DEPTH = 32, NODES = 65536, NODE_BYTES = 16, READ_STEPS = 8 };

struct reading {
  lua_State *lua;
  struct zg_arena *arena;
  enum zg_values_mode mode;
  int nodes;
};

static struct cJSON *read_value(struct reading *r, int index, int depth);

struct cJSON *zg_values_of_money(struct zg_arena *arena, struct zg_money money) {
  char amount[ZG_MONEY_TEXT];
  struct cJSON *node = zg_json_new_object(arena);
  zg_money_format(money, amount);
  zg_json_add(arena, node, ZG_VALUES_MONEY,
              zg_json_new_string(arena, zg_arena_printf(arena, "%s %s", amount, money.currency)));
  return node;
}

static struct cJSON *read_money(struct reading *r, struct zg_money money) {
  char amount[ZG_MONEY_TEXT];
  if (r->mode == ZG_VALUES_STATE) return zg_values_of_money(r->arena, money);
  zg_money_format(money, amount);
  return zg_json_new_string(r->arena, amount);
}

static const char *check_text(struct reading *r, int index, size_t *len) {
  const char *text = lua_tolstring(r->lua, index, len);
  if (!zg_utf8_valid(text, *len) || memchr(text, '\0', *len) != NULL)
    luaL_error(r->lua, "cannot keep a text that is not UTF-8, or has a NUL in it");
  return text;
}

/* An empty table of Lua is no list by itself. In the data of an action it is one under the names of
 * the lists that the protocol promises there. */
static bool is_list_name(const char *name) {
  static const char *const lists[] = {"rejected"};
  for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
    if (strcmp(name, lists[i]) == 0) return true;
  return false;
}

static struct cJSON *read_array(struct reading *r, int index, size_t count, int depth) {
  struct cJSON *array = zg_json_new_array(r->arena);
  for (size_t i = 1; i <= count; i++) {
    lua_rawgeti(r->lua, index, (lua_Integer)i);
    zg_json_push(array, read_value(r, lua_gettop(r->lua), depth + 1));
    lua_pop(r->lua, 1);
  }
  return array;
}

static struct cJSON *read_object(struct reading *r, int index, size_t count, int depth) {
  struct cJSON *object = zg_json_new_object(r->arena);
  int keys = lua_gettop(r->lua);
  if (count > ZG_JSON_KEYS)
    luaL_error(r->lua, "cannot keep a table of %d keys; it may have %d", (int)count, ZG_JSON_KEYS);
  for (size_t i = 1; i <= count; i++) {
    size_t len = 0;
    lua_rawgeti(r->lua, keys, (lua_Integer)i);
    if (lua_type(r->lua, -1) != LUA_TSTRING)
      luaL_error(r->lua, "cannot keep a table whose keys are neither all names nor 1, 2, 3 ...");
    const char *name = check_text(r, -1, &len);
    if (r->mode == ZG_VALUES_STATE && strcmp(name, ZG_VALUES_MONEY) == 0)
      luaL_error(r->lua, "cannot keep a field called \"%s\"", ZG_VALUES_MONEY);
    lua_pushvalue(r->lua, -1);
    lua_rawget(r->lua, index);
    struct cJSON *value = read_value(r, lua_gettop(r->lua), depth + 1);
    if (r->mode == ZG_VALUES_DATA && lua_istable(r->lua, -1) && zg_json_first(value) == NULL &&
        is_list_name(name))
      value = zg_json_new_array(r->arena);
    zg_json_add(r->arena, object, name, value);
    lua_pop(r->lua, 2);
  }
  return object;
}

static struct cJSON *read_table(struct reading *r, int index, int depth) {
  if (depth >= DEPTH)
    luaL_error(r->lua, "cannot keep tables nested more than %d deep, or in a circle", DEPTH);
  luaL_checkstack(r->lua, 16, "plain data");
  size_t length = (size_t)lua_rawlen(r->lua, index);
  size_t count = zg_pairs_keys(r->lua, index);
  struct cJSON *node = count > 0 && count == length ? read_array(r, index, count, depth)
                                                    : read_object(r, index, count, depth);
  lua_pop(r->lua, 1);
  return node;
}

/* A view goes in as it is, if it is no deeper than a table may be, and what it holds does not look
 * like money when it comes back. */
static void check_view(struct reading *r, const struct cJSON *node, int depth) {
  if (zg_json_first(node) == NULL) return;
  if (depth >= DEPTH)
    luaL_error(r->lua, "cannot keep tables nested more than %d deep, or in a circle", DEPTH);
  if (r->mode == ZG_VALUES_STATE && zg_json_get(node, ZG_VALUES_MONEY) != NULL)
    luaL_error(r->lua, "cannot keep a field called \"%s\"", ZG_VALUES_MONEY);
  for (const struct cJSON *i = zg_json_first(node); i != NULL; i = zg_json_next(i)) {
    if (++r->nodes > NODES) luaL_error(r->lua, "cannot keep more than %d values at once", NODES);
    check_view(r, i, depth + 1);
  }
}

static struct cJSON *read_value(struct reading *r, int index, int depth) {
  lua_State *lua = r->lua;
  const struct zg_money *money = NULL;
  const struct cJSON *view = NULL;
  size_t len = 0;
  if (++r->nodes > NODES) luaL_error(lua, "cannot keep more than %d values at once", NODES);
  zg_limits_charge(lua, READ_STEPS);
  zg_limits_weigh(lua, NODE_BYTES);
  switch (lua_type(lua, index)) {
  case LUA_TNIL:
    return zg_json_new_null(r->arena);
  case LUA_TBOOLEAN:
    return zg_json_new_bool(r->arena, lua_toboolean(lua, index));
  case LUA_TNUMBER:
    if (lua_isinteger(lua, index)) return zg_json_new_integer(r->arena, lua_tointeger(lua, index));
    if (!isfinite(lua_tonumber(lua, index)))
      luaL_error(lua, "cannot keep a number that is not finite");
    return zg_json_new_real(r->arena, lua_tonumber(lua, index));
  case LUA_TSTRING: {
    const char *text = check_text(r, index, &len);
    zg_limits_charge(lua, (int64_t)len / 8);
    zg_limits_weigh(lua, len);
    return zg_json_new_string_n(r->arena, text, len);
  }
  case LUA_TTABLE:
    zg_frozen_open(lua, index);
    return read_table(r, index, depth);
  default:
    money = zg_money_test(lua, index);
    if (money != NULL) return read_money(r, *money);
    view = zg_view_node(lua, index);
    if (view != NULL) {
      int before = r->nodes;
      check_view(r, view, depth);
      zg_limits_charge(lua, r->nodes - before);
      zg_limits_weigh(lua, zg_json_weight(view, ZG_RUN_BYTES + 1));
      return zg_json_share(r->arena, view);
    }
    luaL_error(lua,
               "cannot keep a %s; only texts, numbers, true and false, money and tables of them",
               luaL_typename(lua, index));
    return NULL;
  }
}

struct cJSON *zg_values_read(lua_State *lua, int index, struct zg_arena *arena,
                             enum zg_values_mode mode) {
  struct reading r = {.lua = lua, .arena = arena, .mode = mode};
  return read_value(&r, lua_absindex(lua, index), 0);
}
