/* regex: the `matches` operator: PCRE2 with bounded matching. The only user of pcre2.h. */
#ifndef ZG_RULES_REGEX_H
#define ZG_RULES_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct zg_regex;

/* Compiles, for UTF-8 and without \C, which could stop within a character. ZG_ELOAD with what is
 * wrong and at which byte. */
int zg_regex_compile(const char *pattern, struct zg_regex **out, struct zg_error *err);
void zg_regex_free(struct zg_regex *regex);

/* 1 found, 0 not found, ZG_ELIMIT when matching took more than its bound of steps (which is the
 * same on every machine). `text` is valid UTF-8. */
int zg_regex_match(const struct zg_regex *regex, const char *text, size_t len);

#endif
