/* ticket: what became of the shops that somebody asked to have built anew, told in the order in
 * which they were asked for, whichever is done first. */
#ifndef ZG_NET_TICKET_H
#define ZG_NET_TICKET_H

#include <stddef.h>

#include "base/bytes.h"

struct zg_ticket {
  size_t left;          /* shops that are not done yet; at 0 all is told */
  struct zg_bytes rows; /* a JSON object a shop, one a line; a failed one has an "error" */

  struct zg_bytes *done; /* by place: rows that those before them keep from being told */
  size_t count, cap;     /* places */
  size_t told;           /* of them */
};

struct zg_ticket *zg_ticket_new(void);
void zg_ticket_free(struct zg_ticket *ticket); /* NULL is fine */

size_t zg_ticket_add(struct zg_ticket *ticket); /* one shop more; gives its place */
/* The shop of that place is done; `row` may be empty. */
void zg_ticket_tell(struct zg_ticket *ticket, size_t place, const struct zg_bytes *row);

#endif
