/* zhanggui.h: the embedding face of zhanggui, a scriptable rule runtime for online shops.
 *
 * A program that links libzhanggui owns the loop and the clock; the runtime is passive. It is fed
 * events, told the time, asked for its next deadline, and gives back actions:
 *
 *     struct zg *zg;
 *     struct zg_error err;
 *     if (zg_open(&(struct zg_config){.shops = shops}, &zg, &err) < 0) ...
 *     zg_feed(zg, line, strlen(line), now_ms, NULL, &err);
 *     zg_run_due(zg, now_ms);
 *     zg_commit(zg, &err);
 *     zg_take_actions(zg, "taobao/lili-tea", print_action, NULL);
 *     zg_close(zg);
 *
 * Decisions depend on the events fed, the times told and the rule packs loaded, and on nothing
 * else, so the same feed gives the same actions, byte for byte.
 *
 * Times are milliseconds since 1970-01-01T00:00:00Z. Text is UTF-8. One `struct zg` belongs to one
 * thread at a time. Functions return 0 or a negative ZG_E... code and write their results only on
 * success. Running out of memory ends the process with a sentence: what is committed is safe, and a
 * half-applied decision must never be. */
#ifndef ZHANGGUI_H
#define ZHANGGUI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ZG_VERSION "0.1.0"

/* Every failure: symbol, value, the `code` of an error line, what it means. */
#define ZG_ERRORS(X)                                                                               \
  X(ZG_EJSON, -1, "bad_json", "the line is not JSON")                                              \
  X(ZG_EUTF8, -2, "bad_utf8", "the line is not UTF-8")                                             \
  X(ZG_ELONG, -3, "too_long", "the line is too long")                                              \
  X(ZG_EDEEP, -4, "too_deep", "values are nested too deeply")                                      \
  X(ZG_EKEYS, -5, "bad_keys", "an object has a key twice, or too many keys")                       \
  X(ZG_ENUMBER, -6, "bad_number", "a number cannot be kept exactly")                               \
  X(ZG_EEVENT, -7, "bad_event", "the object is not an event")                                      \
  X(ZG_ETIME, -8, "bad_time", "a time is not RFC 3339")                                            \
  X(ZG_ECONFLICT, -9, "conflict", "the same source and id came with another body")                 \
  X(ZG_EOLD, -10, "too_old", "the event is older than what is remembered")                         \
  X(ZG_ENOSHOP, -11, "no_shop", "no shop serves this source")                                      \
  X(ZG_EBUSY, -12, "busy", "too many actions wait to be delivered")                                \
  X(ZG_ELINE, -13, "bad_line", "the line is neither an event nor a known message")                 \
  X(ZG_EUNAVAILABLE, -14, "unavailable", "the store cannot be written")                            \
  X(ZG_EDISK, -15, "disk", "nobody knows what the store's disk holds: end, and start again")       \
  X(ZG_EDEAD, -16, "dead", "it ended the process twice and is not tried again")                     \
  X(ZG_ELOAD, -20, "bad_pack", "a pack, a shop or a table does not load")                          \
  X(ZG_ERULE, -21, "rule_error", "a rule failed")                                                  \
  X(ZG_ELIMIT, -22, "limit", "a rule used more than its share")                                    \
  X(ZG_EREFUSED, -23, "refused", "a guard refused an action")                                      \
  X(ZG_ESYSTEM, -30, "system", "the operating system refused")                                     \
  X(ZG_EUSAGE, -31, "usage", "the call or the command is not right")                               \
  X(ZG_ENOTFOUND, -32, "not_found", "there is no such thing")

enum zg_code {
#define ZG_CODE(symbol, value, word, meaning) symbol = value,
  ZG_ERRORS(ZG_CODE)
#undef ZG_CODE
};

/* What went wrong, for a person: `message` says what and what to do; `file` and `line` say where
 * when a file is at fault (else empty and 0). */
struct zg_error {
  int code;
  int line;
  char file[256];
  char message[768];
};

/* The word of a code as error lines carry it ("bad_json"), and its meaning. Never NULL. */
const char *zg_code_word(int code);
const char *zg_code_meaning(int code);

enum zg_clock {
  ZG_CLOCK_WALL,  /* time is what the caller says it is */
  ZG_CLOCK_EVENT, /* the events' own times drive the clock */
};

/* Receives one trace: what every rule made of one event or timer. A JSON object, no newline. */
typedef void zg_trace_fn(void *arg, const char *json, size_t len);
/* Receives a line that a rule logged or a complaint of the runtime. */
typedef void zg_log_fn(void *arg, const char *message);

struct zg_config {
  const char *rules;        /* folder of packs; NULL: the shipped ones */
  const char *const *shops; /* shop folders, NULL-terminated; NULL: one default shop */
  const char *data;         /* file of the store; NULL or ":memory:" keeps nothing */
  enum zg_clock clock;
  int keep_days;         /* how long a store on disk keeps its journal; 0: 30 */
  zg_trace_fn *on_trace; /* NULL: nobody is told of traces */
  int replays;           /* 1: what is fed is a log, which may hold what a journal says of runs */
  int brief_traces;      /* 1: without the rules whose conditions did not hold, and so much cheaper; a
                          * decision in which nothing else happened has none. Not where the store
                          * keeps traces */
  zg_log_fn *on_log;
  void *arg; /* given to the callbacks */
};

struct zg; /* a runtime: its shops, their state, its store */

/* Opens a runtime and loads its shops. ZG_ELOAD when a pack, a shop or a table does not load, with
 * file and line; ZG_ENOTFOUND when a folder is missing. Gives *out, to be closed. */
int zg_open(const struct zg_config *config, struct zg **out, struct zg_error *err);

/* Closes; NULL is fine. What was not committed is lost, as in a power cut. */
void zg_close(struct zg *zg);

/* What became of a fed line. The texts live until the next call on the runtime. */
struct zg_receipt {
  const char *source; /* NULL when the line was refused before it was read */
  const char *id;
  const char *shop; /* the id of the shop that serves the source; NULL: none, or not known yet */
  int duplicate;    /* 1: decided before; nothing was done again */
};

/* Feeds one event, a JSON object of `len` bytes without its newline, received at `now`. The event
 * is decided at once; its actions can be taken after zg_commit. A refused line changes nothing but
 * the dead letters. Fills *receipt (may be NULL) as far as the line could be read, also on failure.
 * ZG_ELINE when the object has no `type`, and so is no event at all. */
int zg_feed(struct zg *zg, const char *line, size_t len, int64_t now, struct zg_receipt *receipt,
            struct zg_error *err);

/* Keeps a line that could not even be fed (one cut off as too long, say) among the dead letters. */
void zg_bury(struct zg *zg, const char *line, size_t len, int64_t now, const struct zg_error *why);

/* A line that was refused, or an action that could not be done: its number (never given twice), its
 * bytes (of a long one the first 64 KiB), the code word of the reason, the reason, and for an action
 * the source whose adapter was to do it; else "". */
struct zg_dead_letter {
  unsigned long long number;
  const char *code, *message, *source, *line;
  size_t len;
  int64_t when;
};
/* Receives one; valid during the call. Returns 0 to go on. */
typedef int zg_dead_letter_fn(void *arg, const struct zg_dead_letter *letter);

/* Shows the committed dead letters that are kept (the newest 10,000) behind the one numbered `after`
 * (0: all), oldest first. Not while a commit is under way. */
void zg_dead_letters(struct zg *zg, unsigned long long after, zg_dead_letter_fn *fn, void *arg);
/* The number of the latest; 0: there is none. */
unsigned long long zg_dead_last(struct zg *zg);

/* Tries a dead letter again: a line is fed as if it came now, an action goes back into the outbox
 * with its id. It is no dead letter then; a line that is refused again becomes a new one, and the
 * code of the refusal is returned. ZG_ENOTFOUND: there is none of that number; ZG_EUSAGE: it is
 * nothing that can be tried; ZG_EBUSY and ZG_EUNAVAILABLE: not now; then it stays as it is. */
int zg_dead_retry(struct zg *zg, unsigned long long number, int64_t now, struct zg_error *err);
/* Throws one away. ZG_ENOTFOUND likewise. */
int zg_dead_drop(struct zg *zg, unsigned long long number, struct zg_error *err);

/* When the runtime next has something to do by itself; INT64_MAX: never. */
int64_t zg_next_deadline(const struct zg *zg);

/* The runtime's own time: the latest it was told, or on the event clock the latest event's. */
int64_t zg_now(const struct zg *zg);

/* What is being decided just now: 0, or a number that differs from decision to decision. The one word
 * that another thread may ask at any time: a watchdog that sees the same number for seconds knows
 * that the decision does not end. */
unsigned long long zg_deciding(const struct zg *zg);

/* Fires the timers that are due at `now` or before, in order, at most `most` of them (0: all).
 * Returns how many fired. The clock never goes back: an earlier `now` fires nothing new. */
int zg_run_due(struct zg *zg, int64_t now, int most);

/* Makes safe all that was decided since the last commit. ZG_EUNAVAILABLE: nothing was made safe,
 * call again later. ZG_EDISK: it may be safe or not, and only a new start can tell; acknowledge and
 * deliver nothing, and end the process. */
int zg_commit(struct zg *zg, struct zg_error *err);

/* The same in two halves, for a loop that goes on deciding meanwhile. begin hands over what was decided
 * so far and returns 1: `done` is called from another thread when it is finished and may do no more
 * than wake the loop; or 2: there is no other thread, call end at once; or 0: there is nothing to do, or
 * one is under way. end waits if need be and is as zg_commit for what was handed over; what failed is
 * handed over again by the next begin. */
int zg_commit_begin(struct zg *zg, void (*done)(void *arg), void *arg);
int zg_commit_end(struct zg *zg, struct zg_error *err);

/* One action, `json` an envelope of `len` bytes without newline; valid during the call. */
struct zg_action_view {
  const char *id;
  const char *type;
  const char *source; /* of the events the action answers: where it goes */
  const char *json;
  size_t len;
};

enum zg_taken {
  ZG_TAKE_DONE,  /* delivered; it leaves the outbox with the next commit */
  ZG_TAKE_SENT,  /* on its way; it stays until zg_acknowledge, zg_reject or zg_release */
  ZG_TAKE_LATER, /* not now; stop here and keep it and the rest */
};
typedef enum zg_taken zg_action_fn(void *arg, const struct zg_action_view *action);

/* Hands over the committed actions of `source` that are not on their way yet, oldest first; NULL:
 * of every source. Returns how many were taken. */
int zg_take_actions(struct zg *zg, const char *source, zg_action_fn *fn, void *arg);

/* How many actions of `source` are in the outbox, on their way or not. */
size_t zg_pending(const struct zg *zg, const char *source);

/* The adapter of `source` has done the action: it leaves the outbox. ZG_ENOTFOUND: not there. */
int zg_acknowledge(struct zg *zg, const char *source, const char *id);

/* The adapter of `source` cannot do the action: to the dead letters. ZG_ENOTFOUND: not there. */
int zg_reject(struct zg *zg, const char *source, const char *id, const char *reason);

/* Looks for actions that have been on their way too long without an answer, by the wall clock: they
 * can be taken again, with the same id, first after 30 seconds, then twice as long each time, up to
 * five minutes; after 20 tries they go to the dead letters. Returns how many. Call it each second or
 * so. */
int zg_retry(struct zg *zg, int64_t now);

/* The connection to `source` is gone: what was on its way can be taken again. */
void zg_release(struct zg *zg, const char *source);

/* Receives one event of the journal, as it came but with the attribute `receivedtime` (when it was
 * received), so that a replay sets its clock by it. Returns 0 to go on. */
typedef int zg_journal_fn(void *arg, unsigned long long number, const char *line, size_t len);
/* Shows the committed events behind the one numbered `after` (0: all), in the order they were decided
 * in. ZG_ENOTFOUND when the store keeps no journal, ZG_ESYSTEM when it cannot be read. Not while a
 * commit is under way. */
int zg_journal(struct zg *zg, unsigned long long after, zg_journal_fn *fn, void *arg,
               struct zg_error *err);
/* The number of the latest; 0: there is none. */
unsigned long long zg_journal_last(struct zg *zg);

/* Shows the traces that are kept (the newest 10,000) of the events with this id and of the timers
 * they set, as the trace callback would have. ZG_ENOTFOUND when the store keeps none. Not while a
 * commit is under way. */
int zg_traces(struct zg *zg, const char *id, zg_trace_fn *fn, void *arg);

/* A copy of the store, made while it is in use. */
struct zg_backup;
/* Begins one into a new file; ZG_EUSAGE when there is one of that name, or the store is no file. */
int zg_backup_begin(struct zg *zg, const char *path, struct zg_backup **out, struct zg_error *err);
/* Carries it on by a portion small enough for a loop's turn; never while a commit is under way. 1:
 * there is more; 0: the file is whole, and is what was committed by now; ZG_ESYSTEM. */
int zg_backup_step(struct zg_backup *backup, struct zg_error *err);
/* Ends it, before zg_close; one that was not finished leaves nothing. NULL is fine. */
void zg_backup_close(struct zg_backup *backup);

/* Other rules while it runs: a shop's files are loaded anew beside the generation in force, and the
 * new one takes its place between two events; state and timers carry on. begin, build (which may be
 * called on another thread while the runtime goes on), and then end, or drop after a failure:
 *
 *     zg_reload_begin(zg, "lili-tea", &reload, &err);
 *     if (zg_reload_build(reload, &err) < 0) zg_reload_drop(reload);
 *     else zg_reload_end(zg, reload, &err);
 *
 * build loads everything and plays the stories of the packs that differ from those in force; ZG_ELOAD
 * with file and line, and nothing has changed. end migrates the state of packs of another version and
 * takes *reload; 1: it is in force now, 0: it is no different, ZG_ELOAD: a pack could not migrate its
 * state, and nothing has changed. ZG_ENOTFOUND from begin: there is no such shop. */
struct zg_reload;
int zg_reload_begin(struct zg *zg, const char *shop, struct zg_reload **out, struct zg_error *err);
int zg_reload_build(struct zg_reload *reload, struct zg_error *err);
int zg_reload_end(struct zg *zg, struct zg_reload *reload, struct zg_error *err);
void zg_reload_drop(struct zg_reload *reload); /* NULL is fine */

/* Puts the generation before the present one into force again (three are kept); the present one is
 * forgotten. Between two events. ZG_ENOTFOUND: no such shop, or none is kept; ZG_ELOAD: it would take
 * a source from another shop. */
int zg_rollback(struct zg *zg, const char *shop, struct zg_error *err);

/* The folder of the packs that every shop has. */
const char *zg_rules(const struct zg *zg);

/* One shop, as it is in force. */
struct zg_shop_view {
  const char *id, *name, *generation;
  const char *folder; /* NULL: the default shop */
  size_t packs;
  size_t older; /* generations that zg_rollback can go back to */
};
/* Receives one; valid during the call. Returns 0 to go on. */
typedef int zg_shop_fn(void *arg, const struct zg_shop_view *shop);
void zg_shops(struct zg *zg, zg_shop_fn *fn, void *arg);

/* One pack of one shop, likewise. */
struct zg_pack_view {
  const char *shop, *generation;
  const char *name, *version, *about, *folder;
  size_t rules;
  size_t quarantined; /* rules that are skipped, because they failed many times in a row */
};
/* Receives one; valid during the call. Returns 0 to go on. */
typedef int zg_pack_fn(void *arg, const struct zg_pack_view *pack);
void zg_packs(struct zg *zg, zg_pack_fn *fn, void *arg);

/* A word about the runtime: shops, packs and versions; one line each, for people. Valid until the
 * next call. */
const char *zg_describe(struct zg *zg);

#ifdef __cplusplus
}
#endif

#endif
