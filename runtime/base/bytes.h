/* bytes: a growing buffer, always NUL-terminated once something was added. */
#ifndef ZG_BASE_BYTES_H
#define ZG_BASE_BYTES_H

#include <stdarg.h>
#include <stddef.h>

struct zg_bytes {
  char *data; /* owned; NULL while nothing was added */
  size_t len;
  size_t cap;
};

void zg_bytes_fini(struct zg_bytes *bytes);  /* frees and zeroes */
void zg_bytes_clear(struct zg_bytes *bytes); /* keeps the memory */
void zg_bytes_reserve(struct zg_bytes *bytes, size_t more);
void zg_bytes_add(struct zg_bytes *bytes, const void *data, size_t len);
void zg_bytes_add_text(struct zg_bytes *bytes, const char *text);
/* Appends the text with its NUL, as a part of a name of several: no two names are alike then. */
void zg_bytes_add_part(struct zg_bytes *bytes, const char *text);
void zg_bytes_add_char(struct zg_bytes *bytes, char c);
void zg_bytes_printf(struct zg_bytes *bytes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void zg_bytes_drop_front(struct zg_bytes *bytes, size_t len);

enum { ZG_FILE_MOST = 64 << 20 }; /* bytes of a file that is read whole */

/* Appends a whole plain file. Returns 0, or -1 with errno set: ENOTSUP for what is none, such as a
 * pipe or a device, EFBIG for one of more than ZG_FILE_MOST. */
int zg_bytes_add_file(struct zg_bytes *bytes, const char *path);
/* That errno as a sentence about the file. */
const char *zg_bytes_file_fault(int error);

#endif
