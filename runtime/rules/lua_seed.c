#include "rules/lua_seed.h"

#include <stdint.h>
#include <string.h>

enum { CONSTANT = 20261121 }; /* any would do */

/* How global_State of Lua 5.4 begins, with the types of its own headers, which are not installed.
 */
struct beginning {
  zg_lua_allocator *allocator;
  const void *ud;
  ptrdiff_t total, debt;
  size_t estimate, last_atomic;
  struct {
    void *hash;
    int used, size;
  } texts;
  struct {
    union {
      void *pointer;
      int64_t integer;
      double number;
    } value;
    unsigned char type;
  } registry, nil;
  unsigned int seed;
};

bool zg_lua_seed_set(void *block, size_t size, zg_lua_allocator *allocator, const void *ud) {
  const size_t step = sizeof(void *);
  for (size_t at = 0; at + sizeof(struct beginning) <= size; at += step) {
    struct beginning *global = (void *)((char *)block + at);
    if (global->allocator != allocator || global->ud != ud) continue;
    global->seed = CONSTANT;
    return true;
  }
  return false;
}
