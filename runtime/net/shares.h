/* shares: what each shop has had of a turn of the loop. However many connections a shop has, and
 * however slow its rules are, the others get their turn. */
#ifndef ZG_NET_SHARES_H
#define ZG_NET_SHARES_H

#include <stdbool.h>
#include <stdint.h>

enum { ZG_SHARE_MS = 10 }; /* of one turn, for one shop */

struct zg_share {
  uint64_t used;   /* nanoseconds of the turn in which it was last served */
  uint64_t served; /* the number of that turn; 0: never */
};

struct zg_shares;

struct zg_shares *zg_shares_new(void);
void zg_shares_free(struct zg_shares *shares); /* NULL is fine */

/* The share of a shop, by its id; it lives as long as the shares do. */
struct zg_share *zg_shares_of(struct zg_shares *shares, const char *shop);

/* A line of that shop took so long in this turn. */
void zg_share_use(struct zg_share *share, uint64_t turn, uint64_t nanoseconds);

/* Whether the shop has had its share of this turn. */
bool zg_share_spent(const struct zg_share *share, uint64_t turn);

#endif
