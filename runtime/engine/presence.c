#include "engine/presence.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "data/json.h"

/* Of its documents, one a conversation: {"human": since when, "said": [[id, hash of the text], …]}.
 */
#define PRESENCE_PACK "~presence"

enum { SAID = 8 }; /* messages whose echo is known */

static const struct cJSON *read_doc(struct zg_decision *d, const char *conversation) {
  return zg_memory_doc(d->zg->memory, d->arena, d->occasion->shop->id, PRESENCE_PACK,
                       ZG_SCOPE_CONVERSATION, conversation);
}

static struct cJSON *next_doc(struct zg_decision *d, const struct cJSON *doc) {
  return doc != NULL ? zg_json_copy_top(d->arena, doc) : zg_json_new_object(d->arena);
}

static void put_doc(struct zg_decision *d, const char *conversation, const struct cJSON *doc) {
  zg_memory_put(d->zg->memory, d->occasion->shop->id, PRESENCE_PACK, ZG_SCOPE_CONVERSATION,
                conversation, zg_json_print(d->arena, doc), NULL);
}

static const char *hash_of(struct zg_decision *d, const char *text) {
  return zg_arena_printf(d->arena, "%016" PRIx64, zg_hash64(text, strlen(text)));
}

/* ---- what was said by us */

bool zg_presence_reaches_buyer(const char *type) {
  static const char *const types[] = {"message.send", "offer.*", "gift.offer", "review.request",
                                      "order.remind"};
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (zg_type_matches(types[i], type)) return true;
  return false;
}

void zg_presence_said(struct zg_decision *d, const struct zg_draft *draft, const char *id) {
  const char *conversation = zg_json_text(draft->data, "conversation", "id");
  const char *text = zg_json_text(draft->data, "text", NULL);
  if (conversation == NULL || !zg_presence_reaches_buyer(draft->type)) return;
  const struct cJSON *doc = read_doc(d, conversation);
  const struct cJSON *old = zg_json_get(doc, "said");
  struct cJSON *said = zg_json_new_array(d->arena), *entry = zg_json_new_array(d->arena);
  size_t skip = zg_json_size(old) >= SAID ? zg_json_size(old) - SAID + 1 : 0;
  for (const struct cJSON *s = zg_json_first(old); s != NULL; s = zg_json_next(s)) {
    if (skip > 0)
      skip--;
    else
      zg_json_push(said, zg_json_share(d->arena, s));
  }
  zg_json_push(entry, zg_json_new_string(d->arena, id));
  zg_json_push(entry, zg_json_new_string(d->arena, text != NULL ? hash_of(d, text) : ""));
  zg_json_push(said, entry);
  struct cJSON *next = next_doc(d, doc);
  zg_json_set(d->arena, next, "said", said);
  put_doc(d, conversation, next);
}

bool zg_presence_echo(struct zg_decision *d) {
  const struct zg_event *event = d->occasion->event;
  const char *conversation = d->occasion->keys[ZG_SCOPE_CONVERSATION];
  if (conversation == NULL || strcmp(event->type, "message.sent") != 0) return false;
  const struct cJSON *doc = read_doc(d, conversation);
  const char *cause = zg_json_text(event->envelope, "causationid", NULL);
  const char *text = zg_json_text(event->data, "message", "text");
  const char *hash = text != NULL ? hash_of(d, text) : NULL;
  const struct cJSON *s = zg_json_first(zg_json_get(doc, "said"));
  for (; s != NULL; s = zg_json_next(s)) {
    const struct cJSON *id = zg_json_first(s);
    const char *known = zg_json_string(id), *of = zg_json_string(zg_json_next(id));
    if (cause != NULL && strcmp(cause, known) == 0) return true;
    if (hash != NULL && strcmp(hash, of) == 0) return true;
  }
  return false;
}

/* ---- whose conversation it is */

static void hand_over(struct zg_decision *d, const char *conversation, const struct cJSON *doc,
                      bool human) {
  struct cJSON *next = next_doc(d, doc);
  if (!human && zg_json_get(doc, "human") == NULL) return;
  zg_json_set(d->arena, next, "human",
              human ? zg_json_new_integer(d->arena, d->occasion->now) : zg_json_new_null(d->arena));
  put_doc(d, conversation, next);
}

void zg_presence_note(struct zg_decision *d) {
  const struct zg_event *event = d->occasion->event;
  const char *conversation = d->occasion->keys[ZG_SCOPE_CONVERSATION];
  bool sent = strcmp(event->type, "message.sent") == 0;
  if (conversation == NULL || (!sent && strcmp(event->type, "conversation.assigned") != 0)) return;
  const struct cJSON *doc = read_doc(d, conversation);
  const char *role = zg_json_text(zg_json_get(event->data, "sender"), "role", NULL);
  const char *owner = zg_json_text(event->data, "conversation", "owner");
  if (sent) {
    bool agent = role != NULL && strcmp(role, "agent") == 0;
    if (agent && !d->scene.echo) hand_over(d, conversation, doc, true);
  } else if (owner != NULL) {
    hand_over(d, conversation, doc, strcmp(owner, "human") == 0);
  }
}

/* Whether a person has the conversation, and since when. */
static bool human_since(struct zg *zg, struct zg_arena *arena, const struct zg_shop *shop,
                        const char *conversation, int64_t now, int64_t *out) {
  const struct cJSON *doc = zg_memory_doc(zg->memory, arena, shop->id, PRESENCE_PACK,
                                          ZG_SCOPE_CONVERSATION, conversation);
  const struct cJSON *since = zg_json_get(doc, "human");
  int64_t silence = shop->limits.hand_back;
  if (zg_json_kind(since) != ZG_JSON_INTEGER) return false;
  *out = zg_json_integer(since);
  return silence == 0 || now - *out < silence;
}

bool zg_presence_human(struct zg *zg, struct zg_arena *arena, const struct zg_shop *shop,
                       const char *conversation, int64_t now) {
  int64_t since = 0;
  return human_since(zg, arena, shop, conversation, now, &since);
}

bool zg_presence_withholds(struct zg_decision *d, const struct zg_rule *rule,
                           const struct zg_effects *effects, int64_t *since, int64_t *until) {
  const struct zg_shop *shop = d->occasion->shop;
  if (rule->with_human) return false;
  for (const struct zg_draft *draft = effects->drafts; draft != NULL; draft = draft->next) {
    const char *conversation = zg_json_text(draft->data, "conversation", "id");
    if (conversation == NULL || !zg_presence_reaches_buyer(draft->type) ||
        !human_since(d->zg, d->arena, shop, conversation, d->occasion->now, since))
      continue;
    *until = shop->limits.hand_back > 0 ? *since + shop->limits.hand_back : 0;
    return true;
  }
  return false;
}
