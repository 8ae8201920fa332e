#include "cli/ctl.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/ask.h"
#include "cli/options.h"
#include "cli/plain.h"
#include "data/json.h"

static const char help[] =
    "zhanggui ctl: asks a running server, or tells it what to do\n"
    "\n"
    "  zhanggui ctl [--data FILE] [--control FILE] [--json] COMMAND\n"
    "\n"
    "  dead list            lines that were refused and actions nobody could do\n"
    "  dead retry N|all     try one of them again: a line is decided as if it came now,\n"
    "                       an action goes back to its adapter\n"
    "  dead drop N|all      throw one of them away\n"
    "  packs                which packs each shop runs\n"
    "  reload [SHOP]        load a shop (all of them) anew, and say what became of it\n"
    "  rollback SHOP        go back to the generation before\n"
    "  backup FILE          copy the store into a new file, while the server goes on\n"
    "\n"
    "  --data FILE          the server's store, beside which its control socket is (zhanggui.db)\n"
    "  --control FILE       the control socket itself\n"
    "  --json               print what the server answers, one JSON object a line\n"
    "  --help               this text\n"
    "\n"
    "Exit status: 0 done, 1 it was tried and refused, 2 usage, 3 no server, or it could not.\n";

enum { LINE_SHOWN = 160 }; /* bytes of a dead letter's line */

struct telling {
  struct zg_arena *arena;
  size_t rows, refused;
  char *shop; /* of the row before */
  bool json;
};

/* ---- what the rows look like to a person */

static void print_letter(struct telling *telling, const struct cJSON *row) {
  const char *line = zg_json_text(row, "line", NULL);
  const char *source = zg_json_text(row, "source", NULL);
  const char *message = zg_json_text(row, "message", NULL);
  size_t len = strlen(line), shown = zg_utf8_cut(line, len, LINE_SHOWN);
  if (telling->rows > 1) putchar('\n');
  printf("%lld  %s  %s: ", (long long)zg_json_integer(zg_json_get(row, "number")),
         zg_json_text(row, "time", NULL), zg_json_text(row, "code", NULL));
  zg_plain_print(stdout, message, strlen(message));
  printf("%s", source != NULL ? "\n    an action for " : "");
  zg_plain_print(stdout, source != NULL ? source : "", source != NULL ? strlen(source) : 0);
  printf("\n    ");
  zg_plain_print(stdout, line, shown);
  puts(shown < len ? "…" : "");
}

static void print_treated(struct telling *telling, const struct cJSON *row) {
  const char *why = zg_json_text(row, "why", NULL);
  long long number = zg_json_integer(zg_json_get(row, "number"));
  if (why == NULL) {
    printf("%lld  done\n", number);
    return;
  }
  telling->refused++;
  printf("%lld  refused again: ", number);
  zg_plain_print(stdout, why, strlen(why));
  putchar('\n');
}

static void print_pack(struct telling *telling, const struct cJSON *row) {
  const char *shop = zg_json_text(row, "shop", NULL);
  if (telling->shop == NULL || strcmp(telling->shop, shop) != 0)
    printf("%s%s  (generation %s)\n", telling->rows > 1 ? "\n" : "", shop,
           zg_json_text(row, "generation", NULL));
  free(telling->shop);
  telling->shop = zg_strdup(shop);
  const char *about = zg_json_text(row, "about", NULL);
  printf("  %-12s %-8s %3lld rules  ", zg_json_text(row, "pack", NULL),
         zg_json_text(row, "version", NULL), (long long)zg_json_integer(zg_json_get(row, "rules")));
  if (about != NULL) zg_plain_print(stdout, about, strlen(about));
  putchar('\n');
  long long quarantined = zg_json_integer(zg_json_get(row, "quarantined"));
  if (quarantined > 0)
    printf("               %lld of them failed too often and are skipped until they are mended\n",
           quarantined);
}

static void print_reloaded(struct telling *telling, const struct cJSON *row) {
  const char *shop = zg_json_text(row, "shop", NULL), *error = zg_json_text(row, "error", NULL);
  const char *generation = zg_json_text(row, "generation", NULL);
  if (error != NULL) {
    telling->refused++;
    printf("%s: %s\n  generation %s goes on\n", shop, error, generation);
  } else if (zg_json_true(zg_json_get(row, "changed"))) {
    printf("%s: generation %s is in force\n", shop, generation);
  } else {
    printf("%s: nothing has changed, generation %s goes on\n", shop, generation);
  }
}

static void print_row(struct telling *telling, const struct cJSON *row) {
  if (zg_json_get(row, "pack") != NULL)
    print_pack(telling, row);
  else if (zg_json_get(row, "changed") != NULL)
    print_reloaded(telling, row);
  else if (zg_json_get(row, "done") != NULL)
    print_treated(telling, row);
  else
    print_letter(telling, row);
}

static int on_row(void *arg, const char *json, size_t len) {
  struct telling *telling = arg;
  struct cJSON *row = NULL;
  zg_arena_reset(telling->arena);
  if (zg_json_parse_own(telling->arena, json, len, &row, NULL) < 0) return -1;
  telling->rows++;
  bool refused = zg_json_get(row, "why") != NULL || zg_json_get(row, "error") != NULL;
  if (telling->json && refused) telling->refused++;
  if (telling->json)
    printf("%.*s\n", (int)len, json);
  else
    print_row(telling, row);
  return fflush(stdout) != 0;
}

/* ---- asking */

/* Paths mean the same here and there: the server has a folder of its own. */
static char *absolute(const char *path) {
  struct zg_bytes out = {0};
  char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
  zg_bytes_printf(&out, "%s%s%s", folder != NULL ? folder : "", folder != NULL ? "/" : "", path);
  free(folder);
  return out.data;
}

static int ask(const char *control, const char **words, struct telling *telling) {
  struct zg_error err = {0};
  bool backup = strcmp(words[0], "backup") == 0 && words[1] != NULL;
  char *path = backup ? absolute(words[1]) : NULL;
  if (backup) words[1] = path;
  int result = zg_ask(control, words, on_row, telling, &err);
  if (result == 0 && backup && !telling->json) printf("the store was copied to %s\n", path);
  if (result == 0 && telling->rows == 0 && !backup && !telling->json) puts("there are none");
  free(path);
  if (result < 0) return zg_failed("ctl", &err);
  return telling->refused > 0 ? ZG_EXIT_NO : ZG_EXIT_DONE;
}

/* Others that a server knows have rows of another kind, and commands of their own. */
static bool is_known(const char *word) {
  static const char *const known[] = {"backup", "dead", "packs", "reload", "rollback"};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp(word, known[i]) == 0) return true;
  return false;
}

int zg_cli_ctl(int argc, char **argv) {
  const char *data = "zhanggui.db", *control = NULL;
  char beside[ZG_CONTROL_PATH];
  struct telling telling = {0};
  const struct zg_option options[] = {
      {"data", .text = &data}, {"control", .text = &control}, {"json", .flag = &telling.json}, {0}};
  int status = zg_options_read("ctl", help, options, argc, argv);
  if (status != 0) return status < 0 ? ZG_EXIT_DONE : status;
  if (optind == argc) return zg_usage("ctl", "what is the server to do?");
  if (!is_known(argv[optind])) return zg_usage("ctl", "there is no \"%s\"", argv[optind]);
  if (control == NULL) control = zg_control_beside(data, beside);
  telling.arena = zg_arena_new();
  status = ask(control, (const char **)argv + optind, &telling);
  zg_arena_free(telling.arena);
  free(telling.shop);
  return status;
}
