#include "rules/lib/format.h"

#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/lib/args.h"
#include "rules/lib/out.h"
#include "rules/lib/tostring.h"
#include "rules/limits.h"

enum {
  SPEC = 21,  /* bytes of flags, width, precision and the letter */
  ITEM = 512, /* of one number: 99 digits behind 309 are most */
  KEPT = 100, /* a text as long is not padded, as in Lua */
  ITEM_STEPS = 20,
  FLOAT_STEPS = 40,
};

/* One item of the format: "%-5.1f". */
struct item {
  lua_State *lua;
  struct zg_out *out;
  int arg;
  char spec[SPEC + 4]; /* with the "%", and room for "ll" */
};

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Reads the item behind a "%"; its letter is returned, *at is put behind it. */
static char read_item(struct item *item, const char **at) {
  size_t len = strspn(*at, "-+ #0123456789.") + 1;
  if (len > SPEC) luaL_error(item->lua, "invalid format (too long)");
  item->spec[0] = '%';
  memcpy(item->spec + 1, *at, len);
  item->spec[len + 1] = '\0';
  *at += len;
  return (*at)[-1];
}

static const char *skip_two_digits(const char *at) {
  if (is_digit(*at)) at++;
  if (is_digit(*at)) at++;
  return at;
}

/* Flags of `flags`, a width of two digits and, where it makes sense, a precision of two. */
static void check_item(const struct item *item, const char *flags, bool precise) {
  const char *at = item->spec + 1;
  at += strspn(at, flags);
  if (*at != '0') {
    at = skip_two_digits(at);
    if (*at == '.' && precise) at = skip_two_digits(at + 1);
  }
  if (!is_letter(*at)) luaL_error(item->lua, "invalid conversion specification: '%s'", item->spec);
}

/* snprintf writes the locale's decimal point; a pack's number has a dot. */
static int with_dot(char *number, int len) {
  const char *point = localeconv()->decimal_point;
  size_t point_len = strlen(point);
  char *found = strcmp(point, ".") != 0 && point_len > 0 ? strstr(number, point) : NULL;
  if (found == NULL) return len;
  *found = '.';
  memmove(found + 1, found + point_len, strlen(found + point_len) + 1);
  return len - (int)point_len + 1;
}

static void add_float(const struct item *item, const char *spec, lua_Number number) {
  char text[ITEM];
  int len = snprintf(text, sizeof text, spec, number);
  zg_limits_charge(item->lua, FLOAT_STEPS + 2 * len);
  zg_out_add(item->out, text, (size_t)with_dot(text, len));
}

static void add_integer(struct item *item, const char *flags) {
  char text[ITEM];
  long long number = zg_arg_integer(item->lua, item->arg);
  check_item(item, flags, true);
  size_t len = strlen(item->spec);
  char letter = item->spec[len - 1];
  memcpy(item->spec + len - 1, (char[]){'l', 'l', letter, '\0'}, 4);
  zg_out_add(item->out, text, (size_t)snprintf(text, sizeof text, item->spec, number));
}

static void add_char(const struct item *item) {
  char text[ITEM];
  check_item(item, "-", false);
  int c = (int)zg_arg_integer(item->lua, item->arg);
  zg_out_add(item->out, text, (size_t)snprintf(text, sizeof text, item->spec, c));
}

static void add_text(const struct item *item) {
  size_t len = 0;
  const char *text = zg_tostring_push(item->lua, item->arg, &len);
  zg_limits_charge(item->lua, (int64_t)len / 32);
  if (item->spec[2] == '\0') {
    zg_out_add(item->out, text, len);
  } else {
    luaL_argcheck(item->lua, memchr(text, '\0', len) == NULL, item->arg, "string contains zeros");
    check_item(item, "-", true);
    char padded[ITEM];
    if (strchr(item->spec, '.') == NULL && len >= KEPT)
      zg_out_add(item->out, text, len);
    else
      zg_out_add(item->out, padded, (size_t)snprintf(padded, sizeof padded, item->spec, text));
  }
  lua_pop(item->lua, 1);
}

/* ---- %q: what Lua reads back */

/* A byte as "\\0", or "\\000" where a digit follows. */
static void add_escaped(struct zg_out *out, unsigned char byte, bool long_form) {
  zg_out_add_char(out, '\\');
  if (long_form || byte >= 100) zg_out_add_char(out, (char)('0' + byte / 100));
  if (long_form || byte >= 10) zg_out_add_char(out, (char)('0' + byte / 10 % 10));
  zg_out_add_char(out, (char)('0' + byte % 10));
}

static void add_quoted(const struct item *item, const char *text, size_t len) {
  zg_limits_charge(item->lua, (int64_t)len * 2);
  zg_out_add_char(item->out, '"');
  for (size_t i = 0; i < len; i++) {
    unsigned char byte = (unsigned char)text[i];
    if (byte == '"' || byte == '\\' || byte == '\n') {
      zg_out_add_char(item->out, '\\');
      zg_out_add_char(item->out, (char)byte);
    } else if (byte < 0x20 || byte == 0x7f) {
      add_escaped(item->out, byte, i + 1 < len && is_digit(text[i + 1]));
    } else {
      zg_out_add_char(item->out, (char)byte);
    }
  }
  zg_out_add_char(item->out, '"');
}

static void add_number(const struct item *item) {
  lua_Number number = lua_tonumber(item->lua, item->arg);
  char text[32];
  if (lua_isinteger(item->lua, item->arg)) {
    lua_Integer integer = lua_tointeger(item->lua, item->arg);
    const char *spec = integer == LUA_MININTEGER ? "0x%llx" : "%lld";
    zg_out_add(item->out, text, (size_t)snprintf(text, sizeof text, spec, (long long)integer));
  } else if (isinf(number)) {
    const char *huge = number > 0 ? "1e9999" : "-1e9999";
    zg_out_add(item->out, huge, strlen(huge));
  } else if (isnan(number)) {
    zg_out_add(item->out, "(0/0)", 5);
  } else {
    add_float(item, "%a", number);
  }
}

static void add_literal(const struct item *item) {
  size_t len = 0;
  const char *text = NULL;
  if (item->spec[2] != '\0') luaL_error(item->lua, "specifier '%%q' cannot have modifiers");
  switch (lua_type(item->lua, item->arg)) {
  case LUA_TSTRING:
    text = lua_tolstring(item->lua, item->arg, &len);
    add_quoted(item, text, len);
    break;
  case LUA_TNUMBER:
    add_number(item);
    break;
  case LUA_TNIL:
  case LUA_TBOOLEAN:
    text = luaL_tolstring(item->lua, item->arg, &len);
    zg_out_add(item->out, text, len);
    lua_pop(item->lua, 1);
    break;
  default:
    luaL_argerror(item->lua, item->arg, "value has no literal form");
  }
}

static void add_item(struct item *item, char letter) {
  lua_Number number = 0;
  switch (letter) {
  case 'c':
    add_char(item);
    break;
  case 'd':
  case 'i':
    add_integer(item, "-+0 ");
    break;
  case 'u':
    add_integer(item, "-0");
    break;
  case 'o':
  case 'x':
  case 'X':
    add_integer(item, "-#0");
    break;
  case 'a':
  case 'A':
    check_item(item, "-+ #0", true);
    add_float(item, item->spec, zg_arg_number(item->lua, item->arg));
    break;
  case 'e':
  case 'E':
  case 'f':
  case 'g':
  case 'G':
    number = zg_arg_number(item->lua, item->arg);
    check_item(item, "-+ #0", true);
    add_float(item, item->spec, number);
    break;
  case 'p':
    luaL_error(item->lua, "format: %%p is not known here");
    break;
  case 'q':
    add_literal(item);
    break;
  case 's':
    add_text(item);
    break;
  default:
    luaL_error(item->lua, "invalid conversion '%s' to 'format'", item->spec);
  }
}

int zg_string_format(lua_State *lua) {
  size_t len = 0;
  int count = lua_gettop(lua);
  const char *at = luaL_checklstring(lua, 1, &len), *end = at + len;
  struct zg_out out;
  struct item item = {.lua = lua, .out = &out, .arg = 1};
  zg_limits_charge(lua, ZG_CALL_STEPS + (int64_t)len / 8);
  zg_out_init(&out, lua);
  while (at < end) {
    const char *sign = memchr(at, '%', (size_t)(end - at));
    if (sign == NULL) sign = end;
    zg_out_add(&out, at, (size_t)(sign - at));
    at = sign + 1;
    if (sign == end) break;
    if (*at == '%') {
      zg_limits_charge(lua, 4);
      zg_out_add_char(&out, *at++);
      continue;
    }
    if (++item.arg > count) return luaL_argerror(lua, item.arg, "no value");
    zg_limits_charge(lua, ITEM_STEPS);
    add_item(&item, read_item(&item, &at));
  }
  zg_out_push(&out);
  return 1;
}
