#include "cli/try.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/options.h"
#include "data/json.h"
#include "engine/reload.h"

enum {
  SECONDS = 30,     /* of work */
  MEBIBYTES = 2048, /* of memory */
};

/* A pack that wants more than its limits give is stopped by them; this is for what nobody has
 * thought of. The sanitizers reserve more memory than any limit. */
static void limit_process(void) {
  struct rlimit cpu = {.rlim_cur = SECONDS, .rlim_max = SECONDS + 1}; /* first SIGXCPU: it tells */
  struct rlimit core = {0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &core);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__
  struct rlimit memory = {.rlim_cur = (rlim_t)MEBIBYTES << 20, .rlim_max = (rlim_t)MEBIBYTES << 20};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

/* Dies with `parent`, also when that has died already. */
static void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(ZG_EXIT_NO);
}

/* "bargain:0123456789abcdef" */
static void note_pack(struct zg_reload *reload, struct zg_arena *arena, const char *word) {
  const char *colon = strrchr(word, ':');
  if (colon == NULL) return;
  zg_reload_have(reload, zg_arena_strndup(arena, word, (size_t)(colon - word)),
                 strtoull(colon + 1, NULL, 16));
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

/* What is asked for: {"shop":FOLDER,"rules":FOLDER,"given":BOOL,"have":[PACK,...]}. */
static int build(const struct zg_text *text, const char *asked, size_t len) {
  struct zg_arena *arena = zg_arena_new();
  struct zg_error err = {0};
  struct cJSON *what = NULL;
  struct zg_reload *reload = NULL;
  int result = zg_json_parse_own(arena, asked, len, &what, &err);
  if (result < 0) goto done;
  const struct zg_shop_source source = {.dir = zg_json_text(what, "shop", NULL),
                                        .rules = zg_json_text(what, "rules", NULL),
                                        .rules_given = zg_json_true(zg_json_get(what, "given")),
                                        .text = text};
  reload = zg_reload_new(&source, NULL);
  const struct cJSON *pack = zg_json_first(zg_json_get(what, "have"));
  for (; pack != NULL; pack = zg_json_next(pack))
    note_pack(reload, arena, zg_json_string(pack));
  result = zg_reload_build(reload, &err);
  if (result == 0) print_passed(reload);
done:
  if (result < 0) print_error(&err);
  zg_reload_drop(reload);
  zg_arena_free(arena);
  return result < 0 ? ZG_EXIT_NO : 0;
}

/* What was said may have been cut in the middle, so the end has a line of its own. */
static void print_end(int status) {
  printf("\n{\"ended\":true,\"status\":%d,\"signal\":%d}\n",
         WIFEXITED(status) ? WEXITSTATUS(status) : 0, WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  fflush(stdout);
}

/* Tries one shop after the other. A process in which a shop was read never reads another one: each
 * is tried in a fork of this process, which itself looks at nothing of any shop. So whatever a shop
 * does to the process it is in, it is the only one in there, and all begin alike. */
static int try_each(const struct zg_text *text) {
  const pid_t self = getpid();
  char *asked = NULL;
  size_t room = 0;
  ssize_t len = 0;
  int result = 0;
  bool tries = false; /* this is the fork */
  while (!tries && (len = getline(&asked, &room, stdin)) > 0) {
    int status = 0;
    pid_t child = fork();
    tries = child == 0;
    if (child < 0) {
      result = ZG_EXIT_NO;
      break;
    }
    if (tries) {
      die_with(self);
      limit_process();
      close(STDIN_FILENO);
      result = build(text, asked, (size_t)len);
    } else {
      while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
      print_end(status);
    }
  }
  free(asked);
  return result;
}

int zg_cli_try(int argc, char **argv) {
  struct zg_text *text = NULL;
  struct zg_error err = {0};
  (void)argv;
  if (argc > 1) return zg_usage("try", "it takes no words; a server asks it for what to try");
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* a server that is killed takes it along */
  int result = zg_text_open(&text, &err);
  if (result < 0) {
    print_error(&err);
    return ZG_EXIT_NO;
  }
  result = try_each(text);
  zg_text_close(text);
  return result;
}
