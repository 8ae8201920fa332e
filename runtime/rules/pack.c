#include "rules/pack.h"

#include <string.h>

#include <lua.h>

struct zg_pack *zg_pack_of(lua_State *lua) {
  return *(struct zg_pack **)lua_getextraspace(lua);
}

struct zg_setting *zg_pack_setting(const struct zg_pack *pack, const char *name) {
  for (struct zg_setting *s = pack->settings; s != NULL; s = s->next)
    if (strcmp(s->name, name) == 0) return s;
  return NULL;
}

const struct zg_texts *zg_pack_texts(const struct zg_pack *pack, const char *name,
                                     const char *language) {
  const struct zg_texts *home = NULL, *any = NULL;
  for (const struct zg_texts *t = pack->texts; t != NULL; t = t->next) {
    if (strcmp(t->name, name) != 0) continue;
    if (strcmp(t->language, language) == 0) return t;
    if (strcmp(t->language, pack->context.language) == 0) home = t;
    if (any == NULL) any = t;
  }
  return home != NULL ? home : any;
}
