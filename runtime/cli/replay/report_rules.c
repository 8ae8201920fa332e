/* The page of a report: the table of rules, and examples of what they said. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/replay/acts.h"
#include "cli/replay/html.h"
#include "cli/replay/report_page.h"
#include "cli/replay/report_words.h"

static const enum zg_word change_words[ZG_CHANGES] = {
    ZG_WORD_STOPPED, ZG_WORD_BEGUN, ZG_WORD_RESULT, ZG_WORD_OTHER_ACTIONS, ZG_WORD_MOVED};

struct writing {
  struct zg_bytes *out;
};

static void write_name(const struct zg_report *r, const struct zg_book_rule *rule,
                       enum zg_tongue tongue, struct zg_bytes *out) {
  zg_html_text(out, rule->pack);
  zg_bytes_add_text(out, " / ");
  zg_html_text(out, rule->name);
  if (r->sets == 2 && rule->has[0] != rule->has[1])
    zg_bytes_printf(out, " <span class=\"tag\">%s</span>",
                    zg_report_word(tongue, rule->has[0] ? ZG_WORD_ONLY_NOW : ZG_WORD_ONLY_AGAINST));
  if (rule->renamed != NULL) {
    struct zg_bytes name = {0};
    zg_html_text(&name, rule->renamed);
    zg_bytes_add_text(out, " <span class=\"tag\">");
    zg_wording_add(out, zg_report_word(tongue, ZG_WORD_RENAMED), name.data != NULL ? name.data : "",
                   NULL);
    zg_bytes_add_text(out, "</span>");
    zg_bytes_fini(&name);
  }
}

static void write_cell(struct zg_bytes *out, uint64_t number, bool stands_out) {
  char text[32];
  zg_wording_number(number, text);
  zg_bytes_printf(out, "<td%s>%s</td>",
                  number == 0  ? " class=\"zero\""
                  : stands_out ? " class=\"new\""
                               : "",
                  number == 0 ? "–" : text);
}

static void write_heads(const struct zg_report *r, enum zg_tongue tongue, struct zg_bytes *out) {
  static const enum zg_word single[] = {ZG_WORD_FIRED, ZG_WORD_ACTIONS, ZG_WORD_YIELDED,
                                        ZG_WORD_WITHHELD, ZG_WORD_FAILED};
  zg_bytes_printf(out, "<thead><tr><th>%s</th>", zg_report_word(tongue, ZG_WORD_RULE));
  if (r->sets == 2) {
    for (int set = 0; set < 2; set++)
      zg_bytes_printf(out, "<th>%s %s</th>", zg_report_word(tongue, ZG_WORD_FIRED),
                      zg_report_word(tongue, set == 0 ? ZG_WORD_NOW : ZG_WORD_AGAINST));
    for (int i = 0; i < ZG_CHANGES; i++)
      zg_bytes_printf(out, "<th>%s</th>", zg_report_word(tongue, change_words[i]));
  } else {
    for (size_t i = 0; i < sizeof single / sizeof single[0]; i++)
      zg_bytes_printf(out, "<th>%s</th>", zg_report_word(tongue, single[i]));
  }
  zg_bytes_add_text(out, "</tr></thead>");
}

static void write_row(const struct zg_report *r, const struct zg_book_rule *rule,
                      enum zg_tongue tongue, struct zg_bytes *out) {
  const struct zg_rule_count *count = rule->count;
  zg_bytes_add_text(out, "<tr><th>");
  write_name(r, rule, tongue, out);
  zg_bytes_add_text(out, "</th>");
  write_cell(out, count[0].fired, false);
  if (r->sets == 2) {
    write_cell(out, count[1].fired, false);
    for (int i = 0; i < ZG_CHANGES; i++)
      write_cell(out, rule->changes[i], true);
  } else {
    write_cell(out, count->acts, false);
    write_cell(out, count->yielded, false);
    write_cell(out, count->withheld, false);
    write_cell(out, count->failed, true);
  }
  zg_bytes_add_text(out, "</tr>\n");
}

void zg_page_rules(const struct zg_report *report, enum zg_tongue tongue, struct zg_bytes *out) {
  size_t count = 0;
  const struct zg_book_rule **rules = zg_report_rules(report, &count);
  zg_bytes_printf(out, "<section><h2>%s</h2><div class=\"scroll\"><table>",
                  zg_report_word(tongue, ZG_WORD_RULES));
  write_heads(report, tongue, out);
  zg_bytes_add_text(out, "<tbody>\n");
  for (size_t i = 0; i < count; i++)
    write_row(report, rules[i], tongue, out);
  zg_bytes_add_text(out, "</tbody></table></div></section>\n");
  free(rules);
}

/* ---- examples */

static void write_act(void *arg, const char *text) {
  const struct writing *w = arg;
  zg_bytes_add_text(w->out, "<p>");
  zg_html_text(w->out, text);
  zg_bytes_add_text(w->out, "</p>");
}

static void write_side(const struct zg_report *r, const struct zg_example *example, int set,
                       enum zg_tongue tongue, struct zg_bytes *out) {
  struct writing w = {.out = out};
  const char *result = example->result[set];
  zg_bytes_printf(out, "<div class=\"says%s\">", set == 1 ? " b" : "");
  if (r->sets == 2)
    zg_bytes_printf(out, "<b>%s</b>",
                    zg_report_word(tongue, set == 0 ? ZG_WORD_NOW : ZG_WORD_AGAINST));
  int acts = zg_report_acts(tongue, example->acts[set], write_act, &w);
  if (acts == 0)
    zg_bytes_printf(out, "<p class=\"none\">%s</p>",
                    result != NULL && strcmp(result, "fired") != 0
                        ? result
                        : zg_report_word(tongue, ZG_WORD_NOTHING));
  zg_bytes_add_text(out, "</div>");
}

static void write_example(const struct zg_report *r, const struct zg_example *example,
                          enum zg_tongue tongue, struct zg_bytes *out) {
  char time[ZG_REPORT_TIME];
  zg_report_time(r, example->time, time);
  zg_bytes_printf(out, "<div class=\"case\"><p>%s", time);
  if (example->conversation != NULL) {
    zg_bytes_add_text(out, " · ");
    zg_html_text(out, example->conversation);
  }
  if (example->said != NULL) {
    zg_bytes_printf(out, " · %s: <q>", zg_report_word(tongue, ZG_WORD_SAID));
    zg_html_text(out, example->said);
    zg_bytes_add_text(out, "</q>");
  } else if (example->event != NULL) {
    zg_bytes_add_text(out, " · ");
    zg_html_text(out, example->event);
  }
  if (r->sets == 2)
    zg_bytes_printf(out, " <span class=\"tag\">%s</span>",
                    zg_report_word(tongue, change_words[example->change]));
  zg_bytes_printf(out, "</p><div class=\"pair%s\">", r->sets == 2 ? "" : " one");
  for (int set = 0; set < r->sets; set++)
    write_side(r, example, set, tongue, out);
  zg_bytes_add_text(out, "</div></div>\n");
}

void zg_page_examples(const struct zg_report *report, enum zg_tongue tongue, struct zg_bytes *out) {
  size_t count = 0, shown = 0;
  const struct zg_book_rule **rules = zg_report_rules(report, &count);
  for (size_t i = 0; i < count; i++) {
    if (rules[i]->example_count == 0) continue;
    if (shown++ == 0)
      zg_bytes_printf(out, "<section><h2>%s</h2>\n", zg_report_word(tongue, ZG_WORD_EXAMPLES));
    zg_bytes_add_text(out, "<article><h3>");
    write_name(report, rules[i], tongue, out);
    zg_bytes_add_text(out, "</h3>\n");
    for (size_t j = 0; j < rules[i]->example_count; j++)
      write_example(report, &rules[i]->examples[j], tongue, out);
    zg_bytes_add_text(out, "</article>\n");
  }
  if (shown > 0) zg_bytes_add_text(out, "</section>\n");
  free(rules);
}
