#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* A bump allocator. Small things are cut from the current block; when it is full the next one is
 * begun and its rest is lost. Things above a quarter of a block get a block of their own, so that
 * little is lost. Only the first block outlives a reset: an ordinary event fits it, and one huge
 * event must not make the process huge for ever. */

enum { BLOCK = 64 * 1024, SMALL = 8 * 1024, QUARTER = 4, ALIGN = _Alignof(max_align_t) };

struct block {
  struct block *next;
  _Alignas(max_align_t) char data[];
};

struct zg_arena {
  char *at;            /* the next free byte of the current block, aligned */
  char *end;           /* of the current block */
  struct block *extra; /* all blocks but the first */
  struct block *first;
  size_t size; /* of a block */
};

/* Not zeroed: what is handed out is zeroed then. */
static struct block *block_new(size_t size) {
  struct block *block = zg_realloc(NULL, sizeof *block + size);
  block->next = NULL;
  return block;
}

static void use_block(struct zg_arena *arena, struct block *block) {
  arena->at = block->data;
  arena->end = block->data + arena->size;
}

static void free_extra(struct zg_arena *arena) {
  while (arena->extra != NULL) {
    struct block *next = arena->extra->next;
    free(arena->extra);
    arena->extra = next;
  }
}

static struct zg_arena *new_of(size_t size) {
  struct zg_arena *arena = zg_alloc(sizeof *arena);
  arena->size = size;
  arena->first = block_new(size);
  use_block(arena, arena->first);
  return arena;
}

struct zg_arena *zg_arena_new(void) {
  return new_of(BLOCK);
}

struct zg_arena *zg_arena_new_small(void) {
  return new_of(SMALL);
}

void zg_arena_free(struct zg_arena *arena) {
  if (arena == NULL) return;
  free_extra(arena);
  free(arena->first);
  free(arena);
}

void zg_arena_reset(struct zg_arena *arena) {
  free_extra(arena);
  use_block(arena, arena->first);
}

/* Memory that is not zeroed, for those who fill it at once. */
static void *take(struct zg_arena *arena, size_t size) {
  if (size > arena->size / QUARTER) {
    /* A sum that ran over is left to the checked allocator to refuse. */
    struct block *own = block_new(size > PTRDIFF_MAX ? PTRDIFF_MAX : size);
    own->next = arena->extra;
    arena->extra = own;
    return own->data;
  }
  size_t room = size == 0 ? ALIGN : (size + ALIGN - 1) / ALIGN * ALIGN;
  if ((size_t)(arena->end - arena->at) < room) {
    struct block *block = block_new(arena->size);
    block->next = arena->extra;
    arena->extra = block;
    use_block(arena, block);
  }
  void *given = arena->at;
  arena->at += room;
  return given;
}

void *zg_arena_alloc(struct zg_arena *arena, size_t size) {
  void *given = take(arena, size);
  memset(given, 0, size);
  return given;
}

char *zg_arena_strndup(struct zg_arena *arena, const char *text, size_t len) {
  char *copy = take(arena, len + 1);
  if (len > 0) memcpy(copy, text, len);
  copy[len] = '\0';
  return copy;
}

char *zg_arena_strdup(struct zg_arena *arena, const char *text) {
  return zg_arena_strndup(arena, text, strlen(text));
}

char *zg_arena_printf(struct zg_arena *arena, const char *format, ...) {
  char made[256] = {0};
  va_list args;
  va_start(args, format);
  va_list again;
  va_copy(again, args);
  int len = vsnprintf(made, sizeof made, format, args);
  assert(len >= 0);
  char *text = take(arena, (size_t)len + 1);
  if ((size_t)len < sizeof made)
    memcpy(text, made, (size_t)len + 1);
  else
    vsnprintf(text, (size_t)len + 1, format, again);
  va_end(again);
  va_end(args);
  return text;
}
