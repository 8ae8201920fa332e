#include "rules/lib/out.h"

#include <string.h>

#include <lauxlib.h>
#include <lua.h>

#include "rules/limits.h"

void zg_out_init(struct zg_out *out, lua_State *lua) {
  lua_pushnil(lua);
  out->lua = lua;
  out->data = out->first;
  out->len = 0;
  out->cap = sizeof out->first;
  out->slot = lua_gettop(lua);
}

char *zg_out_room(struct zg_out *out, size_t len) {
  size_t need = out->len + len, cap = out->cap * 2;
  if (len <= out->cap - out->len) return out->data + out->len;
  if (len > ZG_PACK_TEXT || need > ZG_PACK_TEXT) luaL_error(out->lua, "resulting string too large");
  if (cap < need) cap = need;
  if (cap > ZG_PACK_TEXT) cap = ZG_PACK_TEXT;
  char *data = lua_newuserdatauv(out->lua, cap, 0);
  memcpy(data, out->data, out->len);
  lua_replace(out->lua, out->slot);
  out->data = data;
  out->cap = cap;
  return out->data + out->len;
}

void zg_out_took(struct zg_out *out, size_t len) {
  out->len += len;
}

void zg_out_add(struct zg_out *out, const char *text, size_t len) {
  if (len == 0) return;
  memcpy(zg_out_room(out, len), text, len);
  out->len += len;
}

void zg_out_add_char(struct zg_out *out, char c) {
  *zg_out_room(out, 1) = c;
  out->len++;
}

void zg_out_add_value(struct zg_out *out) {
  size_t len = 0;
  const char *text = lua_tolstring(out->lua, -1, &len);
  zg_out_add(out, text, len);
  lua_pop(out->lua, 1);
}

void zg_out_push(struct zg_out *out) {
  lua_pushlstring(out->lua, out->data, out->len);
}
