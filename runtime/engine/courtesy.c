#include "engine/courtesy.h"

#include <inttypes.h>
#include <string.h>

#include "data/json.h"

#define COURTESY_PACK "~courtesy"
#define HOUR_MS (INT64_C(3600) * 1000)

/* Whom a message goes to: the buyer, or where the event names none, whoever is in the conversation.
 */
static const char *recipient(struct zg_decision *d, const struct zg_draft *draft) {
  const char *buyer = d->occasion->keys[ZG_SCOPE_BUYER];
  const char *conversation = zg_json_text(draft->data, "conversation", "id");
  if (buyer != NULL) return zg_arena_printf(d->arena, "buyer %s", buyer);
  return conversation != NULL ? zg_arena_printf(d->arena, "conversation %s", conversation) : NULL;
}

/* When the messages of the last hour went out, oldest first. */
static struct cJSON *recent(struct zg_decision *d, const char *buyer) {
  const struct cJSON *doc = zg_memory_doc(d->zg->memory, d->arena, d->occasion->shop->id,
                                          COURTESY_PACK, ZG_SCOPE_BUYER, buyer);
  struct cJSON *kept = zg_json_new_array(d->arena);
  const struct cJSON *t = zg_json_first(zg_json_get(doc, "sent"));
  for (; t != NULL; t = zg_json_next(t))
    if (d->occasion->now - zg_json_integer(t) < HOUR_MS)
      zg_json_push(kept, zg_json_share(d->arena, t));
  return kept;
}

int zg_courtesy_check(struct zg_courtesy *courtesy, struct zg_decision *d,
                      const struct zg_draft *draft, struct zg_refusal *refusal,
                      struct zg_error *why) {
  int64_t most = d->occasion->shop->limits.messages_per_hour;
  const char *buyer = recipient(d, draft);
  if (most < 0 || buyer == NULL || strcmp(draft->type, "message.send") != 0) return 0;
  courtesy->buyer = buyer;
  courtesy->messages++;
  int64_t count = (int64_t)zg_json_size(recent(d, buyer)) + courtesy->messages;
  if (count <= most) return 0;
  *refusal = (struct zg_refusal){.guard = "messages per hour", .count = count, .most = most};
  return zg_fail(why, ZG_EREFUSED, "the buyer may get %" PRId64 " messages in an hour", most);
}

void zg_courtesy_keep(const struct zg_courtesy *courtesy, struct zg_decision *d) {
  if (courtesy->buyer == NULL) return;
  struct cJSON *sent = recent(d, courtesy->buyer), *doc = zg_json_new_object(d->arena);
  for (int64_t i = 0; i < courtesy->messages; i++)
    zg_json_push(sent, zg_json_new_integer(d->arena, d->occasion->now));
  zg_json_add(d->arena, doc, "sent", sent);
  zg_memory_put(d->zg->memory, d->occasion->shop->id, COURTESY_PACK, ZG_SCOPE_BUYER,
                courtesy->buyer, zg_json_print(d->arena, doc));
}
