#include "rules/phrases.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"

/* The states are numbered by depth (breadth first), children of one state in a row. A state's
 * failure link is shallower than the state, so it has a smaller number.
 *
 * As far as DENSE_CELLS go, a state has a row with the next state for every class of bytes, failure
 * links already followed: one load a byte. That holds the whole of a small pack; of a shop with
 * thousands of phrases it holds the shallow states, where texts spend their time, and deeper states
 * look for the byte among their children and fall back along the failure links, which is as linear
 * (a fall is paid for by a step down) and takes a tenth of the memory.
 *
 * Where many phrases are suffixes of one another, a text of one repeated character meets them all
 * at every byte. Nothing is done about that: it takes a hostile pack, and its author has easier
 * ways to be slow. */

enum {
  ROOT = 0,
  NONE = 0,              /* no state with an output: the root has none */
  DENSE_CELLS = 1 << 15, /* 128 KiB of rows */
};
/* On a number in a row: a phrase ends here. */
#define HAS_OUTPUT (UINT32_C(1) << 31)

struct phrase {
  size_t at; /* in zg_phrases.bytes */
  size_t len;
  uint32_t list;
};

struct state {
  uint32_t child; /* the first; the others follow it */
  uint32_t children;
  uint32_t fail;   /* the longest proper suffix that is a state */
  uint32_t suffix; /* the longest proper suffix that ends a phrase, or NONE */
  uint32_t depth;
  uint32_t output; /* the first of its lists in zg_phrases.outputs */
  uint32_t outputs;
  uint16_t class; /* of the byte that leads here */
  bool word;      /* its phrases begin with a letter or digit of ASCII */
};

struct zg_phrases {
  struct phrase *phrases; /* freed by build, as are the bytes */
  size_t count, cap;
  struct zg_bytes bytes;
  size_t lists;
  bool built;

  uint16_t class[256]; /* 0: in no phrase */
  uint32_t classes;
  struct state *states;
  uint32_t state_count;
  uint32_t *rows; /* dense * classes */
  uint32_t dense;
  uint32_t *outputs; /* lists */
};

static bool is_word(unsigned char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct zg_phrases *zg_phrases_new(void) {
  return zg_alloc(sizeof(struct zg_phrases));
}

static void free_phrases(struct zg_phrases *phrases) {
  free(phrases->phrases);
  phrases->phrases = NULL;
  zg_bytes_fini(&phrases->bytes);
}

void zg_phrases_free(struct zg_phrases *phrases) {
  if (phrases == NULL) return;
  free_phrases(phrases);
  free(phrases->states);
  free(phrases->rows);
  free(phrases->outputs);
  free(phrases);
}

void zg_phrases_add(struct zg_phrases *phrases, uint32_t list, const char *phrase, size_t len) {
  assert(!phrases->built);
  if (list >= phrases->lists) phrases->lists = (size_t)list + 1;
  if (len == 0) return; /* it would be in every text; a list of nothing else is found in none */
  zg_grow(&phrases->phrases, &phrases->cap, phrases->count, sizeof *phrases->phrases);
  phrases->phrases[phrases->count++] =
      (struct phrase){.at = phrases->bytes.len, .len = len, .list = list};
  zg_bytes_add(&phrases->bytes, phrase, len);
}

size_t zg_phrases_lists(const struct zg_phrases *phrases) {
  return phrases->lists;
}

/* --- building --- */

/* A state of the trie stands for the run of sorted phrases that begin alike. */
struct run {
  size_t begin, end;
};

static unsigned char byte_at(const struct zg_phrases *phrases, size_t index, size_t depth) {
  return (unsigned char)phrases->bytes.data[phrases->phrases[index].at + depth];
}

static int compare_phrases(const void *a, const void *b, void *data) {
  const struct phrase *x = a, *y = b;
  const char *bytes = data;
  int order = memcmp(bytes + x->at, bytes + y->at, x->len < y->len ? x->len : y->len);
  if (order != 0) return order;
  if (x->len != y->len) return x->len < y->len ? -1 : 1;
  return (x->list > y->list) - (x->list < y->list);
}

/* Numbers the bytes that occur in phrases from 1. */
static void make_classes(struct zg_phrases *phrases) {
  bool used[256] = {false};
  for (size_t i = 0; i < phrases->bytes.len; i++)
    used[(unsigned char)phrases->bytes.data[i]] = true;
  phrases->classes = 1;
  for (size_t c = 0; c < 256; c++)
    if (used[c]) phrases->class[c] = (uint16_t)phrases->classes++;
}

/* The phrases that end at this state are the first of its run, since shorter ones sort first.
 * Moves run->begin past them. */
static void make_outputs(struct zg_phrases *phrases, struct state *state, struct run *run,
                         uint32_t *used) {
  state->output = *used;
  while (run->begin < run->end && phrases->phrases[run->begin].len == state->depth) {
    uint32_t list = phrases->phrases[run->begin++].list;
    if (*used > state->output && phrases->outputs[*used - 1] == list) continue;
    phrases->outputs[(*used)++] = list;
  }
  state->outputs = *used - state->output;
}

static void make_children(struct zg_phrases *phrases, uint32_t number, struct run *runs) {
  struct state *state = &phrases->states[number];
  struct run run = runs[number];
  state->child = phrases->state_count;
  while (run.begin < run.end) {
    unsigned char byte = byte_at(phrases, run.begin, state->depth);
    size_t end = run.begin + 1;
    while (end < run.end && byte_at(phrases, end, state->depth) == byte)
      end++;
    uint32_t child = phrases->state_count++;
    runs[child] = (struct run){run.begin, end};
    phrases->states[child] = (struct state){.depth = state->depth + 1,
                                            .class = phrases->class[byte],
                                            .word = number == ROOT ? is_word(byte) : state->word};
    state->children++;
    run.begin = end;
  }
}

static void make_states(struct zg_phrases *phrases) {
  size_t most = phrases->bytes.len + 1;
  assert(most < HAS_OUTPUT && phrases->count < HAS_OUTPUT);
  struct run *runs = zg_alloc(most * sizeof *runs);
  uint32_t outputs = 0;
  phrases->states = zg_alloc(most * sizeof *phrases->states);
  phrases->outputs = zg_alloc(phrases->count * sizeof *phrases->outputs);
  phrases->state_count = 1;
  runs[ROOT] = (struct run){0, phrases->count};
  for (uint32_t number = 0; number < phrases->state_count; number++) {
    make_outputs(phrases, &phrases->states[number], &runs[number], &outputs);
    make_children(phrases, number, runs);
  }
  phrases->states = zg_realloc(phrases->states, phrases->state_count * sizeof *phrases->states);
  free(runs);
}

/* --- stepping, at build time and in a scan --- */

static uint32_t find_child(const struct zg_phrases *phrases, uint32_t number, uint32_t class) {
  const struct state *state = &phrases->states[number];
  for (uint32_t child = state->child; child < state->child + state->children; child++)
    if (phrases->states[child].class == class) return child;
  return NONE;
}

static uint32_t with_flag(const struct zg_phrases *phrases, uint32_t number) {
  const struct state *state = &phrases->states[number];
  return state->outputs > 0 || state->suffix != NONE ? number | HAS_OUTPUT : number;
}

/* The next state, with HAS_OUTPUT. */
static inline uint32_t step(const struct zg_phrases *phrases, uint32_t number, uint32_t class) {
  while (number >= phrases->dense) {
    uint32_t child = find_child(phrases, number, class);
    if (child != NONE) return with_flag(phrases, child);
    number = phrases->states[number].fail;
  }
  return phrases->rows[(size_t)number * phrases->classes + class];
}

/* The links of the children of a state whose own links are made. */
static void link_children(struct zg_phrases *phrases, uint32_t number) {
  const struct state *state = &phrases->states[number];
  for (uint32_t c = state->child; c < state->child + state->children; c++) {
    struct state *child = &phrases->states[c];
    if (number != ROOT) child->fail = step(phrases, state->fail, child->class) & ~HAS_OUTPUT;
    const struct state *fail = &phrases->states[child->fail];
    child->suffix = fail->outputs > 0 ? child->fail : fail->suffix;
  }
}

/* A row is that of the failure link, with the state's own children laid over it. */
static void make_row(struct zg_phrases *phrases, uint32_t number) {
  const struct state *state = &phrases->states[number];
  uint32_t *row = phrases->rows + (size_t)number * phrases->classes;
  if (number != ROOT)
    memcpy(row, phrases->rows + (size_t)state->fail * phrases->classes,
           phrases->classes * sizeof *row);
  for (uint32_t c = state->child; c < state->child + state->children; c++)
    row[phrases->states[c].class] = with_flag(phrases, c);
}

void zg_phrases_build(struct zg_phrases *phrases) {
  assert(!phrases->built);
  phrases->built = true;
  make_classes(phrases);
  if (phrases->count > 1)
    qsort_r(phrases->phrases, phrases->count, sizeof *phrases->phrases, compare_phrases,
            phrases->bytes.data);
  make_states(phrases);
  free_phrases(phrases);
  uint32_t fitting = DENSE_CELLS / phrases->classes;
  uint32_t dense = fitting < phrases->state_count ? fitting : phrases->state_count;
  phrases->rows = zg_alloc((size_t)dense * phrases->classes * sizeof *phrases->rows);
  for (uint32_t number = 0; number < phrases->state_count; number++) {
    link_children(phrases, number);
    if (number >= dense) continue;
    make_row(phrases, number);
    phrases->dense = number + 1;
  }
}

/* --- scanning --- */

/* Everything that ends before `at`: the phrases of this state and of its suffixes. */
static void report(const struct zg_phrases *phrases, uint32_t number, const char *text, size_t at,
                   uint64_t *hits) {
  const struct state *state = &phrases->states[number];
  for (uint32_t next = number; next != NONE; next = state->suffix) {
    state = &phrases->states[next];
    if (state->word && at > state->depth && is_word((unsigned char)text[at - state->depth - 1]))
      continue;
    for (uint32_t i = state->output; i < state->output + state->outputs; i++)
      hits[phrases->outputs[i] / 64] |= UINT64_C(1) << phrases->outputs[i] % 64;
  }
}

void zg_phrases_scan(const struct zg_phrases *phrases, const char *text, size_t len,
                     uint64_t *hits) {
  assert(phrases->built);
  if (phrases->state_count == 1) return;
  uint32_t number = ROOT;
  for (size_t i = 0; i < len; i++) {
    uint32_t class = phrases->class[(unsigned char)text[i]];
    uint32_t next = step(phrases, number, class);
    number = next & ~HAS_OUTPUT;
    if (next != number) report(phrases, number, text, i + 1, hits);
  }
}

bool zg_phrases_occurs(const char *text, size_t len, const char *phrase, size_t phrase_len) {
  const char *end = text + len;
  bool word = phrase_len > 0 && is_word((unsigned char)phrase[0]);
  for (const char *at = text; at < end; at++) {
    at = memmem(at, (size_t)(end - at), phrase, phrase_len);
    if (at == NULL) return false;
    if (!word || at == text || !is_word((unsigned char)at[-1])) return true;
  }
  return false;
}
