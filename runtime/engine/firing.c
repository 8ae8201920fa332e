#include "engine/firing.h"

#include <string.h>

#include "base/clock.h"
#include "data/json.h"
#include "engine/decide.h"
#include "engine/held.h"
#include "engine/instance.h"
#include "engine/letters.h"
#include "engine/poison.h"
#include "engine/waiting.h"

/* A timer that fires this much after its time is late; less is how loops are. */
enum { LATE_MS = 5000 };

/* Timers that fire on time, on the virtual clock, between two events. */
enum { WATCHED = 1000 * 1000 };

/* A clock that was told goes back by a little now and then (it is being adjusted), and then time
 * stands still; by more than this, and it was set back. */
enum { SET_BACK_MS = 5000 };

/* A timer being made into an occasion. */
struct firing {
  struct zg *zg;
  struct zg_timer_row row; /* a copy: the timer is gone by the time its rules run */
  struct cJSON *data;
  struct zg_occasion occasion;
  struct zg_event event;
};

static void set_keys(struct firing *f, const struct cJSON *keys) {
  for (int i = 0; i < ZG_SCOPES; i++)
    f->occasion.keys[i] = zg_json_string(zg_json_get(keys, zg_scope_name((enum zg_scope)i)));
  f->occasion.keys[f->row.scope] = f->row.key;
  f->occasion.keys[ZG_SCOPE_SHOP] = "";
}

/* The event kept in an envelope, as when it came. */
static bool keep_event(struct firing *f, struct cJSON *envelope) {
  if (zg_event_read(f->zg->deciding, envelope, f->row.due, &f->event, NULL) < 0) return false;
  for (int i = 0; i < ZG_SCOPES; i++)
    f->occasion.keys[i] = zg_event_key(&f->event, (enum zg_scope)i);
  f->occasion.keys[f->row.scope] = f->row.key;
  f->occasion.cause_source = f->event.source;
  f->occasion.cause_id = f->event.id;
  f->occasion.instance = "";
  return true;
}

/* ctx.after and ctx.at: an event "timer.NAME" whose data are the things the cause was about and
 * what the rule gave along. */
static bool prepare_named(struct firing *f) {
  struct zg_arena *arena = f->zg->deciding;
  const struct cJSON *cause = zg_json_get(f->data, "cause");
  const struct cJSON *given = zg_json_get(f->data, "data");
  struct cJSON *data = zg_json_copy_top(arena, given), *envelope = zg_json_new_object(arena);
  char due[ZG_TIME_TEXT];
  set_keys(f, zg_json_get(f->data, "keys"));
  for (int i = 0; i < ZG_SCOPE_SHOP; i++) {
    const char *scope = zg_scope_name((enum zg_scope)i);
    if (f->occasion.keys[i] == NULL || zg_json_get(data, scope) != NULL) continue;
    struct cJSON *about = zg_json_new_object(arena);
    zg_json_add(arena, about, "id", zg_json_new_string(arena, f->occasion.keys[i]));
    zg_json_add(arena, data, scope, about);
  }
  const struct cJSON *word = zg_json_get(f->data, "word");
  f->occasion.word = zg_json_kind(word) == ZG_JSON_INTEGER ? zg_json_integer(word) : -1;
  f->occasion.hop = (int)zg_json_integer(zg_json_get(f->data, "hop"));
  f->occasion.cause_source = zg_json_text(cause, "source", NULL);
  f->occasion.cause_id = zg_json_text(cause, "id", NULL);
  f->occasion.instance =
      zg_instance_print(arena, &(struct zg_instance){.name = f->row.name,
                                                     .scope = (enum zg_scope)f->row.scope,
                                                     .key = f->row.key,
                                                     .due = f->row.due,
                                                     .hop = f->occasion.hop});
  f->occasion.pack = f->row.pack;
  f->occasion.scope = f->row.scope;
  zg_time_format(f->row.due, due);
  zg_json_add(arena, envelope, "id", zg_json_new_string(arena, f->occasion.cause_id));
  zg_json_add(arena, envelope, "source", zg_json_new_string(arena, f->occasion.cause_source));
  zg_json_add(arena, envelope, "type",
              zg_json_new_string(arena, zg_arena_printf(arena, "timer.%s", f->row.name)));
  zg_json_add(arena, envelope, "time", zg_json_new_string(arena, due));
  zg_json_add(arena, envelope, "data", data);
  return zg_event_read(arena, envelope, f->row.due, &f->event, NULL) == 0;
}

static void set_members(struct zg_arena *arena, struct cJSON *to, const struct cJSON *from) {
  for (const struct cJSON *m = zg_json_first(from); m != NULL; m = zg_json_next(m))
    zg_json_set(arena, to, zg_json_key(m), zg_json_share(arena, m));
}

/* The turn as one message: the last event with the texts of all, one a line, and with whatever an
 * earlier one was about that no later one was. */
static struct cJSON *merge(struct zg_arena *arena, const struct cJSON *events) {
  struct cJSON *merged = NULL, *data = zg_json_new_object(arena);
  struct zg_bytes text = {0};
  for (const struct cJSON *e = zg_json_first(events); e != NULL; e = zg_json_next(e)) {
    const char *line = zg_json_text(zg_json_get(e, "data"), "message", "text");
    if (line != NULL && text.len > 0) zg_bytes_add_char(&text, '\n');
    if (line != NULL) zg_bytes_add_text(&text, line);
    set_members(arena, data, zg_json_get(e, "data"));
    merged = zg_json_copy_top(arena, e);
  }
  const struct cJSON *last = zg_json_get(data, "message");
  if (last != NULL && text.len > 0) {
    struct cJSON *message = zg_json_copy_top(arena, last);
    zg_json_set(arena, message, "text", zg_json_new_string_n(arena, text.data, text.len));
    zg_json_set(arena, data, "message", message);
  }
  zg_json_set(arena, merged, "data", data);
  zg_bytes_fini(&text);
  return merged;
}

static bool prepare_settled(struct firing *f) {
  struct zg_arena *arena = f->zg->deciding;
  const struct cJSON *claims = zg_json_get(f->data, "claims");
  const struct cJSON *events = zg_json_get(f->data, "events");
  f->occasion.settle = zg_json_integer(zg_json_get(f->data, "settle"));
  f->occasion.scope = f->row.scope;
  f->occasion.turn = events;
  for (const struct cJSON *c = zg_json_first(claims); c != NULL; c = zg_json_next(c)) {
    struct zg_claim *claim = zg_arena_alloc(arena, sizeof *claim);
    *claim = (struct zg_claim){.name = zg_json_text(c, "name", NULL),
                               .pack = zg_json_text(c, "pack", NULL),
                               .rule = zg_json_text(c, "rule", NULL),
                               .priority = (int)zg_json_integer(zg_json_get(c, "priority")),
                               .next = f->occasion.claims};
    f->occasion.claims = claim;
  }
  return zg_json_first(events) != NULL && keep_event(f, merge(arena, events));
}

static bool prepare_waited(struct firing *f) {
  f->occasion.pack = f->row.pack;
  f->occasion.rule = zg_json_text(f->data, "rule", NULL);
  if (zg_json_get(f->data, "due") != NULL)
    f->occasion.due = zg_json_integer(zg_json_get(f->data, "due"));
  f->occasion.late = f->occasion.now - f->occasion.due > LATE_MS;
  return f->occasion.rule != NULL && keep_event(f, zg_json_get(f->data, "event"));
}

static struct zg_shop *shop_of(const struct firing *f) {
  const struct zg_generations *found = zg_shops_find(&f->zg->shops, f->row.shop);
  return found != NULL ? found->now : NULL;
}

static bool prepare(struct firing *f, int64_t now) {
  static const enum zg_occasion_kind kinds[] = {[ZG_TIMER_NAMED] = ZG_OCCASION_TIMER,
                                                [ZG_TIMER_SETTLE] = ZG_OCCASION_SETTLED,
                                                [ZG_TIMER_WAIT] = ZG_OCCASION_WAITED};
  bool late = now - f->row.due > LATE_MS;
  f->occasion = (struct zg_occasion){.kind = kinds[f->row.kind],
                                     .shop = shop_of(f),
                                     .event = &f->event,
                                     .now = late ? now : f->row.due,
                                     .due = f->row.due,
                                     .late = late};
  if (f->occasion.now < f->zg->now) f->occasion.now = f->zg->now;
  if (f->occasion.shop == NULL || f->data == NULL) return false;
  switch ((enum zg_timer_kind)f->row.kind) {
  case ZG_TIMER_NAMED:
    return prepare_named(f);
  case ZG_TIMER_SETTLE:
    return prepare_settled(f);
  case ZG_TIMER_WAIT:
    return prepare_waited(f);
  case ZG_TIMER_HELD: /* decided already; it only has to go */
    return false;
  }
  return false;
}

/* Fires the first timer; a timer whose shop or rule is gone just goes. */
static void fire(struct zg *zg, const struct zg_timer_row *row, int64_t now) {
  struct zg_arena *arena = zg->deciding;
  zg_arena_reset(arena);
  struct firing f = {.zg = zg, .row = *row};
  f.row.shop = zg_arena_strdup(arena, row->shop);
  f.row.pack = zg_arena_strdup(arena, row->pack);
  f.row.key = zg_arena_strdup(arena, row->key);
  f.row.name = zg_arena_strdup(arena, row->name);
  zg_json_parse_own(arena, row->data, strlen(row->data), &f.data, NULL);
  if (f.data == NULL)
    zg_letters_add(zg, row->data, strlen(row->data), now, ZG_LETTER_OF_TIMER,
                   "it cannot be read again");
  bool dead = zg_poison_timer(zg, row) < 0;
  zg_engine_remove_timer(zg, row);
  if (f.row.due > zg->now) zg->now = f.row.due;
  if (now - f.row.due > LATE_MS && now > zg->now)
    zg->now = now; /* who is late sees the real time */
  if (!dead && f.row.kind == ZG_TIMER_HELD)
    zg_held_send(zg, &f.row, f.data);
  else if (!dead && prepare(&f, now))
    zg_decide(zg, &f.occasion);
  zg_poison_timer_over(zg);
}

/* Who was wrong about the time once must not stay so: timers set by the wrong time come late, but
 * those set from now on are right. */
static void follow_back(struct zg *zg, int64_t now) {
  if (zg->now != INT64_MIN && now < zg->now - SET_BACK_MS) zg->now = now;
}

int zg_firing_run(struct zg *zg, int64_t now, int most) {
  int fired = 0;
  if (zg->config.clock == ZG_CLOCK_WALL) follow_back(zg, now);
  const struct zg_timer_row *first = zg_timers_first(zg->timers);
  for (; first != NULL && first->due <= now && (most == 0 || fired < most);
       first = zg_timers_first(zg->timers)) {
    fire(zg, first, now);
    fired++;
  }
  if ((first == NULL || first->due > now) && now > zg->now) zg->now = now;
  return fired;
}

void zg_firing_advance(struct zg *zg, int64_t instant, bool told) {
  /* A wait that began with an old event may be past due at once; it, too, fires before what
   * follows, on both clocks alike. */
  if (told) follow_back(zg, instant);
  if (instant < zg->now) instant = zg->now;
  if (zg->config.clock == ZG_CLOCK_EVENT) {
    /* On the virtual clock time passes as if somebody had watched, and no timer is late; unless it
     * is so far to the next event that nobody would have. */
    int fired = 0;
    for (const struct zg_timer_row *first = zg_timers_first(zg->timers);
         first != NULL && first->due < instant; first = zg_timers_first(zg->timers))
      fire(zg, first, fired++ < WATCHED ? first->due : instant);
  } else {
    zg_firing_run(zg, instant - 1, 0);
  }
  zg->now = instant;
}
