/* redact_find: what in a text looks as if it told who somebody is. */
#ifndef ZG_DATA_REDACT_FIND_H
#define ZG_DATA_REDACT_FIND_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/hash.h"

/* Each looks at place `at` of a text of `len` bytes of valid UTF-8, where a character begins; when
 * such a thing begins there its replacement is appended and its bytes returned, else 0. */

/* Numbers of telephones, cards, papers; with what stands between their groups. Not money, dates,
 * or quantities. */
size_t zg_redact_number(struct zg_hash128 key, const char *text, size_t len, size_t at,
                        struct zg_bytes *out);
/* E-mail addresses, and names at messengers (微信号 abc_123, QQ 12345). */
size_t zg_redact_account(struct zg_hash128 key, const char *text, size_t len, size_t at,
                         struct zg_bytes *out);
/* The part of an address below the city: 文三路478号3幢502室, 221B Baker Street. */
size_t zg_redact_place(struct zg_hash128 key, const char *text, size_t len, size_t at,
                       struct zg_bytes *out);

#endif
