#include "cli/test/coverage.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/plain.h"
#include "data/json.h"

static void print(const char *text) {
  zg_plain_print(stdout, text, strlen(text));
}

static size_t fired(const struct zg_coverage *c) {
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++)
    count += c->rules[i].fired > 0;
  return count;
}

/* In whole per cent, never rounded up: 100 is all of them. */
static size_t share(size_t part, size_t whole) {
  return whole > 0 ? 100 * part / whole : 100;
}

void zg_test_coverage_never(const struct zg_test_report *report) {
  for (size_t i = 0; i < report->plan->suite_count; i++) {
    const struct zg_coverage *c = &report->scores[i].coverage;
    size_t never = c->count - fired(c), shown = 0;
    if (never == 0) continue;
    printf("%s: %zu of %zu rules never %s in a story: ", report->plan->suites[i].dir, never,
           c->count, never == 1 ? "fires" : "fire");
    for (size_t j = 0; j < c->count; j++) {
      if (c->rules[j].fired > 0) continue;
      if (shown++ > 0) fputs(", ", stdout);
      print(c->rules[j].name);
    }
    putchar('\n');
  }
}

static void print_test(const struct zg_covered_test *test) {
  if (test->held > 0 && test->failed > 0) return;
  printf("      %-14s  ", test->held > 0     ? "never fails"
                          : test->failed > 0 ? "never holds"
                                             : "is never asked");
  print(test->text);
  putchar('\n');
}

static void print_rule(const struct zg_covered_rule *rule) {
  char times[32] = "never";
  if (rule->fired > 0) snprintf(times, sizeof times, "%zu", rule->fired);
  printf("  %5s  ", times);
  print(rule->name);
  putchar('\n');
  if (rule->untold) puts("      has more conditions than are looked at one by one");
  for (size_t i = 0; i < rule->test_count && !rule->untold; i++)
    print_test(&rule->tests[i]);
}

void zg_test_coverage_table(const struct zg_test_report *report) {
  for (size_t i = 0; i < report->plan->suite_count; i++) {
    const struct zg_coverage *c = &report->scores[i].coverage;
    if (c->count == 0) continue;
    size_t fire = fired(c), all = 0, seen = zg_coverage_outcomes(c, &all);
    printf("\n%s: %zu of %zu rules fire (%zu%%), %zu of %zu outcomes of conditions are seen "
           "(%zu%%)\n",
           report->plan->suites[i].dir, fire, c->count, share(fire, c->count), seen, all,
           share(seen, all));
    puts("stories  rule, and the conditions of which only one outcome is seen");
    for (size_t j = 0; j < c->count; j++)
      print_rule(&c->rules[j]);
  }
  putchar('\n');
}

int zg_test_coverage_write(const struct zg_test_report *report, const char *path,
                           struct zg_error *err) {
  struct zg_bytes text = {0};
  for (size_t i = 0; i < report->plan->suite_count; i++) {
    const char *dir = report->plan->suites[i].dir;
    zg_bytes_add_text(&text, i > 0 ? ",\n{\"pack\":" : "{\"packs\":[\n{\"pack\":");
    zg_json_write_string(dir, strlen(dir), &text);
    zg_bytes_add_text(&text, ",\"rules\":");
    zg_coverage_write(&report->scores[i].coverage, &text);
    zg_bytes_add_char(&text, '}');
  }
  zg_bytes_add_text(&text, text.len > 0 ? "\n]}\n" : "{\"packs\":[]}\n");
  FILE *out = fopen(path, "we");
  bool whole = out != NULL && fwrite(text.data, 1, text.len, out) == text.len;
  if (out != NULL && fclose(out) != 0) whole = false;
  zg_bytes_fini(&text);
  return whole ? 0 : zg_fail(err, ZG_ESYSTEM, "%s cannot be written: %s", path, strerror(errno));
}
