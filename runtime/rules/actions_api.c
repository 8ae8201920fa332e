#include "rules/actions_api.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/clock.h"
#include "data/json.h"
#include "rules/declare.h"
#include "rules/frozen.h"
#include "rules/limits.h"
#include "rules/money_api.h"
#include "rules/pack.h"
#include "rules/reply.h"
#include "rules/time_api.h"
#include "rules/values.h"

enum { ACTIONS = 64, ACTION_BYTES = 1 << 20 }; /* of one run */

static void check_running(lua_State *lua, const char *word) {
  if (zg_pack_of(lua)->scene == NULL)
    luaL_error(lua, "%s can be used only while a rule runs", word);
}

/* Leaves the one argument, a table, and above it the data table of the action, still empty. */
static void begin(lua_State *lua, const char *word) {
  check_running(lua, word);
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  lua_newtable(lua);
}

/* Sets data.NAME = { id = … }: of the argument's field NAME (a text, or a table with an id), else
 * of the event. Raises when there is neither and it is `needed`. The data table is on the top. */
static void set_whom(lua_State *lua, enum zg_scope scope, bool needed, const char *word) {
  const char *name = zg_scope_name(scope);
  const char *id = zg_pack_of(lua)->scene->keys[scope];
  int data = lua_gettop(lua);
  int type = lua_istable(lua, 1) ? lua_getfield(lua, 1, name) : (lua_pushnil(lua), LUA_TNIL);
  if (type == LUA_TSTRING || type == LUA_TNUMBER) {
    id = lua_tostring(lua, -1);
  } else if (type != LUA_TNIL) {
    lua_getfield(lua, -1, "id");
    id = lua_tostring(lua, -1);
  }
  if (id == NULL && needed)
    luaL_error(lua, "%s: this event is about no %s; say which: %s = \"…\"", word, name, name);
  if (id != NULL) {
    lua_createtable(lua, 0, 1);
    zg_values_push_text(lua, id);
    lua_setfield(lua, -2, "id");
    lua_setfield(lua, data, name);
  }
  lua_settop(lua, data);
}

/* Sets data.item = { sku = … } likewise. */
static void set_item(lua_State *lua, const char *word) {
  int data = lua_gettop(lua);
  const char *sku = zg_json_text(zg_pack_of(lua)->scene->event->data, "item", "sku");
  if (lua_getfield(lua, 1, "sku") == LUA_TSTRING) sku = lua_tostring(lua, -1);
  if (sku == NULL) luaL_error(lua, "%s: this event is about no item; say which: sku = \"…\"", word);
  lua_createtable(lua, 0, 1);
  zg_values_push_text(lua, sku);
  lua_setfield(lua, -2, "sku");
  lua_setfield(lua, data, "item");
  lua_settop(lua, data);
}

/* Copies the argument's field into data as it is; `needed` raises when it is missing. */
static void copy_field(lua_State *lua, const char *name, bool needed, const char *word) {
  int data = lua_gettop(lua);
  if (lua_getfield(lua, 1, name) == LUA_TNIL && needed)
    luaL_error(lua, "%s: it needs %s", word, name);
  if (!lua_isnil(lua, -1))
    lua_setfield(lua, data, name);
  else
    lua_pop(lua, 1);
}

/* Sets data.NAME, and data.currency with it, from the money in the argument's field NAME. */
static void copy_money(lua_State *lua, const char *name, bool needed, const char *word) {
  int data = lua_gettop(lua);
  int type = lua_getfield(lua, 1, name);
  const struct zg_money *money = zg_money_test(lua, -1);
  if ((type != LUA_TNIL && money == NULL) || (type == LUA_TNIL && needed))
    luaL_error(lua, "%s: %s must be money, as in %s = money(\"199.00\", \"CNY\")", word, name,
               name);
  if (money != NULL) {
    lua_pushstring(lua, money->currency);
    lua_setfield(lua, data, "currency");
    lua_setfield(lua, data, name);
  }
  lua_settop(lua, data);
}

/* The data table on the top becomes an action of that type. [-1, +1, m] */
static int finish(lua_State *lua, const char *type) {
  lua_createtable(lua, 0, 4);
  lua_insert(lua, -2);
  lua_setfield(lua, -2, "data");
  lua_pushstring(lua, type);
  lua_setfield(lua, -2, "type");
  return 1;
}

/* say(reply, vars, { conversation =, in_reply_to =, offer = { sku =, price = } }) */
static int action_say(lua_State *lua) {
  check_running(lua, "say");
  const char *reply = luaL_checkstring(lua, 1);
  lua_settop(lua, 3);
  if (!lua_isnil(lua, 2)) luaL_checktype(lua, 2, LUA_TTABLE);
  if (!lua_isnil(lua, 3)) luaL_checktype(lua, 3, LUA_TTABLE);
  const char *name = zg_reply_push(lua, reply, lua_isnil(lua, 2) ? 0 : 2,
                                   zg_scene_language(zg_pack_of(lua)->scene));
  lua_replace(lua, 2); /* 2: the text; then the options become argument 1 */
  lua_insert(lua, 1);
  lua_newtable(lua);
  set_whom(lua, ZG_SCOPE_CONVERSATION, true, "say");
  lua_pushvalue(lua, 3);
  lua_setfield(lua, -2, "text");
  if (lua_istable(lua, 1)) copy_field(lua, "in_reply_to", false, "say");
  finish(lua, "message.send");
  if (name != NULL) {
    zg_values_push_text(lua, name);
    lua_setfield(lua, -2, "reply");
  }
  if (lua_istable(lua, 1)) {
    lua_getfield(lua, 1, "offer");
    lua_setfield(lua, -2, "offer");
  }
  return 1;
}

/* note(name, blanks): a text for the people of the shop, in their language; no action. */
static int text_note(lua_State *lua) {
  check_running(lua, "note");
  const char *name = luaL_checkstring(lua, 1);
  lua_settop(lua, 2);
  if (!lua_isnil(lua, 2)) luaL_checktype(lua, 2, LUA_TTABLE);
  zg_reply_push(lua, name, lua_isnil(lua, 2) ? 0 : 2, zg_pack_of(lua)->context.language);
  return 1;
}

static int action_offer(lua_State *lua) {
  begin(lua, "offer");
  set_whom(lua, ZG_SCOPE_CONVERSATION, true, "offer");
  set_item(lua, "offer");
  copy_money(lua, "list_price", false, "offer");
  copy_money(lua, "price", true, "offer");
  copy_field(lua, "round", false, "offer");
  copy_field(lua, "final", false, "offer");
  return finish(lua, "offer.make");
}

/* accept { price = } and decline { price = }: the buyer's price. */
static int answer_price(lua_State *lua, const char *word, const char *type) {
  begin(lua, word);
  set_whom(lua, ZG_SCOPE_CONVERSATION, true, word);
  set_item(lua, word);
  copy_money(lua, "price", true, word);
  return finish(lua, type);
}

static int action_accept(lua_State *lua) {
  return answer_price(lua, "accept", "offer.accept");
}

static int action_decline(lua_State *lua) {
  return answer_price(lua, "decline", "offer.decline");
}

static int action_gift(lua_State *lua) {
  begin(lua, "gift");
  set_whom(lua, ZG_SCOPE_CONVERSATION, true, "gift");
  set_item(lua, "gift");
  copy_field(lua, "gift", true, "gift");
  return finish(lua, "gift.offer");
}

static int action_choose(lua_State *lua) {
  begin(lua, "choose");
  set_whom(lua, ZG_SCOPE_ORDER, false, "choose");
  copy_field(lua, "courier", true, "choose");
  copy_money(lua, "fee", true, "choose");
  copy_field(lua, "days", false, "choose");
  copy_field(lua, "rejected", false, "choose");
  return finish(lua, "courier.choose");
}

static int action_alert(lua_State *lua) {
  static const char *const severities[] = {"info", "warning", "critical", NULL};
  begin(lua, "alert");
  copy_field(lua, "kind", true, "alert");
  set_whom(lua, ZG_SCOPE_ORDER, false, "alert");
  set_whom(lua, ZG_SCOPE_CONVERSATION, false, "alert");
  lua_getfield(lua, 1, "severity");
  luaL_checkoption(lua, -1, "warning", severities);
  if (lua_isnil(lua, -1)) lua_pushliteral(lua, "warning");
  lua_setfield(lua, 2, "severity");
  lua_settop(lua, 2);
  copy_field(lua, "text", false, "alert");
  if (lua_getfield(lua, 2, "text") == LUA_TNIL) {
    lua_getfield(lua, 2, "kind");
    lua_setfield(lua, 2, "text");
  }
  lua_settop(lua, 2);
  finish(lua, "alert.raise");
  lua_getfield(lua, 1, "time");
  lua_setfield(lua, -2, "time");
  return 1;
}

static int action_clear(lua_State *lua) {
  begin(lua, "clear");
  copy_field(lua, "kind", true, "clear");
  set_whom(lua, ZG_SCOPE_ORDER, false, "clear");
  return finish(lua, "alert.clear");
}

static int action_handoff(lua_State *lua) {
  begin(lua, "handoff");
  set_whom(lua, ZG_SCOPE_CONVERSATION, true, "handoff");
  copy_field(lua, "reason", true, "handoff");
  return finish(lua, "handoff.request");
}

/* action { type =, data =, expires = }: any other. */
static int action_any(lua_State *lua) {
  check_running(lua, "action");
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  return 1;
}

static const char *text_field(lua_State *lua, int index, const char *name, struct zg_arena *arena) {
  lua_getfield(lua, index, name);
  const char *text = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : NULL;
  if (text != NULL) zg_limits_weigh(lua, strlen(text));
  char *copy = text != NULL ? zg_arena_strdup(arena, text) : NULL;
  lua_pop(lua, 1);
  return copy;
}

static void check_type(lua_State *lua, const char *type) {
  size_t len = type != NULL ? strlen(type) : 0;
  bool good = len > 0 && len <= ZG_ID_LIMIT &&
              strspn(type, "abcdefghijklmnopqrstuvwxyz0123456789._-") == len;
  if (!good)
    luaL_error(lua, "an action needs a type of small letters, like \"message.send\"; its is \"%s\"",
               type != NULL ? type : "");
}

/* The offer that a text names: kept as data with the price as text and its currency beside it. */
static struct cJSON *read_offer(lua_State *lua, int index, struct zg_arena *arena) {
  struct cJSON *offer = NULL;
  if (lua_getfield(lua, index, "offer") != LUA_TNIL) {
    if (!lua_istable(lua, -1)) luaL_error(lua, "offer must be { sku = …, price = … }");
    const char *sku = text_field(lua, -1, "sku", arena);
    if (sku == NULL) sku = zg_json_text(zg_pack_of(lua)->scene->event->data, "item", "sku");
    lua_getfield(lua, -1, "price");
    struct zg_money price = zg_money_check(lua, -1);
    lua_pop(lua, 1);
    char amount[ZG_MONEY_TEXT];
    zg_money_format(price, amount);
    offer = zg_json_new_object(arena);
    zg_json_add(arena, offer, "sku", zg_json_new_string(arena, sku != NULL ? sku : ""));
    zg_json_add(arena, offer, "price", zg_json_new_string(arena, amount));
    zg_json_add(arena, offer, "currency", zg_json_new_string(arena, price.currency));
  }
  lua_pop(lua, 1);
  return offer;
}

static const char *read_expiry(lua_State *lua, int index, struct zg_arena *arena) {
  const char *expiry = NULL;
  if (lua_getfield(lua, index, "expires") != LUA_TNIL) {
    char text[ZG_TIME_TEXT];
    int64_t after = zg_declare_duration(lua, -1, "expires");
    if (zg_pack_of(lua)->scene->now + after > ZG_TIME_LAST)
      luaL_error(lua, "expires lies past the year 9999");
    zg_time_format(zg_pack_of(lua)->scene->now + after, text);
    expiry = zg_arena_strdup(arena, text);
  }
  lua_pop(lua, 1);
  return expiry;
}

/* When the action became due, which lies not in the future. */
static const char *read_time(lua_State *lua, int index, struct zg_arena *arena) {
  const char *time = NULL;
  if (lua_getfield(lua, index, "time") != LUA_TNIL) {
    char text[ZG_TIME_TEXT];
    int64_t ms = zg_time_check(lua, -1, "alert: time");
    if (ms > zg_pack_of(lua)->scene->now) luaL_error(lua, "alert: its time has not come yet");
    zg_time_format(ms, text);
    time = zg_arena_strdup(arena, text);
  }
  lua_pop(lua, 1);
  return time;
}

struct zg_draft *zg_action_read(lua_State *lua, int index, struct zg_arena *arena) {
  index = lua_absindex(lua, index);
  if (!lua_istable(lua, index))
    luaL_error(lua, "a rule returns a list of actions, like { say(\"…\") }; a %s is none",
               luaL_typename(lua, index));
  struct zg_draft *draft = zg_arena_alloc(arena, sizeof *draft);
  draft->type = text_field(lua, index, "type", arena);
  check_type(lua, draft->type);
  if (lua_getfield(lua, index, "data") == LUA_TNIL)
    draft->data = zg_json_new_object(arena);
  else
    draft->data = zg_values_read(lua, -1, arena, ZG_VALUES_DATA);
  lua_pop(lua, 1);
  if (zg_json_kind(draft->data) != ZG_JSON_OBJECT)
    luaL_error(lua, "the data of an action must be a table with names");
  draft->reply = text_field(lua, index, "reply", arena);
  draft->offer = read_offer(lua, index, arena);
  draft->expiry = read_expiry(lua, index, arena);
  draft->time = read_time(lua, index, arena);
  return draft;
}

struct zg_draft *zg_actions_read(lua_State *lua, int index, struct zg_arena *arena) {
  struct zg_draft *first = NULL, **end = &first;
  size_t bytes = 0;
  index = lua_absindex(lua, index);
  if (lua_isnil(lua, index)) return NULL;
  if (!lua_istable(lua, index))
    luaL_error(lua, "a rule returns a list of actions, or nothing; not a %s",
               luaL_typename(lua, index));
  zg_frozen_open(lua, index);
  if (lua_getfield(lua, index, "type") != LUA_TNIL)
    luaL_error(lua, "a rule returns a list of actions; put the action into { }");
  lua_pop(lua, 1);
  lua_Unsigned count = lua_rawlen(lua, index);
  if (count == 0 && (lua_pushnil(lua), lua_next(lua, index) != 0))
    luaL_error(lua, "a rule returns a list of actions; this one has names instead of 1, 2, 3");
  if (count > ACTIONS) luaL_error(lua, "a rule may return %d actions at once", ACTIONS);
  for (lua_Integer i = 1; i <= (lua_Integer)count; i++) {
    lua_rawgeti(lua, index, i);
    *end = zg_action_read(lua, -1, arena);
    bytes += zg_json_weight((*end)->data, ACTION_BYTES + 1);
    if (bytes > ACTION_BYTES)
      luaL_error(lua, "a rule may return actions of %d bytes at once", ACTION_BYTES);
    end = &(*end)->next;
    lua_pop(lua, 1);
  }
  return first;
}

void zg_action_push(lua_State *lua, const struct zg_draft *draft) {
  lua_createtable(lua, 0, 3);
  zg_values_push_text(lua, draft->type);
  lua_setfield(lua, -2, "type");
  zg_values_push(lua, draft->data);
  lua_setfield(lua, -2, "data");
  zg_values_push_text(lua, draft->reply);
  lua_setfield(lua, -2, "reply");
}

void zg_actions_open(lua_State *lua) {
  static const luaL_Reg words[] = {
      {"say", action_say},         {"offer", action_offer}, {"accept", action_accept},
      {"decline", action_decline}, {"gift", action_gift},   {"choose", action_choose},
      {"alert", action_alert},     {"clear", action_clear}, {"handoff", action_handoff},
      {"action", action_any},      {"note", text_note},     {NULL, NULL},
  };
  for (const luaL_Reg *word = words; word->name != NULL; word++) {
    lua_pushcfunction(lua, word->func);
    lua_setglobal(lua, word->name);
  }
}
