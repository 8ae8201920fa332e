#include "rules/view.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "data/json.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/values.h"

static const char *const view_type = "zg.view";

struct view {
  const struct cJSON *node;
  const uint64_t *turn; /* NULL: never stale */
  uint64_t made;        /* what *turn was then */
  lua_Integer at;       /* the element found last, so that a walk from 1 to n is linear */
  const struct cJSON *found;
  int64_t cost; /* of looking up a name: it grows with their number; 0: not counted yet */
};

/* Settings and what a rule gave its timer know money; an event from outside has plain JSON only. */
static bool knows_money(lua_State *lua, const uint64_t *turn) {
  const struct zg_scene *scene = turn != NULL ? zg_pack_of(lua)->scene : NULL;
  return turn == NULL || (scene != NULL && strncmp(scene->event->type, "timer.", 6) == 0);
}

void zg_view_push(lua_State *lua, const uint64_t *turn, const struct cJSON *node) {
  enum zg_json_kind kind = zg_json_kind(node);
  struct zg_money money = {0};
  if ((kind != ZG_JSON_OBJECT && kind != ZG_JSON_ARRAY) ||
      (zg_values_money(node, &money) && knows_money(lua, turn))) {
    zg_values_push(lua, node);
    return;
  }
  struct view *view = lua_newuserdatauv(lua, sizeof *view, 0);
  *view = (struct view){.node = node, .turn = turn, .made = turn != NULL ? *turn : 0};
  luaL_setmetatable(lua, view_type);
}

static struct view *check_fresh(lua_State *lua, struct view *view) {
  if (view->turn != NULL && *view->turn != view->made)
    luaL_error(lua, "a part of an event is kept from an earlier run; copy what you need of it");
  return view;
}

const struct cJSON *zg_view_node(lua_State *lua, int index) {
  struct view *view = luaL_testudata(lua, index, view_type);
  return view != NULL ? check_fresh(lua, view)->node : NULL;
}

static struct view *check_view(lua_State *lua) {
  return check_fresh(lua, luaL_checkudata(lua, 1, view_type));
}

static const struct cJSON *element(lua_State *lua, struct view *view, lua_Integer at) {
  if (at < 1) return NULL;
  if (view->found == NULL || at < view->at) {
    view->at = 1;
    view->found = zg_json_first(view->node);
  }
  const struct cJSON *node = view->found;
  lua_Integer here = view->at;
  while (node != NULL && here < at) {
    node = zg_json_next(node);
    here++;
  }
  zg_limits_charge(lua, 1 + (here - view->at) / 2);
  if (node == NULL) return NULL;
  view->at = at;
  view->found = node;
  return node;
}

static int view_index(lua_State *lua) {
  struct view *view = check_view(lua);
  const struct cJSON *node = NULL;
  zg_limits_charge_number(lua, 2);
  zg_limits_charge(lua, ZG_CALL_STEPS);
  if (zg_json_kind(view->node) == ZG_JSON_ARRAY) {
    int whole = 0;
    lua_Integer at = lua_tointegerx(lua, 2, &whole);
    if (whole) node = element(lua, view, at);
  } else if (lua_type(lua, 2) == LUA_TSTRING) {
    if (view->cost == 0) view->cost = 1 + (int64_t)zg_json_size(view->node) / 2;
    zg_limits_charge(lua, view->cost);
    node = zg_json_get(view->node, lua_tostring(lua, 2));
  }
  zg_view_push(lua, view->turn, node);
  return 1;
}

static int view_length(lua_State *lua) {
  struct view *view = check_view(lua);
  bool array = zg_json_kind(view->node) == ZG_JSON_ARRAY;
  size_t size = array ? zg_json_size(view->node) : 0;
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)size / 2);
  lua_pushinteger(lua, (lua_Integer)size);
  return 1;
}

static int view_frozen(lua_State *lua) {
  const char *name = lua_type(lua, 2) == LUA_TSTRING ? lua_tostring(lua, 2) : "?";
  return luaL_error(lua, "\"%s\" cannot be set: this is read-only", name);
}

/* Upvalues: the node to give next, as light userdata, its place, and the view that is walked: the
 * argument may be another one, when the walk was kept from an earlier run. Nulls read as nil and
 * are passed over. */
static int view_step(lua_State *lua) {
  struct view *view = check_fresh(lua, lua_touserdata(lua, lua_upvalueindex(3)));
  zg_limits_charge(lua, ZG_CALL_STEPS);
  const struct cJSON *node = lua_touserdata(lua, lua_upvalueindex(1));
  lua_Integer at = lua_tointeger(lua, lua_upvalueindex(2)) + 1;
  while (node != NULL && zg_json_kind(node) == ZG_JSON_NULL) {
    node = zg_json_next(node);
    at++;
  }
  if (node == NULL) return lua_pushnil(lua), 1;
  lua_pushlightuserdata(lua, (void *)zg_json_next(node));
  lua_replace(lua, lua_upvalueindex(1));
  lua_pushinteger(lua, at);
  lua_replace(lua, lua_upvalueindex(2));
  if (zg_json_kind(view->node) == ZG_JSON_ARRAY)
    lua_pushinteger(lua, at);
  else
    zg_values_push_text(lua, zg_json_key(node));
  zg_view_push(lua, view->turn, node);
  return 2;
}

static int view_pairs(lua_State *lua) {
  struct view *view = check_view(lua);
  lua_pushlightuserdata(lua, (void *)zg_json_first(view->node));
  lua_pushinteger(lua, 0);
  lua_pushvalue(lua, 1);
  lua_pushcclosure(lua, view_step, 3);
  lua_pushvalue(lua, 1);
  lua_pushnil(lua);
  return 3;
}

void zg_view_open(lua_State *lua) {
  static const luaL_Reg meta[] = {
      {"__index", view_index}, {"__len", view_length}, {"__newindex", view_frozen},
      {"__pairs", view_pairs}, {NULL, NULL},
  };
  luaL_newmetatable(lua, view_type);
  luaL_setfuncs(lua, meta, 0);
  lua_pushboolean(lua, 0);
  lua_setfield(lua, -2, "__metatable");
  lua_pop(lua, 1);
}
