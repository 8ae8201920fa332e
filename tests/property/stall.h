/* stall: one runtime with a random shop, fed with events while the oracle looks on. */
#ifndef ZG_TESTS_STALL_H
#define ZG_TESTS_STALL_H

#include <zhanggui.h>

#include "market.h"

struct stall {
  struct zg *zg;
  struct dice dice;
  struct oracle oracle;
  uint64_t seed;
  int64_t now;
  char folder[64];
  char *lines[ORACLE_EVENTS]; /* as they were fed */
  int offers, accepts, actions;
  int left, refused; /* actions taken and refused by a guard since the last feed */
  bool guards_may_refuse;
  bool failed;
};

/* Opens a stall whose shop has one pack: bargain, as shipped, or the one whose source is given as
 * `lua`. Gives *out; fails the test when it does not open. */
struct stall *stall_open(uint64_t seed, const char *pack, const char *lua);
void stall_close(struct stall *stall);

/* Feeds a line, a new event, which the stall takes, and looks at all that leaves. */
void stall_feed(struct stall *stall, char *line);

/* Feeds again what came before: nothing may come of it. Then the same id with another body. */
void stall_feed_again(struct stall *stall, int number);

/* Lets the time pass without an event. */
void stall_wait(struct stall *stall, int64_t ms);

#endif
