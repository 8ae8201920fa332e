/* Fuzz target: what the reader accepts must come out of the writer as JSON that reads back equal,
 * on one line, and be written the same again. Build with -fsanitize=fuzzer,address,undefined. */
#include <stdlib.h>
#include <string.h>

#include "data/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
  if (!holds) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *first = NULL, *second = NULL;
  struct zg_bytes text = {0}, again = {0};
  struct zg_error err = {0};
  if (zg_json_parse(arena, (const char *)data, size, &first, &err) < 0) {
    must(err.code < 0 && err.message[0] != '\0' && first == NULL);
    goto done;
  }
  zg_json_write(first, &text);
  for (size_t i = 0; i < text.len; i++)
    must((unsigned char)text.data[i] >= 0x20);
  must(zg_json_parse(arena, text.data, text.len, &second, &err) == 0);
  must(zg_json_hash(first) == zg_json_hash(second));
  zg_json_write(second, &again);
  must(again.len == text.len && memcmp(again.data, text.data, text.len) == 0);
done:
  zg_bytes_fini(&text);
  zg_bytes_fini(&again);
  zg_arena_free(arena);
  return 0;
}
