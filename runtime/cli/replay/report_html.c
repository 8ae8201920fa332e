/* The report as a page for the owner of a shop. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/replay/html.h"
#include "cli/replay/report.h"
#include "cli/replay/report_page.h"
#include "cli/replay/report_words.h"

/* What is being written. */
struct page {
  const struct zg_report *r;
  enum zg_tongue tongue;
  struct zg_bytes *out;
};

static const char *word(const struct page *p, enum zg_word word) {
  return zg_report_word(p->tongue, word);
}

static void open_section(const struct page *p, enum zg_word title, const char *about) {
  zg_bytes_printf(p->out, "<section><h2>%s", word(p, title));
  if (about != NULL) zg_bytes_printf(p->out, " <small>%s</small>", about);
  zg_bytes_add_text(p->out, "</h2>\n");
}

/* ---- the head */

static void write_period(const struct page *p) {
  char from[ZG_REPORT_TIME], to[ZG_REPORT_TIME];
  if (p->r->events == 0) return;
  zg_report_time(p->r, p->r->first, from);
  zg_report_time(p->r, p->r->last, to);
  from[16] = to[16] = '\0'; /* to the minute */
  bool one_day = strncmp(from, to, 10) == 0;
  zg_bytes_printf(p->out, " · %s – %s", from, one_day ? to + 11 : to);
}

static void write_legend(const struct page *p) {
  if (p->r->sets == 1) return;
  zg_bytes_printf(
      p->out,
      "<p class=\"legend\"><span class=\"key a\"></span>%s <span class=\"key b\"></span>"
      "%s: <code>",
      word(p, ZG_WORD_NOW), word(p, ZG_WORD_AGAINST));
  zg_html_text(p->out, p->r->against);
  zg_bytes_add_text(p->out, "</code></p>\n");
}

static void write_verdict(const struct page *p) {
  char changes[ZG_NUMBER], pairs[ZG_NUMBER];
  uint64_t differ = zg_report_changes(p->r);
  if (p->r->sets == 1) return;
  zg_wording_number(differ, changes);
  zg_wording_number(p->r->compare.pairs, pairs);
  zg_bytes_add_text(p->out, "<p class=\"verdict\">");
  if (differ == 0)
    zg_wording_add(p->out, word(p, ZG_WORD_SAME), pairs, NULL);
  else
    zg_wording_add(p->out, word(p, ZG_WORD_DIFFER), changes, pairs, NULL);
  zg_bytes_add_text(p->out, "</p>\n");
}

static void write_head(const struct page *p) {
  enum zg_word title = p->r->sets == 2 ? ZG_WORD_TITLE_AGAINST : ZG_WORD_TITLE;
  char events[ZG_NUMBER], shops[ZG_NUMBER];
  bool chinese = p->tongue == ZG_CHINESE;
  zg_page_begin(p->out, chinese ? "zh" : "en", word(p, title), p->r->name);
  zg_bytes_printf(p->out, "<header><h1>%s</h1>\n<p class=\"about\"><b>", word(p, title));
  zg_html_text(p->out, p->r->name);
  zg_bytes_add_text(p->out, "</b>");
  if (p->r->shops > 1) {
    zg_bytes_add_char(p->out, ' ');
    zg_wording_number(p->r->shops - (chinese ? 0 : 1), shops); /* "等 N 家店" counts this one too */
    zg_wording_add(p->out, word(p, ZG_WORD_MORE_SHOPS), shops, NULL);
  }
  write_period(p);
  zg_wording_number(p->r->events, events);
  zg_bytes_printf(p->out, " · %s %s</p>\n", events, word(p, ZG_WORD_EVENTS));
  write_legend(p);
  write_verdict(p);
  zg_bytes_add_text(p->out, "</header>\n");
}

/* ---- at a glance */

static void write_difference(struct zg_bytes *out, uint64_t now, uint64_t against) {
  char number[ZG_NUMBER];
  zg_wording_number(now < against ? against - now : now - against, number);
  if (now == against)
    zg_bytes_add_text(out, "<i>=</i>");
  else
    zg_bytes_printf(out, "<i>%s%s</i>", now < against ? "+" : "−", number);
}

static void write_card(const struct page *p, enum zg_word title, uint64_t now, uint64_t against) {
  char numbers[2][ZG_NUMBER];
  zg_wording_number(now, numbers[0]);
  zg_wording_number(against, numbers[1]);
  zg_bytes_printf(p->out, "<div class=\"card\"><h3>%s</h3><p>%s", word(p, title), numbers[0]);
  if (p->r->sets == 2) {
    zg_bytes_printf(p->out, " <span>→ %s</span> ", numbers[1]);
    write_difference(p->out, now, against);
  }
  zg_bytes_add_text(p->out, "</p></div>\n");
}

static void write_cards(const struct page *p) {
  static const struct {
    enum zg_tally_kind kind;
    enum zg_word word;
  } shown[] = {{ZG_TALLY_MESSAGES, ZG_WORD_MESSAGES}, {ZG_TALLY_OFFERS, ZG_WORD_OFFERS},
               {ZG_TALLY_ACCEPTED, ZG_WORD_ACCEPTED}, {ZG_TALLY_GIFTS, ZG_WORD_GIFTS},
               {ZG_TALLY_HANDOFFS, ZG_WORD_HANDOFFS}, {ZG_TALLY_ALERTS, ZG_WORD_ALERTS},
               {ZG_TALLY_COURIERS, ZG_WORD_COURIERS}};
  open_section(p, ZG_WORD_GLANCE, NULL);
  zg_bytes_add_text(p->out, "<div class=\"cards\">\n");
  zg_bytes_printf(p->out, "<div class=\"card\"><h3>%s</h3><p>", word(p, ZG_WORD_CONVERSATIONS));
  zg_bytes_printf(p->out, "%" PRIu64 "</p></div>\n", p->r->talks.count);
  for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
    write_card(p, shown[i].word, p->r->tally[0].count[shown[i].kind],
               p->r->tally[1].count[shown[i].kind]);
  zg_bytes_add_text(p->out, "</div></section>\n");
}

/* ---- money */

static struct zg_money in(struct zg_money money, const char *currency) {
  memcpy(money.currency, currency, sizeof money.currency);
  return money;
}

/* "-6883.70" as "−6,883.70". */
static void write_amount(struct zg_bytes *out, struct zg_money money, bool signs) {
  char text[ZG_MONEY_TEXT];
  zg_money_format(money, text);
  const char *digits = text[0] == '-' ? text + 1 : text;
  size_t whole = strcspn(digits, ".");
  zg_bytes_add_text(out, text[0] == '-' ? "−" : signs && money.minor > 0 ? "+" : "");
  for (size_t i = 0; digits[i] != '\0'; i++) {
    if (i > 0 && i < whole && (whole - i) % 3 == 0) zg_bytes_add_char(out, ',');
    zg_bytes_add_char(out, digits[i]);
  }
}

static void write_amounts(const struct page *p, const char *currency, enum zg_word title,
                          enum zg_word about, struct zg_money now, struct zg_money against) {
  struct zg_money moved = {0};
  zg_bytes_printf(p->out, "<tr><th>%s %s <small>%s</small></th><td>", word(p, title), currency,
                  word(p, about));
  write_amount(p->out, in(now, currency), false);
  if (p->r->sets == 2) {
    zg_bytes_add_text(p->out, "</td><td>");
    write_amount(p->out, in(against, currency), false);
    zg_bytes_add_text(p->out, "</td><td>");
    if (zg_money_subtract(in(against, currency), in(now, currency), &moved) == 0)
      write_amount(p->out, moved, true);
  }
  zg_bytes_add_text(p->out, "</td></tr>\n");
}

static void write_currency(const struct page *p, const char *currency) {
  const struct zg_tally_money *m[2] = {zg_tally_money(&p->r->tally[0], currency),
                                       zg_tally_money(&p->r->tally[1], currency)};
  write_amounts(p, currency, ZG_WORD_OFFERS, ZG_WORD_OFFERED_SUM, m[0]->offered.price,
                m[1]->offered.price);
  write_amounts(p, currency, ZG_WORD_CONCEDED, ZG_WORD_CONCEDED_SUM, zg_sum_conceded(&m[0]->cut),
                zg_sum_conceded(&m[1]->cut));
  write_amounts(p, currency, ZG_WORD_ACCEPTED, ZG_WORD_AGREED_SUM, m[0]->agreed.price,
                m[1]->agreed.price);
}

static void write_money(const struct page *p) {
  const char *currency = NULL;
  if (zg_report_currency(p->r, 0) == NULL) return;
  open_section(p, ZG_WORD_MONEY, NULL);
  zg_bytes_add_text(p->out, "<table>");
  if (p->r->sets == 2)
    zg_bytes_printf(p->out, "<thead><tr><th></th><th>%s</th><th>%s</th><th>±</th></tr></thead>",
                    word(p, ZG_WORD_NOW), word(p, ZG_WORD_AGAINST));
  zg_bytes_add_text(p->out, "<tbody>\n");
  for (size_t i = 0; (currency = zg_report_currency(p->r, i)) != NULL; i++)
    write_currency(p, currency);
  zg_bytes_add_text(p->out, "</tbody></table></section>\n");
}

/* ---- charts */

static void write_ends(const struct page *p) {
  struct zg_chart_row rows[ZG_TALK_ENDS] = {0};
  for (int i = 0; i < ZG_TALK_ENDS; i++) {
    rows[i].label = word(p, (enum zg_word)(ZG_WORD_END_AGREED + i));
    for (int set = 0; set < 2; set++) {
      uint64_t count = p->r->talks.ends[set][i], all = p->r->talks.count;
      rows[i].value[set] = (double)count;
      snprintf(rows[i].shown[set], sizeof rows[i].shown[set], "%" PRIu64 " · %.0f %%", count,
               all > 0 ? 100.0 * (double)count / (double)all : 0);
    }
  }
  open_section(p, ZG_WORD_ENDS, NULL);
  zg_chart_bars(p->out, &(struct zg_chart){.title = word(p, ZG_WORD_ENDS),
                                           .sets = p->r->sets,
                                           .rows = rows,
                                           .count = ZG_TALK_ENDS});
  zg_bytes_add_text(p->out, "</section>\n");
}

static double share(const struct zg_sum *sum) {
  return sum->list.minor > 0 ? 100.0 * (double)zg_sum_conceded(sum).minor / (double)sum->list.minor
                             : 0;
}

/* The rounds of one currency; those that nobody reached are left out. */
static void write_rounds_of(const struct page *p, const char *currency) {
  struct zg_chart_row rows[ZG_ROUNDS] = {0};
  struct zg_arena *arena = zg_arena_new_small();
  char number[ZG_NUMBER], title[128];
  size_t count = 0;
  for (int i = 0; i < ZG_ROUNDS; i++) {
    uint64_t offers = 0;
    for (int set = 0; set < p->r->sets; set++) {
      const struct zg_sum *sum = &zg_tally_money(&p->r->tally[set], currency)->rounds[i];
      offers += sum->count;
      rows[count].value[set] = share(sum);
      snprintf(rows[count].shown[set], sizeof rows[count].shown[set], "%.1f %% · n = %" PRIu64,
               share(sum), sum->count);
    }
    bool last = i == ZG_ROUNDS - 1;
    zg_wording_number((uint64_t)i + 1, number);
    rows[count].label =
        zg_wording_fill(arena, word(p, last ? ZG_WORD_LAST_ROUND : ZG_WORD_ROUND), number, NULL);
    count += offers > 0;
  }
  snprintf(title, sizeof title, "%s, %s", currency, word(p, ZG_WORD_ROUNDS_ABOUT));
  open_section(p, ZG_WORD_ROUNDS, title);
  zg_chart_bars(p->out, &(struct zg_chart){.title = word(p, ZG_WORD_ROUNDS),
                                           .sets = p->r->sets,
                                           .rows = rows,
                                           .count = count});
  zg_bytes_add_text(p->out, "</section>\n");
  zg_arena_free(arena);
}

static void write_rounds(const struct page *p) {
  const char *currency = NULL;
  for (size_t i = 0; (currency = zg_report_currency(p->r, i)) != NULL; i++)
    if (zg_tally_money(&p->r->tally[0], currency)->cut.count +
            zg_tally_money(&p->r->tally[1], currency)->cut.count >
        0)
      write_rounds_of(p, currency);
}

enum { COLUMNS = 62 }; /* two months of days; of more days several go together */

static void write_days(const struct page *p) {
  struct zg_chart_row rows[COLUMNS] = {0};
  char labels[COLUMNS][ZG_REPORT_TIME], days[ZG_NUMBER];
  struct zg_bytes about = {0};
  int64_t first = zg_zone_day(p->r->zone, p->r->first), last = zg_zone_day(p->r->zone, p->r->last);
  for (int set = 0; set < p->r->sets; set++) { /* what fires after the last event */
    const struct zg_tally *tally = &p->r->tally[set];
    if (tally->days > 0 && tally->first_day + (int64_t)tally->days - 1 > last)
      last = tally->first_day + (int64_t)tally->days - 1;
  }
  int64_t each = (last - first) / COLUMNS + 1;
  size_t count = (size_t)((last - first) / each) + 1;
  for (size_t i = 0; i < count; i++) {
    zg_report_day(first + (int64_t)i * each, labels[i]);
    rows[i].label = labels[i];
    for (int64_t day = 0; day < each; day++)
      for (int set = 0; set < p->r->sets; set++)
        rows[i].value[set] +=
            (double)zg_tally_alerts(&p->r->tally[set], first + (int64_t)i * each + day);
  }
  zg_wording_number((uint64_t)each, days);
  zg_wording_add(&about, word(p, each > 1 ? ZG_WORD_ALERTS_BY_DAYS : ZG_WORD_ALERTS_BY_DAY), days,
                 NULL);
  zg_bytes_printf(p->out, "<h3>%s</h3>\n", about.data);
  zg_chart_columns(
      p->out,
      &(struct zg_chart){.title = about.data, .sets = p->r->sets, .rows = rows, .count = count});
  zg_bytes_fini(&about);
}

static void write_kinds(const struct page *p) {
  const struct zg_kinds *kinds = &p->r->kinds;
  zg_bytes_printf(p->out, "<table><thead><tr><th>%s</th>", word(p, ZG_WORD_KIND));
  if (p->r->sets == 2)
    zg_bytes_printf(p->out, "<th>%s</th><th>%s</th><th>%s</th><th>%s</th>", word(p, ZG_WORD_NOW),
                    word(p, ZG_WORD_AGAINST), word(p, ZG_WORD_GAINED), word(p, ZG_WORD_LOST));
  else
    zg_bytes_printf(p->out, "<th>%s</th>", word(p, ZG_WORD_ALERTS));
  zg_bytes_add_text(p->out, "</tr></thead><tbody>\n");
  for (size_t i = 0; i < kinds->count; i++) {
    zg_bytes_add_text(p->out, "<tr><th>");
    zg_html_text(p->out, kinds->names[i]);
    zg_bytes_printf(p->out, "</th><td>%" PRIu64 "</td>", kinds->raised[0][i]);
    if (p->r->sets == 2)
      zg_bytes_printf(p->out, "<td>%" PRIu64 "</td><td>%" PRIu64 "</td><td>%" PRIu64 "</td>",
                      kinds->raised[1][i], kinds->only[1][i], kinds->only[0][i]);
    zg_bytes_add_text(p->out, "</tr>\n");
  }
  zg_bytes_add_text(p->out, "</tbody></table>\n");
}

static void write_alerts(const struct page *p) {
  open_section(p, ZG_WORD_ALERTS, NULL);
  if (p->r->kinds.count == 0) {
    zg_bytes_printf(p->out, "<p>%s</p>", word(p, ZG_WORD_NO_ALERTS));
  } else {
    write_days(p);
    write_kinds(p);
  }
  zg_bytes_add_text(p->out, "</section>\n");
}

void zg_report_html(const struct zg_report *report, struct zg_bytes *out) {
  const struct page p = {.r = report, .tongue = zg_tongue_of(report->language), .out = out};
  write_head(&p);
  write_cards(&p);
  write_money(&p);
  write_ends(&p);
  write_rounds(&p);
  write_alerts(&p);
  zg_page_rules(report, p.tongue, out);
  zg_page_examples(report, p.tongue, out);
  zg_bytes_printf(out, "<footer>%s</footer>\n</main></body></html>\n", word(&p, ZG_WORD_FOOT));
}
