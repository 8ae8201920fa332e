#include "rules/regex.h"

#include <stdint.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/memory.h"

/* PCRE2's own match limit counts anew from every character at which a match may start, so a long
 * text multiplies it: a short pattern held a 10 KiB text for six seconds without reaching it. So
 * every item of a pattern calls back (PCRE2_AUTO_CALLOUT) and the steps are counted over the whole
 * text; that costs a third more time for ordinary patterns. No JIT: its limits count otherwise.
 *
 * The inside of one item is not seen: \d{60000} reads that many characters in a step. What was read
 * is charged when the next item is reached; where it never is, no more is known than that an item
 * cannot read more than the text, so that a step costs more in a long text. */
enum {
  PATTERN_MAX = 1000, /* characters */
  STEPS_MAX = 100000,
  CHARGE = 16,          /* bytes that one item may read for one step */
  LONG = 8192,          /* bytes of text from which on steps cost more */
  MATCH_STEPS = 20,     /* that a match takes in any case, of a budget for many */
  DEPTH_MAX = 10000,    /* backtracking points kept */
  HEAP_MAX = 16 * 1024, /* KiB for them */
};

struct zg_regex {
  pcre2_general_context *memory;
  pcre2_code *code;
};

static void *allocate(size_t size, void *arg) {
  (void)arg;
  return zg_realloc(NULL, size);
}

static void release(void *block, void *arg) {
  (void)arg;
  free(block);
}

static size_t count_chars(const char *text) {
  size_t count = 0;
  for (; *text != '\0'; text++)
    count += ((unsigned char)*text & 0xC0) != 0x80;
  return count;
}

static pcre2_code *compile(pcre2_general_context *memory, const char *pattern,
                           struct zg_error *err) {
  int code = 0;
  PCRE2_SIZE at = 0;
  pcre2_compile_context *context = pcre2_compile_context_create(memory);
  pcre2_code *compiled = pcre2_compile(
      (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
      PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT, &code, &at, context);
  pcre2_compile_context_free(context);
  if (compiled == NULL) {
    char why[256] = {0};
    pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
    zg_fail(err, ZG_ELOAD, "the pattern is wrong at byte %zu: %s", (size_t)at, why);
  }
  return compiled;
}

int zg_regex_compile(const char *pattern, struct zg_regex **out, struct zg_error *err) {
  if (count_chars(pattern) > PATTERN_MAX)
    return zg_fail(err, ZG_ELOAD, "the pattern has more than %d characters", PATTERN_MAX);
  pcre2_general_context *memory = pcre2_general_context_create(allocate, release, NULL);
  pcre2_code *code = compile(memory, pattern, err);
  if (code == NULL) {
    pcre2_general_context_free(memory);
    return ZG_ELOAD;
  }
  struct zg_regex *regex = zg_alloc(sizeof *regex);
  *regex = (struct zg_regex){.memory = memory, .code = code};
  *out = regex;
  return 0;
}

size_t zg_regex_size(const struct zg_regex *regex) {
  size_t size = 0;
  return pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &size) == 0 ? size : 0;
}

void zg_regex_free(struct zg_regex *regex) {
  if (regex == NULL) return;
  pcre2_code_free(regex->code);
  pcre2_general_context_free(regex->memory);
  free(regex);
}

struct count {
  size_t each; /* the price of a step */
  size_t steps, most;
  size_t last; /* where in the text the item before was tried */
};

static int count_step(pcre2_callout_block *item, void *arg) {
  struct count *count = arg;
  size_t at = item->current_position;
  size_t moved = at > count->last ? at - count->last : count->last - at;
  count->last = at;
  count->steps += count->each + moved / CHARGE;
  return count->steps > count->most ? PCRE2_ERROR_CALLOUT : 0;
}

/* What matching needs to write is made for each match, so that a regex is read-only. */
int zg_regex_match_within(const struct zg_regex *regex, const char *text, size_t len,
                          int64_t *budget) {
  struct count count = {.each = 1 + len / LONG, .most = STEPS_MAX};
  if (*budget <= 0) return ZG_ELIMIT;
  if (*budget < STEPS_MAX) count.most = (size_t)*budget;
  pcre2_match_data *data = pcre2_match_data_create(1, regex->memory);
  pcre2_match_context *context = pcre2_match_context_create(regex->memory);
  pcre2_set_match_limit(context, STEPS_MAX);
  pcre2_set_depth_limit(context, DEPTH_MAX);
  pcre2_set_heap_limit(context, HEAP_MAX);
  pcre2_set_callout(context, count_step, &count);
  int rc = pcre2_match(regex->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, data, context);
  pcre2_match_context_free(context);
  pcre2_match_data_free(data);
  *budget -= (int64_t)(count.steps + MATCH_STEPS);
  if (rc >= 0) return 1;
  /* Whatever else it is (its limits, a recursion that does not advance), it did not come to an
   * end within the bound. */
  return rc == PCRE2_ERROR_NOMATCH ? 0 : ZG_ELIMIT;
}

int zg_regex_match(const struct zg_regex *regex, const char *text, size_t len) {
  int64_t budget = INT64_MAX;
  return zg_regex_match_within(regex, text, len, &budget);
}
