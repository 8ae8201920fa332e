/* run_bodies: pieces of Lua as the body of a rule, and what comes of the run. */
#ifndef ZG_TESTS_RUN_BODIES_H
#define ZG_TESTS_RUN_BODIES_H

#include "unit/world.h"

/* Runs `lua` as the body of a rule and gives what the trace says of it; what it says goes into
 * *done. */
static inline const char *run_body(struct world **out, const char *body) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(
      &lua, "rule \"r\" { on = \"message.received\", run = function(event, ctx) %s end }", body);
  struct world *w = world_of(lua.data);
  zg_bytes_fini(&lua);
  world_say(w, 0, "hi");
  *out = w;
  return world_result(w, "r");
}

/* The body fails as told, the next event finds the pack in order. */
static inline void assert_fails(const char *body, const char *result, const char *fragment) {
  struct zg_bytes lua = {0};
  zg_bytes_printf(&lua,
                  "rule \"r\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"bad\" } }, run = function(event, ctx) %s end }\n"
                  "rule \"good\" { on = \"message.received\", when = { { \"message.text\", \"is\", "
                  "\"good\" } }, run = function(event, ctx)\n"
                  "  local c = ctx.state.conversation; c.n = (c.n or 0) + 1\n"
                  "  return { say(\"n\" .. c.n) } end }",
                  body);
  struct world *w = world_of(lua.data);
  for (int i = 0; i < 2; i++) {
    char expected[32];
    world_say(w, 10 * i, "bad");
    if (strcmp(world_result(w, "r"), result) != 0 ||
        strstr(world_failure(w, "r"), fragment) == NULL)
      fail_msg("%s\nwanted %s: %s", w->trace.data, result, fragment);
    assert_done(w, "");
    world_say(w, 10 * i + 5, "good");
    snprintf(expected, sizeof expected, "message.send n%d", i + 1);
    assert_done(w, expected);
  }
  world_free(w);
  zg_bytes_fini(&lua);
}

#endif
