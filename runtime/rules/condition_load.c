#include "rules/condition_load.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "data/json.h"
#include "rules/condition.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/pairs.h"
#include "rules/values.h"
#include "rules/vocabulary.h"

static const char *const operator_words[] = {
#define OPERATOR_WORD(symbol, word) word,
    ZG_OPERATORS(OPERATOR_WORD)
#undef OPERATOR_WORD
};
enum {
  OPERATORS = sizeof operator_words / sizeof operator_words[0],
  NORMAL_COST = 8,
  DEPTH = 32,
  SLIP_COST = 200
};

const char *zg_operator_word(enum zg_operator op) {
  return operator_words[op];
}

/* What is being compiled, for the messages and the memory. */
struct loading {
  lua_State *lua;
  struct zg_pack *pack;
  const char *what;
  int depth;             /* of lists within one another: each takes of C's stack */
  size_t agreed, others; /* how many types of the contract the rule listens to, and how many not */
};

static enum zg_operator read_operator(struct loading *l, const char *word) {
  for (size_t i = 0; i < OPERATORS; i++)
    if (strcmp(operator_words[i], word) == 0) return (enum zg_operator)i;
  zg_declare_unknown(l->lua, l->what, "operator", word, operator_words, OPERATORS);
  return ZG_OP_IS;
}

static void split_path(struct loading *l, struct zg_condition *c) {
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
static void warn_of_slip(struct loading *l, const struct zg_condition *c,
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
static void check_event_path(struct loading *l, const struct zg_condition *c) {
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

static void read_path(struct loading *l, struct zg_condition *c) {
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

/* Paid for, since a pack may have any number of them. */
static char *normalise_in(struct loading *l, struct zg_arena *arena, const char *text) {
  size_t len = strlen(text), normal_len = 0;
  zg_limits_charge(l->lua, (int64_t)len * NORMAL_COST);
  char *normal = zg_text_normalise(l->pack->context.text, arena, text, len, &normal_len);
  zg_limits_weigh(l->lua, normal_len);
  return normal;
}

static char *normalise(struct loading *l, const char *text) {
  return normalise_in(l, l->pack->arena, text);
}

/* Phrases are many, and nobody wants them once the shop's automaton is made. */
static char *normalise_phrase(struct loading *l, const char *text) {
  return normalise_in(l, l->pack->building, text);
}

static bool is_ascii(const char *text) {
  while (*text != '\0' && (unsigned char)*text < 0x80)
    text++;
  return *text == '\0';
}

/* For people, who read the phrases as they are written, and those of their own language first: of
 * many only the beginning is shown. */
static void keep_said(struct loading *l, struct zg_condition *c) {
  struct zg_bytes said = {0};
  const struct cJSON *value = c->value;
  c->value = NULL;
  if (zg_json_string(value) != NULL) {
    c->value = zg_json_new_string(l->pack->arena, zg_json_string(value));
    return;
  }
  bool chinese = strncmp(l->pack->context.language, "zh", 2) == 0;
  for (int own = 1; own >= 0; own--)
    for (const struct cJSON *item = zg_json_first(value); item != NULL; item = zg_json_next(item))
      if ((is_ascii(zg_json_string(item)) != chinese) == (own == 1))
        zg_bytes_add_part(&said, zg_json_string(item));
  c->said = zg_arena_strndup(l->pack->arena, said.data, said.len);
  zg_bytes_fini(&said);
}

/* The value is in memory that goes when the shop is made. */
static void load_says(struct loading *l, struct zg_condition *c) {
  bool single = zg_json_string(c->value) != NULL;
  size_t count = single ? 1 : zg_json_size(c->value);
  if (!single && (zg_json_kind(c->value) != ZG_JSON_ARRAY || count == 0))
    luaL_error(l->lua, "%s: \"says\" wants a phrase, or a list of phrases", l->what);
  c->phrases = zg_arena_alloc(l->pack->building, count * sizeof *c->phrases);
  const struct cJSON *item = single ? c->value : zg_json_first(c->value);
  for (; item != NULL && c->phrase_count < count; item = zg_json_next(item)) {
    const char *text = zg_json_string(item);
    const char *phrase = text != NULL ? normalise_phrase(l, text) : "";
    if (phrase[0] == '\0')
      luaL_error(l->lua, "%s: a phrase of \"says\" is empty, or no text", l->what);
    c->phrases[c->phrase_count++] = phrase;
  }
  keep_said(l, c);
}

/* The text is normalised before it is matched, so the letters of the pattern must be, too; what
 * stands behind a backslash is the pattern's own and stays. Must not raise: there are bytes of
 * malloc in its hand. */
static char *normalise_pattern(struct loading *l, const char *pattern) {
  struct zg_bytes out = {0};
  for (const char *at = pattern; *at != '\0';) {
    size_t len = 1;
    if (*at == '\\' && at[1] != '\0') {
      len = 2;
      if ((at[1] == 'p' || at[1] == 'P') && at[2] == '{') len = strcspn(at, "}") + 1;
      if (len > strlen(at)) len = strlen(at);
      zg_bytes_add(&out, at, len);
    } else {
      while ((unsigned char)at[0] >= 0x80 && (unsigned char)at[len] >= 0x80)
        len++;
      size_t normal_len = 0;
      const char *normal =
          zg_text_normalise(l->pack->context.text, l->pack->building, at, len, &normal_len);
      zg_bytes_add(&out, normal, normal_len);
    }
    at += len;
  }
  char *result = zg_arena_strndup(l->pack->arena, out.data != NULL ? out.data : "", out.len);
  zg_bytes_fini(&out);
  return result;
}

static void load_matches(struct loading *l, struct zg_condition *c) {
  struct zg_error err = {0};
  const char *pattern = zg_json_string(c->value);
  if (pattern == NULL) luaL_error(l->lua, "%s: \"matches\" wants a regular expression", l->what);
  zg_limits_charge(l->lua, (int64_t)strlen(pattern) * NORMAL_COST);
  zg_limits_weigh(l->lua, strlen(pattern) * 4);
  if (zg_regex_compile(normalise_pattern(l, pattern), &c->regex, &err) < 0)
    luaL_error(l->lua, "%s: %s", l->what, err.message);
  zg_limits_charge(l->lua, (int64_t)zg_regex_size(c->regex));
  zg_limits_weigh(l->lua, zg_regex_size(c->regex));
}

/* The texts among the values, normalised, so that comparing at run time is comparing bytes. */
static void load_texts(struct loading *l, struct zg_condition *c, bool list) {
  size_t count = list ? zg_json_size(c->value) : 1, at = 0;
  c->texts = zg_arena_alloc(l->pack->arena, (count + 1) * sizeof *c->texts);
  const struct cJSON *item = list ? zg_json_first(c->value) : c->value;
  for (; item != NULL && at < count; item = zg_json_next(item), at++) {
    const char *text = zg_json_string(item);
    if (text != NULL) c->texts[at] = normalise(l, text);
  }
}

/* A number, or a text that is one. */
static bool is_number(const struct cJSON *value) {
  struct zg_decimal number = {0};
  enum zg_json_kind kind = zg_json_kind(value);
  const char *text = zg_json_string(value);
  return kind == ZG_JSON_INTEGER || kind == ZG_JSON_REAL ||
         (text != NULL && zg_decimal_parse(text, strlen(text), &number) == 0);
}

static void load_value(struct loading *l, struct zg_condition *c, int index) {
  lua_State *lua = l->lua;
  bool wants_none = c->op == ZG_OP_PRESENT || c->op == ZG_OP_ABSENT;
  if (wants_none != (lua_rawgeti(lua, index, 3) == LUA_TNIL))
    luaL_error(lua, "%s: \"%s\" %s", l->what, operator_words[c->op],
               wants_none ? "takes no value" : "wants a value");
  struct zg_arena *arena = c->op == ZG_OP_SAYS ? l->pack->building : l->pack->arena;
  if (!wants_none) c->value = zg_values_read(lua, -1, arena, ZG_VALUES_DATA);
  enum zg_json_kind kind = zg_json_kind(c->value);
  switch (c->op) {
  case ZG_OP_IS:
  case ZG_OP_IS_NOT:
    if (kind == ZG_JSON_ARRAY || kind == ZG_JSON_OBJECT)
      luaL_error(lua, "%s: \"%s\" wants one value; use \"in\" for a list", l->what,
                 operator_words[c->op]);
    load_texts(l, c, false);
    break;
  case ZG_OP_IN:
    if (kind != ZG_JSON_ARRAY) luaL_error(lua, "%s: \"in\" wants a list of values", l->what);
    for (const struct cJSON *w = zg_json_first(c->value); w != NULL; w = zg_json_next(w))
      if (zg_json_kind(w) == ZG_JSON_ARRAY || zg_json_kind(w) == ZG_JSON_OBJECT)
        luaL_error(lua, "%s: \"in\" wants texts, numbers, true and false in its list", l->what);
    load_texts(l, c, true);
    break;
  case ZG_OP_SAYS:
    load_says(l, c);
    break;
  case ZG_OP_MATCHES:
    load_matches(l, c);
    break;
  case ZG_OP_BETWEEN:
    if (kind != ZG_JSON_ARRAY || zg_json_size(c->value) != 2)
      luaL_error(lua, "%s: \"between\" wants two values, { low, high }", l->what);
    if (!is_number(zg_json_first(c->value)) || !is_number(zg_json_next(zg_json_first(c->value))))
      luaL_error(lua, "%s: \"between\" wants numbers", l->what);
    break;
  case ZG_OP_LESS:
  case ZG_OP_AT_MOST:
  case ZG_OP_MORE:
  case ZG_OP_AT_LEAST:
    if (!is_number(c->value))
      luaL_error(lua, "%s: \"%s\" wants a number", l->what, operator_words[c->op]);
    break;
  case ZG_OP_OLDER_THAN:
    c->duration = zg_declare_duration(lua, -1, l->what);
    break;
  case ZG_OP_PRESENT:
  case ZG_OP_ABSENT:
    break;
  }
  lua_pop(lua, 1);
}

/* Takes care that a compiled expression is freed with the pack, even when loading fails later. */
static struct zg_condition *new_condition(struct loading *l, enum zg_condition_kind kind) {
  zg_limits_weigh(l->lua, sizeof(struct zg_condition));
  struct zg_condition *c = zg_arena_alloc(l->pack->arena, sizeof *c);
  c->kind = kind;
  c->allocated = l->pack->conditions;
  l->pack->conditions = c;
  return c;
}

static struct zg_condition *load_test(struct loading *l, int index) {
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
  load_value(l, c, index);
  return c;
}

static struct zg_condition *load_list(struct loading *l, int index, enum zg_condition_kind kind);

/* One entry of a list: a test, or a list that any, all or none has marked. */
static struct zg_condition *load_entry(struct loading *l, int index) {
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
  struct loading *loading;
  struct zg_condition *condition;
};

static void read_entry(lua_State *lua, void *arg) {
  struct entry *entry = arg;
  entry->condition = load_entry(entry->loading, lua_gettop(lua));
}

static struct zg_condition *load_list(struct loading *l, int index, enum zg_condition_kind kind) {
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
    struct loading inner = *l;
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
  struct loading l = {.lua = lua, .pack = zg_pack_of(lua), .what = what};
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
