#include "stall.h"

#include <assert.h>
#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { OPENS_AT = 1795226400 }; /* 2026-11-21T02:00:00Z */

/* So long an event is remembered; later it is refused for its age. */
static const int64_t window = (int64_t)7 * 24 * 60 * 60 * 1000;

/* Tells the story of a conversation, and where the shop is that it happened in. */
static void tell(struct stall *stall, const char *why, const char *what, const char *conversation) {
  char id[64];
  stall->failed = true;
  printf("seed %" PRIu64 ", shop in %s\n%s: %s\n", stall->seed, stall->folder, why, what);
  snprintf(id, sizeof id, "\"conversation\":{\"id\":\"%s\"", conversation);
  for (int i = 1; i <= stall->oracle.event_count; i++)
    if (stall->lines[i] != NULL && strstr(stall->lines[i], id) != NULL)
      printf("  %s\n", stall->lines[i]);
  fflush(stdout);
}

static const char *conversation_of(const cJSON *action) {
  const cJSON *data = cJSON_GetObjectItemCaseSensitive(action, "data");
  const cJSON *whom = cJSON_GetObjectItemCaseSensitive(data, "conversation");
  const char *id = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(whom, "id"));
  return id != NULL ? id : "?";
}

static enum zg_taken on_action(void *arg, const struct zg_action_view *view) {
  struct stall *stall = arg;
  cJSON *action = cJSON_ParseWithLength(view->json, view->len);
  stall->left++;
  stall->actions++;
  if (strcmp(view->type, "offer.make") == 0) stall->offers++;
  if (strcmp(view->type, "offer.accept") == 0) stall->accepts++;
  if (action == NULL)
    tell(stall, "an action is no JSON", view->json, "?");
  else if (!stall->guards_may_refuse && !oracle_allows(&stall->oracle, action))
    tell(stall, stall->oracle.why, view->json, conversation_of(action));
  cJSON_Delete(action);
  return ZG_TAKE_DONE;
}

static void on_trace(void *arg, const char *json, size_t len) {
  static const char *const bad[] = {"\"result\":\"error\"", "\"result\":\"limit\"",
                                    "\"result\":\"quarantined\""};
  struct stall *stall = arg;
  assert(json[len] == '\0');
  if (strstr(json, "\"result\":\"refused\"") != NULL) {
    stall->refused++;
    if (stall->guards_may_refuse) return; /* the rule failed, for this reason */
    tell(stall, "a guard had to refuse", json, "?");
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    if (strstr(json, bad[i]) != NULL) tell(stall, "a rule failed", json, "?");
}

/* Everything safe, everything out. */
static void deliver(struct stall *stall) {
  struct zg_error err = {0};
  if (zg_commit(stall->zg, &err) < 0) fail_msg("commit: %s", err.message);
  zg_take_actions(stall->zg, NULL, on_action, stall);
}

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  assert(file != NULL);
  fputs(text, file);
  fclose(file);
}

/* The folder of packs with the one pack in it. */
static void make_rules(const char *rules, const char *pack, const char *lua) {
  char path[512], shipped[512];
  mkdir(rules, 0700);
  snprintf(path, sizeof path, "%s/%s", rules, pack);
  if (lua == NULL) {
    snprintf(shipped, sizeof shipped, "rules/%s", pack);
    char *real = realpath(shipped, NULL);
    if (real == NULL || symlink(real, path) < 0) fail_msg("no %s; run from the root", shipped);
    free(real);
  } else {
    mkdir(path, 0700);
    strcat(path, "/pack.lua");
    write_file(path, lua);
  }
}

struct stall *stall_open(uint64_t seed, const char *pack, const char *lua) {
  struct stall *stall = calloc(1, sizeof *stall);
  struct zg_error err = {0};
  char rules[128], shop[128];
  assert(stall != NULL);
  stall->seed = seed;
  stall->dice.state = seed;
  stall->now = (int64_t)OPENS_AT * 1000;
  stall->guards_may_refuse = stall->oracle.any_rule = lua != NULL;
  snprintf(stall->folder, sizeof stall->folder, "/tmp/zg-ladder-XXXXXX");
  if (mkdtemp(stall->folder) == NULL) fail_msg("no folder in /tmp");
  snprintf(rules, sizeof rules, "%s/rules", stall->folder);
  snprintf(shop, sizeof shop, "%s/shop", stall->folder);
  make_rules(rules, pack, lua);
  market_make_shop(&stall->dice, &stall->oracle, shop, pack);
  const char *shops[] = {shop, NULL};
  const struct zg_config config = {
      .rules = rules, .shops = shops, .clock = ZG_CLOCK_EVENT, .on_trace = on_trace, .arg = stall};
  if (zg_open(&config, &stall->zg, &err) < 0)
    fail_msg("seed %" PRIu64 ": %s:%d: %s", seed, err.file, err.line, err.message);
  return stall;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw) {
  (void)info, (void)type, (void)ftw;
  return remove(path);
}

void stall_close(struct stall *stall) {
  zg_close(stall->zg);
  for (int i = 1; i <= stall->oracle.event_count; i++)
    free(stall->lines[i]);
  if (!stall->failed) nftw(stall->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
  free(stall);
}

void stall_feed(struct stall *stall, char *line) {
  struct zg_receipt receipt = {0};
  struct zg_error err = {0};
  stall->left = stall->refused = 0;
  stall->lines[stall->oracle.event_count] = line;
  if (zg_feed(stall->zg, line, strlen(line), stall->now, &receipt, &err) < 0)
    tell(stall, err.message, line, "?");
  else if (receipt.duplicate)
    tell(stall, "a new event is taken for an old one", line, "?");
  deliver(stall);
}

void stall_feed_again(struct stall *stall, int number) {
  struct zg_receipt receipt = {0};
  struct zg_error err = {0};
  const char *line = stall->lines[number];
  char *other = NULL;
  stall->left = 0;
  int rc = zg_feed(stall->zg, line, strlen(line), stall->now, &receipt, &err);
  deliver(stall);
  bool old = stall->oracle.events[number].time <= stall->now - window;
  bool dropped = rc == 0 ? receipt.duplicate : rc == ZG_EOLD && old;
  if (!dropped || stall->left > 0)
    tell(stall, "an event that came again was not dropped", line, "?");
  if (asprintf(&other, "%.*s,\"again\":true}", (int)strlen(line) - 1, line) < 0) abort();
  rc = zg_feed(stall->zg, other, strlen(other), stall->now, &receipt, &err);
  deliver(stall);
  if ((rc != ZG_ECONFLICT && !(rc == ZG_EOLD && old)) || stall->left > 0)
    tell(stall, "the same id with another body was not refused", other, "?");
  free(other);
}

void stall_wait(struct stall *stall, int64_t ms) {
  stall->now += ms;
  zg_run_due(stall->zg, stall->now, 0);
  deliver(stall);
}
