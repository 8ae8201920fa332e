#include "property/lua_calls.h"

#include <math.h>
#include <string.h>

/* How each is called; the name in messages is the last one. What a table becomes is a result. */
const char *const lua_sources[FUNCTIONS] = {
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

/* The replacements of gsub and the comparators of sort, chosen by number. */
const char lua_functions[] =
    "return { function(a) return a end, function(a, b) return b end, function() return nil end, "
    "function(a) return 7 end, function(a, b) return \"<\" .. tostring(a) .. \">\" end, "
    "function() return {} end, function() error(\"no\") end, function(a) return false end, "
    "function(a, b) return a < b end, function(a, b) return a > b end, "
    "function(a, b) return b < a end }";
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

static void add_pieces(struct dice *dice, struct value *v, const struct piece *pieces, size_t count,
                       int most) {
  v->kind = STRING;
  for (int64_t n = dice_between(dice, 0, most); n > 0; n--) {
    const struct piece *piece = &pieces[dice_between(dice, 0, (int64_t)count - 1)];
    add(v, piece->text, piece->len);
  }
}

#define ADD_PIECES(dice, v, pieces, most)                                                          \
  add_pieces((dice), (v), (pieces), sizeof(pieces) / sizeof *(pieces), (most))

static void a_subject(struct dice *dice, struct value *v) {
  static const struct piece pieces[] = {
      PIECE("a"),  PIECE("a"),    PIECE("b"),    PIECE("ab"), PIECE(" "),        PIECE("1"),
      PIECE("("),  PIECE(")"),    PIECE("()"),   PIECE("."),  PIECE("-"),        PIECE("%"),
      PIECE("\0"), PIECE("\xff"), PIECE("\x80"), PIECE("\n"), PIECE("\xc3\xa9"), PIECE("A"),
      PIECE("Z_"), PIECE("f"),    PIECE("]"),    PIECE("^"),  PIECE("hello"),    PIECE("\t"),
  };
  ADD_PIECES(dice, v, pieces, 10);
}

static void a_pattern(struct dice *dice, struct value *v) {
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
  if (dice_chance(dice, 15)) add(v, "^", 1);
  for (int64_t n = dice_between(dice, 0, 5); n > 0; n--) {
    ADD_PIECES(dice, v, items, 2);
    if (dice_chance(dice, 45)) add(v, &signs[dice_between(dice, 0, 3)], 1);
  }
  if (dice_chance(dice, 15)) add(v, "$", 1);
}

static void a_replacement_text(struct dice *dice, struct value *v) {
  static const struct piece pieces[] = {PIECE("%0"), PIECE("%1"), PIECE("%2"), PIECE("%%"),
                                        PIECE("x"),  PIECE("yz"), PIECE("%"),  PIECE("%x"),
                                        PIECE("\0"), PIECE("%3"), PIECE("-")};
  ADD_PIECES(dice, v, pieces, 3);
}

/* Letters of two, three and four bytes, and what is no UTF-8. */
static void a_unicode(struct dice *dice, struct value *v) {
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
  ADD_PIECES(dice, v, pieces, dice_chance(dice, 70) ? 4 : 8);
}

static void a_number(struct dice *dice, struct value *v) {
  static const double reals[] = {
      0.5, -0.0, 2.0, -3.0, 1e15, 1e308, -1e-300, 0.1, 9007199254740993.0, 3.14159, 1e100, -2.5};
  static const char *const texts[] = {"1",     "-2",  "0x10", " 3 ", "1e1", "x",
                                      "",      "2.5", "1 2",  "0x",  "1e",  "9223372036854775808",
                                      "-0x1p4"};
  int64_t which = dice_between(dice, 0, 99);
  v->kind = INTEGER;
  if (which < 60) {
    v->integer = dice_between(dice, -6, 12);
  } else if (which < 66) {
    v->integer = LUA_MAXINTEGER - dice_between(dice, 0, 2);
  } else if (which < 72) {
    v->integer = LUA_MININTEGER + dice_between(dice, 0, 2);
  } else if (which < 84) {
    v->kind = REAL;
    v->real = which < 73 ? INFINITY : which < 74 ? NAN : DICE_PICK(dice, reals);
  } else if (which < 92) {
    const char *text = DICE_PICK(dice, texts);
    v->kind = STRING;
    add(v, text, strlen(text));
  } else if (which < 96) {
    v->kind = NIL;
  } else {
    v->integer = dice_between(dice, 0, 1000000);
  }
}

static void a_format(struct dice *dice, struct value *v) {
  static const struct piece flags[] = {PIECE("-"), PIECE("+"), PIECE(" "), PIECE("#"), PIECE("0")};
  static const struct piece widths[] = {PIECE("1"),  PIECE("5"),   PIECE("10"), PIECE("99"),
                                        PIECE("00"), PIECE("123"), PIECE("05")};
  static const char letters[] = "cdiuoxXaAeEfgGqsssdddfF%yn\0";
  v->kind = STRING;
  for (int64_t n = dice_between(dice, 1, 3); n > 0; n--) {
    if (dice_chance(dice, 40)) add(v, "x", 1);
    add(v, "%", 1);
    if (dice_chance(dice, 30)) ADD_PIECES(dice, v, flags, 2);
    if (dice_chance(dice, 30)) ADD_PIECES(dice, v, widths, 1);
    if (dice_chance(dice, 30)) {
      add(v, ".", 1);
      ADD_PIECES(dice, v, widths, 1);
    }
    if (dice_chance(dice, 1)) add(v, "0000000000000000000000000", 25);
    if (dice_chance(dice, 98))
      add(v, &letters[dice_between(dice, 0, (int64_t)sizeof letters - 2)], 1);
  }
}

static void a_scalar(struct dice *dice, struct value *v) {
  int64_t which = dice_between(dice, 0, 99);
  if (which < 45)
    a_number(dice, v);
  else if (which < 85)
    a_subject(dice, v);
  else
    v->kind = which < 90 ? NIL : which < 95 ? TRUE : FALSE;
  if (which == 50) { /* longer than a padded text may be */
    v->len = 0;
    for (int i = 0; i < 11; i++)
      add(v, "0123456789", 10);
  }
}

static void a_list(struct dice *dice, struct value *v, struct value *items, bool numbers) {
  bool pure = dice_chance(dice, 70);
  v->kind = LIST;
  v->items = items;
  v->count = (int)dice_between(dice, 0, ITEMS);
  for (int i = 0; i < v->count; i++) {
    if (pure && numbers) {
      items[i].kind = INTEGER;
      items[i].integer = dice_between(dice, -9, 9);
    } else if (pure) {
      a_subject(dice, &items[i]);
    } else {
      a_scalar(dice, &items[i]);
    }
  }
}

/* Once in a while an argument is of the wrong type, or missing. */
static void disturb(struct dice *dice, struct call *call) {
  if (dice_chance(dice, 92)) return;
  int i = (int)dice_between(dice, 0, ARGS - 1);
  struct value *v = &call->args[i];
  switch (dice_between(dice, 0, 4)) {
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
    a_list(dice, v, call->items[i], true);
    break;
  default:
    *v = (struct value){0};
    a_number(dice, v);
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

bool lua_calls(const char *source, const char *name) {
  return strstr(source, name) != NULL;
}

void lua_roll(struct dice *dice, struct call *call) {
  *call = (struct call){.function = (int)dice_between(dice, 0, FUNCTIONS - 1)};
  if (dice_chance(dice, 45)) call->function = (int)dice_between(dice, 0, 5);
  const char *source = lua_sources[call->function];
  struct value *args = call->args;
  int64_t more = dice_between(dice, 0, 3);
  bool safe = true; /* whether great numbers do no harm */
  if (lua_calls(source, "gsub")) {
    a_subject(dice, &args[0]);
    a_pattern(dice, &args[1]);
    if (dice_chance(dice, 60)) {
      a_replacement_text(dice, &args[2]);
    } else if (dice_chance(dice, 80)) {
      args[2].kind = FUNCTION;
      args[2].integer = dice_between(dice, 1, REPLACEMENTS);
    } else {
      a_list(dice, &args[2], call->items[2], true);
    }
    a_number(dice, &args[3]);
    call->count = 3 + (more == 0);
  } else if (lua_calls(source, "find") || lua_calls(source, "match")) {
    a_subject(dice, &args[0]);
    if (dice_chance(dice, 75))
      a_pattern(dice, &args[1]);
    else
      a_subject(dice, &args[1]);
    a_number(dice, &args[2]);
    args[3].kind = dice_chance(dice, 50) ? TRUE : FALSE;
    call->count = 2 + (more == 1) + 2 * (more == 2);
  } else if (lua_calls(source, "format")) {
    a_format(dice, &args[0]);
    for (int i = 1; i < ARGS; i++)
      a_scalar(dice, &args[i]);
    call->count = 1 + (int)dice_between(dice, 1, 4);
  } else if (lua_calls(source, "string.rep")) {
    a_subject(dice, &args[0]);
    a_number(dice, &args[1]);
    a_subject(dice, &args[2]);
    call->count = 2 + (more == 0);
  } else if (lua_calls(source, "char(")) {
    for (int i = 0; i < ARGS; i++) {
      a_number(dice, &args[i]);
      if (args[i].kind == INTEGER && dice_chance(dice, 70))
        args[i].integer = dice_between(dice, 0, dice_chance(dice, 60) ? 255 : 0x7fffffff);
    }
    call->count = (int)dice_between(dice, 0, ARGS);
  } else if (lua_calls(source, "table.pack(...)") || lua_calls(source, "select")) {
    for (int i = 0; i < ARGS; i++)
      a_scalar(dice, &args[i]);
    if (dice_chance(dice, 10)) {
      args[0] = (struct value){.kind = STRING};
      add(&args[0], "#", 1);
    }
    call->count = (int)dice_between(dice, 0, ARGS);
  } else if (lua_calls(source, "concat")) {
    a_list(dice, &args[0], call->items[0], dice_chance(dice, 50));
    a_subject(dice, &args[1]);
    a_number(dice, &args[2]);
    a_number(dice, &args[3]);
    call->count = 1 + (int)more;
    safe = call->count < 4;
    tame(call, 2);
  } else if (lua_calls(source, "insert") || lua_calls(source, "remove") ||
             lua_calls(source, "unpack") || lua_calls(source, "ipairs") ||
             lua_calls(source, "move") || lua_calls(source, "sort")) {
    bool sorts = lua_calls(source, "sort"), moves = lua_calls(source, "move(");
    a_list(dice, &args[0], call->items[0], sorts || dice_chance(dice, 50));
    for (int i = 1; i < 4; i++)
      a_number(dice, &args[i]);
    if (dice_chance(dice, 30)) a_list(dice, &args[4], call->items[4], true);
    call->count = 1 + (int)more + (moves && dice_chance(dice, 30));
    for (int i = 0; sorts && i < args[0].count; i++) /* so that there is one order */
      if (call->items[0][i].kind == REAL) call->items[0][i].real = 0.25;
    if (sorts) {
      args[1].kind = FUNCTION;
      args[1].integer = REPLACEMENTS + dice_between(dice, 1, COMPARATORS);
      call->count = 1 + (more > 1);
    }
    safe = lua_calls(source, "insert") || lua_calls(source, "remove");
  } else if (lua_calls(source, "utf8")) {
    a_unicode(dice, &args[0]);
    a_number(dice, &args[1]);
    a_number(dice, &args[2]);
    args[3].kind = TRUE;
    call->count = 1 + (int)more;
  } else {
    a_scalar(dice, &args[0]);
    for (int i = 1; i < 4; i++)
      a_number(dice, &args[i]);
    call->count = 1 + (int)more;
  }
  disturb(dice, call);
  if (lua_calls(source, "string.rep")) /* refused by both */
    safe = args[0].kind == STRING && args[0].len > 0 && args[1].kind == INTEGER &&
           args[1].integer > LUA_MAXINTEGER - 3;
  for (int i = 0; i < call->count; i++) /* whose text would be an address */
    if (args[i].kind == LIST && (lua_calls(source, "tostring") || lua_calls(source, "format")))
      args[i] = (struct value){.kind = FALSE};
  if (!safe) tame(call, 1);
}
