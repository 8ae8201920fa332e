#include "net/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "net/wire.h"

enum { LETTERS = 20 }; /* dead letters tried again in one step */

/* ---- rows */

static void begin_row(struct zg_asking *asking) {
  zg_bytes_clear(&asking->scratch);
  zg_bytes_add_text(&asking->scratch, "{\"row\":");
}

/* False when the peer should read before it gets more. */
static bool end_row(struct zg_asking *asking) {
  zg_bytes_add_text(&asking->scratch, "}\n");
  zg_peer_add(asking->peer, asking->scratch.data, asking->scratch.len);
  return zg_peer_room(asking->peer, 0);
}

static void add_field(struct zg_bytes *out, const char *name, const char *text, size_t len) {
  zg_bytes_printf(out, ",\"%s\":", name);
  zg_wire_text(out, text, len);
}

/* ---- dead letters */

/* Which letters the command is about: one, or all of them that there are when it is given. */
static int read_number(const struct zg_asking *asking, uint64_t *number, struct zg_error *err) {
  const char *word = asking->count > 2 ? asking->words[2] : "";
  char *end = NULL;
  errno = 0;
  *number = strtoull(word, &end, 10);
  if (strcmp(word, "all") == 0)
    *number = 0;
  else if (asking->count != 3 || word[0] < '0' || word[0] > '9' || *end != '\0' || errno != 0)
    return zg_fail(err, ZG_EUSAGE, "dead %s wants the number of a letter, or \"all\"",
                   asking->words[1]);
  return 0;
}

static int tell_letter(void *arg, const struct zg_dead_letter *letter) {
  struct zg_asking *asking = arg;
  struct zg_bytes *out = &asking->scratch;
  char time[ZG_TIME_TEXT];
  zg_time_format(letter->when, time);
  begin_row(asking);
  zg_bytes_printf(out, "{\"number\":%llu,\"time\":\"%s\"", letter->number, time);
  add_field(out, "code", letter->code, strlen(letter->code));
  add_field(out, "message", letter->message, strlen(letter->message));
  if (letter->source[0] != '\0') add_field(out, "source", letter->source, strlen(letter->source));
  add_field(out, "line", letter->line, letter->len);
  zg_bytes_add_char(out, '}');
  asking->after = letter->number;
  return end_row(asking) ? 0 : 1;
}

static int list_dead(struct zg_asking *asking) {
  uint64_t before = asking->after;
  zg_dead_letters(asking->zg, asking->after, tell_letter, asking);
  return asking->after > before;
}

/* The numbers of the next few letters. */
struct portion {
  uint64_t numbers[LETTERS];
  size_t count;
};

static int gather(void *arg, const struct zg_dead_letter *letter) {
  struct portion *portion = arg;
  portion->numbers[portion->count++] = letter->number;
  return portion->count == LETTERS;
}

static int last_number(void *arg, const struct zg_dead_letter *letter) {
  *(uint64_t *)arg = letter->number;
  return 0;
}

static int treat(struct zg_asking *asking, uint64_t number, struct zg_error *err) {
  asking->dirty = true;
  return strcmp(asking->words[1], "retry") == 0
             ? zg_dead_retry(asking->zg, number, zg_time_wall(), err)
             : zg_dead_drop(asking->zg, number, err);
}

static void tell_treated(struct zg_asking *asking, uint64_t number, const struct zg_error *err) {
  struct zg_bytes *out = &asking->scratch;
  bool done = err->code == 0;
  begin_row(asking);
  zg_bytes_printf(out, "{\"number\":%" PRIu64 ",\"done\":%s", number, done ? "true" : "false");
  if (!done) add_field(out, "why", err->message, strlen(err->message));
  zg_bytes_add_char(out, '}');
  end_row(asking);
}

/* All means those that were there at the beginning: one that is refused again is a new letter, and
 * must not be tried for ever. */
static int treat_all(struct zg_asking *asking) {
  struct portion portion = {.count = 0};
  if (!asking->begun) zg_dead_letters(asking->zg, 0, last_number, &asking->last);
  zg_dead_letters(asking->zg, asking->after, gather, &portion);
  for (size_t i = 0; i < portion.count && portion.numbers[i] <= asking->last; i++) {
    struct zg_error err = {0};
    treat(asking, portion.numbers[i], &err);
    tell_treated(asking, portion.numbers[i], &err);
    asking->after = portion.numbers[i];
  }
  return portion.count > 0 && asking->after < asking->last;
}

static int dead(struct zg_asking *asking, struct zg_error *err) {
  const char *what = asking->count > 1 ? asking->words[1] : "";
  struct zg_error why = {0};
  uint64_t number = 0;
  if (strcmp(what, "list") == 0 && asking->count == 2) return list_dead(asking);
  if (strcmp(what, "retry") != 0 && strcmp(what, "drop") != 0)
    return zg_fail(err, ZG_EUSAGE, "dead list, dead retry NUMBER|all, or dead drop NUMBER|all");
  int result = read_number(asking, &number, err);
  if (result < 0) return result;
  if (number == 0) return treat_all(asking);
  if (treat(asking, number, &why) == ZG_ENOTFOUND || why.code == ZG_EUSAGE) {
    *err = why;
    return why.code;
  }
  tell_treated(asking, number, &why);
  return 0;
}

/* ---- the journal, and copies of the store */

static int tell_event(void *arg, unsigned long long number, const char *line, size_t len) {
  struct zg_asking *asking = arg;
  begin_row(asking);
  zg_bytes_add(&asking->scratch, line, len);
  asking->after = number;
  return end_row(asking) ? 0 : 1;
}

static int export(struct zg_asking *asking, struct zg_error *err) {
  uint64_t before = asking->after;
  if (zg_journal(asking->zg, asking->after, tell_event, asking) < 0)
    return zg_fail(err, ZG_ENOTFOUND, "the server keeps no journal; start it with --data FILE");
  return asking->after > before;
}

static int backup(struct zg_asking *asking, struct zg_error *err) {
  if (asking->count != 2)
    return zg_fail(err, ZG_EUSAGE, "backup wants the name of a file that is not there yet");
  if (asking->backup == NULL) {
    int result = zg_backup_begin(asking->zg, asking->words[1], &asking->backup, err);
    if (result < 0) return result;
  }
  return zg_backup_step(asking->backup, err);
}

/* ---- all of them */

static const struct {
  const char *name;
  int (*step)(struct zg_asking *asking, struct zg_error *err);
} commands[] = {{"backup", backup}, {"dead", dead}, {"export", export}};

int zg_command_step(struct zg_asking *asking, struct zg_error *err) {
  const char *name = asking->count > 0 ? asking->words[0] : "";
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    if (strcmp(commands[i].name, name) != 0) continue;
    int result = commands[i].step(asking, err);
    asking->begun = true;
    return result;
  }
  return zg_fail(err, ZG_EUSAGE, "a server does not know \"%s\"", name);
}

void zg_command_end(struct zg_asking *asking) {
  zg_backup_close(asking->backup);
  asking->backup = NULL;
  zg_bytes_fini(&asking->scratch);
}
