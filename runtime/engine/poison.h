/* poison: lines and timers that ended the process, and are not tried for ever.
 *
 * On a store on disk each line and timer is marked while it is worked on (marker.h). What stands in
 * the marker at a start has ended the process once more; twice, and it goes to the dead letters:
 * the line is refused as `dead` when it is sent again, the timer goes when it is due. */
#ifndef ZG_ENGINE_POISON_H
#define ZG_ENGINE_POISON_H

#include "engine/engine.h"

/* Opens the marker beside the store and deals with what it holds. Nothing to do in memory. */
int zg_poison_open(struct zg *zg, struct zg_error *err);
void zg_poison_close(struct zg *zg);

/* Before and after working on a line. ZG_EDEAD: it has ended the process twice and is refused. */
int zg_poison_line(struct zg *zg, const char *line, size_t len, struct zg_error *err);
void zg_poison_line_over(struct zg *zg);
/* It is to be tried again. False: no such line is known. */
bool zg_poison_forgive(struct zg *zg, const char *line, size_t len);
/* Before and after firing a timer, which may happen while a line is worked on. ZG_EDEAD: it must go
 * without being fired. */
int zg_poison_timer(struct zg *zg, const struct zg_timer_row *row);
void zg_poison_timer_over(struct zg *zg);

#endif
