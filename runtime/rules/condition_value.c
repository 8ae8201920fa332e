/* What a condition compares with, checked and made ready when the pack is loaded. */
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/bytes.h"
#include "data/json.h"
#include "rules/condition_loading.h"
#include "rules/declare.h"
#include "rules/limits.h"
#include "rules/pack.h"
#include "rules/values.h"

enum { NORMAL_COST = 8 };

/* Paid for, since a pack may have any number of them. */
static char *normalise_in(struct zg_condition_loading *l, struct zg_arena *arena,
                          const char *text) {
  size_t len = strlen(text), normal_len = 0;
  zg_limits_charge(l->lua, (int64_t)len * NORMAL_COST);
  char *normal = zg_text_normalise(l->pack->context.text, arena, text, len, &normal_len);
  zg_limits_weigh(l->lua, normal_len);
  return normal;
}

static char *normalise(struct zg_condition_loading *l, const char *text) {
  return normalise_in(l, l->pack->arena, text);
}

/* Phrases are many, and nobody wants them once the shop's automaton is made. */
static char *normalise_phrase(struct zg_condition_loading *l, const char *text) {
  return normalise_in(l, l->pack->building, text);
}

static bool is_ascii(const char *text) {
  while (*text != '\0' && (unsigned char)*text < 0x80)
    text++;
  return *text == '\0';
}

/* For people, who read the phrases as they are written, and those of their own language first: of
 * many only the beginning is shown. */
static void keep_said(struct zg_condition_loading *l, struct zg_condition *c) {
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
static void load_says(struct zg_condition_loading *l, struct zg_condition *c) {
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
static char *normalise_pattern(struct zg_condition_loading *l, const char *pattern) {
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

static void load_matches(struct zg_condition_loading *l, struct zg_condition *c) {
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
static void load_texts(struct zg_condition_loading *l, struct zg_condition *c, bool list) {
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

void zg_condition_load_value(struct zg_condition_loading *l, struct zg_condition *c, int index) {
  lua_State *lua = l->lua;
  bool wants_none = c->op == ZG_OP_PRESENT || c->op == ZG_OP_ABSENT;
  if (wants_none != (lua_rawgeti(lua, index, 3) == LUA_TNIL))
    luaL_error(lua, "%s: \"%s\" %s", l->what, zg_operator_word(c->op),
               wants_none ? "takes no value" : "wants a value");
  struct zg_arena *arena = c->op == ZG_OP_SAYS ? l->pack->building : l->pack->arena;
  if (!wants_none) c->value = zg_values_read(lua, -1, arena, ZG_VALUES_DATA);
  enum zg_json_kind kind = zg_json_kind(c->value);
  switch (c->op) {
  case ZG_OP_IS:
  case ZG_OP_IS_NOT:
    if (kind == ZG_JSON_ARRAY || kind == ZG_JSON_OBJECT)
      luaL_error(lua, "%s: \"%s\" wants one value; use \"in\" for a list", l->what,
                 zg_operator_word(c->op));
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
      luaL_error(lua, "%s: \"%s\" wants a number", l->what, zg_operator_word(c->op));
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
