/* sqlite_schema: the tables of the store on disk, and how an older file becomes a present one. */
#ifndef ZG_STORE_SQLITE_SCHEMA_H
#define ZG_STORE_SQLITE_SCHEMA_H

#include "base/error.h"

struct sqlite3;

/* Whether the file is empty or ours: looked at before anything is changed in it. ZG_EUSAGE when it
 * is another program's, of a newer version, or no database at all. */
int zg_sqlite_check(struct sqlite3 *db, const char *path, struct zg_error *err);

/* Makes the tables in an empty file, or brings an older file up to date, step by step, each step a
 * transaction of its own. */
int zg_sqlite_schema(struct sqlite3 *db, const char *path, struct zg_error *err);

#endif
