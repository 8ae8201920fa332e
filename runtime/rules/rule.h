/* rule: a rule and a guard as the engine sees them, compiled from what a pack declared. Read-only
 * once the shop is loaded; everything belongs to the pack. */
#ifndef ZG_RULES_RULE_H
#define ZG_RULES_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/event.h"

struct zg_condition;
struct zg_pack;

struct zg_rule {
  struct zg_pack *pack;
  const char *name;
  const char *label; /* what people call it; the name when it has none */
  const char *file;  /* where it is declared: the pack's own, or a part */
  int line;          /* in it */
  size_t index;      /* its place among all rules of the shop, by priority, pack and file */

  char **on; /* event types and patterns; "timer.NAME" is one, too */
  size_t on_count;
  struct zg_condition *when; /* NULL: always */
  int scope;                 /* enum zg_scope, or -1: follows from the event */
  int64_t settle;            /* wait for the buyer to pause so long, in ms; 0: do not */
  char **unless;             /* types of events that call it off; NULL: it does not wait */
  size_t unless_count;
  int64_t within; /* how long it waits for them, in ms */
  const char *claims;
  int priority;
  bool with_human;
  int run; /* reference in the pack's Lua state */
};

struct zg_guard {
  struct zg_pack *pack;
  const char *name;
  char **on; /* action types and patterns */
  size_t on_count;
  int run;
  struct zg_guard *next;
};

#endif
