/* report: what one rule set made of a log, or two of them side by side: everything that is printed
 * about a replay, collected while it goes on. Its size does not depend on the log's. */
#ifndef ZG_CLI_REPORT_H
#define ZG_CLI_REPORT_H

#include "cli/replay/compare.h"
#include "cli/replay/rulebook.h"
#include "cli/replay/talks.h"
#include "cli/replay/tally.h"
#include "data/zone.h"

struct zg_cause;

struct zg_report {
  int sets; /* 1 or 2 */
  const struct zg_side *sides;
  const char *against;        /* the folder of the second; NULL: there is none */
  const char *name;           /* of the shop; of several, the first, and how many more */
  const char *language;       /* of the (first) shop */
  const struct zg_zone *zone; /* likewise */
  size_t shops;
  uint64_t events;
  int64_t first, last; /* times of events */
  struct zg_rulebook book;
  struct zg_compare compare;
  struct zg_kinds kinds;
  struct zg_tally tally[2];
  struct zg_talks talks;
  struct zg_arena *arena; /* of the event being noted */
  struct zg_event event;  /* that of the step; without an id: there is none */
  struct zg_cause *causes;
};

/* Begins; `sides` (one or two, open) is borrowed until the end. */
void zg_report_begin(struct zg_report *report, const struct zg_side *sides, int sets,
                     const char *against);
/* Notes an event that is new, before the step it makes. */
void zg_report_event(struct zg_report *report, const char *line, size_t len);
/* Notes what the sides made of a step. */
void zg_report_step(struct zg_report *report);
/* The log is over. */
void zg_report_end(struct zg_report *report);
void zg_report_fini(struct zg_report *report);

/* How many outcomes changed, and how many there were. */
uint64_t zg_report_changes(const struct zg_report *report);

/* What is printed. As text for people, as one JSON object in one line, and as a page of HTML that
 * needs nothing but itself. */
struct zg_bytes;
void zg_report_text(const struct zg_report *report, struct zg_bytes *out);
void zg_report_json(const struct zg_report *report, struct zg_bytes *out);
void zg_report_html(const struct zg_report *report, struct zg_bytes *out);

/* What these share. The rules about which there is something to tell, those with most changes
 * first; to be freed. */
const struct zg_book_rule **zg_report_rules(const struct zg_report *report, size_t *count);
/* The currencies of both sets; NULL: there are no more. */
const char *zg_report_currency(const struct zg_report *report, size_t number);
/* The wall time at the shop, "2026-11-21 09:04:55", and the day alone. */
enum { ZG_REPORT_TIME = 40 };
void zg_report_time(const struct zg_report *report, int64_t time, char out[ZG_REPORT_TIME]);
void zg_report_day(int64_t day, char out[ZG_REPORT_TIME]);

#endif
