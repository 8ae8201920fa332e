/* sandbox: the world of a pack, an allow-list: what is not named here does not exist in it.
 *
 * Left out: coroutines, io, os, debug, package, load, string.dump, collectgarbage, rawset and
 * friends, next, setmetatable, math.random. Ours instead of the stock ones: the libraries string,
 * table and utf8 (lib/: nothing in them runs for long unpaid), pairs (in the order of keys), type
 * (a view is a "table"), tostring (no addresses), pcall (a spent limit is not caught). */
#ifndef ZG_RULES_SANDBOX_H
#define ZG_RULES_SANDBOX_H

#include "base/bytes.h"
#include "base/error.h"

struct lua_State;
struct zg_limits;

enum {
  ZG_PACK_FILE = 64 * 1024, /* bytes of one Lua file */
  ZG_PACK_MESSAGE = 700,    /* bytes of what it raises; what stands around it fits zg_error, too */
};

/* Opens a state with the world in its globals, under `limits`, which outlive it. */
struct lua_State *zg_sandbox_open(struct zg_limits *limits);

/* Makes the globals and the libraries read-only: what a table held moves behind it, and nothing can
 * be set in it. [-0, +0, m] */
void zg_sandbox_freeze(struct lua_State *lua);

/* Calls the function below `args` arguments under a budget of `steps`. On failure pops them, puts
 * "file:line: message", cut to ZG_PACK_MESSAGE bytes, into *err and returns ZG_ERULE or ZG_ELIMIT.
 * [-(args+1), +(results|0), -] */
int zg_sandbox_call(struct lua_State *lua, int args, int results, long steps, struct zg_error *err);

/* Reads the Lua file at `path` (text only, at most ZG_PACK_FILE bytes) and pushes it as a function;
 * appends what was read to *source when that is not NULL. ZG_ELOAD with file and, where it is
 * known, line. [-0, +(1|0), m] */
int zg_sandbox_read(struct lua_State *lua, const char *path, struct zg_bytes *source,
                    struct zg_error *err);

/* Reads the Lua file at `path` likewise and calls it under a budget of ZG_LOAD_STEPS. A `reader`
 * that is not NULL is called instead, with the file's function and `arg` (light userdata), and is
 * to call it. ZG_ELOAD with the file at fault, which may be another of the same folder. [-0, +0, -]
 */
int zg_sandbox_run(struct lua_State *lua, int (*reader)(struct lua_State *lua), const char *path,
                   void *arg, struct zg_bytes *source, struct zg_error *err);

#endif
