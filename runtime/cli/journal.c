#include "cli/journal.h"

#include <errno.h>
#include <string.h>

#include "base/folder.h"
#include "cli/ask.h"
#include "engine/journal.h"
#include "store/store.h"

struct reading {
  struct zg_arena *arena;
  struct zg_bytes out;
  zg_cli_line_fn *fn;
  void *arg;
  struct zg_error *err;
};

static int give_event(void *arg, const struct zg_batch_event *row) {
  struct reading *r = arg;
  zg_bytes_clear(&r->out);
  if (zg_journal_write(r->arena, row, &r->out, r->err) < 0) return ZG_ESYSTEM;
  return r->fn(r->arg, r->out.data, r->out.len) == 0 ? 0 : -1;
}

static int read_closed(struct reading *r, const char *path) {
  struct zg_store *store = NULL;
  if (zg_store_sqlite_open_there(path, &store, r->err) < 0) return r->err->code;
  r->arena = zg_arena_new();
  int stopped = store->ops->each_event(store, 0, give_event, r);
  store->ops->close(store);
  zg_arena_free(r->arena);
  zg_bytes_fini(&r->out);
  if (stopped == ZG_ESYSTEM && r->err->code == 0)
    return zg_fail(r->err, ZG_ESYSTEM, "the store %s cannot be read to its end; restore a backup",
                   path);
  if (stopped == 0 || stopped == ZG_ESYSTEM) return stopped;
  return zg_fail(r->err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
}

int zg_cli_journal(const char *data, const char *control, zg_cli_line_fn *fn, void *arg,
                   struct zg_error *err) {
  static const char *const words[] = {"export", NULL};
  struct reading r = {.fn = fn, .arg = arg, .err = err};
  char beside[ZG_CONTROL_PATH];
  int result =
      zg_ask(control != NULL ? control : zg_control_beside(data, beside), words, fn, arg, err);
  if (result != ZG_ENOTFOUND || control != NULL) return result;
  *err = (struct zg_error){0};
  return read_closed(&r, data);
}
