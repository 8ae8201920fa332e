#include "data/redact_shape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ROUNDS = 10, NUMBER = 19 };

/* The kinds of characters that are replaced by another of their kind. */
static const struct kind {
  uint32_t first, count;
} kinds[] = {
    {'0', 10},    {'a', 26},      {'A', 26},        {0x4e00, 20902}, {0xff10, 10}, {0xff21, 26},
    {0xff41, 26}, {0x3400, 6582}, {0x20000, 42711}, {0x3041, 86},    {0x30a1, 90}, {0xac00, 11172},
    {0x0410, 32}, {0x0430, 32},   {0x0391, 17},     {0x03b1, 25},    {0x0621, 26}, {0x0905, 53},
    {0x0e01, 46}, {0x05d0, 27},   {0x00df, 24},     {0x00f8, 8},     {0x00c0, 23}, {0x0100, 128},
    {0x1ea0, 90}, {0x0660, 10},   {0x06f0, 10},     {0x0966, 10},
};

/* One character that is replaced. */
struct place {
  uint32_t first, radix, value;
};

size_t zg_redact_decode(const char *text, uint32_t *c) {
  const unsigned char *p = (const unsigned char *)text;
  size_t len = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
  *c = len == 1 ? p[0] : p[0] & (0xffu >> (len + 1));
  for (size_t i = 1; i < len; i++)
    *c = (*c << 6) | (p[i] & 0x3f);
  return len;
}

static void encode(uint32_t c, struct zg_bytes *out) {
  if (c < 0x80) {
    zg_bytes_add_char(out, (char)c);
    return;
  }
  int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  zg_bytes_add_char(out, (char)(((0xf0u << (3 - more)) & 0xff) | (c >> (6 * more))));
  while (more-- > 0)
    zg_bytes_add_char(out, (char)(0x80 | ((c >> (6 * more)) & 0x3f)));
}

int zg_redact_digit(uint32_t c) {
  static const uint32_t zeros[] = {'0', 0xff10, 0x660, 0x6f0, 0x966};
  for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
    if (c >= zeros[i] && c <= zeros[i] + 9) return (int)(c - zeros[i]);
  return -1;
}

static const struct kind *kind_of(uint32_t c) {
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (c >= kinds[i].first && c < kinds[i].first + kinds[i].count) return &kinds[i];
  return NULL;
}

/* The places of the text, in order; a first digit is 1 to 9, or stays 0. */
static size_t find_places(const char *text, size_t len, size_t keep, struct place *places) {
  size_t count = 0;
  for (size_t at = 0; at < len;) {
    uint32_t c = 0;
    size_t bytes = zg_redact_decode(text + at, &c);
    const struct kind *kind = kind_of(c);
    bool first = at == 0;
    at += bytes;
    if (kind == NULL) continue;
    if (keep > 0) {
      keep--;
    } else if (first && zg_redact_digit(c) == 0) {
      continue;
    } else if (first && zg_redact_digit(c) > 0) {
      places[count++] = (struct place){kind->first + 1, 9, c - kind->first - 1};
    } else {
      places[count++] = (struct place){kind->first, kind->count, c - kind->first};
    }
  }
  return count;
}

/* Moves the places from `from` to `to` by what the key makes of the others. */
static void turn(struct zg_hash128 key, struct place *places, size_t count, size_t from, size_t to,
                 uint32_t round, uint32_t *told) {
  told[0] = round;
  for (size_t i = 0; i < count; i++) {
    told[1 + 2 * i] = places[i].first;
    told[2 + 2 * i] = i >= from && i < to ? 0 : places[i].value;
  }
  uint64_t state = zg_hash64_keyed(key, told, (1 + 2 * count) * sizeof *told);
  for (size_t i = from; i < to; i++)
    places[i].value =
        (uint32_t)((places[i].value + zg_random_next(&state) % places[i].radix) % places[i].radix);
}

static void permute(struct zg_hash128 key, struct place *places, size_t count, uint32_t *told) {
  size_t half = count / 2;
  for (uint32_t round = 0; round < ROUNDS; round++) {
    bool left = round % 2 == 0 && half > 0;
    turn(key, places, count, left ? 0 : half, left ? half : count, round, told);
  }
}

/* Whether the places are all the digits of a number that 64 bits do not hold. */
static bool too_big(const struct place *places, size_t count, size_t len) {
  static const char most[] = "9223372036854775807";
  if (len != NUMBER || count != NUMBER) return false;
  for (size_t i = 0; i < count; i++) {
    int digit = zg_redact_digit(places[i].first + places[i].value);
    if (places[i].radix > 10 || digit < 0) return false;
    if (digit != most[i] - '0') return digit > most[i] - '0';
  }
  return false;
}

void zg_redact_shape(struct zg_hash128 key, const char *text, size_t len, size_t keep,
                     struct zg_bytes *out) {
  struct place *places = zg_alloc((len + 1) * sizeof *places);
  uint32_t *told = zg_alloc((2 * len + 1) * sizeof *told);
  size_t count = find_places(text, len, keep, places), next = 0, kept = keep;
  bool fits = !too_big(places, count, len);
  if (count > 0) permute(key, places, count, told);
  while (fits && too_big(places, count, len)) /* walks on to one that fits */
    permute(key, places, count, told);
  for (size_t at = 0; at < len;) {
    uint32_t c = 0;
    size_t bytes = zg_redact_decode(text + at, &c);
    bool replaced = kind_of(c) != NULL;
    if (replaced && kept > 0) {
      kept--;
      replaced = false;
    }
    if (replaced && at == 0 && zg_redact_digit(c) == 0) replaced = false;
    if (replaced) {
      encode(places[next].first + places[next].value, out);
      next++;
    } else {
      zg_bytes_add(out, text + at, bytes);
    }
    at += bytes;
  }
  free(places);
  free(told);
}
