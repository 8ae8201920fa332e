/* The smallest host: reads events from standard input, one a line, and prints the actions.
 *
 *   cc main.c $(pkg-config --cflags --libs zhanggui) -o embed
 *   ./embed SHOP-FOLDER < events.jsonl
 *
 * The events' own times drive the clock, so a log runs as fast as it can be read. A host that lives
 * in real time says .clock = ZG_CLOCK_WALL, passes its own milliseconds to zg_feed, and calls
 * zg_run_due whenever zg_next_deadline has come. */
#include <stdio.h>
#include <string.h>

#include <zhanggui.h>

static enum zg_taken print_action(void *arg, const struct zg_action_view *action) {
  FILE *out = arg;
  fprintf(out, "%.*s\n", (int)action->len, action->json);
  return ZG_TAKE_DONE; /* delivered; a host that may fail says ZG_TAKE_SENT and acknowledges later
                        */
}

static int run(struct zg *zg) {
  char line[256 * 1024];
  struct zg_error err = {0};
  while (fgets(line, sizeof line, stdin) != NULL) {
    size_t len = strcspn(line, "\r\n");
    if (len > 0 && zg_feed(zg, line, len, 0, NULL, &err) < 0)
      fprintf(stderr, "refused: %s\n", err.message);
    if (zg_commit(zg, &err) < 0) return 1;
    zg_take_actions(zg, NULL, print_action, stdout);
  }
  zg_run_due(zg, zg_now(zg), 0); /* what is due at the very last instant */
  if (zg_commit(zg, &err) < 0) return 1;
  zg_take_actions(zg, NULL, print_action, stdout);
  return 0;
}

int main(int argc, char **argv) {
  const char *shops[] = {argc > 1 ? argv[1] : NULL, NULL};
  struct zg_config config = {.shops = argc > 1 ? shops : NULL, .clock = ZG_CLOCK_EVENT};
  struct zg_error err = {0};
  struct zg *zg = NULL;
  if (zg_open(&config, &zg, &err) < 0) {
    fprintf(stderr, "%s%s%s\n", err.file, err.file[0] != '\0' ? ": " : "", err.message);
    return 1;
  }
  int status = run(zg);
  zg_close(zg);
  return status;
}
