#include "base/suggest.h"

#include <stdio.h>
#include <string.h>

enum { WORD = 48 };

static size_t least(size_t a, size_t b) {
  return a < b ? a : b;
}

/* Optimal string alignment distance (Damerau, 1964), of words of at most WORD bytes. */
static size_t distance(const char *a, const char *b) {
  size_t rows[3][WORD + 1];
  size_t la = strlen(a), lb = strlen(b);
  if (la > WORD || lb > WORD) return la + lb;
  size_t *before = rows[0], *above = rows[1], *row = rows[2];
  for (size_t j = 0; j <= lb; j++)
    above[j] = j;
  memcpy(before, above, sizeof rows[0]);
  for (size_t i = 1; i <= la; i++) {
    row[0] = i;
    for (size_t j = 1; j <= lb; j++) {
      size_t cost = a[i - 1] != b[j - 1];
      row[j] = least(least(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = least(row[j], before[j - 2] + 1);
    }
    size_t *oldest = before;
    before = above;
    above = row;
    row = oldest;
  }
  return above[lb];
}

/* NULL: none is near enough. */
static const char *nearest_of(const char *typed, const char *const *words, size_t count) {
  size_t best = 1 + strlen(typed) / 3;
  const char *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    size_t d = distance(typed, words[i]);
    if (d <= best && (nearest == NULL || d < best)) {
      best = d;
      nearest = words[i];
    }
  }
  return nearest;
}

const char *zg_suggest(const char *typed, const char *const *words, size_t count,
                       char out[ZG_SUGGESTION]) {
  const char *nearest = nearest_of(typed, words, count);
  out[0] = '\0';
  if (nearest != NULL) snprintf(out, ZG_SUGGESTION, "; did you mean \"%s\"?", nearest);
  return out;
}
