#include "engine/courtesy.h"

#include <inttypes.h>
#include <string.h>

#include "data/json.h"
#include "engine/presence.h"
#include "engine/quiet.h"

#define COURTESY_PACK "~courtesy"
#define HOUR_MS (INT64_C(3600) * 1000)

/* Who gets messages of a run, and when those of the last hour went out, oldest first. */
struct zg_recipient {
  const char *who;
  struct cJSON *sent;
  struct zg_recipient *next;
};

/* Whatever a buyer gets to see is a message; but for an offer, which comes with one. */
static bool counts(const char *type) {
  return zg_presence_reaches_buyer(type) && !zg_type_matches("offer.*", type);
}

/* Whom a message goes to: the buyer, or where the event names none, whoever is in the conversation.
 */
const char *zg_courtesy_recipient(struct zg_decision *d, const struct zg_draft *draft) {
  const char *buyer = d->occasion->keys[ZG_SCOPE_BUYER];
  const char *conversation = zg_json_text(draft->data, "conversation", "id");
  if (!counts(draft->type)) return NULL;
  if (buyer != NULL) return zg_arena_printf(d->arena, "buyer %s", buyer);
  return conversation != NULL ? zg_arena_printf(d->arena, "conversation %s", conversation) : NULL;
}

/* When those of the last hour went out; in zg->deciding. */
static struct cJSON *read_sent(struct zg *zg, const struct zg_shop *shop, const char *who,
                               int64_t now) {
  const struct cJSON *doc =
      zg_memory_doc(zg->memory, zg->deciding, shop->id, COURTESY_PACK, ZG_SCOPE_BUYER, who);
  struct cJSON *kept = zg_json_new_array(zg->deciding);
  const struct cJSON *t = zg_json_first(zg_json_get(doc, "sent"));
  for (; t != NULL; t = zg_json_next(t))
    if (now - zg_json_integer(t) < HOUR_MS) zg_json_push(kept, zg_json_share(zg->deciding, t));
  return kept;
}

static void put_sent(struct zg *zg, const struct zg_shop *shop, const char *who,
                     struct cJSON *sent) {
  struct cJSON *doc = zg_json_new_object(zg->deciding);
  zg_json_add(zg->deciding, doc, "sent", sent);
  zg_memory_put(zg->memory, shop->id, COURTESY_PACK, ZG_SCOPE_BUYER, who,
                zg_json_print(zg->deciding, doc), NULL);
}

/* Read once a run, however many messages it sends. */
static struct zg_recipient *find_recipient(struct zg_courtesy *courtesy, struct zg_decision *d,
                                           const char *who) {
  for (struct zg_recipient *r = courtesy->recipients; r != NULL; r = r->next)
    if (strcmp(r->who, who) == 0) return r;
  struct zg_recipient *added = zg_arena_alloc(d->arena, sizeof *added);
  *added = (struct zg_recipient){.who = who,
                                 .sent = read_sent(d->zg, d->occasion->shop, who, d->occasion->now),
                                 .next = courtesy->recipients};
  courtesy->recipients = added;
  return added;
}

int zg_courtesy_check(struct zg_courtesy *courtesy, struct zg_decision *d,
                      const struct zg_draft *draft, struct zg_refusal *refusal,
                      struct zg_error *why) {
  int64_t most = d->occasion->shop->limits.messages_per_hour;
  const char *who = zg_courtesy_recipient(d, draft);
  int64_t until = 0;
  if (most < 0 || who == NULL || zg_quiet_holds(d, draft, &until)) return 0;
  struct zg_recipient *recipient = find_recipient(courtesy, d, who);
  zg_json_push(recipient->sent, zg_json_new_integer(d->arena, d->occasion->now));
  int64_t count = (int64_t)zg_json_size(recipient->sent);
  if (count <= most) return 0;
  *refusal = (struct zg_refusal){.guard = "messages per hour", .count = count, .most = most};
  return zg_fail(why, ZG_EREFUSED, "the buyer may get %" PRId64 " messages in an hour", most);
}

void zg_courtesy_keep(const struct zg_courtesy *courtesy, struct zg_decision *d) {
  for (struct zg_recipient *r = courtesy->recipients; r != NULL; r = r->next)
    put_sent(d->zg, d->occasion->shop, r->who, r->sent);
}

bool zg_courtesy_leaves(struct zg *zg, const struct zg_shop *shop, const char *recipient) {
  int64_t most = shop->limits.messages_per_hour;
  if (most < 0) return true;
  struct cJSON *sent = read_sent(zg, shop, recipient, zg->now);
  if ((int64_t)zg_json_size(sent) >= most) return false;
  zg_json_push(sent, zg_json_new_integer(zg->deciding, zg->now));
  put_sent(zg, shop, recipient, sent);
  return true;
}
