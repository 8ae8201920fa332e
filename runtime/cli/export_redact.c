#include "cli/export_redact.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "data/json.h"
#include "engine/cuts.h"
#include "engine/instance.h"

int zg_redacting_begin(struct zg_redacting *redacting, const char *key, struct zg_error *err) {
  struct zg_hash128 secret = {0};
  if (key != NULL)
    secret = zg_hash128(key, strlen(key));
  else if (getrandom(&secret, sizeof secret, 0) != (ssize_t)sizeof secret)
    return zg_fail(err, ZG_ESYSTEM, "there is no randomness for a key: %s", strerror(errno));
  *redacting = (struct zg_redacting){.redact = zg_redact_new(secret), .arena = zg_arena_new()};
  return 0;
}

void zg_redacting_end(struct zg_redacting *redacting) {
  zg_redact_free(redacting->redact);
  if (redacting->arena != NULL) zg_arena_free(redacting->arena);
  zg_bytes_fini(&redacting->out);
}

/* The line as a tree; NULL when it is none. What was within the limits when it came is read. */
static struct cJSON *read(struct zg_redacting *redacting, const char *json, size_t len) {
  struct cJSON *event = NULL;
  zg_arena_reset(redacting->arena);
  if (zg_json_parse_own(redacting->arena, json, len, &event, NULL) < 0) return NULL;
  return zg_json_kind(event) == ZG_JSON_OBJECT ? event : NULL;
}

int zg_redacting_learn(void *arg, const char *json, size_t len) {
  struct zg_redacting *redacting = arg;
  const struct cJSON *event = redacting->redact != NULL ? read(redacting, json, len) : NULL;
  if (event != NULL) zg_redact_learn(redacting->redact, event);
  return 0;
}

/* Of the line that says what time ended, only whom it is about tells of somebody, and a replay
 * finds the run only if all else is as it was. */
static void write_cut(struct zg_redacting *redacting, struct cJSON *event) {
  struct zg_arena *arena = redacting->arena;
  struct cJSON *data = zg_json_get(event, "data");
  const char *text = zg_json_text(data, "instance", NULL);
  struct zg_instance instance = {0};
  struct zg_bytes key = {0};
  if (text != NULL && zg_instance_read(arena, text, &instance) == 0) {
    zg_redact_id(redacting->redact, instance.key, &key);
    if (instance.scope != ZG_SCOPE_SHOP && key.len > 0) instance.key = key.data;
    zg_json_set(arena, data, "instance",
                zg_json_new_string(arena, zg_instance_print(arena, &instance)));
  }
  zg_json_write(event, &redacting->out);
  zg_bytes_fini(&key);
}

int zg_redacting_print(void *arg, const char *json, size_t len) {
  struct zg_redacting *redacting = arg;
  if (redacting->redact == NULL)
    return fwrite(json, 1, len, stdout) == len && putchar('\n') == '\n' ? 0 : -1;
  struct cJSON *event = read(redacting, json, len);
  const char *type = zg_json_text(event, "type", NULL);
  if (event == NULL) {
    redacting->left_out++;
    return 0;
  }
  zg_redact_learn(redacting->redact, event); /* a running server may have taken it in between */
  zg_bytes_clear(&redacting->out);
  if (type != NULL && strcmp(type, ZG_CUT_TYPE) == 0)
    write_cut(redacting, event);
  else
    zg_redact_write(redacting->redact, event, &redacting->out);
  zg_bytes_add_char(&redacting->out, '\n');
  size_t written = fwrite(redacting->out.data, 1, redacting->out.len, stdout);
  return written == redacting->out.len ? 0 : -1;
}
