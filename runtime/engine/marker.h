/* marker: what is being worked on just now, written where it outlives the process.
 *
 * A page of a file mapped shared survives kill -9, abort and SIGSEGV and costs no sync. It is set
 * before a line is read or a timer fires and cleared after, so at the next start a full one names
 * what the process died of. What it died of twice is not tried again. */
#ifndef ZG_ENGINE_MARKER_H
#define ZG_ENGINE_MARKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct zg_marker;

/* Maps `path`, which is made when it is not there. Gives *out; ZG_ESYSTEM when it cannot. */
int zg_marker_open(const char *path, struct zg_marker **out, struct zg_error *err);
void zg_marker_close(struct zg_marker *marker); /* NULL is fine */

/* What was being worked on when the process before this one died: its name and the beginning of its
 * text (valid until the marker is set), or false. */
bool zg_marker_left(const struct zg_marker *marker, uint64_t *name, const char **text, size_t *len);

void zg_marker_set(struct zg_marker *marker, uint64_t name, const char *text, size_t len);
void zg_marker_clear(struct zg_marker *marker);

#endif
