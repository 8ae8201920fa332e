/* shop_file: reading shop.lua: one call, shop { … }, of plain data. */
#ifndef ZG_RULES_SHOP_FILE_H
#define ZG_RULES_SHOP_FILE_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/error.h"

struct cJSON;

/* Runs the file in a sandbox of its own and gives what it declares as JSON, keys checked; appends
 * the file to *source. ZG_ELOAD with file and line. */
int zg_shop_file_read(const char *path, struct zg_arena *arena, struct zg_bytes *source,
                      struct cJSON **out, struct zg_error *err);

/* Checks the keys of a declared shop; `path` is for the error. */
int zg_shop_file_check(const char *path, const struct cJSON *declared, struct zg_error *err);

/* The first line of the file where `name` is followed by "="; 0: there is none. */
int zg_shop_file_line(const char *path, const char *name);
/* The same from a line on. */
int zg_shop_file_line_from(const char *path, const char *name, int from_line);
/* The first line with that text in double quotes; 0: there is none. */
int zg_shop_file_text_line(const char *path, const char *text);

#endif
