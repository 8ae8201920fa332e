#include "engine/stage.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "data/json.h"

#define STAGE_SOURCE "story/shop"

enum { MOST_INSTANTS = 300000 }; /* at which timers fire in one wait */

/* ---- what the shop does */

static enum zg_taken take(void *arg, const struct zg_action_view *action) {
  struct zg_stage *stage = arg;
  struct cJSON *tree = NULL;
  if (zg_json_parse_own(stage->arena, action->json, action->len, &tree, NULL) == 0)
    zg_json_push(stage->done, tree);
  return ZG_TAKE_DONE;
}

static void collect(struct zg_stage *stage) {
  zg_commit(stage->zg, NULL);
  zg_take_actions(stage->zg, NULL, take, stage);
}

struct cJSON *zg_stage_take(struct zg_stage *stage) {
  struct cJSON *first = zg_json_first(stage->done), *rest = zg_json_new_array(stage->arena);
  if (first == NULL) return NULL;
  for (struct cJSON *a = zg_json_next(first); a != NULL; a = zg_json_next(a))
    zg_json_push(rest, zg_json_share(stage->arena, a));
  stage->done = rest;
  return first;
}

/* ---- what an event is about */

static struct cJSON *text_node(const struct zg_stage *stage, const char *text) {
  return zg_json_new_string(stage->arena, text);
}

static struct cJSON *with_id(const struct zg_stage *stage, const char *id) {
  struct cJSON *object = zg_json_new_object(stage->arena);
  zg_json_add(stage->arena, object, "id", text_node(stage, id));
  return object;
}

struct cJSON *zg_stage_item(const struct zg_stage *stage, const char *sku) {
  struct cJSON *item = zg_json_new_object(stage->arena);
  struct zg_product product = {0};
  const struct zg_table *sheet = zg_shop_table(zg_stage_shop(stage), "products");
  zg_json_add(stage->arena, item, "sku", text_node(stage, sku));
  if (sheet != NULL && zg_table_product(sheet, sku, &product) == 0) {
    char price[ZG_MONEY_TEXT];
    zg_money_format(product.list, price);
    zg_json_add(stage->arena, item, "price", text_node(stage, price));
    zg_json_add(stage->arena, item, "currency", text_node(stage, product.list.currency));
  }
  return item;
}

/* `given`, and what every event is about; what is given as false is left out. */
static struct cJSON *stage_data(const struct zg_stage *stage, const struct cJSON *given) {
  static const char *const names[] = {"conversation", "buyer", "item"};
  struct cJSON *data = zg_json_new_object(stage->arena);
  for (const struct cJSON *m = zg_json_first(given); m != NULL; m = zg_json_next(m)) {
    bool left_out = false;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      left_out |= strcmp(zg_json_key(m), names[i]) == 0 && zg_json_kind(m) == ZG_JSON_BOOL;
    if (!left_out) zg_json_add(stage->arena, data, zg_json_key(m), zg_json_share(stage->arena, m));
  }
  if (zg_json_get(given, "conversation") == NULL)
    zg_json_add(stage->arena, data, "conversation", with_id(stage, "c-1"));
  if (zg_json_get(given, "buyer") == NULL)
    zg_json_add(stage->arena, data, "buyer", with_id(stage, "b-1"));
  if (stage->sku != NULL && zg_json_get(given, "item") == NULL)
    zg_json_add(stage->arena, data, "item", zg_stage_item(stage, stage->sku));
  return data;
}

/* ---- what happens */

/* `attributes` is the event as far as it is given; NULL: nothing is. */
static int feed(struct zg_stage *stage, const char *type, struct cJSON *data,
                const struct cJSON *attributes, struct zg_error *err) {
  char time[ZG_TIME_TEXT];
  zg_time_format(stage->now, time);
  bool named = zg_json_text(attributes, "id", NULL) != NULL;
  const char *id = zg_arena_printf(stage->arena, "e-%d", stage->events + 1);
  const struct {
    const char *name, *value;
  } own[] = {{"id", id}, {"source", stage->source}, {"type", type}, {"time", time}};
  struct cJSON *event = zg_json_new_object(stage->arena);
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
    const char *given = zg_json_text(attributes, own[i].name, NULL);
    zg_json_add(stage->arena, event, own[i].name,
                text_node(stage, given != NULL ? given : own[i].value));
  }
  for (const struct cJSON *a = zg_json_first(attributes); a != NULL; a = zg_json_next(a))
    if (zg_json_get(event, zg_json_key(a)) == NULL && strcmp(zg_json_key(a), "data") != 0)
      zg_json_add(stage->arena, event, zg_json_key(a), zg_json_share(stage->arena, a));
  zg_json_add(stage->arena, event, "data", data);
  const char *line = zg_json_print(stage->arena, event);
  struct zg_receipt receipt = {0};
  int result = zg_feed(stage->zg, line, strlen(line), stage->now, &receipt, err);
  stage->duplicate = receipt.duplicate != 0;
  if (result == 0) collect(stage);
  if (result == 0 && !named) stage->events++;
  return result;
}

static int do_buyer(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err) {
  struct cJSON *data = stage_data(stage, zg_json_get(step, "with"));
  const char *text = zg_json_text(step, "text", NULL);
  if (zg_json_get(data, "message") == NULL) {
    struct cJSON *message = zg_json_new_object(stage->arena);
    zg_json_add(stage->arena, message, "text", text_node(stage, text != NULL ? text : ""));
    zg_json_add(stage->arena, data, "message", message);
  }
  return feed(stage, "message.received", data, NULL, err);
}

static int do_buyer_offers(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err) {
  struct cJSON *data = stage_data(stage, zg_json_get(step, "with"));
  const char *price = zg_json_text(step, "price", NULL);
  if (zg_json_get(data, "offer") == NULL) {
    struct cJSON *offer = zg_json_new_object(stage->arena);
    zg_json_add(stage->arena, offer, "price", text_node(stage, price != NULL ? price : ""));
    zg_json_add(stage->arena, offer, "currency", text_node(stage, zg_stage_shop(stage)->currency));
    zg_json_add(stage->arena, data, "offer", offer);
  }
  return feed(stage, "offer.received", data, NULL, err);
}

static int do_event(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err) {
  const struct cJSON *with = zg_json_get(step, "with");
  const char *type = zg_json_text(with, "type", NULL);
  if (type == NULL)
    return zg_fail(err, ZG_EEVENT, "an event needs a type: event { type = \"order.paid\" }");
  return feed(stage, type, stage_data(stage, zg_json_get(with, "data")), with, err);
}

static int do_wait(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err) {
  const char *text = zg_json_text(step, "time", NULL);
  int64_t ms = 0;
  if (text == NULL || zg_duration_parse(text, strlen(text), &ms) < 0)
    return zg_fail(err, ZG_ETIME, "wait needs a duration, like wait \"40s\"");
  if (zg_stage_wait(stage, ms)) return 0;
  return zg_fail(
      err, ZG_ELIMIT,
      "timers came due at more than %d instants of this wait; one that sets itself again "
      "never ends",
      MOST_INSTANTS);
}

bool zg_stage_wait(struct zg_stage *stage, int64_t ms) {
  int instants = 0;
  stage->now += ms;
  for (int64_t next = 0; (next = zg_next_deadline(stage->zg)) <= stage->now;) {
    if (++instants > MOST_INSTANTS) return false;
    zg_run_due(stage->zg, next, 0);
  }
  zg_run_due(stage->zg, stage->now, 0);
  collect(stage);
  return true;
}

static const struct stimulus {
  const char *word;
  int (*play)(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err);
} stimuli[] = {
    {"buyer", do_buyer},
    {"buyer_offers", do_buyer_offers},
    {"event", do_event},
    {"wait", do_wait},
};

static const struct stimulus *find(const char *word) {
  for (size_t i = 0; i < sizeof stimuli / sizeof stimuli[0]; i++)
    if (strcmp(stimuli[i].word, word) == 0) return &stimuli[i];
  return NULL;
}

bool zg_stage_knows(const char *word) {
  return find(word) != NULL;
}

int zg_stage_do(struct zg_stage *stage, const struct cJSON *step, struct zg_error *err) {
  const struct stimulus *stimulus = find(zg_json_text(step, "do", NULL));
  assert(stimulus != NULL);
  return stimulus->play(stage, step, err);
}

/* ---- opening */

struct zg_shop *zg_stage_shop(const struct zg_stage *stage) {
  return stage->zg->shops.all[0]->now;
}

/* "demo/…" of the pattern "demo/" and a star. */
static const char *served_source(struct zg_stage *stage) {
  const struct zg_shop *shop = zg_stage_shop(stage);
  if (shop->source_count == 0 || zg_shop_serves(shop, STAGE_SOURCE) > 0) return STAGE_SOURCE;
  const char *first = shop->sources[0];
  size_t len = strlen(first);
  if (len == 0 || first[len - 1] != '*') return zg_arena_strdup(stage->arena, first);
  return zg_arena_printf(stage->arena, "%.*sstory", (int)len - 1, first);
}

int zg_stage_open(struct zg_stage *stage, const struct zg_shop_source *source,
                  const struct zg_config *config, struct zg_error *err) {
  struct zg_config events = *config;
  events.clock = ZG_CLOCK_EVENT;
  stage->done = zg_json_new_array(stage->arena);
  int result = zg_engine_open(&events, source, 1, &stage->zg, err);
  if (result == 0) stage->source = served_source(stage);
  return result;
}

void zg_stage_close(struct zg_stage *stage) {
  zg_close(stage->zg);
  stage->zg = NULL;
}
