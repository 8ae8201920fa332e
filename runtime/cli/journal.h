/* journal: what was decided, as a log, from whoever has the store: a running server, or nobody. */
#ifndef ZG_CLI_JOURNAL_H
#define ZG_CLI_JOURNAL_H

#include <stddef.h>

#include "base/error.h"

/* Receives one event as a line without its end; returns 0 to go on. */
typedef int zg_cli_line_fn(void *arg, const char *line, size_t len);

/* Gives every event in the order of deciding. The server at `control` is asked, or without
 * (NULL) that beside the store `data`; when there is none, the store is opened. ZG_ESYSTEM also
 * when `fn` stopped it. */
int zg_cli_journal(const char *data, const char *control, zg_cli_line_fn *fn, void *arg,
                   struct zg_error *err);

#endif
