#include "rules/pack.h"

#include <stdio.h>
#include <string.h>

#include <lua.h>

#include "data/json.h"
#include "data/table.h"

enum { LANGUAGE = 16 };

struct zg_pack *zg_pack_of(lua_State *lua) {
  return *(struct zg_pack **)lua_getextraspace(lua);
}

struct zg_setting *zg_pack_setting(const struct zg_pack *pack, const char *name) {
  for (struct zg_setting *s = pack->settings; s != NULL; s = s->next)
    if (strcmp(s->name, name) == 0) return s;
  return NULL;
}

const struct zg_table *zg_pack_table(const struct zg_pack *pack, const char *name) {
  for (struct zg_table *const *t = pack->context.tables; t != NULL && *t != NULL; t++)
    if (strcmp(zg_table_name(*t), name) == 0) return *t;
  return NULL;
}

const char *zg_pack_about(const struct cJSON *about, const char *language) {
  if (zg_json_string(about) != NULL) return zg_json_string(about);
  const char *text = zg_json_string(zg_json_get(about, language));
  char base[LANGUAGE]; /* "zh" of "zh-TW" */
  snprintf(base, sizeof base, "%.*s", (int)strcspn(language, "-"), language);
  if (text == NULL) text = zg_json_string(zg_json_get(about, base));
  return text != NULL ? text : zg_json_string(zg_json_first(about));
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
