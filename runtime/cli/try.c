#include "cli/try.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/options.h"
#include "data/json.h"
#include "engine/reload.h"

enum {
  SECONDS = 30,     /* of work */
  MEBIBYTES = 2048, /* of memory */
};

/* A pack that wants more than its limits give is stopped by them; this is for what nobody has
 * thought of. The sanitizers reserve more memory than any limit. A server that is killed takes its
 * trial with it. */
static void limit_process(void) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  struct rlimit cpu = {.rlim_cur = SECONDS, .rlim_max = SECONDS + 1}; /* first SIGXCPU: it tells */
  struct rlimit core = {0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &core);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  struct rlimit memory = {.rlim_cur = (rlim_t)MEBIBYTES << 20, .rlim_max = (rlim_t)MEBIBYTES << 20};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

/* "bargain:0123456789abcdef" */
static void note_pack(struct zg_reload *reload, char *word) {
  char *colon = strrchr(word, ':');
  if (colon == NULL) return;
  *colon = '\0';
  zg_reload_have(reload, word, strtoull(colon + 1, NULL, 16));
}

static void print_error(const struct zg_error *err) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *row = zg_json_new_object(arena);
  zg_json_add(arena, row, "file", zg_json_new_string(arena, err->file));
  zg_json_add(arena, row, "line", zg_json_new_integer(arena, err->line));
  zg_json_add(arena, row, "message", zg_json_new_string(arena, err->message));
  puts(zg_json_print(arena, row));
  zg_arena_free(arena);
}

struct passed {
  struct zg_arena *arena;
  struct cJSON *packs;
};

static void note_passed(void *arg, const char *name, uint64_t hash) {
  struct passed *passed = arg;
  const char *word = zg_arena_printf(passed->arena, "%s:%016" PRIx64, name, hash);
  zg_json_push(passed->packs, zg_json_new_string(passed->arena, word));
}

/* So that the server need not play the stories again, and knows whether it builds the same. */
static void print_passed(const struct zg_reload *reload) {
  struct zg_arena *arena = zg_arena_new();
  struct passed passed = {.arena = arena, .packs = zg_json_new_array(arena)};
  struct cJSON *row = zg_json_new_object(arena);
  zg_reload_each_pack(reload, note_passed, &passed);
  zg_json_add(arena, row, "generation", zg_json_new_string(arena, zg_reload_generation(reload)));
  zg_json_add(arena, row, "packs", passed.packs);
  puts(zg_json_print(arena, row));
  zg_arena_free(arena);
}

static int build(struct zg_shop_source *source, char **packs, struct zg_error *err) {
  struct zg_text *text = NULL;
  int result = zg_text_open(&text, err);
  if (result < 0) return result;
  source->text = text;
  struct zg_reload *reload = zg_reload_new(source, NULL);
  for (size_t i = 0; packs != NULL && packs[i] != NULL; i++)
    note_pack(reload, packs[i]);
  result = zg_reload_build(reload, err);
  if (result == 0) print_passed(reload);
  zg_reload_drop(reload);
  zg_text_close(text);
  return result;
}

int zg_cli_try(int argc, char **argv) {
  static const struct option options[] = {{"shop", required_argument, NULL, 's'},
                                          {"rules", required_argument, NULL, 'r'},
                                          {"given", no_argument, NULL, 'g'},
                                          {"have", required_argument, NULL, 'p'},
                                          {NULL, 0, NULL, 0}};
  struct zg_shop_source source = {0};
  struct zg_strings packs = {0};
  struct zg_error err = {0};
  int result = 0;
  opterr = 0;
  optind = 1;
  for (int c = 0; result == 0 && (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
    if (c == 's')
      source.dir = optarg;
    else if (c == 'r')
      source.rules = optarg;
    else if (c == 'g')
      source.rules_given = true;
    else if (c == 'p')
      zg_strings_add(&packs, optarg);
    else
      result = zg_usage_getopt("try", c, argv);
  }
  if (result == 0 && source.rules == NULL) result = zg_usage("try", "--rules is missing");
  if (result == 0) {
    limit_process();
    if (build(&source, packs.items, &err) < 0) {
      print_error(&err);
      result = ZG_EXIT_NO;
    }
  }
  zg_strings_fini(&packs);
  return result;
}
