/* redact: events without what tells who somebody is.
 *
 * Names, addresses, telephone numbers, e-mail addresses, numbers of parcels, cards and papers, and
 * the ids of people, conversations and orders become others of the same shape (redact_shape), the
 * same one everywhere; so a replay decides as before. Which fields hold them, redact_field says; in
 * other texts they are found by how they look (redact_find), and names and ids that stood in such a
 * field are found in every text. Prices, skus, quantities, times, provinces and cities stay, and so
 * do the ids and sources of events, on which decisions hang. (What a timer draws by luck hangs on
 * whom it is about, too; so of the variants of a text it may say another.)
 *
 * Not found: a name that stands in no field, a number in words, what is spelt otherwise than in its
 * field. So it is for the eyes of people who help you, not for publishing. */
#ifndef ZG_DATA_REDACT_H
#define ZG_DATA_REDACT_H

#include "base/bytes.h"
#include "base/hash.h"

struct cJSON;
struct zg_redact;

struct zg_redact *zg_redact_new(struct zg_hash128 key);
void zg_redact_free(struct zg_redact *redact); /* NULL is fine */

/* Remembers the names and ids that stand in the event. Have all events learnt before you write one:
 * a name may be in a text before it is in a field. */
void zg_redact_learn(struct zg_redact *redact, const struct cJSON *event);

/* Appends the event as JSON, redacted. */
void zg_redact_write(const struct zg_redact *redact, const struct cJSON *event,
                     struct zg_bytes *out);

/* Appends an id, redacted as in a field that holds it. */
void zg_redact_id(const struct zg_redact *redact, const char *id, struct zg_bytes *out);

/* Appends a text, redacted as one that people write. */
void zg_redact_text(const struct zg_redact *redact, const char *text, size_t len,
                    struct zg_bytes *out);

#endif
