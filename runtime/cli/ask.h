/* ask: a question to a running server, over its control socket. */
#ifndef ZG_CLI_ASK_H
#define ZG_CLI_ASK_H

#include <stddef.h>

#include "base/error.h"

enum { ZG_CONTROL_PATH = 4096 };

/* Writes the path of the control socket of a server with the store `data` and returns `out`. */
char *zg_control_beside(const char *data, char out[ZG_CONTROL_PATH]);

/* Sends the words (NULL-terminated) to the server at the socket `path` and gives each row of the
 * answer, a JSON value of `len` bytes, to `on_row`, until that returns other than 0. ZG_ENOTFOUND
 * when no server is there; ZG_ESYSTEM when the connection breaks, or a row was not wanted; else the
 * server's own error. */
int zg_ask(const char *path, const char *const *words,
           int (*on_row)(void *arg, const char *json, size_t len), void *arg, struct zg_error *err);

#endif
