/* language: in which language somebody writes to a shop, as far as its letters tell.
 *
 * There are two answers: "zh" for Chinese characters, "en" for Latin letters, and where the shop
 * speaks such a language itself, the shop's own. French to a Chinese shop counts as English, which
 * is nearer than Chinese; English to a French shop as French, since letters do not tell them apart.
 * Japanese, Korean and all others are not told. */
#ifndef ZG_DATA_LANGUAGE_H
#define ZG_DATA_LANGUAGE_H

#include <stddef.h>

/* The language of `len` bytes of valid UTF-8, written to a shop that speaks `home`; NULL: too
 * little to tell by, as "ok", "180?", a link or a number of goods. Lives as long as `home`. */
const char *zg_language_of(const char *text, size_t len, const char *home);

#endif
