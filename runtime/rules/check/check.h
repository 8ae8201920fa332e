/* check: what is wrong, or looks wrong, in packs and shops, without running a rule.
 *
 * A shop is loaded in the way that tells all faults; what loads is then looked at by the checks of
 * one table. A pack with a fault is not looked at further, since what was left out of it would make
 * the rest look wrong. Everything that is read is read under the limits of loading. */
#ifndef ZG_RULES_CHECK_CHECK_H
#define ZG_RULES_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/shop.h"

struct zg_finding {
  const char *check; /* its name in the table */
  bool error;        /* else a warning */
  const char *file;  /* "": no one file */
  int line;          /* 0: the whole file */
  const char *pack;  /* "": none */
  const char *rule;  /* "": none */
  const char *what;
  const char *todo; /* "": it follows from `what` */
};

struct zg_checking;

/* `now` is for dates that are over. Texts are told when they are longer than a platform takes. */
struct zg_checking *zg_checking_new(const struct zg_text *text, int64_t now);
void zg_checking_free(struct zg_checking *checking);

/* Checks a shop and its own packs; without a folder in `source`, the packs of source->rules. Its
 * warn and fault are not looked at. ZG_ENOTFOUND when there is no such folder. */
int zg_checking_add(struct zg_checking *checking, const struct zg_shop_source *source,
                    struct zg_error *err);

/* Ends the adding: holds the shops against one another. Gives the findings by file and line, each
 * once; they live as long as the checking. */
const struct zg_finding *zg_checking_end(struct zg_checking *checking, size_t *count);

/* The table of checks: its row `at`, or false behind the last. */
struct zg_check_row {
  const char *name;
  bool error;
  const char *about;
};
bool zg_check_row(size_t at, struct zg_check_row *out);

#endif
