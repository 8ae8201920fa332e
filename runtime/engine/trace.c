#include "engine/trace.h"

#include <stdlib.h>

#include "engine/trace_text.h"
#include "rules/index.h"

enum { KEPT = 32 * 1024 }; /* bytes of one trace in the store */

/* Nothing may have been added. */
static void add_bytes(struct zg_bytes *out, const struct zg_bytes *more) {
  if (more->len > 0) zg_bytes_add(out, more->data, more->len);
}

/* ---- the head */

/* The packs that shop.lua turns off: who misses one of their rules should find out. */
static void add_resting(struct zg_bytes *out, const struct zg_shop *shop) {
  size_t count = 0;
  const struct cJSON *p = zg_json_first(zg_json_get(shop->declared, "packs"));
  for (; p != NULL; p = zg_json_next(p)) {
    if (zg_json_kind(p) != ZG_JSON_BOOL || zg_json_true(p)) continue;
    zg_bytes_add_text(out, count++ == 0 ? ",\"resting\":[" : ",");
    zg_trace_string(out, zg_json_key(p));
  }
  if (count > 0) zg_bytes_add_char(out, ']');
}

static struct zg_trace *begin(struct zg_arena *arena, const struct zg_shop *shop,
                              const char *source, const char *id, const char *type, int64_t now) {
  struct zg_trace *trace = zg_arena_alloc(arena, sizeof *trace);
  *trace = (struct zg_trace){.shop = shop, .source = source, .id = id};
  zg_bytes_reserve(&trace->rows, KEPT / 8);
  struct zg_bytes *head = &trace->head;
  zg_bytes_add_text(head, "{\"event\":");
  zg_trace_string(head, id);
  zg_json_write_member("source", source, head);
  zg_json_write_member("type", type, head);
  zg_trace_time(head, "time", now);
  zg_json_write_member("shop", shop->id, head);
  zg_json_write_member("generation", shop->generation, head);
  zg_json_write_member("language", shop->language, head);
  zg_json_write_member("zone", shop->time_zone, head);
  return trace;
}

static void add_turn(struct zg_bytes *out, const struct cJSON *turn) {
  zg_bytes_add_text(out, ",\"turn\":[");
  for (const struct cJSON *e = zg_json_first(turn); e != NULL; e = zg_json_next(e)) {
    if (e != zg_json_first(turn)) zg_bytes_add_char(out, ',');
    zg_trace_string(out, zg_json_text(e, "id", NULL));
  }
  zg_bytes_add_char(out, ']');
}

struct zg_trace *zg_trace_new(struct zg_arena *arena, const struct zg_occasion *o,
                              enum zg_trace_depth depth) {
  struct zg_trace *trace =
      begin(arena, o->shop, o->cause_source, o->cause_id, o->event->type, o->now);
  trace->event = o->kind == ZG_OCCASION_EVENT;
  trace->turn = o->turn;
  trace->depth = depth;
  if (o->kind == ZG_OCCASION_SETTLED) zg_json_write_member("after", "settle", &trace->head);
  if (o->kind == ZG_OCCASION_WAITED) zg_json_write_member("after", "unless_within", &trace->head);
  if (o->late) zg_bytes_add_text(&trace->head, ",\"late\":true");
  if (o->turn != NULL) add_turn(&trace->head, o->turn);
  add_resting(&trace->head, o->shop);
  return trace;
}

/* ---- the end */

static void add_rest(struct zg_bytes *out, const struct zg_trace *trace) {
  zg_bytes_add_text(out, "],\"guards\":[");
  add_bytes(out, &trace->guards);
  zg_bytes_add_text(out, "],\"actions\":[");
  add_bytes(out, &trace->actions);
  zg_bytes_add_text(out, "]}");
}

/* The rows without their conditions, and `barely` without what was wanted, which the rules
 * themselves tell. */
static void add_shortened(struct zg_bytes *out, const struct zg_trace *trace, bool barely) {
  size_t at = 0;
  for (size_t i = 0; i < trace->span_count; i++) {
    const struct zg_trace_span *span = &trace->spans[i];
    if (!barely && span->instead[0] != '\0') continue;
    zg_bytes_add(out, trace->rows.data + at, span->from - at);
    zg_bytes_add_text(out, span->instead);
    at = span->to;
  }
  zg_bytes_add(out, trace->rows.data + at, trace->rows.len - at);
}

static void write_all(const struct zg_trace *trace, struct zg_bytes *out) {
  zg_bytes_clear(out);
  add_bytes(out, &trace->head);
  if (trace->event)
    zg_bytes_printf(out, ",\"others\":%zu", trace->shop->rule_count - trace->row_count);
  if (trace->turns.len > 0) {
    zg_bytes_add_text(out, ",\"turns\":[");
    add_bytes(out, &trace->turns);
    zg_bytes_add_char(out, ']');
  }
  zg_bytes_add_text(out, ",\"rules\":[");
}

/* One still too long is not kept. */
static bool shorten(const struct zg_trace *trace, struct zg_bytes *text) {
  for (int barely = 0; barely < 2 && text->len > KEPT; barely++) {
    write_all(trace, text);
    add_shortened(text, trace, barely != 0);
    add_rest(text, trace);
  }
  return text->len <= KEPT;
}

static void keep_under(struct zg *zg, const struct zg_trace *trace, const char *source,
                       const char *id, const struct zg_bytes *text) {
  struct zg_arena *arena = zg->batch->arena;
  struct zg_batch_trace *entry = zg_batch_add_trace(zg->batch);
  entry->shop = zg_arena_strdup(arena, trace->shop->id);
  entry->source = zg_arena_strdup(arena, source);
  entry->id = zg_arena_strdup(arena, id);
  entry->json = zg_arena_strndup(arena, text->data, text->len);
  entry->when = zg->now;
}

/* Who asks about the first message of a turn wants to know what became of the turn: under the
 * earlier ones stands where to look, under the last the trace itself. */
static void keep_turn(struct zg *zg, const struct zg_trace *trace) {
  struct zg_bytes text = {0};
  for (const struct cJSON *e = zg_json_first(trace->turn); e != NULL; e = zg_json_next(e)) {
    const char *source = zg_json_text(e, "source", NULL), *id = zg_json_text(e, "id", NULL);
    if (zg_json_next(e) == NULL) break;
    zg_bytes_clear(&text);
    zg_bytes_add_text(&text, "{\"event\":");
    zg_trace_string(&text, id);
    zg_json_write_member("source", source, &text);
    zg_json_write_member("after", "settle", &text);
    zg_json_write_member("with", trace->id, &text);
    zg_bytes_add_text(&text, ",\"rules\":[],\"guards\":[],\"actions\":[]}");
    keep_under(zg, trace, source, id, &text);
  }
  zg_bytes_fini(&text);
}

static void keep(struct zg *zg, const struct zg_trace *trace, struct zg_bytes *text) {
  if (!shorten(trace, text)) return;
  keep_turn(zg, trace);
  keep_under(zg, trace, trace->source, trace->id, text);
}

static bool silent(const struct zg_trace *trace) {
  return trace->depth == ZG_TRACE_BRIEF && trace->rows.len == 0 && trace->guards.len == 0;
}

static void give(const struct zg_trace *trace, struct zg *zg) {
  struct zg_bytes text = {0};
  zg_bytes_reserve(&text, trace->head.len + trace->rows.len + trace->guards.len +
                              trace->actions.len + 128);
  write_all(trace, &text);
  add_bytes(&text, &trace->rows);
  add_rest(&text, trace);
  if (zg->config.on_trace != NULL) zg->config.on_trace(zg->config.arg, text.data, text.len);
  if (zg->store->ops->each_trace != NULL) keep(zg, trace, &text);
  zg_bytes_fini(&text);
}

void zg_trace_end(struct zg_trace *trace, struct zg *zg) {
  if (trace == NULL) return;
  if (!silent(trace)) give(trace, zg);
  zg_bytes_fini(&trace->head);
  zg_bytes_fini(&trace->turns);
  zg_bytes_fini(&trace->rows);
  zg_bytes_fini(&trace->guards);
  zg_bytes_fini(&trace->actions);
  zg_bytes_fini(&trace->conditions);
  free(trace->spans);
}

/* ---- what is called off */

/* The rule will not run: by whom. */
static void add_off_row(struct zg_trace *trace, const struct zg_rule *rule, const char *condition,
                        const struct zg_occasion *o, const struct zg_rule *by) {
  struct zg_bytes *out = zg_trace_row_begin(trace, rule, "no");
  zg_json_write_member("condition", condition, out);
  zg_json_write_member("saw", by != NULL ? "cancelled" : o->event->type, out);
  zg_bytes_add_text(out, ",\"wanted\":null");
  zg_json_write_member("event", o->cause_id, out);
  if (by != NULL) zg_trace_name(out, "by", by->pack->name, by->name);
  zg_trace_row_end(trace);
}

void zg_trace_called_off(const struct zg_decision *d, const struct zg_timer_row *timer,
                         const struct zg_rule *by) {
  struct cJSON *data = NULL;
  if (!zg_trace_wants_all(d->trace)) return;
  zg_json_parse_own(d->arena, timer->data, strlen(timer->data), &data, NULL);
  const struct zg_shop *shop = d->occasion->shop;
  const char *waits = zg_json_text(data, "rule", NULL);
  const struct cJSON *cause = zg_json_get(data, by == NULL ? "event" : "cause");
  const char *source = zg_json_text(cause, "source", NULL), *id = zg_json_text(cause, "id", NULL);
  const char *type = by == NULL ? zg_json_text(cause, "type", NULL)
                                : zg_arena_printf(d->arena, "timer.%s", timer->name);
  if (source == NULL || id == NULL || type == NULL) return;
  struct zg_trace *trace = begin(d->arena, shop, source, id, type, d->occasion->now);
  zg_json_write_member("after", "called_off", &trace->head);
  for (size_t i = 0; i < shop->rule_count; i++) {
    const struct zg_rule *rule = shop->rules[i];
    if (strcmp(rule->pack->name, timer->pack) != 0) continue;
    if (by == NULL && strcmp(rule->name, waits != NULL ? waits : "") == 0)
      add_off_row(trace, rule, "unless_within", d->occasion, NULL);
    else if (by != NULL && zg_rule_listens(rule, type))
      add_off_row(trace, rule, type, d->occasion, by);
  }
  zg_trace_end(trace, d->zg);
}
