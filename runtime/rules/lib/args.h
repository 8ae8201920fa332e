/* args: what functions of the libraries are called with. Messages are those of Lua's own. */
#ifndef ZG_RULES_LIB_ARGS_H
#define ZG_RULES_LIB_ARGS_H

#include <stddef.h>

#include <lua.h>

/* A number; a text that is read as one is paid for by its length. [-0, +0, v] */
lua_Integer zg_arg_integer(lua_State *lua, int arg);
lua_Integer zg_arg_integer_or(lua_State *lua, int arg, lua_Integer fallback);
lua_Number zg_arg_number(lua_State *lua, int arg);

/* Where a part of a text of `len` bytes begins, from 1; a place below 0 counts from the end. */
size_t zg_arg_start(lua_Integer place, size_t len);

/* Where it ends; 0: before the first byte. */
size_t zg_arg_end(lua_State *lua, int arg, lua_Integer fallback, size_t len);

#endif
