/* What the shop of a story must do. */
#include <string.h>

#include "engine/story_play.h"

/* An action in few words, for a person: what it is and what matters of it. */
static const char *tell(struct zg_play *p, const struct cJSON *action) {
  return zg_arena_printf(p->arena, "%s %s", zg_json_text(action, "type", NULL),
                         zg_json_print(p->arena, zg_json_get(action, "data")));
}

/* Whether `text` is `variant` with something in its {blanks}. */
static bool fills(const char *variant, const char *text) {
  const char *open = strchr(variant, '{'), *close = open != NULL ? strchr(open, '}') : NULL;
  if (close == NULL) return strcmp(variant, text) == 0;
  if (strncmp(variant, text, (size_t)(open - variant)) != 0) return false;
  for (const char *rest = text + (open - variant);; rest++) {
    if (fills(close + 1, rest)) return true;
    if (*rest == '\0') return false;
  }
}

/* The step's text is the name of a text of the pack, one of whose variants this is; or a part. */
static bool says(struct zg_play *p, const char *wanted, const char *text) {
  const struct zg_pack *pack = p->zg->shops.all[0]->now->packs[0];
  bool name = false;
  for (const struct zg_texts *t = pack->texts; t != NULL; t = t->next) {
    if (strcmp(t->name, wanted) != 0) continue;
    name = true;
    for (size_t i = 0; i < t->count; i++)
      if (fills(t->variants[i], text)) return true;
  }
  return !name && strstr(text, wanted) != NULL;
}

/* The words that expect an action, and its type; the field of a plain text must equal it. */
static const struct expectation {
  const char *word, *type;
} expectations[] = {
    {"shop", "message.send"},      {"offers", "offer.make"},  {"accepts", "offer.accept"},
    {"declines", "offer.decline"}, {"gives", "gift.offer"},   {"hands_off", "handoff.request"},
    {"alerts", "alert.raise"},     {"clears", "alert.clear"},
};

static bool meets(struct zg_play *p, const struct expectation *e, const struct cJSON *action) {
  const struct cJSON *data = zg_json_get(action, "data"), *with = zg_json_get(p->step, "with");
  const char *field = zg_story_field(e->word);
  const char *wanted = zg_json_text(p->step, field, NULL);
  const char *seen = zg_json_text(data, field, NULL);
  if (strcmp(zg_json_text(action, "type", NULL), e->type) != 0) return false;
  if (with != NULL && !zg_play_contains(data, with)) return false;
  if (wanted == NULL) return true;
  if (seen == NULL) return false;
  return strcmp(e->word, "shop") == 0 ? says(p, wanted, seen) : strcmp(seen, wanted) == 0;
}

/* Takes the first of what the shop did off the list. */
static struct cJSON *next_done(struct zg_play *p) {
  struct cJSON *first = zg_json_first(p->done), *rest = zg_json_new_array(p->arena);
  if (first == NULL) return NULL;
  for (struct cJSON *a = zg_json_next(first); a != NULL; a = zg_json_next(a))
    zg_json_push(rest, zg_json_share(p->arena, a));
  p->done = rest;
  return first;
}

/* What the step's text could have been in full, nearest to `got`: a variant of the pack's text. */
static const char *text_differs(struct zg_play *p, const char *wanted, const char *got) {
  const struct zg_pack *pack = p->zg->shops.all[0]->now->packs[0];
  const char *differs = zg_play_text_differs(p->arena, wanted, got);
  for (const struct zg_texts *t = pack->texts; t != NULL && differs == NULL; t = t->next)
    for (size_t i = 0; i < t->count && differs == NULL && strcmp(t->name, wanted) == 0; i++)
      differs = zg_play_text_differs(p->arena, t->variants[i], got);
  return differs;
}

/* Where the action is other than it should be, though it is of the kind that is wanted. */
static const char *differs(struct zg_play *p, const struct expectation *e,
                           const struct cJSON *action) {
  const struct cJSON *with = zg_json_get(p->step, "with"), *data = zg_json_get(action, "data");
  if (e == NULL) return zg_play_member_differs(p->arena, with, action);
  if (strcmp(zg_json_text(action, "type", NULL), e->type) != 0) return NULL;
  if (with != NULL) return zg_play_member_differs(p->arena, with, data);
  const char *wanted = zg_json_text(p->step, zg_story_field(e->word), NULL);
  const char *got = zg_json_text(data, zg_story_field(e->word), NULL);
  return wanted != NULL && got != NULL ? text_differs(p, wanted, got) : NULL;
}

/* The decision that made the action, or with NULL the last one: its trace. */
static const char *trace_of(struct zg_play *p, const struct cJSON *action) {
  const char *id = zg_json_text(action, "id", NULL), *found = NULL;
  for (const struct cJSON *t = zg_json_first(p->traces); t != NULL; t = zg_json_next(t)) {
    const char *text = zg_json_string(t);
    if (id == NULL || strstr(text, id) != NULL) found = text;
    if (id != NULL && found != NULL) break;
  }
  return found;
}

/* The whole of a failure in one line, and its parts for whoever shows more. */
static int fail_at(struct zg_play *p, const char *wanted, const struct cJSON *action,
                   const char *differ) {
  const char *got = action != NULL ? zg_arena_printf(p->arena, "got %s", tell(p, action))
                                   : "but the shop did nothing";
  struct zg_story_failure *f = p->failure;
  zg_play_fail(p, zg_arena_printf(p->arena, "expected %s, %s%s%s", wanted, got,
                                  p->log.len > 0 ? "; " : "", p->log.len > 0 ? p->log.data : ""));
  if (f->arena == NULL) return ZG_ERULE;
  f->wanted = zg_arena_strdup(f->arena, wanted);
  f->got = zg_arena_strdup(f->arena, action != NULL ? tell(p, action) : "nothing");
  f->differs = differ != NULL ? zg_arena_strdup(f->arena, differ) : NULL;
  const char *trace = trace_of(p, action);
  f->trace = trace != NULL ? zg_arena_strdup(f->arena, trace) : NULL;
  f->log = p->log.len > 0 ? zg_arena_strdup(f->arena, p->log.data) : NULL;
  return ZG_ERULE;
}

/* The next action must be what the word expects; NULL: what the argument of `acts` says. */
static int expect(struct zg_play *p, const struct expectation *e) {
  const char *wanted = e != NULL ? zg_json_text(p->step, zg_story_field(e->word), NULL) : NULL;
  const struct cJSON *with = zg_json_get(p->step, "with");
  const struct cJSON *action = next_done(p);
  if (action != NULL && (e != NULL ? meets(p, e, action) : zg_play_contains(action, with)))
    return 0;
  if (wanted == NULL) wanted = with != NULL ? zg_json_print(p->arena, with) : "";
  const char *told = zg_arena_printf(p->arena, "%s%s%s", e != NULL ? e->type : "an action",
                                     wanted[0] != '\0' ? " " : "", wanted);
  return fail_at(p, told, action, action != NULL ? differs(p, e, action) : NULL);
}

int zg_play_nothing_left(struct zg_play *p) {
  const struct cJSON *action = zg_json_first(p->done);
  if (action == NULL) return 0;
  fail_at(p, "nothing more", action, NULL);
  return zg_play_fail(
      p, zg_arena_printf(p->arena, "before this, the shop also did: %s", tell(p, action)));
}

int zg_play_expect(struct zg_play *p) {
  const char *word = zg_json_text(p->step, "do", NULL);
  for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++)
    if (strcmp(expectations[i].word, word) == 0) return expect(p, &expectations[i]);
  return expect(p, NULL); /* acts { type =, data = } */
}
