/* pack: a folder of rules, loaded: its declarations compiled, its Lua state open.
 *
 * A pack has one Lua state per shop, with an allow-list for a world (sandbox.h) and a budget for
 * every run (limits.h). Loading runs the pack's files once; after that only `run` functions are
 * called, one at a time, from the thread that owns the shop. */
#ifndef ZG_RULES_PACK_H
#define ZG_RULES_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"
#include "data/money.h"
#include "data/text.h"
#include "rules/rule.h"
#include "rules/scene.h"

enum { ZG_STATE_LIMIT = 64 * 1024 }; /* bytes of one state document as JSON */

struct lua_State;
struct zg_condition;
struct zg_hours;
struct zg_limits;
struct zg_sheet;
struct zg_table;

/* A list of texts of the pack in one language: phrases to listen for, or variants of a reply. */
struct zg_texts {
  const char *name;
  const char *language;
  const char **variants;
  size_t count;
  struct zg_texts *next;
};

enum zg_setting_type {
  ZG_SETTING_TEXT,
  ZG_SETTING_NUMBER,
  ZG_SETTING_INTEGER,
  ZG_SETTING_BOOLEAN,
  ZG_SETTING_DURATION,
  ZG_SETTING_SHARE,
  ZG_SETTING_MONEY,
  ZG_SETTING_LIST,
};

struct zg_setting {
  const char *name;
  enum zg_setting_type type;
  enum zg_setting_type of;   /* of a list's items */
  const struct cJSON *about; /* see zg_pack_about; NULL: none */
  struct cJSON *choices;     /* NULL: any */
  struct cJSON *min, *max;
  struct cJSON *written;  /* the default as the pack writes it, "48h" */
  struct cJSON *fallback; /* the same as it would be in force; NULL: the shop must give it */
  struct cJSON *value;    /* in force: durations in seconds, shares and money as text */
  struct zg_setting *next;
};

/* What the shop gives to its packs. Borrowed for the pack's life. */
struct zg_pack_context {
  const char *inside;    /* the folder that the files of the pack lie in, links followed */
  const char *shop_file; /* shop.lua, for errors; NULL: the default shop */
  const char *shop_id;
  const char *language;
  const char *currency;
  const struct cJSON *packs;      /* shop.lua's settings by pack: an object or NULL */
  const struct zg_hours *hours;   /* with its zone */
  struct zg_table *const *tables; /* NULL-terminated */
  const struct zg_text *text;
  void (*warn)(void *arg, const char *message); /* of what may be meant so; may be NULL */
  /* Told of what is wrong; then loading goes on to find the rest. NULL: it ends with the first. */
  void (*fault)(void *arg, const struct zg_error *err);
  void *arg; /* of both */
};

struct zg_pack {
  struct zg_arena *arena;    /* of everything that was declared */
  struct zg_arena *building; /* of what only the making of the shop needs; NULL after it */
  const char *dir;
  const char *name;
  const char *version;
  const char *about;
  struct zg_pack_context context;
  struct zg_texts *texts;
  struct zg_setting *settings, **settings_end;
  struct zg_sheet *sheets;        /* what it wants to find in the shop's tables */
  int settings_line, sheets_line; /* of pack.lua, where they are declared */
  const struct cJSON *given;      /* what shop.lua sets; NULL: nothing */
  struct zg_rule **rules;
  size_t rule_count, rule_cap;
  struct zg_guard *guards, **guards_end;
  int migrate; /* reference to a function in the Lua state; negative: it has none */
  struct zg_condition *conditions; /* all that were compiled, to be finished */
  size_t faults;                   /* that were told */
  struct zg_bytes source;          /* the files read, until it is loaded */
  uint64_t hash;                   /* of them */

  struct lua_State *lua;
  struct zg_limits *limits;
  bool loaded;              /* from here on nothing can be declared */
  struct zg_error *failure; /* while loading: for what is wrong in another file than the pack's */

  /* While a run goes on; NULL between runs. */
  struct zg_scene *scene;
  struct zg_effects *effects;
  struct zg_timer_op **timers_end;
  uint64_t random;
  uint64_t turn; /* counts the runs, so that views of an older one are known as stale */
};

/* Loads the folder `dir`. ZG_ELOAD with file, line and, where a rule is at fault, its name. With
 * context->fault a pack may be given that lacks what was wrong: then its `faults` are not 0, and
 * nothing but looking at it is allowed. */
int zg_pack_load(const char *dir, const struct zg_pack_context *context, struct zg_pack **out,
                 struct zg_error *err);
void zg_pack_free(struct zg_pack *pack);

/* Runs the rule in the scene, under limits. On 0 *effects holds what it wants done; nothing was
 * done yet. ZG_ERULE or ZG_ELIMIT with "file:line: message". */
int zg_rule_run(const struct zg_rule *rule, struct zg_scene *scene, struct zg_effects *effects,
                struct zg_error *err);

/* Shows `draft` to the guard. 0: it may pass (and may have been changed in place). ZG_EREFUSED with
 * the guard's reason; ZG_ERULE or ZG_ELIMIT when the guard itself failed. */
int zg_guard_run(const struct zg_guard *guard, struct zg_scene *scene, struct zg_draft *draft,
                 struct zg_error *err);

/* Makes of a state document what this version of the pack wants, from one that the version `from`
 * left; in `arena`. The document as it is when the pack does nothing about it. What it takes is
 * taken from *steps, which all documents share. ZG_ERULE or ZG_ELIMIT as zg_rule_run. */
int zg_pack_migrate(struct zg_pack *pack, const struct cJSON *state, const char *from,
                    int64_t *steps, struct zg_arena *arena, const char **json,
                    struct zg_error *err);

/* The texts of that name in the language, or else in the shop's, or in any; NULL: there are none.
 */
const struct zg_texts *zg_pack_texts(const struct zg_pack *pack, const char *name,
                                     const char *language);
/* The setting of that name, or NULL. */
struct zg_setting *zg_pack_setting(const struct zg_pack *pack, const char *name);
const char *zg_setting_type_name(enum zg_setting_type type);
/* The shop's table of that name, or NULL. */
const struct zg_table *zg_pack_table(const struct zg_pack *pack, const char *name);
/* What a declaration says of itself in the language, or else in any; NULL: nothing. */
const char *zg_pack_about(const struct cJSON *about, const char *language);

/* The pack whose Lua state this is. */
struct zg_pack *zg_pack_of(struct lua_State *lua);

#endif
