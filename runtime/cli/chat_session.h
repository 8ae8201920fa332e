/* chat_session: a buyer and a shop on a virtual clock: what the files of `chat` share. */
#ifndef ZG_CLI_CHAT_SESSION_H
#define ZG_CLI_CHAT_SESSION_H

#include <stdbool.h>

#include "engine/stage.h"

struct zg_chat {
  struct zg_arena *arena; /* of the whole conversation */
  struct zg_text *text;
  struct zg_stage stage;
  const char *folder; /* of the shop; NULL: there is none */
  bool rules_given;
  int64_t began;
  int64_t run; /* how long after a line timers still fire by themselves */

  /* Who writes, and about what; the first of each is what the stage knows. */
  const char *buyer, *conversation, *sku;
  struct cJSON *names;  /* of buyers, by id */
  struct cJSON *orders; /* the id of the latest, by conversation */
  int order_count;

  struct cJSON *steps;  /* all that happened, as a story tells it */
  struct cJSON *seen;   /* all that the shop did */
  struct cJSON *traces; /* of the last turn: texts */
  int64_t shown;        /* the time that the reader knows of */

  bool terminal, colours, json;
  bool failed; /* something that was asked for could not be done */
};

enum { ZG_CHAT_TIMERS = 10 * 1000 }; /* that fire in one turn, or some rule goes on for ever */

/* Opens the shop; folder, began, run, sku (NULL: the first of the sheet) and how to show are set.
 */
int zg_chat_open(struct zg_chat *chat, const char *rules, struct zg_error *err);
void zg_chat_close(struct zg_chat *chat);

/* The buyer writes. */
void zg_chat_write(struct zg_chat *chat, const char *text);
/* Something else happens: a step of a story, `with` made by zg_chat_about or NULL. */
void zg_chat_happen(struct zg_chat *chat, const char *word, struct cJSON *with);
/* Time passes. */
void zg_chat_wait(struct zg_chat *chat, int64_t ms);

/* Adds to the data of an event whom it is about, where that is not what the stage knows. Returns
 * `data`. */
struct cJSON *zg_chat_about(struct zg_chat *chat, struct cJSON *data);

/* The latest order of this conversation; NULL: there is none. */
const char *zg_chat_order(const struct zg_chat *chat);

#endif
