#include "base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Says so and ends. abort, not exit: no handler may run on a decision that is half made. */
static _Noreturn void end_out_of_memory(size_t size) {
  fprintf(stderr,
          "zhanggui: out of memory (%zu bytes were asked for); what was committed is safe, "
          "start again with more memory\n",
          size);
  abort();
}

/* Sizes beyond PTRDIFF_MAX come from sums that ran over; malloc need not be asked. */
static void check_size(size_t size) {
  if (size > PTRDIFF_MAX) end_out_of_memory(size);
}

void *zg_alloc(size_t size) {
  check_size(size);
  void *block = calloc(1, size > 0 ? size : 1);
  if (block == NULL) end_out_of_memory(size);
  return block;
}

void *zg_realloc(void *old, size_t size) {
  check_size(size);
  void *block = realloc(old, size > 0 ? size : 1);
  if (block == NULL) end_out_of_memory(size);
  return block;
}

char *zg_strdup(const char *text) {
  return text == NULL ? NULL : zg_strndup(text, strlen(text));
}

char *zg_strndup(const char *text, size_t len) {
  check_size(len);
  char *copy = zg_realloc(NULL, len + 1);
  if (len > 0) memcpy(copy, text, len);
  copy[len] = '\0';
  return copy;
}

void zg_grow(void *items, size_t *cap, size_t count, size_t each) {
  assert(each > 0);
  if (count < *cap) return;
  size_t wanted = *cap < 4 ? 8 : *cap;
  while (wanted <= count && wanted <= SIZE_MAX / 2)
    wanted *= 2;
  if (wanted == *cap) wanted *= 2;
  if (wanted <= count || wanted > PTRDIFF_MAX / each) end_out_of_memory(SIZE_MAX);
  /* `items` is the address of a pointer of any type; memcpy reads and writes it without breaking
   * the aliasing rules. */
  void *block = NULL;
  memcpy(&block, items, sizeof block);
  block = zg_realloc(block, wanted * each);
  memcpy(items, &block, sizeof block);
  *cap = wanted;
}
