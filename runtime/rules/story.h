/* story: a test of a pack that reads like a chat: the buyer says, time passes, the shop answers.
 *
 *   story "the first ask gets a reason and no cut" {
 *     tables = { products = [[…]] }, settings = { … }, item = "tea-250",
 *     buyer "能便宜点吗", wait "5s",
 *     shop "justify", silence(),
 *   }
 *
 * A stimulus (buyer, buyer_offers, event, wait) is followed by what the shop must then do, in order
 * and completely: shop, offers, accepts, declines, gives, hands_off, alerts, clears, acts. */
#ifndef ZG_RULES_STORY_H
#define ZG_RULES_STORY_H

#include "base/arena.h"
#include "base/error.h"

struct cJSON;

struct zg_story {
  const char *name;
  const char *file;
  int line;
  struct cJSON *options; /* tables, settings, shop, item, … */
  struct cJSON *steps;   /* [{"do": "buyer", "text": …, "line": …}] */
  struct zg_story *next;
};

/* Reads the stories of one file into `arena`, in order. ZG_ELOAD with file and line. */
int zg_story_read(const char *path, struct zg_arena *arena, struct zg_story **out,
                  struct zg_error *err);

/* The field that a plain text behind the word goes into; NULL: it takes none, or is no word. */
const char *zg_story_field(const char *word);

#endif
