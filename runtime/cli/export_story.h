/* export_story: one conversation of the journal, as a story. */
#ifndef ZG_CLI_EXPORT_STORY_H
#define ZG_CLI_EXPORT_STORY_H

#include <stddef.h>

#include "base/error.h"

struct zg_export_story;

/* `id` is that of a conversation, or of an event of one. Borrows it. */
struct zg_export_story *zg_export_story_new(const char *id);
void zg_export_story_free(struct zg_export_story *story);

/* Shows it an event of the journal, a line as `export` writes it: first each to `look`, then each
 * to `gather`; `arg` is the story. They return 0. */
int zg_export_story_look(void *arg, const char *line, size_t len);
int zg_export_story_gather(void *arg, const char *line, size_t len);

/* Plays what was gathered on the rules of the shop in the folder, and writes the story to standard
 * output. ZG_ENOTFOUND: there is nothing of that id; or why the shop does not load. */
int zg_export_story_write(struct zg_export_story *story, const char *shop, struct zg_error *err);

#endif
