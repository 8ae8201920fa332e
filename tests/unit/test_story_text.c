/* A conversation that is saved as a story passes when it is played, and fails when one thing that
 * it expects is another: hundreds of random ones, with a pack that says what is hard to write down,
 * and with the example shop and its packs. */
#include "unit/world.h"

#include <limits.h>

#include "engine/stage.h"
#include "engine/stories.h"
#include "engine/story_record.h"
#include "engine/story_text.h"
#include "property/dice.h"

/* Says and does what is awkward to quote; thinks, counts, and does things that have no word. */
static const char *const pack =
    "rule \"says\" { on = \"message.received\", settle = \"2s\", run = function(event, ctx)\n"
    "  local c = ctx.state.conversation\n"
    "  c.turns = (c.turns or 0) + 1\n"
    "  ctx.after(ctx.random(1, 50), 'think', { text = event.message.text })\n"
    "  local kind = c.turns % 5\n"
    "  if kind == 0 then return { say('hello', { name = event.buyer.id }), "
    "    offer { sku = 'x', price = money('9.50', 'CNY'), final = c.turns > 5 } } end\n"
    "  if kind == 1 then return { say('{t}', { t = event.message.text }) } end\n"
    "  if kind == 2 then return { say('anything', { t = event.message.text }) } end\n"
    "  if kind == 3 then return { action { type = 'x.y', data = { ['a b'] = { 1, 2.5, { ['end'] = "
    "    true } }, t = event.message.text } } } end\n"
    "  return { gift { sku = 'x', gift = event.message.text } }\n"
    "end }\n"
    "rule \"thinks\" { on = \"timer.think\", run = function(event, ctx)\n"
    "  if ctx.random(3) == 1 then return { alert { kind = 'thought', text = event.text } } end\n"
    "  if ctx.random(3) == 1 then return { say('plain') } end\n"
    "end }\n"
    "rule \"orders\" { on = \"order.*\", run = function(event, ctx)\n"
    "  return { alert { kind = event.type }, clear { kind = 'thought' },\n"
    "           handoff { conversation = 'c-9', reason = event.order.id } } end }\n"
    "rule \"offers\" { on = \"offer.received\", run = function(event)\n"
    "  return { accept { sku = 'x', price = money(event.offer.price, 'CNY') } } end }\n";

static const char *const words =
    "return { hello = { '您好{name}', '{name}，欢迎' }, anything = { 'so: {t}', 'and {t}!' },\n"
    "         plain = '想好了', hi = 'quite another' }";

static const char *const awkward[] = {
    "能便宜点吗",
    "\"quoted\" \\ and back",
    "two\nlines\r\n",
    "]]--[[",
    "tab\there\x01"
    "7\x7f",
    "plain",
    "hi",
    "a {blank} of mine",
    "'single'",
    "🙂 ﷽ \xc2\x9b",
    "再便宜点行吗",
    "return {} end",
    "%s %d %",
    "175行不行",
    "好的",
    "怎么还没到",
    "太贵了",
    "能快点发货吗",
    "hello, cheaper?",
    "\\n\\065",
};
enum { AWKWARD = sizeof awkward / sizeof awkward[0] };

static size_t below(struct dice *dice, size_t most) {
  return (size_t)dice_between(dice, 0, (int64_t)most - 1);
}

static const char *const times[] = {"1ms", "1s", "3s", "40s", "10m", "2d"};

static struct cJSON *text(struct zg_arena *arena, const char *value) {
  return zg_json_new_string(arena, value);
}

static struct cJSON *with_id(struct zg_arena *arena, const char *id) {
  struct cJSON *object = zg_json_new_object(arena);
  zg_json_add(arena, object, "id", text(arena, id));
  return object;
}

/* What somebody at a prompt may do next. */
static struct cJSON *random_step(struct zg_arena *arena, struct dice *dice) {
  static const char *const orders[] = {"order.created", "order.paid", "order.cancelled"};
  struct cJSON *step = zg_json_new_object(arena), *with = zg_json_new_object(arena);
  struct cJSON *data = zg_json_new_object(arena), *message = zg_json_new_object(arena);
  const char *said = awkward[below(dice, AWKWARD)], *word = "buyer";
  switch (below(dice, 8)) {
  case 0:
    word = "event";
    zg_json_add(arena, data, "order", with_id(arena, below(dice, 2) ? "o-1" : said));
    zg_json_add(arena, with, "type", text(arena, orders[below(dice, 3)]));
    if (below(dice, 2)) zg_json_add(arena, data, "buyer", zg_json_new_bool(arena, false));
    zg_json_add(arena, with, "data", data);
    break;
  case 1:
    word = "buyer_offers";
    zg_json_add(arena, step, "price", text(arena, below(dice, 2) ? "175.00" : "8.80"));
    break;
  case 2:
    zg_json_add(arena, with, "conversation", with_id(arena, "c-2"));
    zg_json_add(arena, with, "buyer", with_id(arena, "b-\"2\""));
    zg_json_add(arena, message, "text", text(arena, said));
    zg_json_add(arena, with, "message", message);
    break;
  case 3:
  case 4:
    word = "wait";
    zg_json_add(arena, step, "time", text(arena, times[below(dice, 6)]));
    break;
  default:
    zg_json_add(arena, step, "text", text(arena, said));
  }
  zg_json_add(arena, step, "do", text(arena, word));
  if (zg_json_first(with) != NULL) zg_json_add(arena, step, "with", with);
  return step;
}

/* ---- saving and playing */

struct saved {
  struct zg_arena *arena;
  const char *dir, *path; /* of the pack; of the file of the story */
  struct zg_story *story;
};

static void save(struct saved *s, struct zg_story *story) {
  struct zg_bytes out = {0};
  zg_story_write(story, &out);
  FILE *file = fopen(s->path, "wb");
  assert_non_null(file);
  fwrite(out.data, 1, out.len, file);
  fclose(file);
  zg_bytes_fini(&out);
}

/* Whether the file passes; what is wrong with it otherwise is in *failure. */
static bool passes(struct saved *s, struct zg_story_failure *failure) {
  struct zg_story *read = NULL;
  struct zg_error err = {0};
  if (zg_story_read(s->path, s->arena, &read, &err) < 0) fail_msg("%d: %s", err.line, err.message);
  assert_string_equal(read->name, s->story->name);
  return zg_story_play(read, s->dir, world_text, failure) == 0;
}

/* One expectation of the story gone, added, or of something else. False: there is none. */
static bool spoil(struct saved *s, struct dice *dice) {
  struct cJSON *steps = zg_json_new_array(s->arena);
  size_t expected = 0, at = 0;
  for (const struct cJSON *x = zg_json_first(s->story->steps); x != NULL; x = zg_json_next(x))
    expected += !zg_stage_knows(zg_json_text(x, "do", NULL));
  if (expected == 0) return false;
  size_t spoilt = below(dice, expected);
  size_t how = below(dice, 3);
  for (struct cJSON *x = zg_json_first(s->story->steps); x != NULL; x = zg_json_next(x)) {
    bool hit = !zg_stage_knows(zg_json_text(x, "do", NULL)) && at++ == spoilt;
    struct cJSON *copy = zg_json_copy_top(s->arena, x);
    if (hit && how == 0) continue;
    if (hit && how == 1) zg_json_push(steps, zg_json_share(s->arena, x));
    if (hit && how == 2) {
      struct cJSON *other = zg_json_new_object(s->arena);
      zg_json_add(s->arena, other, "never", text(s->arena, "so"));
      copy = zg_json_new_object(s->arena);
      zg_json_add(s->arena, copy, "do", text(s->arena, zg_json_text(x, "do", NULL)));
      zg_json_add(s->arena, copy, "with", other);
    }
    zg_json_push(steps, copy);
  }
  struct zg_story other = *s->story;
  other.steps = steps;
  save(s, &other);
  return true;
}

/* Gives whether there was anything to spoil. */
static bool try_one(struct saved *s, const struct zg_story *told, struct dice *dice, int seed) {
  struct zg_error err = {0};
  struct zg_story_failure failure = {0};
  struct cJSON *did = NULL;
  if (zg_story_record(told, s->dir, world_text, s->arena, &s->story, &did, &err) < 0)
    fail_msg("seed %d: %s", seed, err.message);
  save(s, s->story);
  if (!passes(s, &failure)) fail_msg("seed %d: line %d: %s", seed, failure.line, failure.message);
  if (!spoil(s, dice)) return false;
  if (passes(s, &failure)) fail_msg("seed %d: a spoilt story passes", seed);
  return true;
}

static int try_many(struct world *w, int count, const char *dir, const char *options) {
  int spoilt = 0;
  char path[128];
  snprintf(path, sizeof path, "%s/story.lua", w->dir);
  for (int seed = 1; seed <= count; seed++) {
    struct dice dice = {.state = (uint64_t)seed};
    struct saved s = {.arena = zg_arena_new(), .dir = dir, .path = path};
    struct zg_story told = {.name = awkward[seed % AWKWARD], .file = path};
    told.steps = zg_json_new_array(s.arena);
    assert_int_equal(zg_json_parse(s.arena, options, strlen(options), &told.options, NULL), 0);
    for (size_t i = 2 + below(&dice, 12); i > 0; i--)
      zg_json_push(told.steps, random_step(s.arena, &dice));
    spoilt += try_one(&s, &told, &dice, seed);
    zg_arena_free(s.arena);
  }
  return spoilt;
}

/* ---- tests */

static void test_awkward_words(void **state) {
  (void)state;
  struct world *w = world_new();
  char dir[128];
  world_pack(w, "odd", pack);
  world_write(w, "rules/odd/text/zh.lua", words);
  snprintf(dir, sizeof dir, "%s/rules/odd", w->dir);
  int spoilt = try_many(w, 400, dir,
                        "{\"tables\":{\"products\":\"sku,list_price,floor_price\\nx,10,5\\n\"},"
                        "\"item\":\"x\"}");
  assert_true(spoilt > 300);
  world_free(w);
}

static void test_the_example_shop(void **state) {
  (void)state;
  struct world *w = world_new();
  struct zg_bytes options = {0};
  char shop[PATH_MAX];
  assert_non_null(realpath("examples/shop", shop));
  zg_bytes_printf(&options, "{\"shop\":\"%s\",\"item\":\"tea-250\",\"begins\":\"%s\"}", shop,
                  "2026-11-21T21:58:00.5+08:00");
  int spoilt = try_many(w, 60, "", options.data);
  assert_true(spoilt > 30);
  zg_bytes_fini(&options);
  world_free(w);
}

static void test_a_shop_tells_its_own(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  struct zg_story story = {.name = "x", .file = "x", .line = 7, .steps = zg_json_new_array(arena)};
  struct zg_story_failure failure = {0};
  static const struct {
    const char *options, *message;
  } table[] = {
      {"{\"shop\":\"examples/shop\",\"settings\":{}}", "\"settings\" is told by the shop"},
      {"{\"shop\":\"examples/none\"}", "there is no shop folder examples/none"},
      {"{\"begins\":\"tomorrow\"}", "begins must be a time"},
      {"{\"begins\":5}", "begins must be a time"},
      {"{\"seed\":\"5\"}", "seed must be a whole number"},
      {"{\"seed\":-1}", "seed must be a whole number"},
      {"{\"seed\":1.5}", "seed must be a whole number"},
      {"{\"shop\":\"examples/shop\"}", NULL},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
    zg_json_parse(arena, table[i].options, strlen(table[i].options), &story.options, NULL);
    int result = zg_story_play(&story, "rules/bargain", world_text, &failure);
    assert_int_equal(result, table[i].message != NULL ? ZG_ELOAD : 0);
    if (table[i].message == NULL) continue;
    assert_int_equal(failure.line, 7);
    if (strstr(failure.message, table[i].message) == NULL) fail_msg("%s", failure.message);
  }
  zg_arena_free(arena);
}

static int keep_failure(void *arg, const struct zg_story *story,
                        const struct zg_story_failure *failure) {
  assert_int_equal(story->line, 2);
  if (failure != NULL) *(struct zg_story_failure *)arg = *failure;
  return 0;
}

/* A story of a shop's pack plays its own shop, however it is reached, and no other. */
static void test_no_other_shop(void **state) {
  (void)state;
  struct world *w = world_new();
  char way[200], absolute[200];
  static const char silent[] = "pack { name = \"q\", version = \"1\", api = 1 }";
  static const char *const shops[] = {"shops/good", "shops/good-2", "shops/goo"};
  for (size_t i = 0; i < sizeof shops / sizeof shops[0]; i++)
    world_write(w, zg_arena_printf(w->arena, "%s/shop.lua", shops[i]), "shop {}");
  world_write(w, "shops/good/packs/q/pack.lua", silent);
  snprintf(way, sizeof way, "%s/shops/good/link", w->dir);
  assert_int_equal(symlink("../good-2", way), 0);
  snprintf(way, sizeof way, "%s/shops/way", w->dir);
  assert_int_equal(symlink("good", way), 0);
  snprintf(absolute, sizeof absolute, "%s/shops/goo", w->dir);
  const struct {
    const char *shop;
    bool plays;
  } table[] = {
      {"../../..", true},          {"../../../../good", true},
      {"../../../../way", true},   {"../../../../good-2", false},
      {"../../../../goo", false},  {"../../../link", false},
      {"../../../../none", false}, {absolute, false},
      {"../../../x/../..", false}, {"/", false},
  };
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    for (int linked = 0; linked < 2; linked++) {
      struct zg_story_failure failure = {0};
      struct zg_error err = {0};
      world_write(w, "shops/good/packs/q/tests/a.lua",
                  zg_arena_printf(w->arena,
                                  "\nstory \"s\" { shop = \"%s\", buyer \"hi\", silence() }",
                                  table[i].shop));
      const char *dir =
          zg_arena_printf(w->arena, "%s/shops/%s/packs/q", w->dir, linked ? "way" : "good");
      int result =
          zg_stories_play(dir, ZG_STORIES_OF_OWN_SHOP, world_text, keep_failure, &failure, &err);
      if (result < 0) fail_msg("%s: %s", table[i].shop, err.message);
      bool refused = strstr(failure.message, "is not the one this story lies in") != NULL;
      bool plays = failure.message[0] == '\0';
      if (strcmp(table[i].shop, "/") == 0) { /* holds all, and is no shop */
        assert_false(plays);
        continue;
      }
      if (plays != table[i].plays || refused == plays)
        fail_msg("%s: %s", table[i].shop, failure.message);
      if (refused) assert_int_equal(failure.line, 2);
    }
  /* Whoever plays files of their own may name any. */
  struct zg_story_failure failure = {0};
  world_write(w, "shops/good/packs/q/tests/a.lua",
              "\nstory \"s\" { shop = \"../../../../goo\", buyer \"hi\", silence() }");
  const char *dir = zg_arena_printf(w->arena, "%s/shops/good/packs/q", w->dir);
  zg_stories_play(dir, ZG_STORIES_OF_ANY_SHOP, world_text, keep_failure, &failure, NULL);
  assert_null(strstr(failure.message, "is not the one this story lies in"));
  world_free(w);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_awkward_words),
      cmocka_unit_test(test_the_example_shop),
      cmocka_unit_test(test_a_shop_tells_its_own),
      cmocka_unit_test(test_no_other_shop),
  };
  return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
