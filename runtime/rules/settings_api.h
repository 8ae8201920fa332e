/* settings_api: the packs' `settings`: declared once with types and defaults, filled in by the
 * shop, checked, and from then on read-only values.
 *
 *   settings { dispatch_within = { type = "duration", default = "48h", about = "..." } }
 *   settings.dispatch_within          -- 172800, in seconds */
#ifndef ZG_RULES_SETTINGS_API_H
#define ZG_RULES_SETTINGS_API_H

#include "base/error.h"
#include "rules/pack.h"

/* Makes the global `settings`. [-0, +0, m] */
void zg_settings_open(struct lua_State *lua);

/* After the pack is loaded: ZG_ELOAD when the shop sets something that the pack does not declare.
 */
int zg_settings_check_shop(struct zg_pack *pack, struct zg_error *err);

#endif
