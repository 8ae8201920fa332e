/* pack_api: what a pack.lua declares: pack, rule, guard, and its texts. */
#ifndef ZG_RULES_PACK_API_H
#define ZG_RULES_PACK_API_H

struct lua_State;

/* Makes the globals pack, rule, guard and text. [-0, +0, m] */
void zg_pack_api_open(struct lua_State *lua);

#endif
