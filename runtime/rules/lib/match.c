#include "rules/lib/match.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/item.h"
#include "rules/limits.h"

enum {
  OPEN = -1,  /* a capture that is begun */
  PLACE = -2, /* a capture of where it stands: "()" */
  DEPTH = 200,
  CHARGE = 4096,
};

static const char *match_rest(struct zg_match *m, const char *at, const char *p);

void zg_match_init(struct zg_match *m, lua_State *lua, const char *text, size_t len,
                   const char *pattern_end) {
  m->lua = lua;
  m->text = text;
  m->text_end = text + len;
  m->pattern_end = pattern_end;
  m->steps = m->depth = m->count = 0;
}

void zg_match_pay(struct zg_match *m) {
  int steps = m->steps;
  m->steps = 0;
  zg_limits_charge(m->lua, steps);
}

static void count(struct zg_match *m, ptrdiff_t steps) {
  if (steps > CHARGE) {
    zg_limits_charge(m->lua, steps);
    steps = 0;
  }
  m->steps += (int)steps;
  if (m->steps >= CHARGE) zg_match_pay(m);
}

static bool takes(struct zg_match *m, const char *at, const char *p, const char *p_end) {
  if (at >= m->text_end) return false;
  if (m->steps >= CHARGE) zg_match_pay(m);
  return zg_item_takes(p, p_end, (unsigned char)*at, &m->steps);
}

/* ---- captures */

static const char *open_capture(struct zg_match *m, const char *at, const char *p) {
  bool place = p[1] == ')';
  if (m->count >= ZG_CAPTURES) luaL_error(m->lua, "too many captures");
  m->captures[m->count++] = (struct zg_capture){.start = at, .len = place ? PLACE : OPEN};
  const char *end = match_rest(m, at, p + 1 + place);
  if (end == NULL) m->count--;
  return end;
}

static const char *close_capture(struct zg_match *m, const char *at, const char *p) {
  int i = m->count - 1;
  while (i >= 0 && m->captures[i].len != OPEN)
    i--;
  if (i < 0) luaL_error(m->lua, "invalid pattern capture");
  m->captures[i].len = at - m->captures[i].start;
  const char *end = match_rest(m, at, p + 1);
  if (end == NULL) m->captures[i].len = OPEN;
  return end;
}

/* What capture `digit` holds, once more. */
static const char *match_again(struct zg_match *m, const char *at, char digit) {
  int i = digit - '1';
  if (i < 0 || i >= m->count || m->captures[i].len == OPEN)
    luaL_error(m->lua, "invalid capture index %%%d", i + 1);
  ptrdiff_t len = m->captures[i].len;
  if (len < 0 || m->text_end - at < len) return NULL;
  count(m, len / 8);
  return memcmp(m->captures[i].start, at, (size_t)len) == 0 ? at + len : NULL;
}

/* ---- items that are no letters */

/* %bxy: `p` is at the x. */
static const char *match_balance(struct zg_match *m, const char *at, const char *p) {
  if (p >= m->pattern_end - 1) luaL_error(m->lua, "malformed pattern (missing arguments to '%%b')");
  if (*at != *p) return NULL;
  for (ptrdiff_t open = 1; ++at < m->text_end;) {
    count(m, 1);
    if (*at == p[1] && --open == 0) return at + 1;
    if (*at != p[1] && *at == *p) open++;
  }
  return NULL;
}

/* %f[set]: *p is at the f, and is moved behind the set. The text has a NUL at either end. */
static const char *match_frontier(struct zg_match *m, const char *at, const char **p) {
  const char *set = *p + 1;
  if (*set != '[') luaL_error(m->lua, "missing '[' after '%%f' in pattern");
  *p = zg_item_end(m->lua, set, m->pattern_end);
  count(m, *p - set);
  unsigned char before = at == m->text ? 0 : (unsigned char)at[-1];
  bool stands = !zg_item_takes(set, *p, before, &m->steps) &&
                zg_item_takes(set, *p, (unsigned char)*at, &m->steps);
  return stands ? at : NULL;
}

static bool is_special(char letter) {
  return letter == 'b' || letter == 'f' || (letter >= '0' && letter <= '9');
}

/* *p is behind the "%", and is moved behind the item. */
static const char *match_special(struct zg_match *m, const char *at, const char **p) {
  const char *item = *p;
  if (*item == 'f') return match_frontier(m, at, p);
  if (*item == 'b') {
    *p = item + 3;
    return match_balance(m, at, item + 1);
  }
  *p = item + 1;
  return match_again(m, at, *item);
}

/* ---- how often an item is taken. `p` to `p_end` is the item, behind it stands the sign. */

static const char *match_most(struct zg_match *m, const char *at, const char *p,
                              const char *p_end) {
  const char *far = at;
  while (takes(m, far, p, p_end))
    far++;
  for (; far >= at; far--) {
    const char *end = match_rest(m, far, p_end + 1);
    if (end != NULL) return end;
  }
  return NULL;
}

static const char *match_least(struct zg_match *m, const char *at, const char *p,
                               const char *p_end) {
  for (;; at++) {
    const char *end = match_rest(m, at, p_end + 1);
    if (end != NULL) return end;
    if (!takes(m, at, p, p_end)) return NULL;
  }
}

/* Takes the item at *p. True: the match goes on at *at and *p. False: *at is its end, or NULL. */
static bool match_item(struct zg_match *m, const char **at, const char **p) {
  const char *item = *p, *item_end = zg_item_end(m->lua, item, m->pattern_end);
  count(m, item_end - item);
  char sign = *item_end;
  const char *end = NULL;
  if (!takes(m, *at, item, item_end)) {
    *p = item_end + 1;
    if (sign == '*' || sign == '?' || sign == '-') return true;
    *at = NULL;
    return false;
  }
  switch (sign) {
  case '?':
    end = match_rest(m, *at + 1, item_end + 1);
    *p = item_end + 1;
    if (end == NULL) return true;
    break;
  case '+':
    end = match_most(m, *at + 1, item, item_end);
    break;
  case '*':
    end = match_most(m, *at, item, item_end);
    break;
  case '-':
    end = match_least(m, *at, item, item_end);
    break;
  default:
    *p = item_end;
    ++*at;
    return true;
  }
  *at = end;
  return false;
}

/* Matches the pattern from `p` on, at `at`. */
static const char *match_rest(struct zg_match *m, const char *at, const char *p) {
  if (m->depth == DEPTH) luaL_error(m->lua, "pattern too complex");
  m->depth++;
  bool on = true;
  while (on && at != NULL && p != m->pattern_end) {
    count(m, 1);
    on = false;
    if (*p == '(') {
      at = open_capture(m, at, p);
    } else if (*p == ')') {
      at = close_capture(m, at, p);
    } else if (*p == '$' && p + 1 == m->pattern_end) {
      at = at == m->text_end ? at : NULL;
    } else if (*p == '%' && is_special(p[1])) {
      p++;
      at = match_special(m, at, &p);
      on = true;
    } else {
      on = match_item(m, &at, &p);
    }
  }
  m->depth--;
  return at;
}

const char *zg_match_try(struct zg_match *m, const char *at, const char *pattern) {
  m->depth = m->count = 0;
  count(m, 1);
  return match_rest(m, at, pattern);
}

/* ---- what was captured */

const char *zg_match_capture(struct zg_match *m, int i, const char *start, const char *end,
                             size_t *len) {
  if (i >= m->count) {
    if (i != 0) luaL_error(m->lua, "invalid capture index %%%d", i + 1);
    *len = (size_t)(end - start);
    return start;
  }
  const struct zg_capture *capture = &m->captures[i];
  if (capture->len == OPEN) luaL_error(m->lua, "unfinished capture");
  bool place = capture->len == PLACE;
  *len = place ? (size_t)(capture->start - m->text) + 1 : (size_t)capture->len;
  return place ? NULL : capture->start;
}

void zg_match_push(struct zg_match *m, int i, const char *start, const char *end) {
  size_t len = 0;
  const char *text = zg_match_capture(m, i, start, end, &len);
  if (text != NULL)
    lua_pushlstring(m->lua, text, len);
  else
    lua_pushinteger(m->lua, (lua_Integer)len);
}

int zg_match_push_all(struct zg_match *m, const char *start, const char *end) {
  int pushed = m->count == 0 && start != NULL ? 1 : m->count;
  luaL_checkstack(m->lua, pushed, "too many captures");
  for (int i = 0; i < pushed; i++)
    zg_match_push(m, i, start, end);
  return pushed;
}
