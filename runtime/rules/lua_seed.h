/* lua_seed: the seed of Lua's hashes, the same in every state of every process.
 *
 * Lua draws it from the clock and from addresses. Where a key lies in a table hangs on it, and with
 * that the length that # finds of a table with holes, which packs see: a replay would end elsewhere
 * than the day it replays. (The order of `next` hangs on it, too, but pairs.c sorts.) Lua has no
 * call to set the seed; it is left to whoever compiles Lua, and ours is the system's.
 *
 * What this rests on: lua_newstate of 5.4 takes one block, draws the seed, and asks for a second
 * block before it hashes the first text. In the first lies the global_State, which begins with the
 * allocator and its ud; the seed lies so many bytes behind. Of a Lua laid out otherwise
 * tests/unit/test_lua_seed.c tells; where allocator and ud are not found together, nothing is
 * written, and all goes on with a seed of Lua's own.
 *
 * Not covered: tables keyed by tables or functions hash by address, which differs still. And a seed
 * that all know lets keys be made that collide: what this takes no steps count, but a run's limit
 * of time ends it (see limits.h). */
#ifndef ZG_RULES_LUA_SEED_H
#define ZG_RULES_LUA_SEED_H

#include <stdbool.h>
#include <stddef.h>

/* What Lua calls a lua_Alloc. */
typedef void *zg_lua_allocator(void *ud, void *old, size_t old_size, size_t new_size);

/* Called when Lua asks the allocator for the second block of a state: `block` of `size` bytes is
 * the first, `ud` the allocator's. Whether the seed was found and set. */
bool zg_lua_seed_set(void *block, size_t size, zg_lua_allocator *allocator, const void *ud);

#endif
