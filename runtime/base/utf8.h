/* utf8: is it UTF-8, and where to cut it. */
#ifndef ZG_BASE_UTF8_H
#define ZG_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed after RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. */
bool zg_utf8_valid(const char *text, size_t len);

/* The longest prefix of at most `most` bytes that does not cut a character. */
size_t zg_utf8_cut(const char *text, size_t len, size_t most);

#endif
