/* zone_rule: the rule at the end of a zone's file, which says what holds for ever: "EST5EDT,M3.2.0,
 * M11.1.0", as POSIX writes it, with the wider hours of TZif version 3. */
#ifndef ZG_DATA_ZONE_RULE_H
#define ZG_DATA_ZONE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* When in a year the clocks are changed. */
struct zg_zone_date {
  char kind; /* 'M': month, week, weekday; 'J': day 1 to 365, no leap day; 'N': 0 to 365 */
  int month, week, day; /* week 5 is the last; day is the weekday, or the day of the year */
  int32_t time;         /* of the wall, in seconds after midnight; may lie on another day */
};

struct zg_zone_rule {
  int32_t offset, summer_offset; /* seconds east of UTC */
  bool summer;                   /* there is a summer time */
  struct zg_zone_date begins, ends;
};

/* How long one offset holds, in seconds since 1970: from <= t < until. */
struct zg_zone_span {
  int64_t from, until;
  int32_t offset;
};

/* Reads the whole of `text`. 0, or -1 when it is no such rule. */
int zg_zone_rule_parse(const char *text, size_t len, struct zg_zone_rule *out);

/* The span that `second` lies in. */
struct zg_zone_span zg_zone_rule_span(const struct zg_zone_rule *rule, int64_t second);

#endif
