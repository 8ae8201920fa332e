/* phrases: which lists of phrases occur in a text, all lists at once.
 *
 * One Aho-Corasick automaton (Aho and Corasick, 1975) over the normalised phrases of every rule of
 * a shop; one pass over a text finds every list that has a phrase in it, whatever the number of
 * rules. A phrase that begins with a letter or digit of ASCII matches only where no such character
 * stands before it ("hi" is not in "which"; "cheap" is in "cheaper"). */
#ifndef ZG_RULES_PHRASES_H
#define ZG_RULES_PHRASES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zg_phrases;

struct zg_phrases *zg_phrases_new(void);
void zg_phrases_free(struct zg_phrases *phrases);

/* Adds a phrase (normalised, not empty) to list `list`; lists are small numbers from 0. Copies. */
void zg_phrases_add(struct zg_phrases *phrases, uint32_t list, const char *phrase, size_t len);

/* Ends the adding and makes the automaton; read-only from here on. */
void zg_phrases_build(struct zg_phrases *phrases);

/* How many lists: the highest number added + 1. */
size_t zg_phrases_lists(const struct zg_phrases *phrases);

/* One pass over `text` (normalised). Sets bit `list` (word list / 64, bit list % 64) in `hits`, an
 * array of (lists + 63) / 64 words that the caller zeroed, for every list found. */
void zg_phrases_scan(const struct zg_phrases *phrases, const char *text, size_t len,
                     uint64_t *hits);

/* Whether one phrase occurs in the text, both normalised, by the same rule and without an
 * automaton.
 */
bool zg_phrases_occurs(const char *text, size_t len, const char *phrase, size_t phrase_len);

#endif
