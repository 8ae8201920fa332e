/* rulebook: every rule of one or two rule sets, and what became of it on a log: how often it did
 * what under each, what came out otherwise, and the first few examples of that.
 *
 * A rule is known by pack and name, over all shops. One that only the first set has and one that
 * only the second has, of one pack, that wait for the same events under the same conditions, are
 * taken for one rule that was renamed. */
#ifndef ZG_CLI_RULEBOOK_H
#define ZG_CLI_RULEBOOK_H

#include "cli/side.h"

enum zg_change {
  ZG_CHANGE_STOPPED, /* fired under the first only */
  ZG_CHANGE_BEGUN,   /* fired under the second only */
  ZG_CHANGE_RESULT,  /* another result: fired and failed, say */
  ZG_CHANGE_ACTIONS, /* the same result, but other actions */
  ZG_CHANGE_MOVED,   /* the same, but at another time */
  ZG_CHANGES,
};
/* "stopped", "begun", "result", "actions", "moved". */
const char *zg_change_word(enum zg_change change);

enum { ZG_EXAMPLES = 3 };

/* What one rule said and did, told side by side; texts are owned, NULL: there is none. */
struct zg_example {
  enum zg_change change;
  int64_t time;
  char *conversation, *event, *said; /* the event's type, and the buyer's words */
  char *result[2];                   /* NULL: nothing came of it under that set */
  char *acts[2];                     /* a JSON array of { type, data } */
};

struct zg_rule_count {
  uint64_t fired, yielded, withheld, failed, acts;
};

struct zg_book_rule {
  char *pack, *name;
  char *renamed; /* what the second set calls it; NULL: as the first does */
  bool has[2];   /* which sets have it */
  size_t number; /* from 0, in the order of the sets' files */
  struct zg_rule_count count[2];
  uint64_t changes[ZG_CHANGES];
  struct zg_example examples[ZG_EXAMPLES];
  size_t example_count;
};

struct zg_rule_name;

struct zg_rulebook {
  struct zg_book_rule **all; /* by pack, in the order of the files */
  size_t count, cap;
  struct zg_rule_name *names[2]; /* what each set calls them */
};

/* Writes down the rules of the first set, and then those of a second. */
void zg_rulebook_add(struct zg_rulebook *book, struct zg *zg);
void zg_rulebook_add_second(struct zg_rulebook *book, struct zg *first, struct zg *second);
void zg_rulebook_fini(struct zg_rulebook *book);

/* The rule that set 0 or 1 calls so; one nobody has heard of is written down. */
struct zg_book_rule *zg_rulebook_find(struct zg_rulebook *book, int set, const char *pack,
                                      const char *name);

/* Counts a rule's outcome under that set. */
void zg_rulebook_count(struct zg_book_rule *rule, int set, const struct zg_outcome *outcome);

/* How many outcomes changed, of all rules. */
uint64_t zg_rulebook_changes(const struct zg_rulebook *book);
uint64_t zg_rule_changes(const struct zg_book_rule *rule);

void zg_example_fini(struct zg_example *example);

#endif
