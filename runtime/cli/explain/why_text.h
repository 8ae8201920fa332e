/* why_text: what the files of why share; nobody else includes it. */
#ifndef ZG_CLI_WHY_TEXT_H
#define ZG_CLI_WHY_TEXT_H

#include "cli/explain/why.h"
#include "cli/explain/why_words.h"
#include "data/json.h"
#include "data/zone.h"

/* A trace that is being told. */
struct zg_telling {
  const struct zg_why *why;
  struct zg_arena *arena;
  const struct cJSON *trace;
  const struct zg_zone *zone; /* NULL: times are told as they are written */
  enum zg_tongue tongue;
  bool full; /* lists and patterns to their end */
  FILE *out;
};

/* A sentence; the texts that fill it end with NULL. */
#define ZG_SAY(telling, word, ...)                                                                 \
  zg_wording_fill((telling)->arena, zg_why_word((telling)->tongue, ZG_WHY_##word), __VA_ARGS__,    \
                  NULL)

/* Gives the conditions of a row what a trace leaves out because it stands in the one before. */
void zg_why_fill(struct zg_arena *arena, struct cJSON *list);

/* Why a row "no" is no: the first condition of the rule that failed. */
const char *zg_why_failure(const struct zg_telling *telling, const struct cJSON *row);

/* Prints all conditions of the row as a tree. */
void zg_why_tree(const struct zg_telling *telling, const struct cJSON *row);

/* Prints a line, indented by so many spaces. */
void zg_why_line(const struct zg_telling *telling, int indent, const char *line);

#endif
