/* time_api: the packs' `time`: dates, times and working hours of the shop. Instants are seconds
 * since 1970, as ctx.now is, and wherever one is wanted a text that time.read takes will do.
 *
 *   time.read("2026-11-21")                the end of that day in the shop's zone; nil: no time
 *   time.show(ctx.now), time.show(ctx.now, "date"), time.show(ctx.now, "time")
 *   time.parts(ctx.now).weekday            year, month, day, hour, minute, second, weekday
 *   time.seconds("2h 30m")                 9000
 *   time.open(ctx.now), time.opens(ctx.now)
 *   time.add(ctx.now, "4h", "working") */
#ifndef ZG_RULES_TIME_API_H
#define ZG_RULES_TIME_API_H

#include <stdint.h>

struct lua_State;

/* Makes the global `time`. [-0, +0, m] */
void zg_time_api_open(struct lua_State *lua);

/* The instant at `index`, in milliseconds: seconds, or a text. Raises, with `what` in front, when
 * it is none. [-0, +0, v] */
int64_t zg_time_check(struct lua_State *lua, int index, const char *what);

/* Seconds in Lua; whole ones are integers. [-0, +1, -] */
void zg_time_push(struct lua_State *lua, int64_t ms);

#endif
