/* parts_api: the other Lua files of a pack, which lie beside its pack.lua.
 *
 *   local fees = part "fees"       -- the table that fees.lua returns
 *
 * A part is read once, while the pack is loaded, in the same world and under the same limits as
 * pack.lua; what it returns is frozen with the rest (constants.h), and its text is part of what the
 * pack is (zg_pack.hash). */
#ifndef ZG_RULES_PARTS_API_H
#define ZG_RULES_PARTS_API_H

struct lua_State;

/* Makes the word `part`. [-0, +0, m] */
void zg_parts_open(struct lua_State *lua);

#endif
