#include "cli/replay/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "data/json.h"
#include "engine/engine.h"

/* The events of late, so that an example can say what the buyer said. An event has one place in the
 * table, where a later one may take its stead: then the example is told without. */
enum { CAUSES = 8192, SAID = 160, NAME = 48 };

struct zg_cause {
  uint64_t hash;
  char conversation[NAME], event[NAME], said[SAID];
};

static uint64_t hash_cause(const char *source, const char *id) {
  const uint64_t parts[] = {zg_hash64(source, strlen(source)), zg_hash64(id, strlen(id))};
  return zg_hash64(parts, sizeof parts);
}

static void cut(char *out, size_t size, const char *text) {
  size_t len = text != NULL ? strlen(text) : 0;
  bool whole = len < size;
  if (!whole) len = zg_utf8_cut(text, len, size - 1 - strlen("…"));
  if (len > 0) memcpy(out, text, len);
  strcpy(out + len, whole ? "" : "…");
}

static void note_cause(struct zg_report *report, const struct zg_event *event) {
  uint64_t hash = hash_cause(event->source, event->id);
  struct zg_cause *cause = &report->causes[hash % CAUSES];
  cause->hash = hash;
  const char *offer = zg_json_text(event->data, "offer", "price");
  const char *said = zg_json_text(event->data, "message", "text");
  const char *conversation = zg_event_key(event, ZG_SCOPE_CONVERSATION);
  cut(cause->said, sizeof cause->said, said != NULL ? said : offer);
  cut(cause->event, sizeof cause->event, event->type);
  cut(cause->conversation, sizeof cause->conversation, conversation);
}

static char *some(const char *text) {
  return text != NULL && text[0] != '\0' ? zg_strdup(text) : NULL;
}

/* zg_compare_about_fn */
static void tell_about(void *arg, const struct zg_outcome *outcome, struct zg_example *example) {
  const struct zg_report *report = arg;
  uint64_t hash = hash_cause(outcome->source, outcome->cause);
  const struct zg_cause *cause = &report->causes[hash % CAUSES];
  const struct zg_act *act = outcome->acts;
  if (cause->hash == hash) {
    example->event = some(cause->event);
    example->conversation = some(cause->conversation);
    example->said = some(cause->said);
  }
  if (example->conversation == NULL && act != NULL)
    example->conversation = some(zg_json_text(act->data, "conversation", "id"));
}

/* ---- collecting */

void zg_report_begin(struct zg_report *report, const struct zg_side *sides, int sets,
                     const char *against) {
  const struct zg_shop *shop = sides[0].zg->shops.all[0]->now;
  *report = (struct zg_report){.sets = sets,
                               .sides = sides,
                               .against = against,
                               .name = shop->name,
                               .language = shop->language,
                               .zone = shop->zone,
                               .shops = sides[0].zg->shops.count,
                               .arena = zg_arena_new(),
                               .causes = zg_alloc(CAUSES * sizeof *report->causes)};
  report->compare = (struct zg_compare){
      .book = &report->book, .kinds = &report->kinds, .about = tell_about, .arg = report};
  zg_rulebook_add(&report->book, sides[0].zg);
  if (sets == 2) zg_rulebook_add_second(&report->book, sides[0].zg, sides[1].zg);
}

void zg_report_event(struct zg_report *report, const char *line, size_t len) {
  struct cJSON *tree = NULL;
  struct zg_event event = {0};
  zg_arena_reset(report->arena);
  if (zg_json_parse(report->arena, line, len, &tree, NULL) < 0) return;
  if (zg_event_read(report->arena, tree, report->last, &event, NULL) < 0) return;
  if (report->events++ == 0) report->first = event.time;
  if (report->events == 1 || event.time > report->last) report->last = event.time;
  if (event.time < report->first) report->first = event.time;
  note_cause(report, &event);
  report->event = event;
}

/* With one rule set examples are simply what its rules said first. */
static void show_first(struct zg_report *report, struct zg_book_rule *rule,
                       const struct zg_outcome *o) {
  if (report->sets == 2 || o->acts == NULL || rule->example_count == ZG_EXAMPLES) return;
  rule->examples[rule->example_count++] = zg_compare_example(&report->compare, 0, o);
}

static void note_outcome(struct zg_report *report, int set, const struct zg_outcome *o) {
  struct zg_book_rule *rule = zg_rulebook_find(&report->book, set, o->pack, o->rule);
  int64_t day = zg_zone_day(report->zone, o->time);
  zg_rulebook_count(rule, set, o);
  for (const struct zg_act *act = o->acts; act != NULL; act = act->next) {
    zg_tally_add(&report->tally[set], act, day);
    if (strcmp(act->type, "alert.raise") == 0)
      report->kinds
          .raised[set][zg_kinds_find(&report->kinds, zg_json_text(act->data, "kind", NULL))]++;
  }
  show_first(report, rule, o);
}

/* Whether it was made of the event of the step, and not by timers that were due before. */
static bool is_own(const struct zg_report *report, const struct zg_outcome *o) {
  return report->event.id != NULL && strcmp(o->cause, report->event.id) == 0 &&
         strcmp(o->source, report->event.source) == 0;
}

static void note_acts(struct zg_report *report, bool own) {
  for (int set = 0; set < report->sets; set++)
    for (const struct zg_outcome *o = report->sides[set].outcomes; o != NULL; o = o->next)
      for (const struct zg_act *act = o->acts; act != NULL && is_own(report, o) == own;
           act = act->next)
        zg_talks_act(&report->talks, set, act);
}

/* The event may be the first in days, or close its conversation; what timers did in the meantime
 * belongs to the conversations as they were before it. */
static void note_talks(struct zg_report *report) {
  note_acts(report, false);
  if (report->event.id == NULL) return;
  zg_talks_event(&report->talks, &report->event);
  note_acts(report, true);
  zg_talks_close(&report->talks, &report->event);
}

void zg_report_step(struct zg_report *report) {
  note_talks(report);
  for (int set = 0; set < report->sets; set++)
    for (const struct zg_outcome *o = report->sides[set].outcomes; o != NULL; o = o->next)
      note_outcome(report, set, o);
  if (report->sets == 2) zg_compare_step(&report->compare, report->sides);
  if (report->event.id != NULL) zg_compare_forget(&report->compare, report->event.time);
  report->event = (struct zg_event){0};
}

void zg_report_end(struct zg_report *report) {
  zg_compare_end(&report->compare);
  zg_talks_end(&report->talks);
}

void zg_report_fini(struct zg_report *report) {
  if (report->arena == NULL) return; /* it was never begun */
  zg_compare_end(&report->compare);
  zg_talks_end(&report->talks);
  zg_rulebook_fini(&report->book);
  zg_kinds_fini(&report->kinds);
  for (int set = 0; set < 2; set++)
    zg_tally_fini(&report->tally[set]);
  zg_arena_free(report->arena);
  free(report->causes);
  *report = (struct zg_report){0};
}

uint64_t zg_report_changes(const struct zg_report *report) {
  return zg_rulebook_changes(&report->book);
}

/* ---- telling */

static uint64_t weight(const struct zg_book_rule *rule) {
  return rule->count[0].fired + rule->count[1].fired + rule->count[0].failed +
         rule->count[1].failed;
}

static int by_interest(const void *left, const void *right) {
  const struct zg_book_rule *a = *(struct zg_book_rule *const *)left;
  const struct zg_book_rule *b = *(struct zg_book_rule *const *)right;
  uint64_t x = zg_rule_changes(a), y = zg_rule_changes(b);
  if (x != y) return x > y ? -1 : 1;
  x = weight(a);
  y = weight(b);
  if (x != y) return x > y ? -1 : 1;
  return (a->number > b->number) - (a->number < b->number);
}

const struct zg_book_rule **zg_report_rules(const struct zg_report *report, size_t *count) {
  const struct zg_book_rule **rules = zg_alloc((report->book.count + 1) * sizeof *rules);
  *count = 0;
  for (size_t i = 0; i < report->book.count; i++) {
    const struct zg_book_rule *rule = report->book.all[i];
    bool elsewhere = report->sets == 2 && (rule->has[0] != rule->has[1] || rule->renamed != NULL);
    uint64_t other = rule->count[0].yielded + rule->count[0].withheld + rule->count[1].yielded +
                     rule->count[1].withheld;
    if (elsewhere || weight(rule) + other + zg_rule_changes(rule) > 0) rules[(*count)++] = rule;
  }
  if (*count > 0) qsort(rules, *count, sizeof *rules, by_interest);
  return rules;
}

const char *zg_report_currency(const struct zg_report *report, size_t number) {
  const struct zg_tally *tally = report->tally;
  if (number < tally[0].money_count) return tally[0].money[number].currency;
  number -= tally[0].money_count;
  for (size_t i = 0; i < tally[1].money_count; i++) {
    const char *currency = tally[1].money[i].currency;
    bool both = zg_tally_money(&tally[0], currency)->currency[0] != '\0';
    if (!both && number-- == 0) return currency;
  }
  return NULL;
}

void zg_report_day(int64_t day, char out[ZG_REPORT_TIME]) {
  int64_t year = 0;
  int month = 0, date = 0;
  zg_date_of(day, &year, &month, &date);
  snprintf(out, ZG_REPORT_TIME, "%04" PRId64 "-%02d-%02d", year, month, date);
}

void zg_report_time(const struct zg_report *report, int64_t time, char out[ZG_REPORT_TIME]) {
  int64_t wall = zg_zone_wall(report->zone, time), day = zg_zone_day(report->zone, time);
  int seconds = (int)((wall - day * ZG_DAY) / 1000);
  zg_report_day(day, out);
  size_t len = strlen(out);
  snprintf(out + len, ZG_REPORT_TIME - len, " %02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
           seconds % 60);
}
