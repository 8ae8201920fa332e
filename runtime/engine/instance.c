#include "engine/instance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *zg_instance_print(struct zg_arena *arena, const struct zg_instance *instance) {
  return zg_arena_printf(arena, "%zu:%s of %s %zu:%s at %" PRId64 " hop %d", strlen(instance->name),
                         instance->name, zg_scope_name(instance->scope), strlen(instance->key),
                         instance->key, instance->due, instance->hop);
}

/* "5:later", and moves the text behind it. NULL: it is not there. */
static const char *read_part(struct zg_arena *arena, const char **text) {
  char *end = NULL;
  if (**text < '0' || **text > '9') return NULL;
  unsigned long long len = strtoull(*text, &end, 10);
  if (*end != ':' || len > strlen(end + 1)) return NULL;
  *text = end + 1 + len;
  return zg_arena_strndup(arena, end + 1, len);
}

int zg_instance_read(struct zg_arena *arena, const char *text, struct zg_instance *out) {
  char scope[16] = "";
  int scanned = 0;
  out->name = read_part(arena, &text);
  if (out->name == NULL || sscanf(text, " of %15[a-z] %n", scope, &scanned) != 1) return -1;
  int found = zg_scope_find(scope);
  text += scanned;
  out->key = found >= 0 ? read_part(arena, &text) : NULL;
  if (out->key == NULL) return -1;
  out->scope = (enum zg_scope)found;
  scanned = 0;
  if (sscanf(text, " at %" SCNd64 " hop %d%n", &out->due, &out->hop, &scanned) != 2) return -1;
  return text[scanned] == '\0' ? 0 : -1;
}
