/* checking: what the checks share: what is being looked at, and where findings go. */
#ifndef ZG_RULES_CHECK_CHECKING_H
#define ZG_RULES_CHECK_CHECKING_H

#include "rules/check/check.h"
#include "rules/check/source.h"

struct zg_check {
  struct zg_check_row row;
  void (*pack)(struct zg_checking *c);  /* looks at c->pack; NULL: nothing */
  void (*shop)(struct zg_checking *c);  /* at c->shop */
  void (*shops)(struct zg_checking *c); /* at all of them, at the end */
};

struct zg_checking {
  struct zg_arena *arena; /* of what stays until the end */
  struct zg_arena *work;  /* of one pack or shop */
  const struct zg_text *text;
  int64_t now;
  struct zg_shop **shops;
  size_t shop_count, shop_cap;
  struct zg_finding *findings;
  size_t count, cap;

  const struct zg_check *check; /* the one at work */
  const struct zg_shop *shop;
  const struct zg_pack *pack;
  struct zg_source code;  /* the pack's Lua files, as words */
  struct zg_source texts; /* the files in its folder of texts */
  int64_t patience;       /* comparisons left for it, or for the shop */
  size_t told;            /* by the check at work, of it */
};

/* Takes `steps` of the patience: false when there is none left, and the check should end without a
 * word. Packs can hold much that is to be held against one another. */
bool zg_check_spend(struct zg_checking *c, size_t steps);

/* Whether the check at work has found so much that more would help nobody. */
bool zg_found_enough(const struct zg_checking *c);

/* Where something was found. */
struct zg_place {
  const char *file;
  int line;
  const char *pack, *rule; /* may be NULL */
};

/* Notes a finding of the check at work; `todo` may be NULL. Takes copies. */
void zg_found(struct zg_checking *c, struct zg_place at, const char *todo, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Notes what cannot be loaded, an error, or what loading warns of ("file:12: what; todo"): both of
 * the check "load", whichever is at work. */
#define ZG_CHECK_LOAD "load"
void zg_found_fault(struct zg_checking *c, const struct zg_error *err);
void zg_found_warning(struct zg_checking *c, const char *message);

/* Where a rule is written, or a text of the pack: the last time that it stands in the list. */
struct zg_place zg_place_of_rule(const struct zg_rule *rule);
struct zg_place zg_place_of_text(const struct zg_checking *c, const struct zg_texts *texts,
                                 const char *text);

/* Made alike, in c->work. */
const char *zg_check_alike(struct zg_checking *c, const char *text);

/* A phrase of a `says`, as it is written and made alike. */
struct zg_heard {
  const char *written, *alike;
};
/* The phrases of a `says`; in c->work. */
struct zg_heard *zg_check_heard(struct zg_checking *c, const struct zg_condition *condition,
                                size_t *count);

/* Whether the pack's code names it as text.NAME: then it is listened for, not said. */
bool zg_check_listens(const struct zg_checking *c, const char *name);

/* Whether it does so in conditions only. */
bool zg_check_only_listens(const struct zg_checking *c, const char *name);

/* The checks. */
void zg_check_unknown(struct zg_checking *c);
void zg_check_never(struct zg_checking *c);
void zg_check_pattern(struct zg_checking *c);
void zg_check_phrase(struct zg_checking *c);
void zg_check_shadow(struct zg_checking *c);
void zg_check_order(struct zg_checking *c);
void zg_check_blank(struct zg_checking *c);
void zg_check_unsaid(struct zg_checking *c);
void zg_check_language(struct zg_checking *c);
void zg_check_length(struct zg_checking *c);
void zg_check_timer(struct zg_checking *c);
void zg_check_story(struct zg_checking *c);
void zg_check_floor(struct zg_checking *c);
void zg_check_gift(struct zg_checking *c);
void zg_check_currency(struct zg_checking *c);
void zg_check_courier(struct zg_checking *c);
void zg_check_holidays(struct zg_checking *c);
void zg_check_limit(struct zg_checking *c);
void zg_check_source(struct zg_checking *c);

#endif
