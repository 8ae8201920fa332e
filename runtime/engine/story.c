#include "engine/story.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "data/json.h"
#include "engine/engine.h"

/* Stories begin on a Monday at ten in the morning in Shanghai. */
#define STORY_BEGINS INT64_C(1767578400000)
#define STORY_SOURCE "story/shop"

struct play {
  const struct zg_story *story;
  struct zg_arena *arena;
  struct zg *zg;
  int64_t now;
  int events;
  struct cJSON *done; /* what the shop did and no step has told yet */
  const struct cJSON *step;
  struct zg_bytes log; /* what rules complained of */
  struct zg_story_failure *failure;
};

static int fail(struct play *p, const char *message) {
  size_t len = zg_utf8_cut(message, strlen(message), sizeof p->failure->message - 1);
  p->failure->line = (int)zg_json_integer(zg_json_get(p->step, "line"));
  memcpy(p->failure->message, message, len);
  p->failure->message[len] = '\0';
  return ZG_ERULE;
}

/* An action in few words, for a person: what it is and what matters of it. */
static const char *tell(struct play *p, const struct cJSON *action) {
  return zg_arena_printf(p->arena, "%s %s", zg_json_text(action, "type", NULL),
                         zg_json_print(p->arena, zg_json_get(action, "data")));
}

/* ---- what happens to the shop */

static enum zg_taken take(void *arg, const struct zg_action_view *action) {
  struct play *p = arg;
  struct cJSON *tree = NULL;
  if (zg_json_parse(p->arena, action->json, action->len, &tree, NULL) == 0)
    zg_json_push(p->done, tree);
  return ZG_TAKE_DONE;
}

static void collect(struct play *p) {
  zg_commit(p->zg, NULL);
  zg_take_actions(p->zg, NULL, take, p);
}

static struct cJSON *with_id(struct play *p, const char *id) {
  struct cJSON *object = zg_json_new_object(p->arena);
  zg_json_add(p->arena, object, "id", zg_json_new_string(p->arena, id));
  return object;
}

/* The item the story is about, as a platform would send it: its price is the sheet's. */
static struct cJSON *make_item(struct play *p, const char *sku) {
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
static int feed_at(struct play *p, const char *type, struct cJSON *data, const char *id,
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
  if (zg_feed(p->zg, line, strlen(line), p->now, NULL, &err) < 0) return fail(p, err.message);
  collect(p);
  return 0;
}

static int feed(struct play *p, const char *type, struct cJSON *data, const char *id) {
  return feed_at(p, type, data, id, NULL);
}

/* What every event of a story is about, unless it says otherwise. */
static struct cJSON *story_data(struct play *p, const struct cJSON *given) {
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

static int do_buyer(struct play *p) {
  const struct cJSON *with = zg_json_get(p->step, "with");
  struct cJSON *data = story_data(p, with), *message = zg_json_new_object(p->arena);
  const char *text = zg_json_text(p->step, "text", NULL);
  if (zg_json_get(data, "message") == NULL) {
    zg_json_add(p->arena, message, "text", zg_json_new_string(p->arena, text != NULL ? text : ""));
    zg_json_add(p->arena, data, "message", message);
  }
  return feed(p, "message.received", data, NULL);
}

static int do_buyer_offers(struct play *p) {
  struct cJSON *data = story_data(p, NULL), *offer = zg_json_new_object(p->arena);
  const char *price = zg_json_text(p->step, "price", NULL);
  zg_json_add(p->arena, offer, "price", zg_json_new_string(p->arena, price != NULL ? price : ""));
  zg_json_add(p->arena, offer, "currency",
              zg_json_new_string(p->arena, p->zg->shops.all[0]->now->currency));
  zg_json_add(p->arena, data, "offer", offer);
  return feed(p, "offer.received", data, NULL);
}

static int do_event(struct play *p) {
  const struct cJSON *with = zg_json_get(p->step, "with");
  const char *type = zg_json_text(with, "type", NULL);
  if (type == NULL) return fail(p, "an event needs a type: event { type = \"order.paid\" }");
  return feed_at(p, type, story_data(p, zg_json_get(with, "data")), zg_json_text(with, "id", NULL),
                 zg_json_text(with, "time", NULL));
}

static int do_wait(struct play *p) {
  const char *text = zg_json_text(p->step, "time", NULL);
  int64_t ms = 0;
  if (text == NULL || zg_duration_parse(text, strlen(text), &ms) < 0)
    return fail(p, "wait needs a duration, like wait \"40s\"");
  p->now += ms;
  for (int64_t next = 0; (next = zg_next_deadline(p->zg)) <= p->now;)
    zg_run_due(p->zg, next, 0);
  zg_run_due(p->zg, p->now, 0);
  collect(p);
  return 0;
}

/* ---- what the shop must do */

/* Whether `text` is `variant` with something in its {blanks}. */
static bool fills(const char *variant, const char *text) {
  const char *open = strchr(variant, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
  if (close == NULL) return strcmp(variant, text) == 0;
  if (strncmp(variant, text, (size_t)(open - variant)) != 0) return false;
  for (const char *rest = text + (open - variant);; rest++) {
    if (fills(close + 1, rest)) return true;
    if (*rest == '\0') return false;
  }
}

/* The step's text is the name of a text of the pack, one of whose variants this is; or a part. */
static bool says(struct play *p, const char *wanted, const char *text) {
  const struct zg_pack *pack = p->zg->shops.all[0]->now->packs[0];
  bool name = false;
  for (const struct zg_texts *t = pack->texts; t != NULL; t = t->next) {
    if (strcmp(t->name, wanted) != 0) continue;
    name = true;
    for (size_t i = 0; i < t->count; i++)
      if (fills(t->variants[i], text)) return true;
  }
  return !name && strstr(text, wanted) != NULL;
}

/* Every member of `wanted` is in `seen`, objects to any depth. */
static bool contains(const struct cJSON *seen, const struct cJSON *wanted) {
  if (zg_json_kind(wanted) != ZG_JSON_OBJECT)
    return seen != NULL && zg_json_hash(seen) == zg_json_hash(wanted);
  for (const struct cJSON *w = zg_json_first(wanted); w != NULL; w = zg_json_next(w))
    if (!contains(zg_json_get(seen, zg_json_key(w)), w)) return false;
  return true;
}

/* The words that expect an action, and its type; the field of a plain text must equal it. */
static const struct expectation {
  const char *word, *type;
} expectations[] = {
    {"shop", "message.send"},      {"offers", "offer.make"},  {"accepts", "offer.accept"},
    {"declines", "offer.decline"}, {"gives", "gift.offer"},   {"hands_off", "handoff.request"},
    {"alerts", "alert.raise"},     {"clears", "alert.clear"},
};

static bool meets(struct play *p, const struct expectation *e, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data"), *with = zg_json_get(p->step, "with");
  const char *field = zg_story_field(e->word);
  const char *wanted = zg_json_text(p->step, field, NULL);
  const char *seen = zg_json_text(data, field, NULL);
  if (strcmp(zg_json_text(action, "type", NULL), e->type) != 0) return false;
  if (with != NULL && !contains(data, with)) return false;
  if (wanted == NULL) return true;
  if (seen == NULL) return false;
  return strcmp(e->word, "shop") == 0 ? says(p, wanted, seen) : strcmp(seen, wanted) == 0;
}

/* Takes the first of what the shop did off the list. */
static struct cJSON *next_done(struct play *p) {
  struct cJSON *first = zg_json_first(p->done), *rest = zg_json_new_array(p->arena);
  if (first == NULL) return NULL;
  for (struct cJSON *a = zg_json_next(first); a != NULL; a = zg_json_next(a))
    zg_json_push(rest, zg_json_share(p->arena, a));
  p->done = rest;
  return first;
}

/* The next action must be what the word expects; NULL: what the argument of `acts` says. */
static int expect(struct play *p, const struct expectation *e) {
  const char *wanted = e != NULL ? zg_json_text(p->step, zg_story_field(e->word), NULL) : NULL;
  const struct cJSON *with = zg_json_get(p->step, "with");
  const struct cJSON *action = next_done(p);
  const char *told = zg_arena_printf(p->arena, "expected %s %s", e != NULL ? e->type : "an action",
                                     wanted != NULL ? wanted
                                     : with != NULL ? zg_json_print(p->arena, with)
                                                    : "");
  if (action == NULL)
    return fail(p, zg_arena_printf(p->arena, "%s, but the shop did nothing%s%s", told,
                                   p->log.len > 0 ? "; " : "", p->log.len > 0 ? p->log.data : ""));
  bool met = e != NULL ? meets(p, e, action) : contains(action, with);
  if (met) return 0;
  return fail(p, zg_arena_printf(p->arena, "%s, got %s", told, tell(p, action)));
}

/* Before anything else happens, and at the end, every action must have been told. */
static int nothing_left(struct play *p) {
  const struct cJSON *action = zg_json_first(p->done);
  if (action == NULL) return 0;
  return fail(p, zg_arena_printf(p->arena, "before this, the shop also did: %s", tell(p, action)));
}

static int play_step(struct play *p) {
  static const struct {
    const char *word;
    int (*play)(struct play *p);
  } stimuli[] = {{"buyer", do_buyer},
                 {"buyer_offers", do_buyer_offers},
                 {"event", do_event},
                 {"wait", do_wait},
                 {"silence", nothing_left}};
  const char *word = zg_json_text(p->step, "do", NULL);
  for (size_t i = 0; i < sizeof stimuli / sizeof stimuli[0]; i++) {
    if (strcmp(stimuli[i].word, word) != 0) continue;
    int result = nothing_left(p);
    zg_bytes_clear(&p->log);
    return result < 0 ? result : stimuli[i].play(p);
  }
  for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++)
    if (strcmp(expectations[i].word, word) == 0) return expect(p, &expectations[i]);
  return expect(p, NULL); /* acts { type =, data = } */
}

/* ---- setting up */

static void keep_log(void *arg, const char *message) {
  struct play *p = arg;
  if (p->log.len > 0) zg_bytes_add_text(&p->log, "; ");
  zg_bytes_add_text(&p->log, message);
}

/* The shop of a story: what it says of a shop, with the settings under the pack's name. */
static struct cJSON *story_shop(struct play *p, const char *dir) {
  static const char *const copied[] = {"authority", "limits", "language", "currency"};
  const struct cJSON *options = p->story->options, *given = zg_json_get(options, "shop");
  struct cJSON *shop =
      given != NULL ? zg_json_copy_top(p->arena, given) : zg_json_new_object(p->arena);
  const char *slash = strrchr(dir, '/');
  for (size_t i = 0; i < sizeof copied / sizeof copied[0]; i++) {
    const struct cJSON *value = zg_json_get(options, copied[i]);
    if (value != NULL) zg_json_set(p->arena, shop, copied[i], zg_json_share(p->arena, value));
  }
  if (zg_json_get(options, "settings") != NULL) {
    struct cJSON *packs = zg_json_new_object(p->arena);
    zg_json_add(p->arena, packs, slash != NULL ? slash + 1 : dir,
                zg_json_share(p->arena, zg_json_get(options, "settings")));
    zg_json_set(p->arena, shop, "packs", packs);
  }
  return shop;
}

static int open_shop(struct play *p, const char *dir, const struct zg_text *text) {
  struct zg_error err = {0};
  char where[1200];
  const struct zg_shop_source source = {.rules = dir,
                                        .text = text,
                                        .declared = story_shop(p, dir),
                                        .sheets = zg_json_get(p->story->options, "tables")};
  const struct zg_config config = {.clock = ZG_CLOCK_EVENT, .on_log = keep_log, .arg = p};
  if (zg_engine_open(&config, &source, 1, &p->zg, &err) == 0) return 0;
  fail(p, zg_error_text(&err, where, sizeof where));
  p->failure->line = p->story->line;
  return ZG_ELOAD;
}

/* What other packs have left as facts, of those that every event of a story is about. */
static void put_facts(struct play *p) {
  static const char *const keys[ZG_SCOPES] = {"c-1", "b-1", NULL, ""};
  const struct cJSON *facts = zg_json_get(p->story->options, "facts");
  for (int i = 0; i < ZG_SCOPES; i++) {
    const struct cJSON *doc = zg_json_get(facts, zg_scope_name((enum zg_scope)i));
    if (doc != NULL && keys[i] != NULL)
      zg_memory_put(p->zg->memory, p->zg->shops.all[0]->now->id, ZG_FACTS, (enum zg_scope)i,
                    keys[i], zg_json_print(p->arena, doc));
  }
}

int zg_story_play(const struct zg_story *story, const char *dir, const struct zg_text *text,
                  struct zg_story_failure *failure) {
  struct play p = {
      .story = story, .arena = zg_arena_new(), .now = STORY_BEGINS, .failure = failure};
  char *pack_dir = zg_arena_strdup(p.arena, dir);
  for (size_t len = strlen(pack_dir); len > 1 && pack_dir[len - 1] == '/';)
    pack_dir[--len] = '\0';
  p.done = zg_json_new_array(p.arena);
  int result = open_shop(&p, pack_dir, text);
  if (result == 0) put_facts(&p);
  for (p.step = zg_json_first(story->steps); p.step != NULL && result == 0;) {
    result = play_step(&p);
    if (result == 0) p.step = zg_json_next(p.step);
  }
  if (result == 0) {
    result = nothing_left(&p);
    if (result < 0) failure->line = story->line;
  }
  zg_close(p.zg);
  zg_bytes_fini(&p.log);
  zg_arena_free(p.arena);
  return result;
}
