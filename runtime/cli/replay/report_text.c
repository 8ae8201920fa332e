/* The comparison as text, for a terminal. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "cli/replay/report.h"
#include "cli/replay/words.h"

struct writing {
  struct zg_bytes *out;
  const char *label; /* before the next line */
};

static void counts(struct zg_bytes *out, const char *name, uint64_t now, uint64_t against) {
  zg_bytes_printf(out, "  %-28s %14" PRIu64 " %14" PRIu64 "\n", name, now, against);
}

static void head(struct zg_bytes *out, const char *title) {
  zg_bytes_printf(out, "\n  %-28s %14s %14s", title, "now", "against");
}

static void write_counts(const struct zg_report *r, struct zg_bytes *out) {
  head(out, "what was done");
  zg_bytes_add_char(out, '\n');
  for (int i = 0; i < ZG_TALLY_KINDS; i++) {
    uint64_t now = r->tally[0].count[i], against = r->tally[1].count[i];
    if (now + against > 0) counts(out, zg_tally_word((enum zg_tally_kind)i), now, against);
  }
}

static void amounts(struct zg_bytes *out, const char *currency, const char *name,
                    struct zg_money now, struct zg_money against) {
  char label[64], texts[2][ZG_MONEY_TEXT];
  snprintf(label, sizeof label, "%s %s", currency, name);
  memcpy(now.currency, currency, sizeof now.currency);
  memcpy(against.currency, currency, sizeof against.currency);
  zg_money_format(now, texts[0]);
  zg_money_format(against, texts[1]);
  zg_bytes_printf(out, "  %-28s %14s %14s\n", label, texts[0], texts[1]);
}

static void write_currency(const struct zg_report *r, const char *currency, struct zg_bytes *out) {
  const struct zg_tally_money *m[2] = {zg_tally_money(&r->tally[0], currency),
                                       zg_tally_money(&r->tally[1], currency)};
  amounts(out, currency, "offered", m[0]->offered.price, m[1]->offered.price);
  amounts(out, currency, "conceded", zg_sum_conceded(&m[0]->cut), zg_sum_conceded(&m[1]->cut));
  amounts(out, currency, "agreed", m[0]->agreed.price, m[1]->agreed.price);
}

static void write_money(const struct zg_report *r, struct zg_bytes *out) {
  const char *currency = NULL;
  if (zg_report_currency(r, 0) == NULL) return;
  head(out, "money");
  zg_bytes_add_char(out, '\n');
  for (size_t i = 0; (currency = zg_report_currency(r, i)) != NULL; i++)
    write_currency(r, currency, out);
}

static void write_alerts(const struct zg_report *r, struct zg_bytes *out) {
  if (r->kinds.count == 0) return;
  head(out, "alerts");
  zg_bytes_printf(out, " %10s %10s\n", "gained", "lost");
  for (size_t i = 0; i < r->kinds.count; i++) {
    struct zg_bytes name = {0};
    zg_words_clean(&name, r->kinds.names[i]);
    zg_bytes_printf(out, "  %-28s %14" PRIu64 " %14" PRIu64 " %10" PRIu64 " %10" PRIu64 "\n",
                    name.len > 0 ? name.data : "", r->kinds.raised[0][i], r->kinds.raised[1][i],
                    r->kinds.only[1][i], r->kinds.only[0][i]);
    zg_bytes_fini(&name);
  }
}

static void write_talks(const struct zg_report *r, struct zg_bytes *out) {
  if (r->talks.count == 0) return;
  head(out, "conversations");
  zg_bytes_add_char(out, '\n');
  for (int i = 0; i < ZG_TALK_ENDS; i++)
    counts(out, zg_talk_word((enum zg_talk_end)i), r->talks.ends[0][i], r->talks.ends[1][i]);
}

/* ---- rules */

static void write_act(void *arg, const char *text) {
  struct writing *w = arg;
  zg_bytes_printf(w->out, "    %-8s %s\n", w->label, text);
  w->label = "";
}

static void write_side(const struct zg_example *example, int set, const char *label,
                       struct zg_bytes *out) {
  struct writing w = {.out = out, .label = label};
  const char *const *words = zg_words("en");
  const char *result = example->result[set];
  if (result != NULL && strcmp(result, "fired") != 0) write_act(&w, result);
  if (zg_words_acts(words, example->acts[set], write_act, &w) == 0 && *w.label != '\0')
    write_act(&w, result != NULL ? result : words[ZG_WORD_NOTHING]);
}

static void write_example(const struct zg_report *r, const struct zg_example *example,
                          struct zg_bytes *out) {
  char time[ZG_REPORT_TIME];
  zg_report_time(r, example->time, time);
  zg_bytes_printf(out, "  %s  ", time);
  if (example->conversation != NULL) {
    zg_words_clean(out, example->conversation);
    zg_bytes_add_text(out, "  ");
  }
  if (example->said != NULL) {
    zg_bytes_add_text(out, "“");
    zg_words_clean(out, example->said);
    zg_bytes_add_text(out, "”");
  } else {
    zg_words_clean(out, example->event != NULL ? example->event : "");
  }
  zg_bytes_add_char(out, '\n');
  write_side(example, 0, "now", out);
  write_side(example, 1, "against", out);
}

static void write_rule(const struct zg_report *r, const struct zg_book_rule *rule,
                       struct zg_bytes *out) {
  static const enum zg_word words[ZG_CHANGES] = {ZG_WORD_STOPPED, ZG_WORD_BEGUN, ZG_WORD_RESULT,
                                                 ZG_WORD_OTHER_ACTIONS, ZG_WORD_MOVED};
  const char *const *english = zg_words("en");
  struct zg_bytes renamed = {0};
  bool other_set = rule->has[0] != rule->has[1];
  if (zg_rule_changes(rule) == 0 && !other_set && rule->renamed == NULL) return;
  zg_bytes_printf(out, "\n%s/", rule->pack);
  zg_words_clean(out, rule->name);
  zg_bytes_printf(out, ": fired %" PRIu64 " and %" PRIu64, rule->count[0].fired,
                  rule->count[1].fired);
  for (int i = 0; i < ZG_CHANGES; i++)
    if (rule->changes[i] > 0)
      zg_bytes_printf(out, "; %" PRIu64 " %s", rule->changes[i], english[words[i]]);
  if (rule->renamed != NULL) {
    zg_bytes_add_text(out, "; ");
    zg_words_clean(&renamed, rule->renamed);
    zg_bytes_printf(out, english[ZG_WORD_RENAMED], renamed.data != NULL ? renamed.data : "");
    zg_bytes_fini(&renamed);
  }
  if (other_set)
    zg_bytes_printf(out, "; %s", english[rule->has[0] ? ZG_WORD_ONLY_NOW : ZG_WORD_ONLY_AGAINST]);
  zg_bytes_add_char(out, '\n');
  for (size_t i = 0; i < rule->example_count; i++)
    write_example(r, &rule->examples[i], out);
}

static bool same_rules(const struct zg_report *r) {
  for (size_t i = 0; i < r->book.count; i++)
    if (r->book.all[i]->has[0] != r->book.all[i]->has[1] || r->book.all[i]->renamed != NULL)
      return false;
  return true;
}

void zg_report_text(const struct zg_report *r, struct zg_bytes *out) {
  uint64_t changes = zg_report_changes(r);
  size_t count = 0;
  if (changes == 0)
    zg_bytes_printf(out, "no difference: all %" PRIu64 " outcomes are the same\n",
                    r->compare.pairs);
  else
    zg_bytes_printf(out, "against %s: %" PRIu64 " of %" PRIu64 " outcomes differ\n", r->against,
                    changes, r->compare.pairs);
  if (changes == 0 && same_rules(r)) return;
  if (changes > 0) {
    write_counts(r, out);
    write_money(r, out);
    write_alerts(r, out);
    write_talks(r, out);
  }
  const struct zg_book_rule **rules = zg_report_rules(r, &count);
  for (size_t i = 0; i < count; i++)
    write_rule(r, rules[i], out);
  free(rules);
}
