/* Plays a fuzz target where there is no libFuzzer: each file of a corpus as it is, then mutations
 * of them, picked by a seed, until the time is over. Finds less than libFuzzer, which looks where
 * the program goes; what it finds is written to a file and plays again when it is given alone.
 *
 *   fuzz_NAME FOLDER-OR-FILE… [-max_total_time=SECONDS] [-seed=NUMBER] */
#include <dirent.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"

#include "random.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 8192, CHANGES = 8 };

struct corpus {
  struct zg_bytes *files;
  size_t count, cap;
};

static void add_file(struct corpus *corpus, const char *path) {
  zg_grow(&corpus->files, &corpus->cap, corpus->count, sizeof *corpus->files);
  struct zg_bytes *file = &corpus->files[corpus->count++];
  *file = (struct zg_bytes){0};
  if (zg_bytes_add_file(file, path) == 0) return;
  fprintf(stderr, "%s cannot be read\n", path);
  exit(2);
}

static void add(struct corpus *corpus, const char *path) {
  DIR *dir = opendir(path);
  struct dirent *entry = NULL;
  if (dir == NULL) {
    add_file(corpus, path);
    return;
  }
  while ((entry = readdir(dir)) != NULL) {
    struct zg_bytes inner = {0};
    zg_bytes_printf(&inner, "%s/%s", path, entry->d_name);
    if (entry->d_name[0] != '.') add_file(corpus, inner.data);
    zg_bytes_fini(&inner);
  }
  closedir(dir);
}

/* Changes, doubles or takes out some bytes, puts in what JSON is sensitive to, or joins the head of
 * one input to the tail of another. */
static size_t mutate(const struct corpus *corpus, uint64_t *dice, uint8_t *out) {
  static const char telling[] = "\"\\{}[]:,-+.eE0u\x80\xff";
  const struct zg_bytes *from = &corpus->files[next_random(dice) % corpus->count];
  size_t len = from->len < LARGEST / 2 ? from->len : LARGEST / 2;
  if (len > 0) memcpy(out, from->data, len);
  for (uint64_t i = next_random(dice) % CHANGES + 1; i > 0; i--) {
    size_t at = len > 0 ? next_random(dice) % len : 0;
    size_t many = len > at ? next_random(dice) % (len - at) % 32 + 1 : 0;
    const struct zg_bytes *other = &corpus->files[next_random(dice) % corpus->count];
    switch (next_random(dice) % 5) {
    case 0:
      if (len > 0) out[at] = (uint8_t)next_random(dice);
      break;
    case 1:
      if (len > 0) out[at] = (uint8_t)telling[next_random(dice) % (sizeof telling - 1)];
      break;
    case 2:
      memmove(out + at, out + at + many, len - at - many);
      len -= many;
      break;
    case 3:
      if (len + many > LARGEST) break;
      memmove(out + at + many, out + at, len - at);
      len += many;
      break;
    default:
      many = other->len < LARGEST - at ? other->len : LARGEST - at;
      if (at > many) break;
      if (many > at) memcpy(out + at, other->data + at, many - at);
      len = many > at ? many : at;
    }
  }
  return len;
}

/* What a sanitizer finds ends the process by abort, too, so that the input is kept. */
const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
const char *__asan_default_options(void) {
  return "abort_on_error=1";
}
const char *__ubsan_default_options(void) {
  return "abort_on_error=1:print_stacktrace=1";
}

/* What is played now, for the handler of the signal. */
static uint8_t playing[LARGEST];
static volatile size_t playing_len;

static void keep(int signal_number) {
  FILE *file = fopen("crash-input", "wb");
  if (file != NULL) {
    fwrite(playing, 1, playing_len, file);
    fclose(file);
    fprintf(stderr, "it ended on what is now in crash-input\n");
  }
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

int main(int argc, char **argv) {
  struct corpus corpus = {0};
  long seconds = 10;
  uint64_t dice = 1, plays = 0;
  for (int i = 1; i < argc; i++) {
    if (strncmp(argv[i], "-max_total_time=", 16) == 0)
      seconds = strtol(argv[i] + 16, NULL, 10);
    else if (strncmp(argv[i], "-seed=", 6) == 0)
      dice = strtoull(argv[i] + 6, NULL, 10) | 1;
    else if (argv[i][0] != '-')
      add(&corpus, argv[i]);
  }
  if (corpus.count == 0) {
    fprintf(stderr, "usage: %s FOLDER-OR-FILE… [-max_total_time=SECONDS] [-seed=NUMBER]\n",
            argv[0]);
    return 2;
  }
  signal(SIGABRT, keep);
  for (size_t i = 0; i < corpus.count; i++)
    LLVMFuzzerTestOneInput((const uint8_t *)corpus.files[i].data, corpus.files[i].len);
  for (time_t end = time(NULL) + seconds; time(NULL) < end; plays++) {
    playing_len = mutate(&corpus, &dice, playing);
    LLVMFuzzerTestOneInput(playing, playing_len);
  }
  printf("%lu files, %lu mutations\n", (unsigned long)corpus.count, (unsigned long)plays);
  for (size_t i = 0; i < corpus.count; i++)
    zg_bytes_fini(&corpus.files[i]);
  free(corpus.files);
  return 0;
}
