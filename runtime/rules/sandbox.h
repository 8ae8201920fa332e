/* sandbox: the world of a pack, an allow-list: what is not named here does not exist in it.
 *
 * Left out: coroutines, io, os, debug, package, load, string.dump, collectgarbage, rawset and
 * friends, next, setmetatable, math.random. Ours instead of the stock ones: pairs (in the order of
 * keys), type (a view is a "table"), tostring and string.format (no addresses), pcall (a spent
 * limit is not caught). */
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

/* Reads a Lua file (text only, at most ZG_PACK_FILE bytes) and pushes it as a function; appends
 * what was read to *source when that is not NULL. ZG_ELOAD with file and line. [-0, +(0|1), -] */
int zg_sandbox_load(struct lua_State *lua, const char *path, struct zg_bytes *source,
                    struct zg_error *err);

/* Calls the function below `args` arguments under a budget of `steps`. On failure pops them, puts
 * "file:line: message", cut to ZG_PACK_MESSAGE bytes, into *err and returns ZG_ERULE or ZG_ELIMIT.
 * [-(args+1), +(results|0), -] */
int zg_sandbox_call(struct lua_State *lua, int args, int results, long steps, struct zg_error *err);

/* Moves "name:12: " from the front of err->message into err->file and err->line when it names the
 * file at `path`; else only says which file was loaded. */
void zg_sandbox_locate(const char *path, struct zg_error *err);

#endif
