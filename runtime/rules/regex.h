/* regex: the `matches` operator: PCRE2 with bounded matching. The only user of pcre2.h. */
#ifndef ZG_RULES_REGEX_H
#define ZG_RULES_REGEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct zg_regex;

/* Compiles, for UTF-8 and without \C, which could stop within a character. ZG_ELOAD with what is
 * wrong and at which byte. */
int zg_regex_compile(const char *pattern, struct zg_regex **out, struct zg_error *err);
void zg_regex_free(struct zg_regex *regex);
size_t zg_regex_size(const struct zg_regex *regex); /* bytes */

/* 1 found, 0 not found, ZG_ELIMIT when matching took more than its bound of steps (which is the
 * same on every machine). `text` is valid UTF-8. */
int zg_regex_match(const struct zg_regex *regex, const char *text, size_t len);

/* The same, in at most *budget steps; takes from it what steps it took. */
int zg_regex_match_within(const struct zg_regex *regex, const char *text, size_t len,
                          int64_t *budget);

#endif
