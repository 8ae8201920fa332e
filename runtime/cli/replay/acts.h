/* acts: actions told in a line each. */
#ifndef ZG_CLI_ACTS_H
#define ZG_CLI_ACTS_H

#include "cli/wording.h"

struct cJSON;

/* Appends an action { type, data } in a line: “text”, or offer 95.00 CNY (list 98.00). */
void zg_report_act(enum zg_tongue tongue, const struct cJSON *act, struct zg_bytes *out);

/* Gives each of a JSON array of them to `line`, which borrows the text until it returns; NULL is
 * none. Returns how many. */
int zg_report_acts(enum zg_tongue tongue, const char *json,
                   void (*line)(void *arg, const char *text), void *arg);

#endif
