/* What the shop of a story must do, and how it is told when it does not. */
#include <string.h>

#include "base/utf8.h"
#include "engine/story_play.h"
#include "engine/story_words.h"

/* An action in few words, for a person: what it is and what matters of it. */
static const char *tell(struct zg_play *p, const struct cJSON *action) {
  return zg_arena_printf(p->arena, "%s %s", zg_json_text(action, "type", NULL),
                         zg_json_print(p->arena, zg_json_get(action, "data")));
}

/* The pack whose texts the action may be one of. */
static const struct zg_pack *pack_of(struct zg_play *p, const struct cJSON *action) {
  return zg_story_pack(zg_stage_shop(&p->stage), action);
}

/* The field of a plain text must equal it; of a message it is a name or a part. */
static bool meets(struct zg_play *p, const char *word, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data"), *with = zg_json_get(p->step, "with");
  const char *field = zg_story_field(word);
  const char *wanted = zg_json_text(p->step, field, NULL);
  const char *seen = zg_json_text(data, field, NULL);
  if (strcmp(zg_json_text(action, "type", NULL), zg_story_type(word)) != 0) return false;
  if (with != NULL && !zg_play_contains(data, with)) return false;
  if (wanted == NULL) return true;
  if (seen == NULL) return false;
  if (strcmp(word, "shop") != 0) return strcmp(seen, wanted) == 0;
  return zg_story_says(pack_of(p, action), wanted, seen);
}

/* ---- telling */

int zg_play_fail(struct zg_play *p, const char *message) {
  size_t len = zg_utf8_cut(message, strlen(message), sizeof p->failure->message - 1);
  p->failure->line = (int)zg_json_integer(zg_json_get(p->step, "line"));
  memcpy(p->failure->message, message, len);
  p->failure->message[len] = '\0';
  return ZG_ERULE;
}

/* From the text itself, or from a variant of the pack's text of that name. */
static const char *text_differs(struct zg_play *p, const struct cJSON *action, const char *wanted,
                                const char *got) {
  const struct zg_pack *pack = pack_of(p, action);
  const char *differs = zg_play_text_differs(p->arena, wanted, got);
  for (const struct zg_texts *t = pack != NULL ? pack->texts : NULL; t != NULL; t = t->next)
    for (size_t i = 0; i < t->count && differs == NULL && strcmp(t->name, wanted) == 0; i++)
      differs = zg_play_text_differs(p->arena, t->variants[i], got);
  return differs;
}

/* Where the action is other than it should be, though it is of the kind that is wanted. */
static const char *differs(struct zg_play *p, const char *word, const struct cJSON *action) {
  const struct cJSON *with = zg_json_get(p->step, "with"), *data = zg_json_get(action, "data");
  const char *type = zg_story_type(word), *field = zg_story_field(word);
  if (type == NULL) return zg_play_member_differs(p->arena, with, action);
  if (strcmp(zg_json_text(action, "type", NULL), type) != 0) return NULL;
  if (with != NULL) return zg_play_member_differs(p->arena, with, data);
  const char *wanted = zg_json_text(p->step, field, NULL), *got = zg_json_text(data, field, NULL);
  return wanted != NULL && got != NULL ? text_differs(p, action, wanted, got) : NULL;
}

/* The decision that made the action, as far as it is kept; else the last one: its trace. */
static const char *trace_of(struct zg_play *p, const struct cJSON *action) {
  const char *id = zg_json_text(action, "id", NULL);
  const struct cJSON *t = id != NULL ? zg_json_first(p->traces) : NULL;
  for (; t != NULL; t = zg_json_next(t))
    if (strstr(zg_json_string(t), id) != NULL) return zg_json_string(t);
  return p->last.data;
}

/* What went wrong in parts, for whoever shows more than the message. */
static void note_parts(struct zg_play *p, const char *wanted, const struct cJSON *action,
                       const char *differ) {
  struct zg_story_failure *f = p->failure;
  const char *trace = trace_of(p, action);
  if (f->arena == NULL) return;
  f->wanted = zg_arena_strdup(f->arena, wanted);
  f->got = zg_arena_strdup(f->arena, action != NULL ? tell(p, action) : "nothing");
  if (differ != NULL) f->differs = zg_arena_strdup(f->arena, differ);
  if (trace != NULL) f->trace = zg_arena_strdup(f->arena, trace);
  if (p->log.len > 0) f->log = zg_arena_strdup(f->arena, p->log.data);
}

/* ---- holding one against the other */

int zg_play_expect(struct zg_play *p) {
  const char *word = zg_json_text(p->step, "do", NULL), *type = zg_story_type(word);
  const char *wanted = type != NULL ? zg_json_text(p->step, zg_story_field(word), NULL) : NULL;
  const struct cJSON *with = zg_json_get(p->step, "with");
  const struct cJSON *action = zg_stage_take(&p->stage);
  if (action != NULL && (type != NULL ? meets(p, word, action) : zg_play_contains(action, with)))
    return 0;
  if (wanted == NULL && with != NULL) wanted = zg_json_print(p->arena, with);
  const char *told = type != NULL ? type : "an action";
  if (wanted != NULL) told = zg_arena_printf(p->arena, "%s %s", told, wanted);
  note_parts(p, told, action, action != NULL ? differs(p, word, action) : NULL);
  if (action != NULL)
    return zg_play_fail(p, zg_arena_printf(p->arena, "expected %s, got %s", told, tell(p, action)));
  return zg_play_fail(p, zg_arena_printf(p->arena, "expected %s, but the shop did nothing%s%s",
                                         told, p->log.len > 0 ? "; " : "",
                                         p->log.len > 0 ? p->log.data : ""));
}

int zg_play_nothing_left(struct zg_play *p) {
  const struct cJSON *action = zg_json_first(p->stage.done);
  if (action == NULL) return 0;
  note_parts(p, "nothing more", action, NULL);
  return zg_play_fail(
      p, zg_arena_printf(p->arena, "before this, the shop also did: %s", tell(p, action)));
}
