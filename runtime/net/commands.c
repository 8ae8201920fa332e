#include "net/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "net/wire.h"

enum { LETTERS = 20 }; /* dead letters tried again in one step */

/* ---- rows */

static struct zg_bytes *begin_row(struct zg_asking *asking) {
  zg_bytes_add_text(&asking->rows, "{\"row\":");
  return &asking->rows;
}

/* False when the peer should read before it gets more. */
static bool end_row(struct zg_asking *asking) {
  zg_bytes_add_text(&asking->rows, "}\n");
  return zg_peer_room(asking->peer, asking->rows.len) && asking->rows.len < ZG_PEER_LOW;
}

static void add_field(struct zg_bytes *out, const char *name, const char *text, size_t len) {
  zg_bytes_printf(out, ",\"%s\":", name);
  zg_wire_text(out, text, len);
}

/* ---- dead letters */

/* Which letters the command is about: one, or 0 for "all", those that there are at the beginning.
 */
static int read_number(const struct zg_asking *asking, uint64_t *number, struct zg_error *err) {
  const char *word = asking->count == 3 ? asking->words[2] : "";
  char *end = NULL;
  errno = 0;
  *number = strtoull(word, &end, 10);
  if (strcmp(word, "all") == 0) return 0;
  if (word[0] < '1' || word[0] > '9' || *end != '\0' || errno != 0)
    return zg_fail(err, ZG_EUSAGE, "dead %s wants the number of a letter, or \"all\"",
                   asking->words[1]);
  return 0;
}

static int tell_letter(void *arg, const struct zg_dead_letter *letter) {
  struct zg_asking *asking = arg;
  struct zg_bytes *out = begin_row(asking);
  char time[ZG_TIME_TEXT];
  zg_time_format(letter->when, time);
  zg_bytes_printf(out, "{\"number\":%llu,\"time\":\"%s\"", letter->number, time);
  add_field(out, "code", letter->code, strlen(letter->code));
  add_field(out, "message", letter->message, strlen(letter->message));
  if (letter->source[0] != '\0') add_field(out, "source", letter->source, strlen(letter->source));
  add_field(out, "line", letter->line, letter->len);
  zg_bytes_add_char(out, '}');
  asking->after = letter->number;
  return end_row(asking) && asking->after < asking->last ? 0 : 1;
}

static int list_dead(struct zg_asking *asking) {
  uint64_t before = asking->after;
  if (!asking->begun) asking->last = zg_dead_last(asking->zg);
  if (asking->after < asking->last) zg_dead_letters(asking->zg, asking->after, tell_letter, asking);
  return asking->after > before && asking->after < asking->last;
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

static int treat(struct zg_asking *asking, uint64_t number, struct zg_error *err) {
  asking->dirty = true;
  return strcmp(asking->words[1], "retry") == 0
             ? zg_dead_retry(asking->zg, number, zg_time_wall(), err)
             : zg_dead_drop(asking->zg, number, err);
}

static void tell_treated(struct zg_asking *asking, uint64_t number, const struct zg_error *err) {
  struct zg_bytes *out = begin_row(asking);
  bool done = err->code == 0;
  zg_bytes_printf(out, "{\"number\":%" PRIu64 ",\"done\":%s", number, done ? "true" : "false");
  if (!done) add_field(out, "why", err->message, strlen(err->message));
  zg_bytes_add_char(out, '}');
  end_row(asking);
}

/* All means those that were there at the beginning: one that is refused again is a new letter, and
 * must not be tried for ever. */
static int treat_all(struct zg_asking *asking) {
  struct portion portion = {.count = 0};
  if (!asking->begun) asking->last = zg_dead_last(asking->zg);
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
    return zg_fail(
        err, ZG_EUSAGE,
        "say dead list, dead retry NUMBER, dead drop NUMBER, or all instead of a number");
  int result = read_number(asking, &number, err);
  if (result < 0) return result;
  if (number == 0) return treat_all(asking);
  int done = treat(asking, number, &why);
  if (done == ZG_ENOTFOUND || done == ZG_EUSAGE) {
    *err = why;
    return done;
  }
  tell_treated(asking, number, &why);
  return 0;
}

/* ---- the journal, and copies of the store */

static int tell_event(void *arg, unsigned long long number, const char *line, size_t len) {
  struct zg_asking *asking = arg;
  zg_bytes_add(begin_row(asking), line, len);
  asking->after = number;
  return end_row(asking) && asking->after < asking->last ? 0 : 1;
}

static int export(struct zg_asking *asking, struct zg_error *err) {
  uint64_t before = asking->after;
  if (asking->count > 2)
    return zg_fail(err, ZG_EUSAGE, "export takes how many of the latest events, or no more words");
  if (!asking->begun) asking->last = zg_journal_last(asking->zg);
  uint64_t latest = asking->count == 2 ? strtoull(asking->words[1], NULL, 10) : 0;
  if (!asking->begun && latest > 0 && latest < asking->last)
    asking->after = before = asking->last - latest;
  int result = 0;
  if (!asking->begun || asking->after < asking->last)
    result = zg_journal(asking->zg, asking->after, tell_event, asking, err);
  return result < 0 ? result : asking->after > before && asking->after < asking->last;
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

static void tell_trace(void *arg, const char *json, size_t len) {
  struct zg_asking *asking = arg;
  zg_bytes_add(begin_row(asking), json, len);
  end_row(asking);
}

static int explain(struct zg_asking *asking, struct zg_error *err) {
  if (asking->count != 2) return zg_fail(err, ZG_EUSAGE, "explain wants the id of an event");
  if (zg_traces(asking->zg, asking->words[1], tell_trace, asking) < 0)
    return zg_fail(err, ZG_EUNAVAILABLE,
                   "this server keeps no traces; start it with a file as --data");
  if (asking->rows.len > 0) return 0;
  return zg_fail(err, ZG_ENOTFOUND,
                 "no trace of %s is kept: it was not decided here, or too long ago",
                 asking->words[1]);
}

/* ---- rules */

static int tell_pack(void *arg, const struct zg_pack_view *pack) {
  struct zg_bytes *out = begin_row(arg);
  zg_bytes_add_text(out, "{\"shop\":");
  zg_wire_text(out, pack->shop, strlen(pack->shop));
  add_field(out, "generation", pack->generation, strlen(pack->generation));
  add_field(out, "pack", pack->name, strlen(pack->name));
  add_field(out, "version", pack->version, strlen(pack->version));
  const char *about = pack->about != NULL ? pack->about : "";
  add_field(out, "about", about, strlen(about));
  add_field(out, "folder", pack->folder, strlen(pack->folder));
  zg_bytes_printf(out, ",\"rules\":%zu,\"quarantined\":%zu}", pack->rules, pack->quarantined);
  end_row(arg);
  return 0;
}

static int packs(struct zg_asking *asking, struct zg_error *err) {
  if (asking->count != 1) return zg_fail(err, ZG_EUSAGE, "packs takes no more words");
  zg_packs(asking->zg, tell_pack, asking);
  return ZG_COMMAND_DONE;
}

/* Adds what the ticket has as rows. */
static void tell_ticket(struct zg_asking *asking) {
  struct zg_bytes *rows = &asking->ticket->rows;
  size_t at = 0;
  while (at < rows->len) {
    const char *end = memchr(rows->data + at, '\n', rows->len - at);
    size_t len = (size_t)(end - rows->data) - at;
    zg_bytes_add(begin_row(asking), rows->data + at, len);
    end_row(asking);
    at += len + 1;
  }
  zg_bytes_clear(rows);
}

static int reload(struct zg_asking *asking, struct zg_error *err) {
  const char *shop = asking->count > 1 ? asking->words[1] : NULL;
  if (asking->count > 2) return zg_fail(err, ZG_EUSAGE, "reload takes one shop, or none for all");
  if (asking->reloader == NULL)
    return zg_fail(err, ZG_EUSAGE, "this server cannot reload; start it again");
  if (asking->ticket == NULL) asking->ticket = zg_reloader_ask(asking->reloader, shop);
  if (asking->ticket == NULL) return zg_fail(err, ZG_ENOTFOUND, "there is no shop %s", shop);
  tell_ticket(asking);
  return asking->ticket->left > 0 ? ZG_COMMAND_WAITS : ZG_COMMAND_DONE;
}

static int tell_generation(void *arg, const struct zg_shop_view *shop) {
  struct zg_asking *asking = arg;
  if (strcmp(shop->id, asking->words[1]) != 0) return 0;
  struct zg_bytes *out = begin_row(asking);
  zg_bytes_add_text(out, "{\"shop\":");
  zg_wire_text(out, shop->id, strlen(shop->id));
  add_field(out, "generation", shop->generation, strlen(shop->generation));
  zg_bytes_printf(out, ",\"changed\":true,\"older\":%zu}", shop->older);
  end_row(asking);
  return 1;
}

static int rollback(struct zg_asking *asking, struct zg_error *err) {
  if (asking->count != 2) return zg_fail(err, ZG_EUSAGE, "rollback wants the name of a shop");
  int result = zg_rollback(asking->zg, asking->words[1], err);
  if (result == 0) zg_shops(asking->zg, tell_generation, asking);
  return result;
}

/* ---- all of them */

static const struct {
  const char *name;
  int (*step)(struct zg_asking *asking, struct zg_error *err);
} commands[] = {{"backup", backup}, {"dead", dead},     {"explain", explain},  {"export", export},
                {"packs", packs},   {"reload", reload}, {"rollback", rollback}};

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
  if (asking->ticket != NULL) zg_reloader_forget(asking->reloader, asking->ticket);
  asking->ticket = NULL;
  zg_bytes_fini(&asking->rows);
}
