#include "data/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <opencc/opencc.h>
#include <utf8proc.h>

#include "base/memory.h"

/* NFKC_Casefold, as utf8proc_NFKC_Casefold asks for it. */
#define FOLDING                                                                                    \
  (UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

enum {
  TABLE_END = 0x20000, /* the basic plane, and the plane of the emoji */
  FOLDED_MAX = 32,     /* code points that one code point may fold to; Unicode 15 needs 18 */
  MARKS = 30,          /* combining marks in a row, as in Unicode's stream-safe format (UAX #15) */
};

/* What a code point becomes when nothing around it has a say: its folded, simplified form as up to
 * four bytes of UTF-8, the first byte lowest. No bytes: it is dropped. SLOW: it needs its
 * neighbours (combining marks, conjoining jamo) or more than four bytes, and utf8proc decides.
 *
 * A text without a SLOW code point can be made piece by piece, because every piece then begins with
 * a character that neither moves nor melts into what stands before it. Nearly every message is such
 * a text, and takes a quarter of the time that utf8proc takes. */
#define SLOW UINT32_MAX
struct zg_text {
  uint32_t entry[TABLE_END];
};

static size_t encode(uint32_t cp, char out[4]) {
  return (size_t)utf8proc_encode_char((utf8proc_int32_t)cp, (utf8proc_uint8_t *)out);
}

/* Reads one code point; 0 when the bytes are not UTF-8. Lets overlong forms and surrogates through:
 * they are SLOW, and utf8proc refuses them. */
static inline size_t decode(const unsigned char *in, size_t left, uint32_t *out) {
  uint32_t lead = in[0];
  if (lead < 0xE0) {
    if (lead < 0xC2 || left < 2 || (in[1] & 0xC0) != 0x80) return 0;
    *out = (lead & 0x1F) << 6 | (in[1] & 0x3F);
    return 2;
  }
  if (lead < 0xF0) {
    if (left < 3 || (in[1] & 0xC0) != 0x80 || (in[2] & 0xC0) != 0x80) return 0;
    *out = (lead & 0x0F) << 12 | (uint32_t)(in[1] & 0x3F) << 6 | (in[2] & 0x3F);
    return *out < 0x800 ? 0 : 3;
  }
  if (left < 4 || (in[1] & 0xC0) != 0x80 || (in[2] & 0xC0) != 0x80 || (in[3] & 0xC0) != 0x80)
    return 0;
  *out = (lead & 0x0F) << 18 | (uint32_t)(in[1] & 0x3F) << 12 | (uint32_t)(in[2] & 0x3F) << 6 |
         (in[3] & 0x3F);
  return *out < 0x10000 ? 0 : 4;
}

/* Writes four bytes, of which so many count as are returned. */
static inline size_t put_entry(uint32_t entry, char *out) {
  for (int i = 0; i < 4; i++)
    out[i] = (char)(entry >> (8 * i) & 0xFF);
  return (size_t)(entry > 0) + (entry > 0xFF) + (entry > 0xFFFF) + (entry > 0xFFFFFF);
}

/* Folds into code points; *first is the first of them before composition. Like utf8proc_decompose,
 * returns how many there are, which may be more than `cap` (then `out` holds nothing of use), or a
 * negative number when `in` is not UTF-8. */
static utf8proc_ssize_t fold(const char *in, size_t len, utf8proc_int32_t *out, size_t cap,
                             utf8proc_int32_t *first) {
  utf8proc_ssize_t count =
      utf8proc_decompose((const utf8proc_uint8_t *)in, (utf8proc_ssize_t)len, out,
                         (utf8proc_ssize_t)cap, (utf8proc_option_t)FOLDING);
  if (count <= 0 || (size_t)count > cap) return count;
  if (first != NULL) *first = out[0];
  return utf8proc_normalize_utf32(out, count, (utf8proc_option_t)FOLDING);
}

/* Whether a character may move or melt into the one before it. All that do are marks, or vowel and
 * trailing jamo; so far as the table reaches, that is: U+16D67, a letter, composes too, and is one
 * reason why make_entry leaves that stretch to utf8proc. */
static bool clings(utf8proc_int32_t cp) {
  if (cp >= 0x1100 && cp <= 0x11FF) return true;
  utf8proc_category_t category = utf8proc_category(cp);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

static uint32_t make_entry(uint32_t cp, const uint32_t *simple) {
  if ((cp >= 0xD800 && cp < 0xE000) || (cp >= 0x10000 && cp < 0x1F000)) return SLOW;
  char bytes[4] = {0};
  utf8proc_int32_t folded[FOLDED_MAX] = {0}, first = 0;
  utf8proc_ssize_t count = fold(bytes, encode(cp, bytes), folded, FOLDED_MAX, &first);
  if (count < 0 || count > 4 || (count > 0 && clings(first))) return SLOW;
  uint32_t entry = 0;
  size_t used = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    uint32_t to = (uint32_t)folded[i];
    size_t len = encode(to < TABLE_END && simple[to] != 0 ? simple[to] : to, bytes);
    if (used + len > 4) return SLOW;
    for (size_t j = 0; j < len; j++)
      entry |= (uint32_t)(unsigned char)bytes[j] << (8 * used++);
  }
  return entry;
}

static const uint32_t ideographs[][2] = {{0x3400, 0x9FFF}, {0xF900, 0xFAFF}};
enum { RANGES = sizeof ideographs / sizeof *ideographs };

/* All ideographs, a line each, so that OpenCC's phrase table finds no phrase. The caller frees. */
static char *list_ideographs(size_t *out_len) {
  size_t count = 0, len = 0;
  for (size_t r = 0; r < RANGES; r++)
    count += ideographs[r][1] - ideographs[r][0] + 1;
  char *list = zg_alloc(count * 4 + 1);
  for (size_t r = 0; r < RANGES; r++)
    for (uint32_t cp = ideographs[r][0]; cp <= ideographs[r][1]; cp++) {
      len += encode(cp, list + len);
      list[len++] = '\n';
    }
  *out_len = len;
  return list;
}

/* Reads the converted lines back. A line that is not one character leaves its ideograph alone. */
static void read_ideographs(const char *converted, uint32_t *simple) {
  const char *line = converted;
  for (size_t r = 0; r < RANGES; r++)
    for (uint32_t cp = ideographs[r][0]; cp <= ideographs[r][1]; cp++) {
      size_t len = strcspn(line, "\n");
      uint32_t to = 0;
      if (len > 1 && decode((const unsigned char *)line, len, &to) == len && to != cp)
        simple[cp] = to;
      line += len + (line[len] == '\n');
    }
}

/* Follows chains, so that what was simplified once stays as it is (乾 to 干 to nothing else). A
 * ring would mean that OpenCC's data contradicts itself; its characters are then left alone. */
static void follow_chains(uint32_t *simple) {
  for (uint32_t cp = 0; cp < TABLE_END; cp++) {
    uint32_t to = simple[cp];
    int hops = 0;
    while (to != 0 && to < TABLE_END && simple[to] != 0 && hops++ < 8)
      to = simple[to];
    simple[cp] = hops > 8 ? 0 : to;
  }
}

/* Fills `simple`: what becomes of a folded code point, 0 for no change. Ideographs outside the
 * basic plane are not asked for: a second such call would double the time to start for characters
 * that nobody types. */
static int make_simple(uint32_t *simple, struct zg_error *err) {
  int rc = 0;
  size_t len = 0;
  char *list = NULL, *converted = NULL;
  opencc_t opencc = opencc_open("t2s.json");
  if (opencc == (opencc_t)-1)
    return zg_fail(err, ZG_ESYSTEM, "OpenCC cannot read t2s.json: %s", opencc_error());
  list = list_ideographs(&len);
  converted = opencc_convert_utf8(opencc, list, len);
  if (converted == NULL) {
    rc = zg_fail(err, ZG_ESYSTEM, "OpenCC cannot convert: %s", opencc_error());
    goto done;
  }
  read_ideographs(converted, simple);
  follow_chains(simple);
  for (uint32_t digit = 0; digit < 10; digit++)
    simple[0x660 + digit] = simple[0x6F0 + digit] = '0' + digit;
done:
  if (converted != NULL) opencc_convert_utf8_free(converted);
  free(list);
  opencc_close(opencc);
  return rc;
}

int zg_text_open(struct zg_text **out, struct zg_error *err) {
  uint32_t *simple = zg_alloc(TABLE_END * sizeof *simple);
  int rc = make_simple(simple, err);
  if (rc == 0) {
    struct zg_text *text = zg_alloc(sizeof *text);
    for (uint32_t cp = 0; cp < TABLE_END; cp++)
      text->entry[cp] = make_entry(cp, simple);
    *out = text;
  }
  free(simple);
  return rc;
}

void zg_text_close(struct zg_text *text) {
  free(text);
}

/* The way by the table alone. False when it meets something SLOW. `out` has room for twice the
 * input (no entry is longer than twice its character) and the four bytes of a last store. */
static bool by_table(const struct zg_text *text, const char *in, size_t len, char *out,
                     size_t *out_len) {
  const unsigned char *bytes = (const unsigned char *)in;
  size_t used = 0;
  for (size_t i = 0; i < len;) {
    if (bytes[i] < 0x80) {
      out[used++] = (char)text->entry[bytes[i++]];
      continue;
    }
    uint32_t cp = 0;
    size_t step = decode(bytes + i, len - i, &cp);
    if (step == 0 || cp >= TABLE_END || text->entry[cp] == SLOW) return false;
    used += put_entry(text->entry[cp], out + used);
    i += step;
  }
  *out_len = used;
  return true;
}

/* How many marks stand in a row behind this character, when `row` stood before it; *mark: it is
 * nothing but marks. What folds to nothing does not end a row. */
static size_t count_marks(utf8proc_int32_t cp, size_t row, bool *mark) {
  utf8proc_int32_t parts[FOLDED_MAX] = {0};
  int unused = 0;
  utf8proc_ssize_t count =
      utf8proc_decompose_char(cp, parts, FOLDED_MAX, (utf8proc_option_t)FOLDING, &unused);
  *mark = count > 0 && count <= FOLDED_MAX;
  if (count < 0 || count > FOLDED_MAX) return 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    bool combines = utf8proc_get_property(parts[i])->combining_class != 0;
    row = combines ? row + 1 : 0;
    *mark = *mark && combines;
  }
  return row;
}

/* Copies the text without the marks behind so many in a row: putting a row in order takes utf8proc
 * the square of its length, half a minute for a message of nothing else. Returns its length. */
static size_t drop_marks(const char *in, size_t len, char *out) {
  size_t used = 0, row = 0;
  for (size_t i = 0; i < len;) {
    utf8proc_int32_t cp = 0;
    utf8proc_ssize_t step =
        utf8proc_iterate((const utf8proc_uint8_t *)in + i, (utf8proc_ssize_t)(len - i), &cp);
    bool mark = false;
    if (step <= 0) { /* not UTF-8: nothing will be put in order */
      memcpy(out + used, in + i, len - i);
      return used + len - i;
    }
    row = count_marks(cp, row, &mark);
    if (!mark || row <= MARKS) {
      memcpy(out + used, in + i, (size_t)step);
      used += (size_t)step;
    }
    i += (size_t)step;
  }
  return used;
}

/* One round by utf8proc, then the table for what came out. Bytes that are not UTF-8 stay as they
 * are. */
static char *by_folding(const struct zg_text *text, struct zg_arena *arena, const char *in,
                        size_t len, size_t *out_len) {
  size_t cap = len + FOLDED_MAX;
  utf8proc_int32_t *folded = zg_arena_alloc(arena, (cap + 1) * sizeof *folded);
  utf8proc_ssize_t count = fold(in, len, folded, cap, NULL);
  if (count > 0 && (size_t)count > cap) {
    cap = (size_t)count;
    folded = zg_arena_alloc(arena, (cap + 1) * sizeof *folded);
    count = fold(in, len, folded, cap, NULL);
  }
  if (count < 0) {
    *out_len = len;
    return zg_arena_strndup(arena, in, len);
  }
  char *out = zg_arena_alloc(arena, (size_t)count * 4 + 4);
  size_t used = 0;
  for (utf8proc_ssize_t i = 0; i < count; i++) {
    uint32_t cp = (uint32_t)folded[i];
    bool known = cp >= 0x80 && cp < TABLE_END && text->entry[cp] != SLOW;
    used += known ? put_entry(text->entry[cp], out + used) : encode(cp, out + used);
  }
  out[used] = '\0';
  *out_len = used;
  return out;
}

char *zg_text_normalise(const struct zg_text *text, struct zg_arena *arena, const char *in,
                        size_t len, size_t *out_len) {
  size_t used = 0;
  char *out = zg_arena_alloc(arena, 2 * len + 4);
  if (by_table(text, in, len, out, &used)) {
    out[used] = '\0';
  } else {
    char *calm = zg_arena_alloc(arena, len + 1);
    out = by_folding(text, arena, calm, drop_marks(in, len, calm), &used);
  }
  if (out_len != NULL) *out_len = used;
  return out;
}
