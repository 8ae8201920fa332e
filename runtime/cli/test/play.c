#include "cli/test/play.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "cli/explain/why.h"
#include "cli/plain.h"
#include "data/json.h"
#include "engine/coverage.h"
#include "engine/shipped.h"
#include "engine/story.h"
#include "rules/shop.h"

enum { WHYS = 3 }; /* rules that are told of, to say why */

const char *zg_test_head(const struct zg_test_plan *plan, size_t piece, int line,
                         const char *message) {
  const struct zg_test_piece *p = &plan->pieces[piece];
  if (p->story == NULL)
    return zg_arena_printf(plan->arena, "%s: %s", plan->suites[p->suite].dir, message);
  return zg_arena_printf(plan->arena, "%s:%d: story \"%s\"%s%s", p->story->file, line,
                         p->story->name, message != NULL ? ": " : "",
                         message != NULL ? message : "");
}

/* ---- a failure in words */

static void print_line(FILE *out, const char *label, const char *text) {
  if (text == NULL) return;
  fprintf(out, "  %-10s", label);
  zg_plain_print(out, text, strlen(text));
  putc('\n', out);
}

/* The rules that came nearest, each in a line; why indents them by two, and we by two more. */
static void print_whys(FILE *out, const struct zg_story_failure *failure) {
  if (failure->trace == NULL) return;
  bool surplus = strcmp(failure->wanted, "nothing more") == 0;
  const struct zg_why why = {.language = "en", .most = surplus ? 1 : WHYS};
  fputs("  why\n", out);
  char *text = NULL;
  size_t len = 0;
  FILE *lines = open_memstream(&text, &len);
  if (lines == NULL) return;
  zg_why_print(&why, failure->trace, strlen(failure->trace), lines);
  fclose(lines);
  for (char *line = text, *end = NULL; (end = strchr(line, '\n')) != NULL; line = end + 1)
    fprintf(out, "  %.*s\n", (int)(end - line), line);
  free(text);
}

static void print_failure(FILE *out, const struct zg_test_player *player, size_t piece,
                          const struct zg_story_failure *failure) {
  const char *message = failure->wanted == NULL ? failure->message : NULL;
  const char *head = zg_test_head(player->plan, piece, failure->line, message);
  zg_plain_print(out, head, strlen(head));
  putc('\n', out);
  print_line(out, "expected", failure->wanted);
  print_line(out, "got", failure->got);
  print_line(out, "differs", failure->differs);
  print_line(out, "log", failure->log);
  print_whys(out, failure);
}

/* ---- playing */

static void on_shop(void *arg, const struct zg_shop *shop) {
  zg_coverage_learn(arg, shop);
}

static void on_trace(void *arg, const char *json, size_t len) {
  zg_coverage_note(arg, json, len);
}

static void play_story(const struct zg_test_player *player, size_t piece, FILE *failed,
                       struct zg_bytes *seen) {
  const struct zg_test_piece *p = &player->plan->pieces[piece];
  const struct zg_test_suite *suite = &player->plan->suites[p->suite];
  struct zg_arena *arena = zg_arena_new();
  struct zg_coverage coverage = {.arena = arena, .pack = suite->pack != NULL ? suite->pack : ""};
  struct zg_story_failure failure = {.arena = arena};
  const struct zg_story_watcher watcher = {
      .seed = player->seed, .on_shop = on_shop, .on_trace = on_trace, .arg = &coverage};
  if (zg_story_watch(p->story, suite->dir, player->text, &watcher, &failure) < 0)
    print_failure(failed, player, piece, &failure);
  zg_coverage_write(&coverage, seen);
  zg_arena_free(arena);
}

static void load(const struct zg_test_player *player, size_t piece, FILE *failed) {
  const struct zg_test_piece *p = &player->plan->pieces[piece];
  const char *dir = player->plan->suites[p->suite].dir;
  char shipped[4096], where[1200];
  struct zg_shop_source source = {.text = player->text, .rules = dir};
  struct zg_shop *shop = NULL;
  struct zg_error err = {0};
  if (p->kind == ZG_TEST_SHOP) {
    source.dir = dir;
    source.rules = zg_shipped_rules(shipped, sizeof shipped);
  }
  if (source.rules == NULL)
    fprintf(failed, "%s: the shipped rules are not where they were installed\n", dir);
  else if (zg_shop_load(&source, &shop, &err) < 0)
    zg_plain_line(failed, zg_error_text(&err, where, sizeof where));
  zg_shop_free(shop);
}

static double milliseconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* A story may make names and texts that are no UTF-8; what is shown of them is. */
static void make_valid(char *text, size_t len) {
  if (zg_utf8_valid(text, len)) return;
  for (size_t i = 0; i < len; i++)
    if ((unsigned char)text[i] >= 0x80) text[i] = '?';
}

void zg_test_play(void *arg, size_t piece, struct zg_bytes *answer) {
  const struct zg_test_player *player = arg;
  const struct zg_test_piece *p = &player->plan->pieces[piece];
  struct zg_bytes seen = {0};
  char *text = NULL;
  size_t len = 0;
  double began = milliseconds();
  FILE *failed = open_memstream(&text, &len);
  if (failed == NULL) abort(); /* there is no memory */
  if (p->kind == ZG_TEST_STORY)
    play_story(player, piece, failed, &seen);
  else if (p->kind == ZG_TEST_UNREADABLE)
    zg_plain_line(failed, p->fault);
  else
    load(player, piece, failed);
  fclose(failed);
  make_valid(text, len);
  zg_bytes_printf(answer, "{\"ms\":%.3f", milliseconds() - began);
  zg_json_write_member("failure", len > 0 ? text : NULL, answer);
  if (seen.len > 0) zg_bytes_printf(answer, ",\"coverage\":%s", seen.data);
  zg_bytes_add_char(answer, '}');
  zg_bytes_fini(&seen);
  free(text);
}
