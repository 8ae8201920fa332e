/* condition_loading: what the files share that compile conditions; nobody else includes it. */
#ifndef ZG_RULES_CONDITION_LOADING_H
#define ZG_RULES_CONDITION_LOADING_H

#include "rules/condition.h"

struct zg_pack;
struct lua_State;

/* What is being compiled, for the messages and the memory. */
struct zg_condition_loading {
  struct lua_State *lua;
  struct zg_pack *pack;
  const char *what;
  int depth;             /* of lists within one another: each takes of C's stack */
  size_t agreed, others; /* how many types of the contract the rule listens to, and how many not */
};

/* Reads the value of the condition from the table at `index`, of which the operator is known: what
 * is compared at run time is normalised here, and what says and matches look for is compiled.
 * [-0, +0, v] */
void zg_condition_load_value(struct zg_condition_loading *l, struct zg_condition *c, int index);

#endif
