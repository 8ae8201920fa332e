#include "cli/test/junit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

/* A text for an attribute or between tags: XML has no controls but these three, not even escaped,
 * and neither U+FFFE nor U+FFFF. */
static void print_text(FILE *out, const char *text) {
  bool valid = zg_utf8_valid(text, strlen(text));
  for (const char *at = text; *at != '\0'; at++) {
    unsigned char c = (unsigned char)*at;
    bool none = strncmp(at, "\xEF\xBF\xBE", 3) == 0 || strncmp(at, "\xEF\xBF\xBF", 3) == 0;
    if (c == '&' || c == '<' || c == '>' || c == '"' || c == '\n' || c == '\t' || c == '\r')
      fprintf(out, "&#%d;", c);
    else if (c < ' ' || (c >= 0x80 && !valid) || none)
      putc('?', out);
    else
      putc(c, out);
    if (valid && none) at += 2;
  }
}

static void print_attribute(FILE *out, const char *name, const char *text) {
  fprintf(out, " %s=\"", name);
  print_text(out, text);
  putc('"', out);
}

static void print_case(FILE *out, const struct zg_test_plan *plan, size_t number,
                       const struct zg_test_outcome *outcome) {
  static const char *const names[] = {[ZG_TEST_LOADS] = "loads",
                                      [ZG_TEST_SHOP] = "the shop loads",
                                      [ZG_TEST_UNREADABLE] = "its stories can be read"};
  const struct zg_test_piece *piece = &plan->pieces[number];
  const struct zg_story *story = piece->story;
  const char *dir = plan->suites[piece->suite].dir;
  fputs("    <testcase", out);
  print_attribute(out, "name", story != NULL ? story->name : names[piece->kind]);
  print_attribute(out, "classname", dir);
  print_attribute(out, "file", story != NULL ? story->file : dir);
  fprintf(out, " line=\"%d\" time=\"%.3f\"", story != NULL ? story->line : 0, outcome->ms / 1e3);
  if (!outcome->failed) {
    fputs("/>\n", out);
    return;
  }
  const char *failure = outcome->failure;
  fputs(">\n      <failure", out);
  print_attribute(out, "message", zg_arena_strndup(plan->arena, failure, strcspn(failure, "\n")));
  fputs(">", out);
  print_text(out, failure);
  fputs("</failure>\n    </testcase>\n", out);
}

static void print_suite(FILE *out, const struct zg_test_report *report, size_t number) {
  const struct zg_test_suite *suite = &report->plan->suites[number];
  const struct zg_test_score *score = &report->scores[number];
  fputs("  <testsuite", out);
  print_attribute(out, "name", suite->dir);
  fprintf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"%.3f\">\n",
          suite->count, score->failed, score->ms / 1e3);
  for (size_t i = suite->first; i < suite->first + suite->count; i++)
    print_case(out, report->plan, i, &report->outcomes[i]);
  fputs("  </testsuite>\n", out);
}

int zg_test_junit(const struct zg_test_report *report, const char *path, struct zg_error *err) {
  FILE *out = fopen(path, "we");
  if (out == NULL)
    return zg_fail(err, ZG_ESYSTEM, "%s cannot be written: %s", path, strerror(errno));
  fprintf(out,
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites tests=\"%zu\" failures=\"%zu\">\n",
          report->plan->piece_count, report->failed);
  for (size_t i = 0; i < report->plan->suite_count; i++)
    print_suite(out, report, i);
  fputs("</testsuites>\n", out);
  bool whole = ferror(out) == 0;
  if (fclose(out) != 0 || !whole)
    return zg_fail(err, ZG_ESYSTEM, "%s cannot be written: %s", path, strerror(errno));
  return 0;
}
