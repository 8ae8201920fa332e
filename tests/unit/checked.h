/* checked: a folder of files, checked, and what was found in one text, a line each:
 * "pack.lua:4: warning phrase: …". */
#ifndef ZG_TEST_CHECKED_H
#define ZG_TEST_CHECKED_H

#include "unit/world.h"

#include "rules/check/check.h"

enum { CHECKED_FILES = 8 };

struct checked_file {
  const char *path, *text; /* below the world's folder: "rules/p/pack.lua" */
};

/* What is found in the shop `shop` (below the folder; NULL: in the packs of rules/). */
static inline void checked_look(struct world *w, const char *const *shops, struct zg_bytes *out) {
  struct zg_checking *checking = zg_checking_new(world_text, T0);
  char rules[80], dir[80];
  size_t count = 0;
  snprintf(rules, sizeof rules, "%s/rules", w->dir);
  do {
    struct zg_error err = {0};
    struct zg_shop_source source = {.rules = rules, .text = world_text};
    if (*shops != NULL) {
      snprintf(dir, sizeof dir, "%s/%s", w->dir, *shops);
      source.dir = dir;
    }
    if (zg_checking_add(checking, &source, &err) < 0) fail_msg("%s", err.message);
  } while (*shops != NULL && *++shops != NULL);
  const struct zg_finding *found = zg_checking_end(checking, &count);
  for (size_t i = 0; i < count; i++) {
    const char *file = found[i].file;
    if (strncmp(file, w->dir, strlen(w->dir)) == 0) file += strlen(w->dir) + 1;
    zg_bytes_printf(out, "%s:%d: %s %s: %s%s%s\n", file, found[i].line,
                    found[i].error ? "error" : "warning", found[i].check, found[i].what,
                    found[i].todo[0] != '\0' ? "; " : "", found[i].todo);
  }
  zg_checking_free(checking);
}

/* Whether a line of `found` begins with `begin` and goes on with all of `fragment` in it. */
static inline bool checked_has(const char *found, const char *begin, const char *fragment) {
  for (const char *line = found; line != NULL && *line != '\0';) {
    const char *end = strchr(line, '\n');
    const char *hit = strstr(line, fragment);
    if (strncmp(line, begin, strlen(begin)) == 0 && hit != NULL && hit < end) return true;
    line = end != NULL ? end + 1 : NULL;
  }
  return false;
}

#endif
