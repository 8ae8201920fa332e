/* reply: the sentence a shop says: a variant of a named text, its {blanks} filled in. */
#ifndef ZG_RULES_REPLY_H
#define ZG_RULES_REPLY_H

#include <stdbool.h>

struct lua_State;

enum { ZG_BLANK = 48 }; /* bytes of its name */

/* "thinking" and "thank_you.late" look like names; a sentence does not. */
bool zg_reply_is_name(const char *reply);

/* The next {blank} of `text`: its name into `name`, its bytes from *start to *end. A brace that
 * holds no name is a brace. */
bool zg_reply_blank(const char *text, char name[ZG_BLANK], const char **start, const char **end);

/* Pushes the text for `reply`, the name of a text of the pack or (where it does not look like a
 * name, or the pack has no texts) the sentence itself; `vars` is the index of the table of blanks,
 * 0 for none. It is in that language, or else in the shop's, or in any. Of several variants one
 * whose blanks can all be filled is drawn by the run's luck. Returns the name, or NULL. Raises when
 * no variant can be filled. [-0, +1, v] */
const char *zg_reply_push(struct lua_State *lua, const char *reply, int vars, const char *language);

#endif
