#include "rules/lib/item.h"

#include <lauxlib.h>
#include <lua.h>

const char *zg_item_end(lua_State *lua, const char *at, const char *pattern_end) {
  char first = *at++;
  if (first == '%') {
    if (at == pattern_end) luaL_error(lua, "malformed pattern (ends with '%%')");
    return at + 1;
  }
  if (first != '[') return at;
  if (*at == '^') at++;
  do { /* the first of a set belongs to it, whatever it is */
    if (at == pattern_end) luaL_error(lua, "malformed pattern (missing ']')");
    if (*at++ == '%' && at < pattern_end) at++;
  } while (*at != ']');
  return at + 1;
}

static bool is_between(unsigned char byte, unsigned char low, unsigned char high) {
  return byte >= low && byte <= high;
}

static bool is_letter(unsigned char byte) {
  return is_between(byte | 0x20, 'a', 'z');
}

static bool is_digit(unsigned char byte) {
  return is_between(byte, '0', '9');
}

static bool is_visible(unsigned char byte) {
  return is_between(byte, 0x21, 0x7e);
}

/* The classes of ASCII, whatever the locale. A capital is the class of all others. */
static bool class_takes(unsigned char name, unsigned char byte) {
  bool takes = false;
  if (!is_letter(name)) return name == byte;
  switch (name | 0x20) {
  case 'a':
    takes = is_letter(byte);
    break;
  case 'c':
    takes = byte < 0x20 || byte == 0x7f;
    break;
  case 'd':
    takes = is_digit(byte);
    break;
  case 'g':
    takes = is_visible(byte);
    break;
  case 'l':
    takes = is_between(byte, 'a', 'z');
    break;
  case 'p':
    takes = is_visible(byte) && !is_letter(byte) && !is_digit(byte);
    break;
  case 's':
    takes = byte == ' ' || is_between(byte, '\t', '\r');
    break;
  case 'u':
    takes = is_between(byte, 'A', 'Z');
    break;
  case 'w':
    takes = is_letter(byte) || is_digit(byte);
    break;
  case 'x':
    takes = is_digit(byte) || is_between(byte | 0x20, 'a', 'f');
    break;
  case 'z': /* of old: the byte 0 */
    takes = byte == 0;
    break;
  default:
    return name == byte;
  }
  return is_between(name, 'A', 'Z') ? !takes : takes;
}

/* `at` is behind the "[", `last` the "]". A "-" that is last means itself. */
static bool set_takes(const char *at, const char *last, unsigned char byte, int *steps) {
  bool inside = *at != '^';
  if (!inside) at++;
  for (; at < last; at++) {
    ++*steps;
    if (*at == '%') {
      if (class_takes((unsigned char)*++at, byte)) return inside;
    } else if (at[1] == '-' && at + 2 < last) {
      if (is_between(byte, (unsigned char)at[0], (unsigned char)at[2])) return inside;
      at += 2;
    } else if ((unsigned char)*at == byte) {
      return inside;
    }
  }
  return !inside;
}

bool zg_item_takes(const char *item, const char *item_end, unsigned char byte, int *steps) {
  ++*steps;
  switch (*item) {
  case '.':
    return true;
  case '%':
    return class_takes((unsigned char)item[1], byte);
  case '[':
    return set_takes(item + 1, item_end - 1, byte, steps);
  default:
    return (unsigned char)*item == byte;
  }
}
