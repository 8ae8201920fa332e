/* What happens to the shop of a story: events, and time that passes. */
#include <string.h>

#include "base/clock.h"
#include "engine/story_play.h"

#define STORY_SOURCE "story/shop"

static enum zg_taken take(void *arg, const struct zg_action_view *action) {
  struct zg_play *p = arg;
  struct cJSON *tree = NULL;
  if (zg_json_parse(p->arena, action->json, action->len, &tree, NULL) == 0)
    zg_json_push(p->done, tree);
  return ZG_TAKE_DONE;
}

static void collect(struct zg_play *p) {
  zg_commit(p->zg, NULL);
  zg_take_actions(p->zg, NULL, take, p);
}

static struct cJSON *with_id(struct zg_play *p, const char *id) {
  struct cJSON *object = zg_json_new_object(p->arena);
  zg_json_add(p->arena, object, "id", zg_json_new_string(p->arena, id));
  return object;
}

/* The item the story is about, as a platform would send it: its price is the sheet's. */
static struct cJSON *make_item(struct zg_play *p, const char *sku) {
  struct cJSON *item = zg_json_new_object(p->arena);
  struct zg_product product = {0};
  const struct zg_table *sheet = zg_shop_table(p->zg->shops.all[0]->now, "products");
  zg_json_add(p->arena, item, "sku", zg_json_new_string(p->arena, sku));
  if (sheet != NULL && zg_table_product(sheet, sku, &product) == 0) {
    char price[ZG_MONEY_TEXT];
    zg_money_format(product.list, price);
    zg_json_add(p->arena, item, "price", zg_json_new_string(p->arena, price));
    zg_json_add(p->arena, item, "currency", zg_json_new_string(p->arena, product.list.currency));
  }
  return item;
}

/* `at` NULL: now; an event may also come later than it happened. */
static int feed_at(struct zg_play *p, const char *type, struct cJSON *data, const char *id,
                   const char *at) {
  struct cJSON *event = zg_json_new_object(p->arena);
  struct zg_error err = {0};
  char time[ZG_TIME_TEXT];
  zg_time_format(p->now, time);
  if (id == NULL) id = zg_arena_printf(p->arena, "e-%d", ++p->events);
  zg_json_add(p->arena, event, "id", zg_json_new_string(p->arena, id));
  zg_json_add(p->arena, event, "source", zg_json_new_string(p->arena, STORY_SOURCE));
  zg_json_add(p->arena, event, "type", zg_json_new_string(p->arena, type));
  zg_json_add(p->arena, event, "time", zg_json_new_string(p->arena, at != NULL ? at : time));
  zg_json_add(p->arena, event, "data", data);
  const char *line = zg_json_print(p->arena, event);
  if (zg_feed(p->zg, line, strlen(line), p->now, NULL, &err) < 0)
    return zg_play_fail(p, err.message);
  collect(p);
  return 0;
}

static int feed(struct zg_play *p, const char *type, struct cJSON *data, const char *id) {
  return feed_at(p, type, data, id, NULL);
}

/* What every event of a story is about, unless it says otherwise. */
static struct cJSON *story_data(struct zg_play *p, const struct cJSON *given) {
  struct cJSON *data =
      given != NULL ? zg_json_copy_top(p->arena, given) : zg_json_new_object(p->arena);
  const char *sku = zg_json_text(p->story->options, "item", NULL);
  if (zg_json_get(data, "conversation") == NULL)
    zg_json_add(p->arena, data, "conversation", with_id(p, "c-1"));
  if (zg_json_get(data, "buyer") == NULL) zg_json_add(p->arena, data, "buyer", with_id(p, "b-1"));
  if (sku != NULL && zg_json_get(data, "item") == NULL)
    zg_json_add(p->arena, data, "item", make_item(p, sku));
  return data;
}

static int do_buyer(struct zg_play *p) {
  const struct cJSON *with = zg_json_get(p->step, "with");
  struct cJSON *data = story_data(p, with), *message = zg_json_new_object(p->arena);
  const char *text = zg_json_text(p->step, "text", NULL);
  if (zg_json_get(data, "message") == NULL) {
    zg_json_add(p->arena, message, "text", zg_json_new_string(p->arena, text != NULL ? text : ""));
    zg_json_add(p->arena, data, "message", message);
  }
  return feed(p, "message.received", data, NULL);
}

static int do_buyer_offers(struct zg_play *p) {
  struct cJSON *data = story_data(p, NULL), *offer = zg_json_new_object(p->arena);
  const char *price = zg_json_text(p->step, "price", NULL);
  zg_json_add(p->arena, offer, "price", zg_json_new_string(p->arena, price != NULL ? price : ""));
  zg_json_add(p->arena, offer, "currency",
              zg_json_new_string(p->arena, p->zg->shops.all[0]->now->currency));
  zg_json_add(p->arena, data, "offer", offer);
  return feed(p, "offer.received", data, NULL);
}

static int do_event(struct zg_play *p) {
  const struct cJSON *with = zg_json_get(p->step, "with");
  const char *type = zg_json_text(with, "type", NULL);
  if (type == NULL)
    return zg_play_fail(p, "an event needs a type: event { type = \"order.paid\" }");
  return feed_at(p, type, story_data(p, zg_json_get(with, "data")), zg_json_text(with, "id", NULL),
                 zg_json_text(with, "time", NULL));
}

/* A timer that sets itself again and again must not keep the story from ending. */
enum { MOST_TIMERS = 100000 };

static int do_wait(struct zg_play *p) {
  const char *text = zg_json_text(p->step, "time", NULL);
  int64_t ms = 0;
  if (text == NULL || zg_duration_parse(text, strlen(text), &ms) < 0)
    return zg_play_fail(p, "wait needs a duration, like wait \"40s\"");
  p->now += ms;
  int instants = 0;
  for (int64_t next = 0; (next = zg_next_deadline(p->zg)) <= p->now;) {
    if (++instants > MOST_TIMERS)
      return zg_play_fail(p, zg_arena_printf(p->arena,
                                             "timers came due at more than %d instants of this "
                                             "wait; one that sets itself never ends",
                                             MOST_TIMERS));
    zg_run_due(p->zg, next, 0);
  }
  zg_run_due(p->zg, p->now, 0);
  collect(p);
  return 0;
}

bool zg_play_stimulus(struct zg_play *p, int *result) {
  static const struct {
    const char *word;
    int (*play)(struct zg_play *p);
  } stimuli[] = {{"buyer", do_buyer},
                 {"buyer_offers", do_buyer_offers},
                 {"event", do_event},
                 {"wait", do_wait},
                 {"silence", NULL}};
  const char *word = zg_json_text(p->step, "do", NULL);
  for (size_t i = 0; i < sizeof stimuli / sizeof stimuli[0]; i++) {
    if (strcmp(stimuli[i].word, word) != 0) continue;
    *result = zg_play_nothing_left(p);
    zg_bytes_clear(&p->log);
    if (*result < 0 || stimuli[i].play == NULL) return true;
    p->told = true;
    *result = stimuli[i].play(p);
    return true;
  }
  return false;
}
