/* wording: what the program says to owners of shops, in the languages they read.
 *
 * Whoever says something keeps a table of it, a row a sentence. Where sentences have symbols, a
 * list X(symbol, english, chinese) makes both the enum and, by ZG_WORDING_ROW, the table; {0}, {1}
 * and so on stand in them for what is filled in, in the order each language wants. Where they have
 * none, they are found by the English, which is written where it is said (chat/language.h).
 *
 * A further language is a further column of every table. */
#ifndef ZG_CLI_WORDING_H
#define ZG_CLI_WORDING_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"

enum zg_tongue { ZG_ENGLISH, ZG_CHINESE, ZG_TONGUES };

struct zg_wording {
  const char *in[ZG_TONGUES];
};

#define ZG_WORDING_ROW(symbol, english, chinese) {{english, chinese}},

/* In which of them a reader of that language is spoken to: "zh", "zh-TW": Chinese; any other, and
 * NULL: English. */
enum zg_tongue zg_tongue_of(const char *language);

/* The row of `table` with that English; NULL: there is none. */
const struct zg_wording *zg_wording_find(const struct zg_wording *table, size_t count,
                                         const char *english);

/* The sentence with its places filled in, in `arena`, or appended to `out`. What follows are texts,
 * at most ZG_WORDING_PLACES, and NULL; a place that has no text is left out. */
enum { ZG_WORDING_PLACES = 8 };
const char *zg_wording_fill(struct zg_arena *arena, const char *sentence, ...)
    __attribute__((sentinel));
void zg_wording_add(struct zg_bytes *out, const char *sentence, ...) __attribute__((sentinel));

/* 1234567 as "1,234,567", in either language. */
enum { ZG_NUMBER = 32 };
void zg_wording_number(uint64_t number, char out[ZG_NUMBER]);

#endif
