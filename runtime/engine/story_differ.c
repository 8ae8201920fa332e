/* Where what a story wants and what came differ, for a person who has to find the difference. */
#include <string.h>

#include "base/utf8.h"
#include "engine/story_play.h"

/* How many bytes both begin with, cut between characters. */
static size_t common_start(const char *a, const char *b) {
  size_t len = 0;
  while (a[len] != '\0' && a[len] == b[len])
    len++;
  return zg_utf8_cut(a, strlen(a), len);
}

/* How many bytes both end with, of at most `most`, cut between characters. */
static size_t common_end(const char *a, const char *b, size_t most) {
  size_t a_len = strlen(a), b_len = strlen(b), len = 0;
  while (len < most && a[a_len - len - 1] == b[b_len - len - 1])
    len++;
  while (len > 0 && ((unsigned char)a[a_len - len] & 0xC0) == 0x80)
    len--;
  return len;
}

static bool in_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the text is cut at `at` within a word of Latin letters or a number. */
static bool splits(const char *text, size_t at) {
  return at > 0 && in_word(text[at - 1]) && in_word(text[at]);
}

const char *zg_play_text_differs(struct zg_arena *arena, const char *wanted, const char *got) {
  size_t wanted_len = strlen(wanted), got_len = strlen(got);
  size_t shorter = wanted_len < got_len ? wanted_len : got_len;
  size_t start = common_start(wanted, got);
  while (splits(wanted, start) || splits(got, start))
    start--;
  size_t end = common_end(wanted, got, shorter - start);
  while (splits(wanted, wanted_len - end) || splits(got, got_len - end))
    end--;
  if (3 * (start + end) < shorter || start + end == 0) return NULL;
  return zg_arena_printf(arena, "%.*s[%.*s → %.*s]%s", (int)start, wanted,
                         (int)(wanted_len - start - end), wanted + start,
                         (int)(got_len - start - end), got + start, got + got_len - end);
}

bool zg_play_contains(const struct cJSON *seen, const struct cJSON *wanted) {
  if (zg_json_kind(wanted) != ZG_JSON_OBJECT)
    return seen != NULL && zg_json_hash(seen) == zg_json_hash(wanted);
  for (const struct cJSON *w = zg_json_first(wanted); w != NULL; w = zg_json_next(w))
    if (!zg_play_contains(zg_json_get(seen, zg_json_key(w)), w)) return false;
  return true;
}

const char *zg_play_member_differs(struct zg_arena *arena, const struct cJSON *wanted,
                                   const struct cJSON *got) {
  for (const struct cJSON *w = zg_json_first(wanted); w != NULL; w = zg_json_next(w)) {
    const struct cJSON *g = zg_json_get(got, zg_json_key(w));
    if (zg_play_contains(g, w)) continue;
    if (g == NULL) return zg_arena_printf(arena, "there is no %s", zg_json_key(w));
    const char *deeper = zg_json_kind(w) == ZG_JSON_OBJECT && zg_json_kind(g) == ZG_JSON_OBJECT
                             ? zg_play_member_differs(arena, w, g)
                             : NULL;
    if (deeper != NULL) return zg_arena_printf(arena, "in %s: %s", zg_json_key(w), deeper);
    const char *texts = zg_json_string(w) != NULL && zg_json_string(g) != NULL
                            ? zg_play_text_differs(arena, zg_json_string(w), zg_json_string(g))
                            : NULL;
    if (texts != NULL) return zg_arena_printf(arena, "%s: %s", zg_json_key(w), texts);
    return zg_arena_printf(arena, "%s is %s, and should be %s", zg_json_key(w),
                           zg_json_print(arena, g), zg_json_print(arena, w));
  }
  return NULL;
}
