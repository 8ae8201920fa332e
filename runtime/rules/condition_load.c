/* Conditions as a pack writes them: paths, operators, and lists within lists. */
#include "rules/condition_load.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "data/json.h"
#include "rules/condition_loading.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pairs.h"
#include "rules/vocabulary.h"

enum { DEPTH = 32, SLIP_COST = 200 };

static enum zg_operator read_operator(struct zg_condition_loading *l, const char *word) {
  static const char *const words[] = {
#define OPERATOR_WORD(symbol, word) word,
      ZG_OPERATORS(OPERATOR_WORD)
#undef OPERATOR_WORD
  };
  enum { OPERATORS = sizeof words / sizeof words[0] };
  for (size_t i = 0; i < OPERATORS; i++)
    if (strcmp(words[i], word) == 0) return (enum zg_operator)i;
  zg_declare_unknown(l->lua, l->what, "operator", word, words, OPERATORS);
  return ZG_OP_IS;
}

static void split_path(struct zg_condition_loading *l, struct zg_condition *c) {
  size_t dots = 0, len = strlen(c->path);
  for (const char *at = c->path; *at != '\0'; at++)
    dots += *at == '.';
  zg_limits_weigh(l->lua, len + (dots + 1) * sizeof *c->steps);
  c->steps = zg_arena_alloc(l->pack->arena, (dots + 1) * sizeof *c->steps);
  char *rest = zg_arena_strdup(l->pack->arena, c->path);
  while (rest != NULL) {
    char *step = strsep(&rest, ".");
    if (step[0] == '\0')
      luaL_error(l->lua, "%s: \"%s\" is not a path; write it like \"message.text\"", l->what,
                 c->path);
    c->steps[c->step_count++] = step;
  }
}

static void drop_steps(struct zg_condition *c, size_t count) {
  c->steps += count;
  c->step_count -= count;
}

/* An event of a type that is not agreed upon may have a part of that name; but if it is only nearly
 * one of ours, it is more likely a slip. */
static void warn_of_slip(struct zg_condition_loading *l, const struct zg_condition *c,
                         const char *const *objects, size_t count) {
  char suggestion[ZG_SUGGESTION];
  const struct zg_pack_context *context = &l->pack->context;
  zg_limits_charge(l->lua, (int64_t)count * SLIP_COST);
  zg_suggest(c->steps[0], objects, count, suggestion);
  if (context->warn == NULL || suggestion[0] == '\0') return;
  luaL_where(l->lua, 1);
  context->warn(context->arg,
                zg_arena_printf(l->pack->building, "%s%s: \"%s\" is no agreed part of an event%s",
                                lua_tostring(l->lua, -1), l->what, c->path, suggestion));
  lua_pop(l->lua, 1);
}

/* Of a rule that listens to nothing that is agreed upon nothing is known. Of one that listens to
 * such types and others, the agreed parts are as agreed, and other parts may be of the others. */
static void check_event_path(struct zg_condition_loading *l, const struct zg_condition *c) {
  size_t count = 0;
  if (l->agreed == 0 || strcmp(c->steps[0], "data") == 0) return;
  const char *const *fields = zg_vocabulary_fields(c->steps[0], &count);
  if (fields == NULL) {
    const char *const *objects = zg_vocabulary_objects(&count);
    if (l->others > 0) {
      warn_of_slip(l, c, objects, count);
      return;
    }
    zg_declare_unknown(l->lua, l->what,
                       "part of such an event (data.… reaches what a platform adds)", c->steps[0],
                       objects, count);
  }
  bool known = c->step_count < 2;
  for (size_t i = 0; i < count && !known; i++)
    known = strcmp(fields[i], c->steps[1]) == 0;
  if (!known)
    zg_declare_unknown(l->lua, l->what,
                       zg_arena_printf(l->pack->arena,
                                       "field of %s (data.%s.%s reaches what a "
                                       "platform adds)",
                                       c->steps[0], c->steps[0], c->steps[1]),
                       c->steps[1], fields, count);
}

static void read_path(struct zg_condition_loading *l, struct zg_condition *c) {
  split_path(l, c);
  const char *first = c->steps[0];
  bool facts = strcmp(first, "facts") == 0, state = strcmp(first, "state") == 0;
  if (facts || state) {
    int scope = c->step_count > 2 ? zg_scope_find(c->steps[1]) : -1;
    if (scope < 0)
      luaL_error(l->lua, "%s: \"%s\" is not a path; write it like \"%s.conversation.name\"",
                 l->what, c->path, first);
    c->root = facts ? ZG_ROOT_FACTS : ZG_ROOT_STATE;
    c->scope = (enum zg_scope)scope;
    drop_steps(c, 2);
  } else if (strcmp(first, "settings") == 0) {
    struct zg_setting *setting = c->step_count == 2 ? zg_pack_setting(l->pack, c->steps[1]) : NULL;
    if (setting == NULL) luaL_error(l->lua, "%s: there is no \"%s\"", l->what, c->path);
    c->root = ZG_ROOT_SETTINGS;
    c->setting = setting->value;
    drop_steps(c, c->step_count);
  } else {
    check_event_path(l, c);
    c->root = ZG_ROOT_EVENT;
    if (strcmp(first, "event") == 0) drop_steps(c, 1);
  }
}

/* Takes care that a compiled expression is freed with the pack, even when loading fails later. */
static struct zg_condition *new_condition(struct zg_condition_loading *l,
                                          enum zg_condition_kind kind) {
  zg_limits_weigh(l->lua, sizeof(struct zg_condition));
  struct zg_condition *c = zg_arena_alloc(l->pack->arena, sizeof *c);
  c->kind = kind;
  c->allocated = l->pack->conditions;
  l->pack->conditions = c;
  return c;
}

static struct zg_condition *load_test(struct zg_condition_loading *l, int index) {
  static const char *const words[] = {"label"};
  lua_State *lua = l->lua;
  struct zg_condition *c = new_condition(l, ZG_WHEN_TEST);
  for (lua_pushnil(lua); lua_next(lua, index) != 0; lua_pop(lua, 1))
    if (lua_type(lua, -2) == LUA_TSTRING && strcmp(lua_tostring(lua, -2), "label") != 0)
      zg_declare_unknown(lua, l->what, "key of a condition", lua_tostring(lua, -2), words, 1);
  lua_rawgeti(lua, index, 1);
  lua_rawgeti(lua, index, 2);
  if (!zg_declare_printable(lua, -2) || !zg_declare_printable(lua, -1) ||
      lua_rawlen(lua, index) > 3)
    luaL_error(lua, "%s: a condition is { \"path\", \"operator\", value }", l->what);
  zg_limits_weigh(lua, lua_rawlen(lua, -2));
  c->path = zg_arena_strdup(l->pack->arena, lua_tostring(lua, -2));
  c->op = read_operator(l, lua_tostring(lua, -1));
  lua_pop(lua, 2);
  c->label = zg_declare_label(lua, index, l->what);
  read_path(l, c);
  zg_condition_load_value(l, c, index);
  return c;
}

static struct zg_condition *load_list(struct zg_condition_loading *l, int index,
                                      enum zg_condition_kind kind);

/* One entry of a list: a test, or a list that any, all or none has marked. */
static struct zg_condition *load_entry(struct zg_condition_loading *l, int index) {
  static const char *const marks[] = {"all", "any", "none"};
  lua_State *lua = l->lua;
  luaL_checkstack(lua, 8, "conditions");
  if (!lua_istable(lua, index))
    luaL_error(lua, "%s: a condition is a table, { \"path\", \"operator\", value }", l->what);
  for (int i = 0; i < 3; i++) {
    if (lua_getfield(lua, index, marks[i]) == LUA_TTABLE) {
      struct zg_condition *c = load_list(l, lua_gettop(lua), (enum zg_condition_kind)i);
      lua_pop(lua, 1);
      return c;
    }
    lua_pop(lua, 1);
  }
  return load_test(l, index);
}

struct entry {
  struct zg_condition_loading *loading;
  struct zg_condition *condition;
};

static void read_entry(lua_State *lua, void *arg) {
  struct entry *entry = arg;
  entry->condition = load_entry(entry->loading, lua_gettop(lua));
}

static struct zg_condition *load_list(struct zg_condition_loading *l, int index,
                                      enum zg_condition_kind kind) {
  lua_State *lua = l->lua;
  struct zg_condition *c = new_condition(l, kind), **end = &c->first;
  size_t count = (size_t)lua_rawlen(lua, index);
  if (l->depth >= DEPTH)
    luaL_error(lua, "%s: its lists of conditions lie more than %d deep; make them flatter", l->what,
               DEPTH);
  if (count == 0 || count != zg_pairs_keys(lua, index))
    luaL_error(lua, "%s: a list of conditions is { {…}, {…} }; this one is empty, or has names",
               l->what);
  lua_pop(lua, 1);
  for (size_t i = 1; i <= count; i++) {
    struct zg_condition_loading inner = *l;
    struct entry entry = {.loading = &inner};
    inner.depth++;
    lua_rawgeti(lua, index, (lua_Integer)i);
    if (!zg_declare_one(lua, read_entry, &entry)) continue;
    *end = entry.condition;
    end = &(*end)->next;
  }
  return c;
}

struct zg_condition *zg_condition_load(lua_State *lua, int index, char *const *on, size_t on_count,
                                       const char *what) {
  struct zg_condition_loading l = {.lua = lua, .pack = zg_pack_of(lua), .what = what};
  index = lua_absindex(lua, index);
  if (lua_isnil(lua, index)) return NULL;
  if (!lua_istable(lua, index)) luaL_error(lua, "%s: \"when\" is a list of conditions", what);
  for (size_t i = 0; i < on_count; i++)
    ++*(zg_vocabulary_type(on[i]) ? &l.agreed : &l.others);
  bool single = lua_rawgeti(lua, index, 1) == LUA_TSTRING || lua_rawlen(lua, index) == 0;
  lua_pop(lua, 1);
  return single ? load_entry(&l, index) : load_list(&l, index, ZG_WHEN_ALL);
}

/* any { … } gives { any = { … } }; the name is the upvalue. */
static int mark(lua_State *lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_createtable(lua, 0, 1);
  lua_pushvalue(lua, 1);
  lua_setfield(lua, -2, lua_tostring(lua, lua_upvalueindex(1)));
  return 1;
}

void zg_condition_open(lua_State *lua) {
  static const char *const marks[] = {"any", "all", "none"};
  for (int i = 0; i < 3; i++) {
    lua_pushstring(lua, marks[i]);
    lua_pushcclosure(lua, mark, 1);
    lua_setglobal(lua, marks[i]);
  }
}
