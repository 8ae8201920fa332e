/* hanging_regex: a library to preload in which a regular expression that is shown "HANG" never comes
 * back: a fault that no limit of ours knows of. */
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

typedef int match_fn(const void *code, const uint8_t *text, size_t len, size_t at, uint32_t options,
                     void *data, void *context);

int pcre2_match_8(const void *code, const uint8_t *text, size_t len, size_t at, uint32_t options,
                  void *data, void *context);

int pcre2_match_8(const void *code, const uint8_t *text, size_t len, size_t at, uint32_t options,
                  void *data, void *context) {
  match_fn *real = __extension__(match_fn *) dlsym(RTLD_NEXT, "pcre2_match_8");
  while (memmem(text, len, "hang", 4) != NULL)
    usleep(1000);
  return real(code, text, len, at, options, data, context);
}
