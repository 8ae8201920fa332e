#include "rules/story.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/suggest.h"
#include "data/json.h"
#include "rules/limits.h"
#include "rules/sandbox.h"
#include "rules/values.h"

struct reading {
  struct zg_arena *arena;
  const char *file;
  struct zg_story **end;
  int loose; /* the first line with something that is in no story; 0: there is none */
};

/* The words of a story and the field that a plain text argument goes into. */
static const struct word {
  const char *name, *field;
} words[] = {
    {"buyer", "text"}, {"buyer_offers", "price"}, {"wait", "time"},     {"event", NULL},
    {"shop", "text"},  {"offers", "price"},       {"accepts", "price"}, {"declines", "price"},
    {"gives", "gift"}, {"hands_off", "reason"},   {"alerts", "kind"},   {"clears", "kind"},
    {"acts", NULL},    {"silence", NULL},
};
enum { WORDS = sizeof words / sizeof words[0] };

const char *zg_story_field(const char *word) {
  for (size_t i = 0; i < WORDS; i++)
    if (strcmp(words[i].name, word) == 0) return words[i].field;
  return NULL;
}

static int current_line(lua_State *lua) {
  lua_Debug at;
  return lua_getstack(lua, 1, &at) != 0 && lua_getinfo(lua, "l", &at) != 0 ? at.currentline : 0;
}

/* What belongs into a story is loose until a story takes it: a step that a misplaced brace leaves
 * outside would never be played, and nobody would know. On the top: what it is; it stays there. */
static void set_loose(lua_State *lua, int line) {
  lua_rawgetp(lua, LUA_REGISTRYINDEX, words);
  lua_pushvalue(lua, -2);
  if (line > 0)
    lua_pushinteger(lua, line);
  else
    lua_pushnil(lua);
  lua_rawset(lua, -3);
  lua_pop(lua, 1);
}

static int first_loose(lua_State *lua) {
  int first = 0;
  lua_rawgetp(lua, LUA_REGISTRYINDEX, words);
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
    int line = (int)lua_tointeger(lua, -1);
    if (first == 0 || line < first) first = line;
  }
  lua_pop(lua, 1);
  return first;
}

/* buyer "…" gives { do = "buyer", line = 7, text = "…" }; a table argument is kept under "with". */
static int make_step(lua_State *lua) {
  const struct word *word = lua_touserdata(lua, lua_upvalueindex(1));
  lua_settop(lua, 1);
  int type = lua_type(lua, 1);
  lua_createtable(lua, 0, 4);
  lua_pushstring(lua, word->name);
  lua_setfield(lua, -2, "do");
  lua_pushinteger(lua, current_line(lua));
  lua_setfield(lua, -2, "line");
  if (type == LUA_TTABLE) {
    lua_pushvalue(lua, 1);
    lua_setfield(lua, -2, "with");
  } else if (type != LUA_TNIL && word->field != NULL) {
    lua_pushvalue(lua, 1);
    lua_tostring(lua, -1);
    lua_setfield(lua, -2, word->field);
  } else if (type != LUA_TNIL) {
    return luaL_error(lua, "%s takes a table, or nothing", word->name);
  }
  set_loose(lua, current_line(lua));
  return 1;
}

static void check_options(lua_State *lua, const struct cJSON *options) {
  static const char *const known[] = {"tables",    "settings", "shop",     "item",
                                      "authority", "limits",   "language", "currency",
                                      "facts",     "begins",   "seed"};
  enum { KNOWN = sizeof known / sizeof known[0] };
  char suggestion[ZG_SUGGESTION];
  for (const struct cJSON *o = zg_json_first(options); o != NULL; o = zg_json_next(o)) {
    bool found = false;
    for (size_t i = 0; i < KNOWN; i++)
      found = found || strcmp(known[i], zg_json_key(o)) == 0;
    if (!found)
      luaL_error(lua, "a story has no \"%s\"%s", zg_json_key(o),
                 zg_suggest(zg_json_key(o), known, KNOWN, suggestion));
  }
}

/* story "name" { … }: upvalues: the name, the reading, the name's token. */
static int declare_story(lua_State *lua) {
  struct reading *reading = lua_touserdata(lua, lua_upvalueindex(2));
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushvalue(lua, lua_upvalueindex(3));
  set_loose(lua, 0);
  struct zg_story *story = zg_arena_alloc(reading->arena, sizeof *story);
  story->name = zg_arena_strdup(reading->arena, lua_tostring(lua, lua_upvalueindex(1)));
  story->file = reading->file;
  story->line = current_line(lua);
  story->options = zg_json_new_object(reading->arena);
  story->steps = zg_json_new_array(reading->arena);
  for (lua_pushnil(lua); lua_next(lua, 1) != 0; lua_pop(lua, 1)) {
    if (lua_type(lua, -2) != LUA_TSTRING) continue;
    zg_json_add(reading->arena, story->options, lua_tostring(lua, -2),
                zg_values_read(lua, -1, reading->arena, ZG_VALUES_DATA));
  }
  check_options(lua, story->options);
  lua_Unsigned count = lua_rawlen(lua, 1);
  for (lua_Integer i = 1; i <= (lua_Integer)count; i++) {
    if (lua_rawgeti(lua, 1, i) != LUA_TTABLE || lua_getfield(lua, -1, "do") != LUA_TSTRING)
      return luaL_error(lua,
                        "story \"%s\": step %d is none; write buyer \"…\", wait \"…\", "
                        "shop \"…\"",
                        story->name, (int)i);
    lua_pop(lua, 1);
    set_loose(lua, 0);
    zg_json_push(story->steps, zg_values_read(lua, -1, reading->arena, ZG_VALUES_DATA));
    lua_pop(lua, 1);
  }
  *reading->end = story;
  reading->end = &story->next;
  return 0;
}

static int take_name(lua_State *lua) {
  luaL_checkstring(lua, 1);
  lua_settop(lua, 1);
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_newtable(lua);
  set_loose(lua, current_line(lua));
  lua_pushcclosure(lua, declare_story, 3);
  return 1;
}

/* Arguments: the file's function, the reading. */
static int read_protected(lua_State *lua) {
  struct reading *reading = lua_touserdata(lua, 2);
  lua_newtable(lua);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, words);
  for (size_t i = 0; i < WORDS; i++) {
    lua_pushlightuserdata(lua, (void *)&words[i]);
    lua_pushcclosure(lua, make_step, 1);
    lua_setglobal(lua, words[i].name);
  }
  lua_pushvalue(lua, 2);
  lua_pushcclosure(lua, take_name, 1);
  lua_setglobal(lua, "story");
  lua_settop(lua, 1);
  lua_call(lua, 0, 0);
  reading->loose = first_loose(lua);
  return 0;
}

int zg_story_read(const char *path, struct zg_arena *arena, struct zg_story **out,
                  struct zg_error *err) {
  struct zg_limits limits = {.cap = ZG_PACK_MEMORY};
  struct zg_story *first = NULL;
  struct reading reading = {.arena = arena, .file = path, .end = &first};
  lua_State *lua = zg_sandbox_open(&limits);
  int result = zg_sandbox_run(lua, read_protected, path, &reading, NULL, err);
  if (result == 0 && reading.loose > 0)
    result = zg_fail_at(err, ZG_ELOAD, path, reading.loose,
                        "this stands in no story; write story \"…\" { buyer \"…\", shop \"…\" }");
  if (result == 0) *out = first;
  lua_close(lua);
  return result;
}
