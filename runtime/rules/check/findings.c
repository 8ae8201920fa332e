/* Findings, and when there are enough of them. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "rules/check/checking.h"

enum { ENOUGH = 50 };

bool zg_check_spend(struct zg_checking *c, size_t steps) {
  c->patience -= (int64_t)steps;
  return c->patience >= 0;
}

bool zg_found_enough(const struct zg_checking *c) {
  return c->told >= ENOUGH;
}

static const char *keep(struct zg_checking *c, const char *text) {
  return zg_arena_strdup(c->arena, text != NULL ? text : "");
}

/* "…; do this": what is wrong ends at the first semicolon that no quotes hold. */
static void split(struct zg_checking *c, const char *message, struct zg_finding *f) {
  bool quoted = false;
  const char *at = message;
  for (; *at != '\0' && (quoted || strncmp(at, "; ", 2) != 0); at++)
    if (*at == '"') quoted = !quoted;
  f->what = zg_arena_strndup(c->arena, message, (size_t)(at - message));
  f->todo = keep(c, *at != '\0' ? at + 2 : "");
}

/* `rule "greets": …` names the rule. */
static const char *rule_named(struct zg_checking *c, const char *message) {
  static const char begin[] = "rule \"";
  if (strncmp(message, begin, sizeof begin - 1) != 0) return "";
  const char *name = message + sizeof begin - 1, *end = strstr(name, "\": ");
  return end != NULL ? zg_arena_strndup(c->arena, name, (size_t)(end - name)) : "";
}

/* The folder that the file of a pack lies in; "" when it is no file of a pack. */
static const char *pack_named(struct zg_checking *c, const char *file) {
  size_t len = strlen(file);
  const char *begin = NULL;
  if (len < 4 || strcmp(file + len - 4, ".lua") != 0) return "";
  for (int parts = 0; parts < 2; parts++) {
    while (len > 0 && file[len - 1] != '/')
      len--;
    if (len == 0 || strcmp(file + len, "shop.lua") == 0) return "";
    len--;
    for (begin = file + len; begin > file && begin[-1] != '/';)
      begin--;
    if (strncmp(begin, "text/", 5) != 0 && strncmp(begin, "tests/", 6) != 0) break;
    len = (size_t)(begin - file) + strcspn(begin, "/");
  }
  return zg_arena_strndup(c->arena, begin, (size_t)(file + len - begin));
}

static void note(struct zg_checking *c, struct zg_finding f) {
  zg_grow(&c->findings, &c->cap, c->count, sizeof *c->findings);
  c->findings[c->count++] = f;
}

void zg_found_fault(struct zg_checking *c, const struct zg_error *err) {
  struct zg_finding f = {.check = ZG_CHECK_LOAD, .error = true, .line = err->line};
  f.file = keep(c, err->file);
  f.pack = pack_named(c, f.file);
  f.rule = rule_named(c, err->message);
  split(c, err->message, &f);
  note(c, f);
}

/* "file:12: what; todo" */
void zg_found_warning(struct zg_checking *c, const char *message) {
  struct zg_finding f = {.check = ZG_CHECK_LOAD, .file = "", .pack = "", .rule = ""};
  for (const char *at = strchr(message, ':'); at != NULL && f.line == 0; at = strchr(at + 1, ':')) {
    char *end = NULL;
    long line = strtol(at + 1, &end, 10);
    if (end == at + 1 || line <= 0 || strncmp(end, ": ", 2) != 0) continue;
    f.file = zg_arena_strndup(c->arena, message, (size_t)(at - message));
    f.line = (int)line;
    message = end + 2;
  }
  split(c, message, &f);
  note(c, f);
}

void zg_found(struct zg_checking *c, struct zg_place at, const char *todo, const char *format,
              ...) {
  char text[1024];
  if (zg_found_enough(c)) return;
  c->told++;
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  note(c, (struct zg_finding){.check = c->check->row.name,
                              .error = c->check->row.error,
                              .file = keep(c, at.file),
                              .line = at.line,
                              .pack = keep(c, at.pack),
                              .rule = keep(c, at.rule),
                              .what = keep(c, text),
                              .todo = keep(c, todo)});
}
