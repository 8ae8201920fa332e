/* why: a trace told in sentences, in the language of its shop: what each rule made of an event, and
 * where it did nothing, the first thing that stood in its way. */
#ifndef ZG_CLI_WHY_H
#define ZG_CLI_WHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct zg_why {
  const char *language; /* "zh" or "en"; NULL: that of the shop */
  const char *rule;     /* "pack/rule", or a rule's name: only that one, with all of the conditions
                         * that the trace has of it; NULL: every rule */
  size_t most;          /* no more rules than that, and nothing around them; 0: as many as help */
  bool all;             /* also the rules that are far from running, and all values */
  bool chat;            /* it is /why that is asked, and `/why all` that tells more */
};

/* Prints one trace, JSON as zg_config.on_trace and zg_traces give it. False: it is none. */
bool zg_why_print(const struct zg_why *why, const char *json, size_t len, FILE *out);

#endif
