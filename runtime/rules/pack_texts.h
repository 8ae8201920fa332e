/* pack_texts: the text folder of a pack: one file a language, each returning a table of names, each
 * name a text or a list of them: phrases to listen for, or variants of something to say.
 *
 *   return { asks_for_less = { "便宜点", "少点" }, thinking = "容我想一想…" } */
#ifndef ZG_RULES_PACK_TEXTS_H
#define ZG_RULES_PACK_TEXTS_H

#include "rules/pack.h"

/* Reads text/<language>.lua of the pack, in the order of their names; none is fine. */
int zg_pack_load_texts(struct zg_pack *pack, struct zg_error *err);

#endif
