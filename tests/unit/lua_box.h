/* lua_box: a sandbox without a pack around it: code is run in it under limits, and it is told what
 * came of that, what it cost and how long it took. */
#ifndef ZG_TESTS_LUA_BOX_H
#define ZG_TESTS_LUA_BOX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/error.h"
#include "rules/limits.h"
#include "rules/sandbox.h"

/* On a machine of two cores the slowest ends after some 110 ms, while other tests run in up to three
 * times that; a sanitizer makes all slower. */
#if defined(__SANITIZE_ADDRESS__)
enum { BOX_PATIENCE = 4000 };
#else
enum { BOX_PATIENCE = 400 };
#endif

struct box {
  struct zg_limits limits;
  lua_State *lua;
  struct zg_error err;
  double ms; /* of the processor */
  int64_t steps;
  char text[1024]; /* what the code returned, as a text */
};

static inline void box_open(struct box *box) {
  *box = (struct box){.limits = {.cap = ZG_PACK_MEMORY}};
  box->lua = zg_sandbox_open(&box->limits);
}

static inline void box_close(struct box *box) {
  lua_close(box->lua);
}

static inline double box_clock(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Runs the code as a run of a rule: 0, ZG_ERULE or ZG_ELIMIT. What it returns is kept as text. */
static inline int box_run(struct box *box, const char *code) {
  box->text[0] = '\0';
  if (luaL_loadbufferx(box->lua, code, strlen(code), "=code", "t") != LUA_OK)
    fail_msg("%s: %s", lua_tostring(box->lua, -1), code);
  double before = box_clock();
  int status = zg_sandbox_call(box->lua, 0, 1, ZG_RUN_STEPS, &box->err);
  box->ms = box_clock() - before;
  box->steps = ZG_RUN_STEPS - box->limits.steps;
  if (status == 0) {
    const char *text = luaL_tolstring(box->lua, -1, NULL);
    snprintf(box->text, sizeof box->text, "%s", text);
    lua_pop(box->lua, 2);
  }
  assert_int_equal(lua_gettop(box->lua), 0);
  return status;
}

/* In a box of its own the code must end by a limit, or for want of memory, soon, and the box must
 * live. */
static inline void assert_ends(const char *code) {
  struct box box;
  box_open(&box);
  for (int i = 0; i < 2; i++) {
    int status = box_run(&box, code);
    bool ended = status == ZG_ELIMIT || strstr(box.err.message, "not enough memory") != NULL;
    if (!ended) fail_msg("%s: it ended with %d: %s", code, status, box.err.message);
    if (box.ms > BOX_PATIENCE) fail_msg("%s: it took %.1f ms", code, box.ms);
    if (getenv("ZG_TIMES") != NULL) printf("%7.1f ms  %-40s %s\n", box.ms, box.err.message, code);
    assert_int_equal(box_run(&box, "return (\"x\"):rep(3)"), 0);
    assert_string_equal(box.text, "xxx");
  }
  double before = box_clock();
  box_close(&box);
  assert_true(box_clock() - before < BOX_PATIENCE);
}

/* The code must end by itself, soon, and return that text. */
static inline void assert_gives(const char *code, const char *text) {
  struct box box;
  box_open(&box);
  int status = box_run(&box, code);
  if (status != 0) fail_msg("%s: %s", code, box.err.message);
  if (strcmp(box.text, text) != 0) fail_msg("%s: %s, not %s", code, box.text, text);
  if (box.ms > BOX_PATIENCE) fail_msg("%s: it took %.1f ms", code, box.ms);
  box_close(&box);
}

/* The code must raise that, behind the place. */
static inline void assert_raises(const char *code, const char *message) {
  struct box box;
  box_open(&box);
  int status = box_run(&box, code);
  if (status != ZG_ERULE || strcmp(box.err.message, message) != 0)
    fail_msg("%s: %d: %s, not %s", code, status, box.err.message, message);
  if (box.ms > BOX_PATIENCE) fail_msg("%s: it took %.1f ms", code, box.ms);
  box_close(&box);
}

#endif
