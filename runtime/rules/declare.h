/* declare: reading the tables that a pack's declarations are given.
 *
 * Each raises with the file and line of the declaration and says what to write instead; texts are
 * copied into the pack's arena. `what` names the thing for the message: "rule \"concede\"". */
#ifndef ZG_RULES_DECLARE_H
#define ZG_RULES_DECLARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/event.h"

struct cJSON;
struct lua_State;

/* Raises when the pack is loaded: what a run declared would outlive it, whatever became of the run.
 */
void zg_declare_loading(struct lua_State *lua);

/* Reads one declaration, the value on the top, with `read`, which may leave more on the stack. When
 * the pack is loaded to find all that is wrong, what it raises is told to the context's `fault`,
 * and false returned. [-1, +0, e] */
typedef void zg_declare_fn(struct lua_State *lua, void *arg);
bool zg_declare_one(struct lua_State *lua, zg_declare_fn *read, void *arg);

/* Where the declaration under way is written: its line, and in *file the path of the file. */
int zg_declare_line(struct lua_State *lua, const char **file);

/* Raises "…: no key "x"; did you mean "y"?" when the table at `index` has a key that is not one of
 * the NULL-terminated `allowed`. [-0, +0, e] */
void zg_declare_keys(struct lua_State *lua, int index, const char *const *allowed,
                     const char *what);

/* Raises `"x" is no KIND; did you mean "y"? (they are a, b, c)`. [-0, +0, e] */
int zg_declare_unknown(struct lua_State *lua, const char *what, const char *kind, const char *typed,
                       const char *const *known, size_t count);

/* Whether the value at `index` is a text that can be shown: UTF-8, no NUL. [-0, +0, -] */
bool zg_declare_printable(struct lua_State *lua, int index);

/* A text field; NULL when it is not there and not `required`. */
const char *zg_declare_text(struct lua_State *lua, int index, const char *key, bool required,
                            const char *what);
/* The field "about": a text, or a text for each language, as JSON; NULL when it is not there. */
const struct cJSON *zg_declare_about(struct lua_State *lua, int index, const char *what);
/* The field "label", written likewise, in the shop's language; NULL when it is not there. */
const char *zg_declare_label(struct lua_State *lua, int index, const char *what);
bool zg_declare_flag(struct lua_State *lua, int index, const char *key, const char *what);
int64_t zg_declare_integer(struct lua_State *lua, int index, const char *key, int64_t fallback,
                           const char *what);
/* A text or a list of texts; *count 0 and NULL when it is not there. */
char **zg_declare_texts(struct lua_State *lua, int index, const char *key, size_t *count,
                        const char *what);

/* The scope of that name. `what` as above. */
enum zg_scope zg_declare_scope(struct lua_State *lua, const char *name, const char *what);

/* The value at `index` as a duration in milliseconds: "48h", or a number of seconds. */
int64_t zg_declare_duration(struct lua_State *lua, int index, const char *what);

#endif
