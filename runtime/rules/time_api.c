#include "rules/time_api.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "base/clock.h"
#include "rules/declare.h"
#include "rules/hours.h"
#include "rules/instant.h"
#include "rules/limits.h"
#include "rules/pack.h"

enum {
  ZONE_STEPS = 60, /* looking at the zone once */
  DAY_STEPS = 40   /* going through one day of the shop */
};

#define FIRST (-62135596800.0)
#define LAST 253402300800.0

static const struct zg_hours *hours_of(lua_State *lua) {
  zg_limits_charge(lua, ZONE_STEPS);
  return zg_pack_of(lua)->context.hours;
}

void zg_time_push(lua_State *lua, int64_t ms) {
  if (ms % 1000 == 0)
    lua_pushinteger(lua, (lua_Integer)(ms / 1000));
  else
    lua_pushnumber(lua, (lua_Number)ms / 1000);
}

int64_t zg_time_check(lua_State *lua, int index, const char *what) {
  const struct zg_hours *hours = hours_of(lua);
  int64_t ms = 0;
  if (lua_type(lua, index) == LUA_TNUMBER) {
    lua_Number seconds = lua_tonumber(lua, index);
    if (!(seconds > FIRST && seconds < LAST))
      return luaL_error(lua, "%s: the time is out of range", what);
    return (int64_t)llround(seconds * 1000);
  }
  size_t len = 0;
  const char *text = luaL_checklstring(lua, index, &len);
  zg_limits_charge_number(lua, index);
  if (zg_instant_read(hours->zone, text, len, &ms) < 0)
    luaL_error(lua,
               "%s: \"%s\" is not a time; write it like \"2026-11-21T10:00:00+08:00\", or a date "
               "like \"2026-11-21\"",
               what, text);
  return ms;
}

/* What comes from outside may be anything, so nothing here is an error. */
static int time_read(lua_State *lua) {
  const struct zg_hours *hours = hours_of(lua);
  int64_t ms = 0;
  size_t len = 0;
  zg_limits_charge_number(lua, 1);
  const char *text = lua_type(lua, 1) == LUA_TSTRING ? lua_tolstring(lua, 1, &len) : NULL;
  if (text == NULL || zg_instant_read(hours->zone, text, len, &ms) < 0)
    lua_pushnil(lua);
  else
    zg_time_push(lua, ms);
  return 1;
}

/* A wall taken apart. */
struct parts {
  int64_t year;
  int month, day, hour, minute, second, weekday;
};

static struct parts take_apart(int64_t wall) {
  struct parts parts = {0};
  int64_t days = wall / ZG_DAY - (wall % ZG_DAY < 0 ? 1 : 0);
  int rest = (int)((wall - days * ZG_DAY) / 1000);
  zg_date_of(days, &parts.year, &parts.month, &parts.day);
  parts.hour = rest / 3600;
  parts.minute = rest / 60 % 60;
  parts.second = rest % 60;
  parts.weekday = (int)(((days + 3) % 7 + 7) % 7) + 1;
  return parts;
}

static int time_show(lua_State *lua) {
  static const char *const kinds[] = {"both", "date", "time", NULL};
  int64_t instant = zg_time_check(lua, 1, "time.show");
  int kind = luaL_checkoption(lua, 2, "both", kinds);
  struct parts p = take_apart(zg_zone_wall(hours_of(lua)->zone, instant));
  char date[48], clock[16];
  snprintf(date, sizeof date, "%04lld-%02d-%02d", (long long)p.year, p.month, p.day);
  snprintf(clock, sizeof clock, "%02d:%02d", p.hour, p.minute);
  if (kind == 0)
    lua_pushfstring(lua, "%s %s", date, clock);
  else
    lua_pushstring(lua, kind == 1 ? date : clock);
  return 1;
}

static int time_parts(lua_State *lua) {
  int64_t instant = zg_time_check(lua, 1, "time.parts");
  struct parts p = take_apart(zg_zone_wall(hours_of(lua)->zone, instant));
  const struct {
    const char *name;
    lua_Integer value;
  } fields[] = {{"year", p.year},     {"month", p.month},   {"day", p.day},        {"hour", p.hour},
                {"minute", p.minute}, {"second", p.second}, {"weekday", p.weekday}};
  lua_createtable(lua, 0, sizeof fields / sizeof fields[0]);
  for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
    lua_pushinteger(lua, fields[i].value);
    lua_setfield(lua, -2, fields[i].name);
  }
  return 1;
}

static int time_seconds(lua_State *lua) {
  zg_limits_charge(lua, ZG_CALL_STEPS);
  zg_time_push(lua, zg_declare_duration(lua, 1, "time.seconds"));
  return 1;
}

/* Whoever looks far ahead pays for the days; the holidays are among them. */
static void charge_days(lua_State *lua, int64_t from, int64_t to) {
  int64_t days = to < from ? ZG_HOURS_AHEAD : (to - from) / ZG_DAY + 2;
  zg_limits_charge(lua, days * DAY_STEPS);
}

static int time_open(lua_State *lua) {
  int64_t instant = zg_time_check(lua, 1, "time.open");
  const struct zg_hours *hours = hours_of(lua);
  int64_t opens = zg_hours_opens(hours, instant);
  charge_days(lua, instant, opens);
  lua_pushboolean(lua, opens == instant);
  return 1;
}

static int time_opens(lua_State *lua) {
  int64_t instant = zg_time_check(lua, 1, "time.opens");
  const struct zg_hours *hours = hours_of(lua);
  int64_t opens = zg_hours_opens(hours, instant);
  charge_days(lua, instant, opens);
  if (opens < instant)
    lua_pushnil(lua);
  else
    zg_time_push(lua, opens);
  return 1;
}

static int time_add(lua_State *lua) {
  static const char *const kinds[] = {"all", "working", NULL};
  int64_t from = zg_time_check(lua, 1, "time.add");
  int64_t duration = zg_declare_duration(lua, 2, "time.add");
  int working = luaL_checkoption(lua, 3, "all", kinds);
  const struct zg_hours *hours = hours_of(lua);
  int64_t to = working != 0 ? zg_hours_add(hours, from, duration) : from + duration;
  if (working != 0) charge_days(lua, from, to);
  if (to < from) return luaL_error(lua, "time.add: that is more than ten years of working hours");
  zg_time_push(lua, to);
  return 1;
}

void zg_time_api_open(lua_State *lua) {
  static const luaL_Reg words[] = {
      {"read", time_read}, {"show", time_show},   {"parts", time_parts}, {"seconds", time_seconds},
      {"open", time_open}, {"opens", time_opens}, {"add", time_add},     {NULL, NULL}};
  luaL_newlib(lua, words);
  lua_setglobal(lua, "time");
}
