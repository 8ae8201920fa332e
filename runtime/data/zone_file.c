/* The files of the tz database: TZif, RFC 8536. */
#include "data/zone_file.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/folder.h"
#include "base/suggest.h"
#include "data/zone.h"

enum {
  HEADER = 44,
  COUNT_MOST = 4096, /* of anything in a file; the longest real one has some 250 */
  NAME_MOST = 64,
  LISTED_MOST = 1024
};
#define OFFSET_MOST INT32_C(26 * 3600)
/* Before this no zone had any rule; a file may say "for ever" so. */
#define EARLIEST (-(INT64_C(1) << 59))

static const char *const places[] = {"/usr/share/zoneinfo", "/usr/lib/zoneinfo",
                                     "/usr/share/lib/zoneinfo", "/etc/zoneinfo"};

/* ---- Finding it */

/* A name is made of words and slashes: nothing that leads out of the database. */
static bool is_name(const char *name) {
  if (name[0] == '/' || name[0] == '\0' || strlen(name) > NAME_MOST) return false;
  for (const char *at = name; *at != '\0'; at++)
    if (!isalnum((unsigned char)*at) && strchr("/_-+", *at) == NULL) return false;
  return true;
}

/* The names in zone.tab: country, place, name, each after a tab. They are cut out in place. */
static size_t list_names(char *table, const char **names) {
  size_t count = 0;
  char *rest = NULL;
  for (char *line = strtok_r(table, "\n", &rest); line != NULL && count < LISTED_MOST;
       line = strtok_r(NULL, "\n", &rest)) {
    char *tab = line[0] != '#' ? strchr(line, '\t') : NULL;
    if (tab != NULL) tab = strchr(tab + 1, '\t');
    if (tab == NULL) continue;
    tab[1 + strcspn(tab + 1, "\t")] = '\0';
    names[count++] = tab + 1;
  }
  return count;
}

static int fail_unknown(const char *place, const char *name, struct zg_error *err) {
  char path[256], suggestion[ZG_SUGGESTION] = "";
  const char *names[LISTED_MOST];
  struct zg_bytes table = {0};
  snprintf(path, sizeof path, "%s/zone.tab", place);
  if (strlen(name) <= NAME_MOST && zg_bytes_add_file(&table, path) == 0 && table.len > 0)
    zg_suggest(name, names, list_names(table.data, names), suggestion);
  zg_bytes_fini(&table);
  return zg_fail(err, ZG_ENOTFOUND, "there is no time zone \"%.64s\"%s%s", name, suggestion,
                 suggestion[0] != '\0'
                     ? ""
                     : "; write one of the tz database, like \"Asia/Shanghai\", or an offset, "
                       "like \"+08:00\"");
}

int zg_zone_file_find(const char *name, struct zg_bytes *file, struct zg_error *err) {
  char path[256];
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    if (!zg_folder_exists(places[i])) continue;
    snprintf(path, sizeof path, "%s/%s", places[i], is_name(name) ? name : "");
    if (!is_name(name) || !zg_file_exists(path) || zg_bytes_add_file(file, path) < 0)
      return fail_unknown(places[i], name, err);
    return 0;
  }
  return zg_fail(err, ZG_ENOTFOUND,
                 "\"%.64s\" cannot be looked up, since this system has no tz database; install the "
                 "package tzdata, or write an offset, like \"+08:00\"",
                 name);
}

/* ---- Reading it */

static uint32_t read_u32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t read_i64(const uint8_t *at) {
  return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

/* One of the two parts of a file: first with times of 32 bits, then the same with 64. */
struct part {
  size_t flags_utc, flags_std, leaps, times, types, names;
  size_t size;
  const uint8_t *body;
};

/* NULL when all is well, else what is wrong. `wide`: the bytes of a time. */
static const char *read_part(const uint8_t *data, size_t len, size_t wide, struct part *part) {
  size_t *const counts[] = {&part->flags_utc, &part->flags_std, &part->leaps,
                            &part->times,     &part->types,     &part->names};
  if (len < HEADER || memcmp(data, "TZif", 4) != 0) return "it does not begin as one";
  if (data[4] < '2') return "it is of version 1, which ends in 2037";
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    *counts[i] = read_u32(data + 20 + 4 * i);
    if (*counts[i] > COUNT_MOST) return "its header is damaged";
  }
  part->body = data + HEADER;
  part->size = HEADER + part->times * (wide + 1) + part->types * 6 + part->names +
               part->leaps * (wide + 4) + part->flags_std + part->flags_utc;
  return part->size > len ? "it is cut off" : NULL;
}

static const char *read_type(const struct part *part, size_t index, int32_t *offset) {
  const uint8_t *types = part->body + part->times * 9;
  if (index >= part->types) return "it names a time type that is not there";
  *offset = (int32_t)read_u32(types + index * 6);
  if (*offset < -OFFSET_MOST || *offset > OFFSET_MOST) return "an offset is over 26 hours";
  return NULL;
}

static const char *read_transitions(struct zg_arena *arena, const struct part *part,
                                    struct zg_zone *zone) {
  const char *wrong = read_type(part, 0, &zone->before);
  zone->transitions = zg_arena_alloc(arena, (part->times + 1) * sizeof *zone->transitions);
  for (size_t i = 0; i < part->times && wrong == NULL; i++) {
    struct zg_zone_transition *next = &zone->transitions[zone->count];
    next->at = read_i64(part->body + i * 8);
    wrong = read_type(part, part->body[part->times * 8 + i], &next->offset);
    if (next->at < EARLIEST || next->at > -EARLIEST) wrong = "a transition is out of all time";
    if (zone->count > 0 && next->at <= next[-1].at) wrong = "its transitions are out of order";
    zone->count++;
  }
  return wrong;
}

/* The last part: a line with the rule, which may be empty. */
static const char *read_footer(const uint8_t *data, size_t len, struct zg_zone *zone) {
  if (len < 2 || data[0] != '\n') return "its last line is missing";
  const uint8_t *end = memchr(data + 1, '\n', len - 1);
  if (end == NULL) return "its last line is cut off";
  size_t size = (size_t)(end - data - 1);
  if (size == 0) return NULL;
  if (zg_zone_rule_parse((const char *)data + 1, size, &zone->rule) < 0)
    return "the rule in its last line is damaged";
  zone->has_rule = true;
  return NULL;
}

int zg_zone_parse(struct zg_arena *arena, const char *name, const void *data, size_t len,
                  const struct zg_zone **out, struct zg_error *err) {
  struct part narrow = {0}, wide = {0};
  struct zg_zone *zone = zg_arena_alloc(arena, sizeof *zone);
  const uint8_t *bytes = data;
  const char *wrong = read_part(bytes, len, 4, &narrow);
  if (wrong == NULL) wrong = read_part(bytes + narrow.size, len - narrow.size, 8, &wide);
  if (wrong == NULL && wide.leaps > 0) wrong = "it counts leap seconds, which the world does not";
  if (wrong == NULL) wrong = read_transitions(arena, &wide, zone);
  if (wrong == NULL)
    wrong = read_footer(bytes + narrow.size + wide.size, len - narrow.size - wide.size, zone);
  if (wrong != NULL)
    return zg_fail(err, ZG_ELOAD, "the file of the time zone \"%.64s\" cannot be read: %s", name,
                   wrong);
  *out = zone;
  return 0;
}
