/* test_lua_same: our string, table and utf8 libraries against Lua's own: random calls, of random
 * patterns, texts, numbers, formats and tables, must give the same results and the same messages.
 *
 * ZG_COMPARISONS=n makes n of them (100,000 by default), ZG_SEED=n others.
 *
 * What differs on purpose, and so is kept out here:
 * - no %p, and what has no text of its own is shown by its type, not by its address;
 * - a text over 2 MiB is refused, where Lua's limit is 2 GiB;
 * - string.byte and utf8.codepoint give at most 8,000 values, table.unpack 1,000;
 * - table.sort is stable and never "invalid order function"; comparing what cannot be compared, it
 *   may name the two in the other order; it takes no comparator written in C;
 * - tables are reached raw, which no pack can tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#include "base/bytes.h"
#include "property/dice.h"
#include "rules/limits.h"
#include "rules/sandbox.h"

enum { ARGS = 6, TEXT = 160, ITEMS = 8, DEPTH = 3 };

/* What a call is made with; pushed alike into both states. */
struct value {
  enum { NONE, NIL, TRUE, FALSE, INTEGER, REAL, STRING, LIST, FUNCTION } kind;
  lua_Integer integer;
  double real;
  char text[TEXT];
  size_t len;
  int count; /* of a list's items, which follow */
  struct value *items;
};

struct call {
  int function;
  int count;
  struct value args[ARGS];
  struct value items[ARGS][ITEMS];
};

/* How each is called; the name in messages is the last one. What a table becomes is a result. */
static const char *const sources[] = {
    "return function(...) return table.pack(string.find(...)) end",
    "return function(...) return table.pack(string.match(...)) end",
    "return function(...) local r = {} for a, b, c in string.gmatch(...) do "
    "r[#r + 1] = { a, b, c } if #r > 40 then break end end return r end",
    "return function(...) return table.pack(string.gsub(...)) end",
    "return function(s, ...) return table.pack(s:gsub(...)) end",
    "return function(...) return table.pack(string.format(...)) end",
    "return function(...) return table.pack(string.byte(...)) end",
    "return function(...) return table.pack(string.char(...)) end",
    "return function(...) return table.pack(string.len(...)) end",
    "return function(...) return table.pack(string.lower(...)) end",
    "return function(...) return table.pack(string.rep(...)) end",
    "return function(...) return table.pack(string.reverse(...)) end",
    "return function(...) return table.pack(string.sub(...)) end",
    "return function(s, ...) return table.pack(s:sub(...)) end",
    "return function(...) return table.pack(string.upper(...)) end",
    "return function(...) return { string.find(...), string.len(...) } end",
    "return function(a, b) return { a + b, a - b, a * b, a / b, a % b, a // b, a ^ b, -a } end",
    "return function(a, b) return { pcall(function() return a // b end), a % b } end",
    "return function(...) return { table.concat(...) } end",
    "return function(t, ...) table.insert(t, ...) return t end",
    "return function(t, ...) return { table.remove(t, ...), t } end",
    "return function(t, ...) return { table.move(t, ...), t } end",
    "return function(...) return table.pack(...) end",
    "return function(...) return table.pack(table.unpack(...)) end",
    "return function(t, ...) table.sort(t, ...) return t end",
    "return function(...) return table.pack(utf8.len(...)) end",
    "return function(...) return table.pack(utf8.codepoint(...)) end",
    "return function(...) return table.pack(utf8.char(...)) end",
    "return function(...) return table.pack(utf8.offset(...)) end",
    "return function(...) local r = {} for p, c in utf8.codes(...) do "
    "r[#r + 1] = { p, c } end return r end",
    "return function(...) return table.pack(utf8.codes(\"x\")(...)) end",
    "return function(...) return table.pack(tonumber(...)) end",
    "return function(...) return table.pack(math.max(...), math.floor(...)) end",
    "return function(...) return table.pack(select(...)) end",
    "return function(...) return table.pack(tostring(...)) end",
    "return function(...) local r = {} for i, v in ipairs(...) do r[i] = v end return r end",
};
enum { FUNCTIONS = sizeof sources / sizeof sources[0] };

/* The replacements of gsub and the comparators of sort, chosen by number. */
static const char functions[] =
    "return { function(a) return a end, function(a, b) return b end, function() return nil end, "
    "function(a) return 7 end, function(a, b) return \"<\" .. tostring(a) .. \">\" end, "
    "function() return {} end, function() error(\"no\") end, function(a) return false end, "
    "function(a, b) return a < b end, function(a, b) return a > b end, "
    "function(a, b) return b < a end }";
enum { REPLACEMENTS = 8, COMPARATORS = 3 };

struct side {
  struct zg_limits limits;
  lua_State *lua;
  int call[FUNCTIONS], functions;
  struct zg_bytes said;
};

struct test {
  struct dice dice;
  struct side stock, ours;
  long functions[FUNCTIONS], errors;
};

/* ---- chance */

static void add(struct value *v, const char *text, size_t len) {
  if (v->len + len > sizeof v->text) return;
  memcpy(v->text + v->len, text, len);
  v->len += len;
}

/* A string literal with its NULs. */
#define PIECE(text)                                                                                \
  { text, sizeof(text) - 1 }

struct piece {
  const char *text;
  size_t len;
};

static void add_pieces(struct test *t, struct value *v, const struct piece *pieces, size_t count,
                       int most) {
  v->kind = STRING;
  for (int64_t n = dice_between(&t->dice, 0, most); n > 0; n--) {
    const struct piece *piece = &pieces[dice_between(&t->dice, 0, (int64_t)count - 1)];
    add(v, piece->text, piece->len);
  }
}

#define ADD_PIECES(t, v, pieces, most)                                                             \
  add_pieces((t), (v), (pieces), sizeof(pieces) / sizeof *(pieces), (most))

static void a_subject(struct test *t, struct value *v) {
  static const struct piece pieces[] = {
      PIECE("a"),  PIECE("a"),    PIECE("b"),    PIECE("ab"), PIECE(" "),        PIECE("1"),
      PIECE("("),  PIECE(")"),    PIECE("()"),   PIECE("."),  PIECE("-"),        PIECE("%"),
      PIECE("\0"), PIECE("\xff"), PIECE("\x80"), PIECE("\n"), PIECE("\xc3\xa9"), PIECE("A"),
      PIECE("Z_"), PIECE("f"),    PIECE("]"),    PIECE("^"),  PIECE("hello"),    PIECE("\t"),
  };
  ADD_PIECES(t, v, pieces, 10);
}

static void a_pattern(struct test *t, struct value *v) {
  static const struct piece items[] = {
      PIECE("a"),      PIECE("a"),         PIECE("b"),     PIECE("."),           PIECE("%a"),
      PIECE("%d"),     PIECE("%s"),        PIECE("%w"),    PIECE("%W"),          PIECE("%p"),
      PIECE("%c"),     PIECE("%g"),        PIECE("%l"),    PIECE("%u"),          PIECE("%U"),
      PIECE("%x"),     PIECE("%z"),        PIECE("%Z"),    PIECE("[ab]"),        PIECE("[^a]"),
      PIECE("[a-c]"),  PIECE("[%a_]"),     PIECE("[^%s]"), PIECE("[]]"),         PIECE("[^]]"),
      PIECE("[a-]"),   PIECE("[-a]"),      PIECE("[%]]"),  PIECE("[a%-b]"),      PIECE("[%a-z]"),
      PIECE("[^]"),    PIECE("["),         PIECE("]"),     PIECE("[a-%z]"),      PIECE("()"),
      PIECE("("),      PIECE(")"),         PIECE("(a)"),   PIECE("(.)"),         PIECE("(.-)"),
      PIECE("%1"),     PIECE("%2"),        PIECE("%0"),    PIECE("%9"),          PIECE("%b()"),
      PIECE("%bab"),   PIECE("%baa"),      PIECE("%b"),    PIECE("%bx"),         PIECE("%f[a]"),
      PIECE("%f[%w]"), PIECE("%f[^\0]"),   PIECE("%f"),    PIECE("%f[%z]"),      PIECE("^"),
      PIECE("$"),      PIECE("%"),         PIECE("%%"),    PIECE("%."),          PIECE("\0"),
      PIECE("%\0"),    PIECE("\xff"),      PIECE("%\xff"), PIECE("[\x80-\xff]"), PIECE("[%"),
      PIECE("%é"),     PIECE("[\0-\x1f]"), PIECE("%\x01"), PIECE("[%\x41]"),     PIECE("%@"),
  };
  static const char signs[] = "*+-?";
  v->kind = STRING;
  if (dice_chance(&t->dice, 15)) add(v, "^", 1);
  for (int64_t n = dice_between(&t->dice, 0, 5); n > 0; n--) {
    ADD_PIECES(t, v, items, 2);
    if (dice_chance(&t->dice, 45)) add(v, &signs[dice_between(&t->dice, 0, 3)], 1);
  }
  if (dice_chance(&t->dice, 15)) add(v, "$", 1);
}

static void a_replacement_text(struct test *t, struct value *v) {
  static const struct piece pieces[] = {PIECE("%0"), PIECE("%1"), PIECE("%2"), PIECE("%%"),
                                        PIECE("x"),  PIECE("yz"), PIECE("%"),  PIECE("%x"),
                                        PIECE("\0"), PIECE("%3"), PIECE("-")};
  ADD_PIECES(t, v, pieces, 3);
}

/* Letters of two, three and four bytes, and what is no UTF-8. */
static void a_unicode(struct test *t, struct value *v) {
  static const struct piece pieces[] = {PIECE("a"),
                                        PIECE("\xc3\xa9"),
                                        PIECE("\xe8\x8c\xb6"),
                                        PIECE("\xf0\x9f\x8d\xb5"),
                                        PIECE("\x80"),
                                        PIECE("\xed\xa0\x80"),
                                        PIECE("\xc0\x80"),
                                        PIECE("\xf8\x88\x80\x80\x80"),
                                        PIECE("\xfd\xbf\xbf\xbf\xbf\xbf"),
                                        PIECE("\xff"),
                                        PIECE("\xe8\x8c"),
                                        PIECE("\0"),
                                        PIECE("\xf4\x90\x80\x80"),
                                        PIECE("zz")};
  ADD_PIECES(t, v, pieces, dice_chance(&t->dice, 70) ? 4 : 8);
}

static void a_number(struct test *t, struct value *v) {
  static const double reals[] = {
      0.5, -0.0, 2.0, -3.0, 1e15, 1e308, -1e-300, 0.1, 9007199254740993.0, 3.14159, 1e100, -2.5};
  static const char *const texts[] = {"1",     "-2",  "0x10", " 3 ", "1e1", "x",
                                      "",      "2.5", "1 2",  "0x",  "1e",  "9223372036854775808",
                                      "-0x1p4"};
  int64_t which = dice_between(&t->dice, 0, 99);
  v->kind = INTEGER;
  if (which < 60) {
    v->integer = dice_between(&t->dice, -6, 12);
  } else if (which < 66) {
    v->integer = LUA_MAXINTEGER - dice_between(&t->dice, 0, 2);
  } else if (which < 72) {
    v->integer = LUA_MININTEGER + dice_between(&t->dice, 0, 2);
  } else if (which < 84) {
    v->kind = REAL;
    v->real = which < 73 ? INFINITY : which < 74 ? NAN : DICE_PICK(&t->dice, reals);
  } else if (which < 92) {
    const char *text = DICE_PICK(&t->dice, texts);
    v->kind = STRING;
    add(v, text, strlen(text));
  } else if (which < 96) {
    v->kind = NIL;
  } else {
    v->integer = dice_between(&t->dice, 0, 1000000);
  }
}

static void a_format(struct test *t, struct value *v) {
  static const struct piece flags[] = {PIECE("-"), PIECE("+"), PIECE(" "), PIECE("#"), PIECE("0")};
  static const struct piece widths[] = {PIECE("1"),  PIECE("5"),   PIECE("10"), PIECE("99"),
                                        PIECE("00"), PIECE("123"), PIECE("05")};
  static const char letters[] = "cdiuoxXaAeEfgGqsssdddfF%yn\0";
  v->kind = STRING;
  for (int64_t n = dice_between(&t->dice, 1, 3); n > 0; n--) {
    if (dice_chance(&t->dice, 40)) add(v, "x", 1);
    add(v, "%", 1);
    if (dice_chance(&t->dice, 30)) ADD_PIECES(t, v, flags, 2);
    if (dice_chance(&t->dice, 30)) ADD_PIECES(t, v, widths, 1);
    if (dice_chance(&t->dice, 30)) {
      add(v, ".", 1);
      ADD_PIECES(t, v, widths, 1);
    }
    if (dice_chance(&t->dice, 1)) add(v, "0000000000000000000000000", 25);
    if (dice_chance(&t->dice, 98))
      add(v, &letters[dice_between(&t->dice, 0, (int64_t)sizeof letters - 2)], 1);
  }
}

static void a_scalar(struct test *t, struct value *v) {
  int64_t which = dice_between(&t->dice, 0, 99);
  if (which < 45)
    a_number(t, v);
  else if (which < 85)
    a_subject(t, v);
  else
    v->kind = which < 90 ? NIL : which < 95 ? TRUE : FALSE;
  if (which == 50) { /* longer than a padded text may be */
    v->len = 0;
    for (int i = 0; i < 11; i++)
      add(v, "0123456789", 10);
  }
}

static void a_list(struct test *t, struct value *v, struct value *items, bool numbers) {
  bool pure = dice_chance(&t->dice, 70);
  v->kind = LIST;
  v->items = items;
  v->count = (int)dice_between(&t->dice, 0, ITEMS);
  for (int i = 0; i < v->count; i++) {
    if (pure && numbers) {
      items[i].kind = INTEGER;
      items[i].integer = dice_between(&t->dice, -9, 9);
    } else if (pure) {
      a_subject(t, &items[i]);
    } else {
      a_scalar(t, &items[i]);
    }
  }
}

/* Once in a while an argument is of the wrong type, or missing. */
static void disturb(struct test *t, struct call *call) {
  if (dice_chance(&t->dice, 92)) return;
  int i = (int)dice_between(&t->dice, 0, ARGS - 1);
  struct value *v = &call->args[i];
  switch (dice_between(&t->dice, 0, 4)) {
  case 0:
    call->count = i < call->count ? i : call->count;
    return;
  case 1:
    *v = (struct value){.kind = NIL};
    break;
  case 2:
    *v = (struct value){.kind = TRUE};
    break;
  case 3:
    a_list(t, v, call->items[i], true);
    break;
  default:
    *v = (struct value){0};
    a_number(t, v);
  }
  if (i >= call->count) call->count = i < ARGS - 1 ? i + 1 : ARGS;
}

/* Functions whose work Lua would do for hours when numbers are great. */
static void tame(struct call *call, int from) {
  for (int i = from; i < call->count; i++) {
    struct value *v = &call->args[i];
    if (v->kind == INTEGER && (v->integer > 100 || v->integer < -100)) v->integer %= 13;
    if (v->kind == REAL && !(fabs(v->real) < 100)) v->real = 2;
    if (v->kind == STRING && v->len > 6) v->len = 1;
  }
}

static bool is_about(const char *source, const char *name) {
  return strstr(source, name) != NULL;
}

static void a_call(struct test *t, struct call *call) {
  *call = (struct call){.function = (int)dice_between(&t->dice, 0, FUNCTIONS - 1)};
  if (dice_chance(&t->dice, 45)) call->function = (int)dice_between(&t->dice, 0, 5);
  const char *source = sources[call->function];
  struct value *args = call->args;
  int64_t more = dice_between(&t->dice, 0, 3);
  bool safe = true; /* whether great numbers do no harm */
  if (is_about(source, "gsub")) {
    a_subject(t, &args[0]);
    a_pattern(t, &args[1]);
    if (dice_chance(&t->dice, 60)) {
      a_replacement_text(t, &args[2]);
    } else if (dice_chance(&t->dice, 80)) {
      args[2].kind = FUNCTION;
      args[2].integer = dice_between(&t->dice, 1, REPLACEMENTS);
    } else {
      a_list(t, &args[2], call->items[2], true);
    }
    a_number(t, &args[3]);
    call->count = 3 + (more == 0);
  } else if (is_about(source, "find") || is_about(source, "match")) {
    a_subject(t, &args[0]);
    if (dice_chance(&t->dice, 75))
      a_pattern(t, &args[1]);
    else
      a_subject(t, &args[1]);
    a_number(t, &args[2]);
    args[3].kind = dice_chance(&t->dice, 50) ? TRUE : FALSE;
    call->count = 2 + (more == 1) + 2 * (more == 2);
  } else if (is_about(source, "format")) {
    a_format(t, &args[0]);
    for (int i = 1; i < ARGS; i++)
      a_scalar(t, &args[i]);
    call->count = 1 + (int)dice_between(&t->dice, 1, 4);
  } else if (is_about(source, "string.rep")) {
    a_subject(t, &args[0]);
    a_number(t, &args[1]);
    a_subject(t, &args[2]);
    call->count = 2 + (more == 0);
  } else if (is_about(source, "char(")) {
    for (int i = 0; i < ARGS; i++) {
      a_number(t, &args[i]);
      if (args[i].kind == INTEGER && dice_chance(&t->dice, 70))
        args[i].integer = dice_between(&t->dice, 0, dice_chance(&t->dice, 60) ? 255 : 0x7fffffff);
    }
    call->count = (int)dice_between(&t->dice, 0, ARGS);
  } else if (is_about(source, "table.pack(...)") || is_about(source, "select")) {
    for (int i = 0; i < ARGS; i++)
      a_scalar(t, &args[i]);
    if (dice_chance(&t->dice, 10)) {
      args[0] = (struct value){.kind = STRING};
      add(&args[0], "#", 1);
    }
    call->count = (int)dice_between(&t->dice, 0, ARGS);
  } else if (is_about(source, "concat")) {
    a_list(t, &args[0], call->items[0], dice_chance(&t->dice, 50));
    a_subject(t, &args[1]);
    a_number(t, &args[2]);
    a_number(t, &args[3]);
    call->count = 1 + (int)more;
    safe = call->count < 4;
    tame(call, 2);
  } else if (is_about(source, "insert") || is_about(source, "remove") ||
             is_about(source, "unpack") || is_about(source, "ipairs") || is_about(source, "move") ||
             is_about(source, "sort")) {
    bool sorts = is_about(source, "sort"), moves = is_about(source, "move(");
    a_list(t, &args[0], call->items[0], sorts || dice_chance(&t->dice, 50));
    for (int i = 1; i < 4; i++)
      a_number(t, &args[i]);
    if (dice_chance(&t->dice, 30)) a_list(t, &args[4], call->items[4], true);
    call->count = 1 + (int)more + (moves && dice_chance(&t->dice, 30));
    for (int i = 0; sorts && i < args[0].count; i++) /* so that there is one order */
      if (call->items[0][i].kind == REAL) call->items[0][i].real = 0.25;
    if (sorts) {
      args[1].kind = FUNCTION;
      args[1].integer = REPLACEMENTS + dice_between(&t->dice, 1, COMPARATORS);
      call->count = 1 + (more > 1);
    }
    safe = is_about(source, "insert") || is_about(source, "remove");
  } else if (is_about(source, "utf8")) {
    a_unicode(t, &args[0]);
    a_number(t, &args[1]);
    a_number(t, &args[2]);
    args[3].kind = TRUE;
    call->count = 1 + (int)more;
  } else {
    a_scalar(t, &args[0]);
    for (int i = 1; i < 4; i++)
      a_number(t, &args[i]);
    call->count = 1 + (int)more;
  }
  disturb(t, call);
  if (is_about(source, "string.rep")) /* refused by both */
    safe = args[0].kind == STRING && args[0].len > 0 && args[1].kind == INTEGER &&
           args[1].integer > LUA_MAXINTEGER - 3;
  for (int i = 0; i < call->count; i++) /* whose text would be an address */
    if (args[i].kind == LIST && (is_about(source, "tostring") || is_about(source, "format")))
      args[i] = (struct value){.kind = FALSE};
  if (!safe) tame(call, 1);
}

/* ---- the two states */

static void push(struct side *side, const struct value *v) {
  lua_State *lua = side->lua;
  switch (v->kind) {
  case NONE:
  case NIL:
    lua_pushnil(lua);
    break;
  case TRUE:
  case FALSE:
    lua_pushboolean(lua, v->kind == TRUE);
    break;
  case INTEGER:
    lua_pushinteger(lua, v->integer);
    break;
  case REAL:
    lua_pushnumber(lua, v->real);
    break;
  case STRING:
    lua_pushlstring(lua, v->text, v->len);
    break;
  case LIST:
    lua_newtable(lua);
    for (int i = 0; i < v->count; i++) {
      push(side, &v->items[i]);
      lua_rawseti(lua, -2, i + 1);
    }
    break;
  case FUNCTION:
    lua_rawgeti(lua, LUA_REGISTRYINDEX, side->functions);
    lua_rawgeti(lua, -1, v->integer);
    lua_remove(lua, -2);
    break;
  }
}

/* Writes down the value on the top. A table by 1 to 60, "n" and its least keys. */
static void say(struct side *side, int depth) {
  lua_State *lua = side->lua;
  size_t len = 0;
  const char *text = NULL;
  switch (lua_type(lua, -1)) {
  case LUA_TNUMBER:
    if (lua_isinteger(lua, -1))
      zg_bytes_printf(&side->said, "%lld ", (long long)lua_tointeger(lua, -1));
    else
      zg_bytes_printf(&side->said, "%.17g. ", lua_tonumber(lua, -1));
    break;
  case LUA_TBOOLEAN:
    zg_bytes_add_text(&side->said, lua_toboolean(lua, -1) ? "true " : "false ");
    break;
  case LUA_TSTRING:
    text = lua_tolstring(lua, -1, &len);
    zg_bytes_printf(&side->said, "\"%zu:", len);
    zg_bytes_add(&side->said, text, len);
    zg_bytes_add_text(&side->said, "\" ");
    break;
  case LUA_TTABLE:
    if (depth == DEPTH) break;
    zg_bytes_add_text(&side->said, "{ ");
    for (int i = -30; i <= 60; i++) {
      if (lua_rawgeti(lua, -1, i) != LUA_TNIL) {
        zg_bytes_printf(&side->said, "[%d]=", i);
        say(side, depth + 1);
      }
      lua_pop(lua, 1);
    }
    lua_getfield(lua, -1, "n");
    say(side, depth + 1);
    lua_pop(lua, 1);
    zg_bytes_add_text(&side->said, "} ");
    break;
  default:
    zg_bytes_printf(&side->said, "%s ", luaL_typename(lua, -1));
  }
}

/* Makes the call; true: it raised. */
static bool make(struct side *side, const struct call *call) {
  zg_bytes_clear(&side->said);
  lua_rawgeti(side->lua, LUA_REGISTRYINDEX, side->call[call->function]);
  for (int i = 0; i < call->count; i++)
    push(side, &call->args[i]);
  bool raised = lua_pcall(side->lua, call->count, 1, 0) != LUA_OK;
  zg_bytes_add_text(&side->said, raised ? "raised " : "gave ");
  say(side, 0);
  lua_settop(side->lua, 0);
  return raised;
}

static int load(lua_State *lua, const char *source) {
  assert_int_equal(luaL_loadbufferx(lua, source, strlen(source), "=call", "t"), LUA_OK);
  assert_int_equal(lua_pcall(lua, 0, 1, 0), LUA_OK);
  return luaL_ref(lua, LUA_REGISTRYINDEX);
}

static void open_side(struct side *side) {
  for (int i = 0; i < FUNCTIONS; i++)
    side->call[i] = load(side->lua, sources[i]);
  side->functions = load(side->lua, functions);
}

/* ---- the test */

static void show(const struct value *v) {
  printf("  kind %d integer %lld real %g text \"", v->kind, (long long)v->integer, v->real);
  for (size_t i = 0; i < v->len; i++)
    if (v->text[i] >= ' ' && v->text[i] < 127)
      putchar(v->text[i]);
    else
      printf("\\%d", (unsigned char)v->text[i]);
  printf("\" count %d\n", v->count);
  for (int i = 0; i < v->count; i++)
    show(&v->items[i]);
}

/* Sorting what cannot be compared, only that it raises is the same. */
static bool is_same(const struct test *t, const struct call *call, bool stock_raised,
                    bool our_raised) {
  if (stock_raised != our_raised) return false;
  if (stock_raised && is_about(sources[call->function], "sort") &&
      strstr(t->stock.said.data, "compare") != NULL)
    return strstr(t->ours.said.data, "compare") != NULL;
  return t->stock.said.len == t->ours.said.len &&
         memcmp(t->stock.said.data, t->ours.said.data, t->stock.said.len) == 0;
}

static long number_of(const char *name, long fallback) {
  const char *text = getenv(name);
  return text != NULL ? atol(text) : fallback;
}

static void test_same(void **state) {
  (void)state;
  long count = number_of("ZG_COMPARISONS", 100000);
  struct test *t = calloc(1, sizeof *t);
  struct call call;
  assert_non_null(t);
  t->dice.state = (uint64_t)number_of("ZG_SEED", 1);
  t->stock.lua = luaL_newstate();
  luaL_openlibs(t->stock.lua);
  t->ours.limits.cap = ZG_PACK_MEMORY;
  t->ours.lua = zg_sandbox_open(&t->ours.limits);
  zg_limits_begin(&t->ours.limits, t->ours.lua, INT64_C(1) << 50);
  open_side(&t->stock);
  open_side(&t->ours);
  for (long i = 0; i < count; i++) {
    a_call(t, &call);
    bool stock_raised = make(&t->stock, &call), our_raised = make(&t->ours, &call);
    if (!is_same(t, &call, stock_raised, our_raised)) {
      for (int j = 0; j < call.count; j++)
        show(&call.args[j]);
      fail_msg("%ld: %s\nLua: %.*s\nwe:  %.*s", i, sources[call.function], (int)t->stock.said.len,
               t->stock.said.data, (int)t->ours.said.len, t->ours.said.data);
    }
    t->functions[call.function]++;
    t->errors += stock_raised;
  }
  zg_limits_end(t->ours.lua);
  for (int i = 0; i < FUNCTIONS; i++)
    if (count >= 100000) assert_true(t->functions[i] > count / 100);
  if (count >= 100000) /* both kinds of ends, in earnest */
    assert_true(t->errors > count / 20 && t->errors < count / 2);
  printf("%ld comparisons, %ld of them of errors\n", count, t->errors);
  lua_close(t->stock.lua);
  lua_close(t->ours.lua);
  zg_bytes_fini(&t->stock.said);
  zg_bytes_fini(&t->ours.said);
  free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_same)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
